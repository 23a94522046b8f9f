"""The fusion, fitted on some sources and measured on another that neither lane has seen.

Each run of `probing` left other sources out. What a run answered to them, and to rows set apart in
the sources that stayed, is all that a fusion learns from: the share of each tone is another in
every chat, so half of the weight lies on sources that were strangers to the run that answered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from scipy import optimize

from bot.classifiers.transformer.checkpoint import Fusion
from training.encoder.lanes import Lanes, load
from training.encoder.recipe import Recipe
from training.fitting import Floats
from training.scoring import calibration_error, confusion, f1s, mean_f1

NESTED: Final = ("sentiment", "toxicity", "spam")
"""Heads with several sources; urgency and intent have labels of our own alone (`ringing`)."""

_ENOUGH: Final = 20
_FULL: Final = 0.5
"""Rows below this weight are weak evidence, and measure nothing."""

_MASKS: Final = {"linear": (1.0, 0.0), "encoder": (0.0, 1.0), "fused": (1.0, 1.0)}

_SHARES_OF_LINEAR: Final = (0.0, 0.1, 0.2, 0.3, 0.5)
_NEUTRAL: Final = tuple(step / 4 for step in range(-2, 7))
_NEUTRAL_AT: Final = 1
_TONES: Final = 3
_TINY: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Answered:
    """What one run answered: its left-out sources, and both lanes' logits by head."""

    left_out: tuple[str, ...]
    heads: Mapping[str, Lanes]

    @classmethod
    def read(cls, folder: Path) -> "Answered":
        """Read a run's recipe and lanes."""
        return cls(Recipe.load(folder).left_out, load(folder))

    def strangers(self, head: str) -> Lanes | None:
        """Return the rows of sources that were left out; None if they do not teach `head`."""
        return _rows(self.heads.get(head), self.left_out, wanted=True)

    def stayed(self, head: str) -> Lanes | None:
        """Return the rows set apart in the sources that stayed."""
        return _rows(self.heads.get(head), self.left_out, wanted=False)


@dataclass(frozen=True, slots=True)
class Nested:
    """One figure: a head, the source that was measured, the lane, and how it did."""

    head: str
    source: str
    lane: str
    rows: int
    f1: float
    low: float
    high: float
    ece: float
    table: list[list[int]]

    def line(self) -> str:
        """Return the figure as a line."""
        return (
            f"{self.head:10} {self.source:26} {self.lane:8} {self.rows:6} rows  macro F1 "
            f"{self.f1:.3f} [{self.low:.3f}-{self.high:.3f}]  ECE {self.ece:.3f}  {self.table}"
        )


def nested(runs: Sequence[Answered]) -> Iterator[Nested]:
    """Measure every source that a run left out, the fusion fitted without it."""
    for head in NESTED:
        for run in runs:
            found = run.strangers(head)
            if found is None:
                continue
            for source in dict.fromkeys(found.sources.tolist()):
                measured = _strict(found.only(found.sources == source))
                classes = np.bincount(measured.targets, minlength=2)
                if classes.min() >= _ENOUGH:
                    if head == "spam":
                        yield _as_read_off(measured, source)
                    taught = _taught(run, runs, head, source)
                    yield from _measured(head, source, taught, measured)


def fused(final: Answered, runs: Sequence[Answered], head: str) -> Fusion:
    """Fit what is shipped: on the final run's rows set apart and on all strangers of the others."""
    strangers = [run.strangers(head) for run in runs]
    at = fit(*_weighed(head, final.stayed(head), strangers), _MASKS["fused"])
    return Fusion(float(at[0]), float(at[1]), tuple(float(shift) for shift in at[2:]))


def fit(lanes: Lanes, weights: Floats, mask: tuple[float, float]) -> Floats:
    """Return the slopes of both lanes and the shifts of a head.

    Likeliest probabilities, except for tones: there the share of neutral is a habit of each source,
    and what is sought is the best mean macro F1 over sources, then one temperature for certainty.
    """
    width = lanes.encoder.shape[1]
    if _of_tones(lanes):
        return _tones(lanes, weights, mask)

    def loss(at: Floats) -> float:
        moved = _moved(lanes, at)
        if width == 1:
            each = np.logaddexp(0, -moved[:, 0] * (2 * lanes.targets - 1))
        else:
            chosen = np.take_along_axis(moved, lanes.targets[:, None], axis=1)[:, 0]
            each = np.logaddexp.reduce(moved, axis=1) - chosen
        return float((each * weights).sum() / weights.sum())

    start = np.array([0.5 * mask[0], 0.5 * mask[1], *[0.0] * width])
    bounds = [(0.0, 20.0 * one) for one in mask] + [(-20.0, 20.0)] * width
    found: Floats = optimize.minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    return found


