"""Both lanes together: the linear one knows words, the encoder knows what is meant.

Logits of the two are added with slopes and shifts that were fitted on rows set apart (`Fusion`), so
that what comes out are probabilities. Runs on a thread of its own behind the micro-batcher; next in
the flow: the policy reads the judgement.
"""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from bot.classifiers.linear.checkpoint import HEADS as LINEAR_HEADS
from bot.classifiers.linear.language import language
from bot.classifiers.linear.linear import LinearClassifier
from bot.classifiers.transformer import checkpoint as files
from bot.classifiers.transformer.packed import unpack
from bot.classifiers.transformer.quantised import QuantisedEncoder
from bot.classifiers.transformer.reasons import left_out
from bot.classifiers.transformer.tokens import Tokens
from handlers.canonical import Canonical
from models.signal import Intent, Judgement, Reason, Sentiment

Floats = NDArray[np.float64]

_CLIP: Final = 60.0
_TONES: Final = ("negative", "neutral", "positive")


class FusedClassifier:
    """Implements the `Classifier` port, and what the micro-batcher asks of an engine."""

    def __init__(
        self,
        manifest: files.Manifest,
        linear: LinearClassifier,
        encoder: QuantisedEncoder,
        tokens: Tokens,
    ) -> None:
        """Put the lanes side by side; `load` reads them from a folder."""
        self._manifest, self.linear = manifest, linear
        self._encoder, self._tokens = encoder, tokens

    @property
    def checkpoint(self) -> str:
        """Name and hash of the weights that answer."""
        return self._manifest.name

    async def classify(self, texts: Sequence[Canonical]) -> list[Judgement | None]:
        """Judge texts in order on a thread, for whoever has no micro-batcher in front."""
        return list(await asyncio.to_thread(self.judge, texts))

    def judge(self, texts: Sequence[Canonical]) -> list[Judgement]:
        """Judge texts in order, on the caller's thread."""
        if not texts:
            return []
        started = time.perf_counter_ns()
        numbers = self.probabilities(texts).tolist()
        each = (time.perf_counter_ns() - started) // 1000 // len(texts)
        return [
            Judgement(
                checkpoint=self.checkpoint,
                language=language(text.text),
                sentiment=Sentiment(*row[:3]),
                toxicity=row[3],
                spam=row[4],
                urgency=row[5],
                latency_us=each,
                intent=Intent(*row[6:]),
            )
            for text, row in zip(texts, numbers, strict=True)
        ]

    def probabilities(self, texts: Sequence[Canonical]) -> Floats:
        """Return (texts, outputs of HEADS); those of a head with several sum to one."""
        logits, parts, first = self.logits(texts), [], 0
        for outputs in files.HEADS.values():
            own = logits[:, first : first + outputs]
            parts.append(_softmax(own) if outputs > 1 else _sigmoid(own))
            first += outputs
        return np.hstack(parts)

    def logits(self, texts: Sequence[Canonical]) -> Floats:
        """Return the fused logits, texts by outputs of HEADS."""
        linear, encoder = self.lanes(texts)
        parts, first = [], 0
        for head, outputs in files.HEADS.items():
            columns, fused = slice(first, first + outputs), self._manifest.fusion[head]
            both = fused.encoder * encoder[:, columns] + fused.shifts
            if head in LINEAR_HEADS:
                both += fused.linear * linear[:, columns]
            parts.append(both)
            first += outputs
        return np.hstack(parts)

    def lanes(self, texts: Sequence[Canonical]) -> tuple[Floats, Floats]:
        """Return the raw logits of either lane, texts by outputs of its heads."""
        ids = self._tokens.ids([text.cased for text in texts])
        return self.linear.logits(texts), self._encoder.logits(ids).double().numpy()

    def fusion(self, head: str) -> files.Fusion:
        """Return the last step of a head."""
        return self._manifest.fusion[head]

    def vectors(self, texts: Sequence[Canonical], head: str) -> Floats:
        """Return what `head` reads of texts: (texts, hidden of its layers)."""
        found = self._encoder.vectors(self._tokens.ids([text.cased for text in texts]))
        layers = self._manifest.heads[head]
        return np.hstack([found[layer].double().numpy() for layer in layers])

    def explain(self, text: Canonical, head: str) -> tuple[Reason, ...]:
        """Return the words without which `head` would have said less, strongest first.

        `head` is `toxicity`, `spam`, `urgency`, or a tone: `negative`, `neutral`, `positive`.
        """
        column = [*_TONES, *list(LINEAR_HEADS)[1:]].index(head)

        def strength(texts: Sequence[Canonical]) -> Floats:
            logits = self.logits(texts)
            against = logits[:, :3].mean(axis=1) if column < len(_TONES) else 0.0
            strengths: Floats = logits[:, column] - against
            return strengths

        return left_out(text, head, strength)


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _sigmoid(logits: Floats) -> Floats:
    shares: Floats = 1.0 / (1.0 + np.exp(-np.clip(logits, -_CLIP, _CLIP)))
    return shares


def load(folder: Path, linear: LinearClassifier) -> FusedClassifier:
    """Load and verify the transformer lane of `folder`; raises CheckpointError.

    torch is left with one thread: what serves beside a bot must not take every core, and rows of
    this size gain nothing from a second one.
    """
    manifest = files.load(folder, linear.checkpoint)
    torch.set_num_threads(1)
    encoder = unpack(folder / files.WEIGHTS, manifest.heads)
    tokens = Tokens(folder / files.TOKENIZER, manifest.longest)
    return FusedClassifier(manifest, linear, encoder, tokens)
