"""Makes the numbers of a checkpoint probabilities, on rows that taught it nothing.

Each source counts alike, whatever its size, because nobody knows which of them a brand's own
chats will resemble. Urgency has hardly any labelled row: its slope comes from the weak labels, its
threshold from how often ordinary messages would ring, and the model card says so.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from bot.classifiers.linear.checkpoint import HEADS, Calibration, Checkpoint
from bot.classifiers.linear.linear import LinearClassifier
from training.mixing import Example, examples
from training.reading import Row

_PARTS: Final = frozenset({"calibrate", "dev"})
_BATCH: Final = 1000
_FALSE_RINGS: Final = 0.01

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def calibrated(raw: Checkpoint, rows: Sequence[Row]) -> Checkpoint:
    """Return `raw` with all heads calibrated on the rows set apart for it."""
    apart = [row for row in rows if row.part in _PARTS]
    plain = {head: Calibration(1.0, (0.0,) * outputs) for head, outputs in HEADS.items()}
    classifier = LinearClassifier(replace(raw, calibration=plain))
    fitted = {}
    first = 0
    for head, outputs in HEADS.items():
        found = examples(head, apart)
        logits = logits_of(classifier, found)[:, first : first + outputs]
        targets = np.array([example.target for example in found])
        weights = weigh(found)
        if outputs > 1:
            fitted[head] = of_classes(logits, targets, weights)
        else:
            fitted[head] = of_one(logits[:, 0], targets, weights)
        if head == "urgency":
            fitted[head] = _ringing_seldom(fitted[head], logits[:, 0], found)
        first += outputs
    return replace(raw, calibration=fitted)


def logits_of(classifier: LinearClassifier, found: Sequence[Example]) -> Floats:
    """Return the raw outputs for examples, in order."""
    texts = [example.row.text for example in found]
    parts = [classifier.logits(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
    return np.vstack(parts)


def of_one(logits: Floats, targets: Integers, weights: Floats) -> Calibration:
    """Fit slope and shift of one logit (Platt's method)."""

    def loss(at: Floats) -> float:
        margin = (at[0] * logits + at[1]) * (2 * targets - 1)
        return float((np.logaddexp(0, -margin) * weights).sum() / weights.sum())

    best = _least(loss, 2)
    return Calibration(float(best[0]), (float(best[1]),))


def of_classes(logits: Floats, targets: Integers, weights: Floats) -> Calibration:
    """Fit a common slope and a shift per class."""

    def loss(at: Floats) -> float:
        moved = at[0] * logits + np.append(at[1:], 0.0)
        chosen = np.take_along_axis(moved, targets[:, None], axis=1)[:, 0]
        each = np.logaddexp.reduce(moved, axis=1) - chosen
        return float((each * weights).sum() / weights.sum())

    best = _least(loss, logits.shape[1])
    return Calibration(float(best[0]), (*(float(shift) for shift in best[1:]), 0.0))


def _ringing_seldom(fitted: Calibration, logits: Floats, found: Sequence[Example]) -> Calibration:
    # An urgent card sounds at night: one half is set where the mean source rings ten times in a
    # thousand messages that no cue marks, whatever that leaves of recall.
    calm = [at for at, example in enumerate(found) if not example.target]
    sizes = Counter(found[at].row.source for at in calm)
    order = sorted(calm, key=lambda at: -logits[at])
    rings = np.cumsum([1.0 / (len(sizes) * sizes[found[at].row.source]) for at in order])
    threshold = float(logits[order[int(np.searchsorted(rings, _FALSE_RINGS))]])
    return Calibration(fitted.slope, (-fitted.slope * threshold,))


def _least(loss: object, size: int) -> Floats:
    start = np.append(1.0, np.zeros(size - 1))
    bounds = [(0.05, 20.0)] + [(-20.0, 20.0)] * (size - 1)
    found: Floats = optimize.minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    return found


def weigh(found: Sequence[Example]) -> Floats:
    """Weigh examples so that a large source does not drown a small one."""
    sizes = Counter(example.row.source for example in found)
    return np.array([example.weight / sizes[example.row.source] ** 0.5 for example in found])


def evenly(found: Sequence[Example]) -> Floats:
    """Weigh examples so that every (source, class) counts alike.

    Shares of the classes are a habit of the source; a chat never seen has its own.
    """
    sizes = Counter((example.row.source, example.target) for example in found)
    return np.array([1.0 / sizes[example.row.source, example.target] for example in found])
