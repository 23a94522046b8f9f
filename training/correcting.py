"""`python -m training.correcting`: people's decisions move the linear lane, if nothing gets worse.

What moderators decided and took back becomes a small change of the weights (seconds, numpy alone):
logistic regression of the decisions around the answers that the lane gives now, held to them by a
penalty and by recent messages that nobody objected to. The result is written beside the old one and
goes live only by the config; `gate` says whether it may, and what it would have done differently.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.classifiers import CheckpointError, load
from bot.classifiers.batching import Judges
from bot.classifiers.linear import checkpoint as files
from bot.classifiers.linear.checkpoint import HEADS, Checkpoint
from bot.classifiers.linear.features import ORDERS, grams
from bot.classifiers.linear.linear import LinearClassifier
from handlers.canonical import Canonical, canonicalise
from training.gate import Truth, compared, shadow
from training.lanes_of import followed, located

Floats = NDArray[np.float64]

MEANINGS: Final = {
    "spam": ("spam", 1),
    "not_spam": ("spam", 0),
    "toxic": ("toxicity", 1),
    "threat": ("toxicity", 1),
    "not_toxic": ("toxicity", 0),
    "not_threat": ("toxicity", 0),
    "urgent": ("urgency", 1),
    "not_urgent": ("urgency", 0),
}
"""What the labels of decisions teach; others (`violation` of a house rule) teach no head."""

ENOUGH: Final = 20
"""A head with fewer decisions than this stays as it is."""

_ROUNDS: Final = 200
_STEP: Final = 0.5
_PENALTY: Final = 2e-3
_ANCHOR: Final = 0.2
_LARGEST: Final = 127
_LEAST_SAY: Final = 0.02


@dataclass(frozen=True, slots=True)
class Sparse:
    """Texts as rows of numbered features: what counts how much in which row."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    values: Floats
    buckets: NDArray[np.int64]
    """The bucket of each column."""
    texts: int

    @classmethod
    def of(cls, texts: Sequence[Canonical], checkpoint: Checkpoint) -> "Sparse":
        """Return texts with the rarity of each bucket over the text's length, as served."""
        found = grams(texts, checkpoint.bits)
        lengths = np.diff(np.append(found.starts, len(found.buckets))) * ORDERS
        rows = np.repeat(np.arange(len(texts)), lengths)
        flat = found.buckets.ravel()
        known = flat < 1 << checkpoint.bits
        rows, flat = rows[known], flat[known]
        rarity = checkpoint.idf[flat].astype(float)
        squares = np.bincount(rows, rarity**2, minlength=len(texts))
        buckets, columns = np.unique(flat, return_inverse=True)
        values = rarity / np.sqrt(np.maximum(squares, 1.0))[rows]
        return cls(rows, columns, values, buckets.astype(np.int64), len(texts))

    def times(self, weights: Floats) -> Floats:
        """Return each row's sum."""
        each = self.values * weights[self.columns]
        return np.asarray(np.bincount(self.rows, each, minlength=self.texts), float)

    def back(self, slopes: Floats) -> Floats:
        """Return each column's sum."""
        each = self.values * slopes[self.rows]
        return np.asarray(np.bincount(self.columns, each, minlength=len(self.buckets)), float)


class Answers(Protocol):
    """What a head says now, and how much of it hangs on the linear lane."""

    def __call__(self, texts: Sequence[Canonical], head: str) -> tuple[Floats, float]:
        """Return calibrated logits, and the slope of the linear lane's own logit in them."""
        ...


def answers_of(live: Judges, checkpoint: Checkpoint) -> Answers:
    """Return what `live` says; of both lanes where the linear one has a say in them."""

    def said(texts: Sequence[Canonical], head: str) -> tuple[Floats, float]:
        column = HEADS["sentiment"] + list(HEADS)[1:].index(head)
        fusion = getattr(live, "fusion", None)
        if fusion is not None and fusion(head).linear > _LEAST_SAY:
            logits: Floats = live.logits(texts)[:, column]  # type: ignore[attr-defined]
            return logits, fusion(head).linear
        fitted = checkpoint.calibration[head]
        base = LinearClassifier(checkpoint).logits(texts)[:, column]
        return base * fitted.slope + fitted.shifts[0], fitted.slope

    return said


def corrected(
    checkpoint: Checkpoint,
    taught: Sequence[Truth],
    recent: Sequence[Canonical],
    answers: Answers,
) -> Checkpoint:
    """Return `checkpoint` with the heads moved that enough decisions speak of."""
    column, weights = HEADS["sentiment"], checkpoint.weights.copy()
    scales = list(checkpoint.scales)
    for head in list(HEADS)[1:]:
        own = [truth for truth in taught if truth.head == head]
        if len(own) >= ENOUGH:
            moved = _moved(checkpoint, own, recent, answers)
            weights[:, column], scales[column] = _rounded(checkpoint, column, moved)
        column += HEADS[head]
    return replace(checkpoint, weights=weights, scales=tuple(scales))


