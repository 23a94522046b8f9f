"""How often urgency rings for nothing, and how much of what is urgent it hears.

Recall: the rows that two people read, each judged by heads that were fitted without its fold, and
the project's own `urgency_ru`, which teaches nothing. False rings: an unselected stream of messages
that taught nothing either; whoever rings there is read by a person (`annotated/stream.csv`).
"""

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.classifiers.transformer.fused import FusedClassifier
from models.signal import EVEN
from training.annotating import ROWS, URGENCY_CODES, read_once, read_twice
from training.encoder.finishing import read_off
from training.fitting import Floats, Matrix, counted, learn, weighted
from training.fitting import Recipe as LinearRecipe
from training.mixing import Example, examples
from training.reading import Row, read, seeds
from training.scoring import rate
from training.sets import BY_NAME, SOURCES, URGENCY

STREAM: Final = ROWS.with_name("stream.csv")

_FOLDS: Final = 5
_EACH: Final = 450
_ORDINARY: Final = {
    **{name: frozenset[str]() for name in ("rusentitweet", "cedr", "ru_toxic_2ch_pikabu")},
    **{name: frozenset[str]() for name in ("sentirueval2016_banks", "sentirueval2016_telecom")},
    **{name: frozenset[str]() for name in ("ru_app_reviews", "umsab_en", "umsab_it")},
    **{name: frozenset({"spam"}) for name in ("telegram_spam_ru", "telegram_spam_monalenka")},
}
"""Sources of the stream, and the labels that are left out of it."""

_SENT: Final = frozenset({"calibrate", "held", "dev", "test"})

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Rung:
    """A message of the stream above one half, and whether a person has called it urgent."""

    row: Row
    probability: float
    urgent: bool | None


def recall(classifier: FusedClassifier, data: Path, say: Say) -> list[str]:
    """Return lines of how many urgent rows ring, out of fold."""
    rows = read(data, [*(source.name for source in SOURCES), URGENCY])
    codes = {one.mark: one.urgency for one in read_twice()}
    hand = [row for row in rows if row.mark in codes and _teaches(row)]
    taught = [row for row in rows if row.part == "fit" and _teaches(row)] + seeds()
    folds = np.random.default_rng(1).permutation(len(hand)) % _FOLDS
    rings = np.zeros(len(hand), bool)
    for fold in range(_FOLDS):
        out = {row.mark for row, at in zip(hand, folds.tolist(), strict=True) if at == fold}
        kept = examples("urgency", [row for row in taught if row.mark not in out])
        asked = [row for row, at in zip(hand, folds.tolist(), strict=True) if at == fold]
        rings[folds == fold] = _rings(classifier, kept, asked)
        say(f"fold {fold + 1} of {_FOLDS}")
    both = np.array([set(codes[row.mark]) == {"urgent"} for row in hand])
    one = np.array(["urgent" in codes[row.mark] for row in hand])
    russian = both & np.array([row.lang == "ru" for row in hand])
    own = [row for row in rows if row.source == URGENCY]
    heard = np.array([said.urgency > EVEN for said in classifier.judge([row.text for row in own])])
    urgent = np.array([row.label == "urgent" for row in own])
    together = _counts(rings, both) + _counts(heard, urgent)
    return [
        _share("urgent rows (both readers, and urgency_ru)", *together.tolist()),
        _share("  urgent to both readers", *_counts(rings, both).tolist()),
        _share("  of these in Russian", *_counts(rings, russian).tolist()),
        _share("  urgent to one of them at least", *_counts(rings, one).tolist()),
        _share("  urgency_ru", *_counts(heard, urgent).tolist()),
        _share("calm to both, mostly complaints", *_counts(rings, ~one).tolist()),
    ]


def _counts(rings: NDArray[np.bool_], which: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.array([(rings & which).sum(), which.sum()])


def stream(classifier: FusedClassifier, data: Path) -> tuple[list[Rung], int]:
    """Return who rings among ordinary messages, and how many these are."""
    said = _read()
    seen = {one.mark for one in read_twice()} | set(read_once())
    found = [
        row
        for row in read(data, list(_ORDINARY))
        if row.part in _SENT and row.label not in _ORDINARY[row.source] and row.mark not in seen
    ]
    chosen: list[Row] = []
    for name in _ORDINARY:
        pool = {row.mark: row for row in found if row.source == name}
        marks = sorted(pool)
        chosen += [pool[mark] for mark in random.Random(5).sample(marks, min(_EACH, len(marks)))]
    judged = classifier.judge([row.text for row in chosen])
    rung = [
        Rung(row, one.urgency, said.get(row.mark))
        for row, one in zip(chosen, judged, strict=True)
        if one.urgency > EVEN
    ]
    return sorted(rung, key=lambda one: -one.probability), len(chosen)


def lines(rung: Sequence[Rung], total: int) -> list[str]:
    """Return how often the stream rang, and how often for nothing; the unread count as nothing."""
    wrong = sum(not one.urgent for one in rung)
    unread = sum(one.urgent is None for one in rung)
    return [
        _share(f"messages of the stream that rang (unread: {unread})", len(rung), total),
        _share("  of these for nothing", wrong, total),
    ]


def _rings(
    classifier: FusedClassifier, kept: Sequence[Example], asked: Sequence[Row]
) -> NDArray[np.bool_]:
    fusion = classifier.fusion("urgency")
    hand = _hand()
    own = [one for one in kept if one.row.mark in hand or one.row.source not in BY_NAME]
    taken = {id(one) for one in own}
    others = [one for one in kept if id(one) not in taken]
    chosen = own + random.Random(1).sample(others, min(6_000, len(others)))
    slopes, biases = read_off("urgency", _vectors(classifier, [one.row for one in chosen]), chosen)
    matrix = Matrix.build(LinearRecipe(), [one.row.text for one in kept])
    weights, intercepts = learn(matrix, kept)
    counts = weighted(counted([row.text for row in asked], matrix.recipe.bits), matrix.idf)
    linear = np.asarray(counts @ weights + intercepts)
    encoder = _vectors(classifier, asked) @ slopes.T + biases
    moved = fusion.linear * linear + fusion.encoder * encoder + fusion.shifts
    rings: NDArray[np.bool_] = moved[:, 0] > 0
    return rings


def _vectors(classifier: FusedClassifier, rows: Sequence[Row]) -> Floats:
    return classifier.vectors([row.text for row in rows], "urgency")


def _hand() -> set[str]:
    return {one.mark for one in read_twice()} | set(read_once())


def _teaches(row: Row) -> bool:
    return row.source in BY_NAME and BY_NAME[row.source].use == "fit"


def _read() -> dict[str, bool]:
    with STREAM.open(encoding="utf-8", newline="") as opened:
        return {
            one["mark"]: URGENCY_CODES[one["urgency"]] == "urgent" for one in csv.DictReader(opened)
        }


def _share(what: str, hits: int, total: int) -> str:
    value, low, high = rate(hits, total)
    return f"{what:52} {hits:5} of {total:5}  {value:.4f} [{low:.4f}-{high:.4f}]"
