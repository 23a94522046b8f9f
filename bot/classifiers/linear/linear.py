"""The linear lane: judges texts by adding up the weights of their n-grams; no torch, no thread.

It serves alone where there is no transformer or no time for one. A batch of 32 comments costs
less than a hop to another thread, so it answers on the loop. The sums are of whole numbers: the
same text gets the same answer on every machine. Next in the flow: the policy reads the judgement.
"""

import time
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.classifiers.errors import CheckpointError
from bot.classifiers.linear.checkpoint import HEADS, Checkpoint
from bot.classifiers.linear.features import ORDERS, Grams, grams
from bot.classifiers.linear.language import language
from bot.classifiers.linear.reasons import word_sums
from handlers.canonical import Canonical
from models.signal import Judgement, Reason, Sentiment

_TABLE_WIDTH: Final = 8
_IDF: Final = 6
_STRONGEST: Final = 5
_COLUMN: Final = {
    "negative": 0,
    "neutral": 1,
    "positive": 2,
    "toxicity": 3,
    "spam": 4,
    "urgency": 5,
}
# A text with hardly any known n-gram is not stretched to full length: it says little.
_LEAST_LENGTH: Final = 1.0

Floats = NDArray[np.float64]


class LinearClassifier:
    """Implements the `Classifier` port of handlers/ports.py with one checkpoint."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        """Lay the weights out for one lookup per n-gram (about 8 MB for 2^19 buckets)."""
        if set(checkpoint.calibration) != set(HEADS):
            raise CheckpointError(f"{checkpoint.name} is not calibrated for all of {list(HEADS)}")
        self._name = checkpoint.name
        self._bits = checkpoint.bits
        self._scales = np.array(checkpoint.scales)
        self._intercepts = np.array(checkpoint.intercepts)
        self._calibration = checkpoint.calibration
        table = np.zeros(((1 << checkpoint.bits) + 1, _TABLE_WIDTH), np.int16)
        roots = checkpoint.weights.astype(np.int16)
        table[:-1, :_IDF] = roots * np.abs(roots)
        table[:-1, _IDF] = np.square(checkpoint.idf.astype(np.int16))
        self._table = table

    @property
    def checkpoint(self) -> str:
        """Name and hash of the weights that answer."""
        return self._name

    async def classify(self, texts: Sequence[Canonical]) -> list[Judgement | None]:
        """Judge texts in order; never late, so never None."""
        return list(self.judge(texts))

    def judge(self, texts: Sequence[Canonical]) -> list[Judgement]:
        """Judge texts in order, on the caller's thread."""
        if not texts:
            return []
        started = time.perf_counter_ns()
        logits = self._calibrated(self.logits(texts))
        tones = np.exp(logits[:, :3] - logits[:, :3].max(axis=1, keepdims=True))
        tones /= tones.sum(axis=1, keepdims=True)
        others = 1.0 / (1.0 + np.exp(-np.clip(logits[:, 3:], -60.0, 60.0)))
        numbers = np.hstack((tones, others)).tolist()
        each = (time.perf_counter_ns() - started) // 1000 // len(texts)
        return [
            Judgement(
                checkpoint=self._name,
                language=language(text.text),
                sentiment=Sentiment(*row[:3]),
                toxicity=row[3],
                spam=row[4],
                urgency=row[5],
                latency_us=each,
            )
            for text, row in zip(texts, numbers, strict=True)
        ]

    def logits(self, texts: Sequence[Canonical]) -> Floats:
        """Return the raw outputs before calibration, texts by outputs."""
        found = grams(texts, self._bits)
        looked_up = self._table.take(found.buckets.ravel(), axis=0)
        sums = np.add.reduceat(looked_up, found.starts * ORDERS, axis=0, dtype=np.int32)
        lengths = np.sqrt(np.maximum(sums[:, _IDF], _LEAST_LENGTH))
        scaled: Floats = sums[:, :_IDF] * self._scales / lengths[:, None]
        scaled += self._intercepts
        return scaled

    def explain(self, text: Canonical, head: str) -> tuple[Reason, ...]:
        """Return the words that pushed `head` up most, strongest first.

        `head` is `toxicity`, `spam`, `urgency`, or a tone: `negative`, `neutral`, `positive`.
        """
        column = _COLUMN[head]
        found = grams([text], self._bits)
        table = self._table.take(found.buckets, axis=0).astype(np.int64).sum(axis=1)
        length = float(np.sqrt(max(int(table[:, _IDF].sum()), _LEAST_LENGTH)))
        slope = self._calibration["sentiment" if column < HEADS["sentiment"] else head].slope
        weights = self._against_the_rest(table, column) * slope / length
        return _strongest(head, text, found, weights)

    def _against_the_rest(self, table: NDArray[np.int64], column: int) -> Floats:
        scaled = table[:, :_IDF] * self._scales
        weights: Floats = scaled[:, column]
        if column < HEADS["sentiment"]:
            weights = weights - scaled[:, : HEADS["sentiment"]].mean(axis=1)
        return weights

    def _calibrated(self, logits: Floats) -> Floats:
        first, parts = 0, []
        for head, outputs in HEADS.items():
            fitted = self._calibration[head]
            parts.append(logits[:, first : first + outputs] * fitted.slope + fitted.shifts)
            first += outputs
        return np.hstack(parts)


def _strongest(head: str, text: Canonical, found: Grams, weights: Floats) -> tuple[Reason, ...]:
    spans = word_sums(text.text, found, weights)
    upwards = sorted((span for span in spans if span[2] > 0), key=lambda span: -span[2])
    return tuple(Reason(head, start, end, weight) for start, end, weight in upwards[:_STRONGEST])