def _tones(lanes: Lanes, weights: Floats, mask: tuple[float, float]) -> Floats:
    parts = [lanes.sources == name for name in dict.fromkeys(lanes.sources.tolist())]
    heavy = np.array([weights[part].sum() for part in parts])

    def worth(at: Floats) -> float:
        answers = _moved(lanes, at).argmax(axis=1)
        tables = [confusion(lanes.targets[part], answers[part], _TONES) for part in parts]
        return float(heavy @ np.array([f1s(table).mean() for table in tables]))

    linears = (1.0,) if not mask[1] else _SHARES_OF_LINEAR if mask[0] else (0.0,)
    tried = [
        np.array([linear, mask[1], 0.0, -neutral, 0.0])
        for linear in linears
        for neutral in _NEUTRAL
    ]
    best = max(tried, key=worth)
    moved = _moved(lanes, best)
    right = moved.argmax(axis=1) == lanes.targets

    def loss(at: Floats) -> float:
        sure = np.clip(_shares(at[0] * moved).max(axis=1), _TINY, 1 - _TINY)
        each = -np.log(np.where(right, sure, 1 - sure))
        return float((each * weights).sum() / weights.sum())

    found = optimize.minimize(loss, np.array([1.0]), method="L-BFGS-B", bounds=[(0.05, 20.0)]).x
    scaled: Floats = best * found[0]
    return scaled


def _as_read_off(measured: Lanes, source: str) -> Nested:
    """Measure the encoder's own zero for spam: nothing of it was fitted on other spam sets."""
    answers = (measured.encoder[:, 0] > 0).astype(np.int64)
    table = confusion(measured.targets, answers, 2)
    sure = _shares(measured.encoder).max(axis=1)
    ece = calibration_error(sure, answers == measured.targets)
    f1 = mean_f1(table, (0, 1))
    return Nested("spam", source, "read off", len(answers), *f1, ece, table.tolist())


def _measured(
    head: str, source: str, taught: tuple[Lanes, Floats], measured: Lanes
) -> Iterator[Nested]:
    for lane, mask in _MASKS.items():
        moved = _moved(measured, fit(*taught, mask))
        shares = _shares(moved)
        answers = shares.argmax(axis=1)
        table = confusion(measured.targets, answers, shares.shape[1])
        ece = calibration_error(shares.max(axis=1), answers == measured.targets)
        f1 = mean_f1(table, tuple(range(len(table))))
        yield Nested(head, source, lane, len(answers), *f1, ece, table.tolist())


def _taught(
    run: Answered, runs: Sequence[Answered], head: str, source: str
) -> tuple[Lanes, Floats]:
    others = [
        _rows(other.strangers(head), (source,), wanted=False) for other in runs if other is not run
    ]
    return _weighed(head, run.stayed(head), others)


def _weighed(
    head: str, stayed: Lanes | None, strangers: Sequence[Lanes | None]
) -> tuple[Lanes, Floats]:
    # Spam is rare where people talk: ordinary messages of all sources say so. Elsewhere weak rows
    # are weak.
    taken = _all if head == "spam" else _strict
    parts = [(1, taken(one)) for one in strangers if one is not None]
    if stayed is not None:
        parts.insert(0, (0, taken(stayed)))
    lanes = parts[0][1]
    for _, part in parts[1:]:
        lanes = lanes.joined(part)
    kinds = np.concatenate([np.full(len(part.targets), kind) for kind, part in parts])
    weights = np.zeros(len(kinds))
    for kind in set(kinds.tolist()):
        names = set(lanes.sources[kinds == kind].tolist())
        for name in names:
            which = (kinds == kind) & (lanes.sources == name)
            weights[which] = 1.0 / (len(names) * which.sum())
    return lanes, weights


def _of_tones(lanes: Lanes) -> bool:
    return bool(lanes.encoder.shape[1] == _TONES)


def _all(lanes: Lanes) -> Lanes:
    return lanes


def _strict(lanes: Lanes) -> Lanes:
    return lanes.only(lanes.weights >= _FULL) if (lanes.weights >= _FULL).any() else lanes


def _rows(lanes: Lanes | None, sources: Sequence[str], *, wanted: bool) -> Lanes | None:
    if lanes is None:
        return None
    which = np.isin(lanes.sources, list(sources)) == wanted
    return lanes.only(which) if which.any() else None


def _moved(lanes: Lanes, at: Floats) -> Floats:
    moved: Floats = at[0] * lanes.linear + at[1] * lanes.encoder + at[2:]
    return moved


def _shares(moved: Floats) -> Floats:
    both = np.hstack((np.zeros_like(moved), moved)) if moved.shape[1] == 1 else moved
    raised = np.exp(both - both.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
