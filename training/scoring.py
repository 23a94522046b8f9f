"""Measures: F1 and rates with intervals, calibration error. Numbers in, numbers out.

Intervals of F1 come from resampling the confusion table (seeded), those of rates from Wilson's
formula. `evaluating` says what is measured; the card and the table print it.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

_RESAMPLES: Final = 400
_Z: Final = 1.96
_BINS: Final = 15


def confusion(targets: Integers, answers: Integers, classes: int) -> Integers:
    """Return the confusion table; rows are the truth."""
    table = np.zeros((classes, classes), np.int64)
    np.add.at(table, (targets, answers), 1)
    return table


def f1s(table: Integers | Floats) -> Floats:
    """Return the F1 of every class of one or more confusion tables."""
    hits = np.diagonal(table, axis1=-2, axis2=-1)
    total = table.sum(axis=-1) + table.sum(axis=-2)
    found: Floats = np.divide(2.0 * hits, total, out=np.zeros(hits.shape), where=total > 0)
    return found


def mean_f1(table: Integers, classes: tuple[int, ...]) -> tuple[float, float, float]:
    """Return the mean F1 of `classes` with a 95 % interval."""
    chance = np.random.default_rng(1)
    shares = (table / table.sum()).ravel()
    drawn = chance.multinomial(int(table.sum()), shares, _RESAMPLES).reshape(-1, *table.shape)
    spread = f1s(drawn)[:, classes].mean(axis=1)
    low, high = np.quantile(spread, (0.025, 0.975))
    return float(f1s(table)[list(classes)].mean()), float(low), float(high)


def rate(hits: int, total: int) -> tuple[float, float, float]:
    """Return a share with Wilson's 95 % interval."""
    if not total:
        return 0.0, 0.0, 1.0
    share = hits / total
    centre = share + _Z**2 / (2 * total)
    spread = _Z * (share * (1 - share) / total + _Z**2 / (4 * total**2)) ** 0.5
    scale = 1 + _Z**2 / total
    return share, max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def calibration_error(certainty: Floats, right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error over 15 bins of equal mass."""
    order = np.argsort(certainty, kind="stable")
    bins = np.array_split(order, _BINS)
    gaps = [abs(certainty[at].mean() - right[at].mean()) * len(at) for at in bins if len(at)]
    return float(sum(gaps) / len(certainty))