def _moved(
    checkpoint: Checkpoint,
    own: Sequence[Truth],
    recent: Sequence[Canonical],
    answers: Answers,
) -> tuple[NDArray[np.int64], Floats]:
    texts = [truth.text for truth in own] + list(recent)
    now, slope = answers(texts, own[0].head)
    goal = _sigmoid(now)
    goal[: len(own)] = [truth.target for truth in own]
    weights = np.full(len(texts), _ANCHOR)
    weights[: len(own)] = [truth.weight for truth in own]
    table = Sparse.of(texts, checkpoint)
    change, pace = np.zeros(len(table.buckets)), np.zeros(len(table.buckets))
    for _ in range(_ROUNDS):
        slopes = weights * (_sigmoid(now + table.times(change)) - goal) / len(own)
        pace = 0.9 * pace + table.back(slopes) + _PENALTY * change
        change -= _STEP * pace
    return table.buckets, change / slope


def _rounded(
    checkpoint: Checkpoint, column: int, moved: tuple[NDArray[np.int64], Floats]
) -> tuple[NDArray[np.int8], float]:
    """Return a column of weights with the change added, in bytes again, and its scale."""
    roots = checkpoint.weights[:, column].astype(float)
    whole = np.sign(roots) * roots**2 * checkpoint.scales[column]
    whole[moved[0]] += moved[1] * checkpoint.idf[moved[0]]
    scale = max(float(np.abs(whole).max()) / _LARGEST**2, checkpoint.scales[column])
    found = np.sign(whole) * np.rint(np.sqrt(np.abs(whole) / scale))
    return found.astype(np.int8), scale


def _sigmoid(logits: Floats) -> Floats:
    shares: Floats = 1.0 / (1.0 + np.exp(-np.clip(logits, -60.0, 60.0)))
    return shares


def truths_of(file: Path) -> list[Truth]:
    """Read decisions, one JSON object a line; what teaches no head is left out."""
    found = []
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        meant = MEANINGS.get(row["name"])
        if meant is not None:
            text = canonicalise(row["text"])
            found.append(Truth(*meant, text, float(row["weight"]), row["origin"], row["place"]))
    return found


def main(arguments: list[str] | None = None) -> int:
    """Correct, compare, write; returns 0 if the new weights may go live, 1 if not."""
    parser = argparse.ArgumentParser(prog="python -m training.correcting", description=__doc__)
    parser.add_argument("--truths", type=Path, required=True, help="decisions as JSONL")
    parser.add_argument("--recent", type=Path, required=True, help="recent messages as JSONL")
    parser.add_argument("--checkpoint", default="default", help="what answers now")
    parser.add_argument("--out", type=Path, required=True, help="folder of the new weights")
    asked = parser.parse_args(arguments)
    try:
        folder = located(asked.checkpoint)
        return _run(asked, folder, files.load(folder))
    except CheckpointError as error:
        print(error, file=sys.stderr)
        return 2


def _run(asked: argparse.Namespace, folder: Path, before: Checkpoint) -> int:
    truths = truths_of(asked.truths)
    lines = [json.loads(line) for line in asked.recent.read_text("utf-8").splitlines()]
    recent = [(row["id"], canonicalise(row["text"])) for row in lines]
    taught, apart = [one for one in truths if not one.apart], [one for one in truths if one.apart]
    print(f"{len(truths)} decisions teach: {len(taught)} are learned, {len(apart)} are kept apart")
    heads = {one.head for one in truths}
    enough = [head for head in heads if sum(one.head == head for one in taught) >= ENOUGH]
    if not enough:
        print(f"Nothing is changed: no head has {ENOUGH} decisions to learn from yet.")
        return 1
    live = load(str(folder))
    answers = answers_of(live, before)
    after = corrected(before, taught, [text for _, text in recent], answers)
    name = followed(folder, after, asked.out)
    then = load(str(asked.out))
    judged = compared(live, then, apart)
    print("\n".join((*judged.lines, *shadow(live, then, recent))))
    if not judged.passed:
        print(f"\nNot to go live: see above. The new weights lie in {asked.out}, to be looked at.")
        return 1
    print(f'\nMay go live: set checkpoint = "{asked.out}" under [classifier] ({name}), restart.')
    return 0


if __name__ == "__main__":
    sys.exit(main())
