"""How a head does on a source that it has never seen: the figure that a new chat will resemble.

Each probe learns anew with sources left out, calibrates on what it may know, and is measured on
all rows of the source that was left out. Nothing of it is shipped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from training.calibrating import of_classes, of_one, weigh
from training.evaluating import Score
from training.fitting import Floats, Matrix, counted, learn, weighted
from training.mixing import Example, examples
from training.reading import Row
from training.scoring import Integers, confusion, mean_f1, rate
from training.sets import BY_NAME

_SPAM_SETS: Final = frozenset(
    {"telegram_spam_monalenka", "tg_spam_umputun", "sms_spam", "youtube_spam"}
)


_ENOUGH: Final = 20
_NO_YES: Final = (0, 1)


@dataclass(frozen=True, slots=True)
class Probe:
    """A head, what it may not see, and where it is measured then."""

    head: str
    left_out: frozenset[str]
    measured: tuple[str, ...]
    floor: str = ""


PROBES: Final = (
    Probe("spam", _SPAM_SETS, ("telegram_spam_monalenka",), ".734"),
    Probe("spam", _SPAM_SETS, ("tg_spam_umputun",), ""),
    Probe("spam", frozenset({"telegram_spam_ru"}), ("telegram_spam_ru",), ""),
    Probe("sentiment", frozenset({"ru_app_reviews"}), ("ru_app_reviews",), ".46"),
    Probe("sentiment", frozenset({"sentirueval2016_banks"}), ("sentirueval2016_banks",), ".3-.4"),
    Probe(
        "sentiment", frozenset({"sentirueval2016_telecom"}), ("sentirueval2016_telecom",), ".3-.4"
    ),
)
"""What is probed; the floor of each is in the card."""


def transfers(matrix: Matrix, rows: Sequence[Row]) -> list[Score]:
    """Run all probes; `matrix` holds the rows that may be learned from."""
    found: list[Score] = []
    for probe in PROBES:
        known = [row for row in rows if row.source not in probe.left_out]
        unseen = [
            row
            for row in rows
            if row.source in probe.measured and BY_NAME[row.source].labels(probe.head)
        ]
        if unseen:
            found += _probe(matrix, probe, known, unseen)
    return found


def _probe(
    matrix: Matrix, probe: Probe, known: Sequence[Row], unseen: Sequence[Row]
) -> list[Score]:
    head = probe.head
    teach = [row for row in known if row.part == "fit" and row.source in BY_NAME]
    learnable = examples(head, teach)
    if len({example.target for example in learnable}) <= 1:
        return []
    weights = learn(matrix, learnable)
    apart = examples(head, [row for row in known if row.part in ("calibrate", "dev")])
    measured = examples(head, unseen)
    logits, targets = _logits(matrix, weights, apart), _targets(apart)
    if logits.shape[1] > 1:
        fitted = of_classes(logits, targets, weigh(apart))
    else:
        fitted = of_one(logits[:, 0], targets, weigh(apart))
    answers = _logits(matrix, weights, measured) * fitted.slope + np.array(fitted.shifts)
    chosen = answers.argmax(axis=1) if answers.shape[1] > 1 else (answers[:, 0] > 0).astype(int)
    table = confusion(_targets(measured), chosen, max(answers.shape[1], 2))
    return [_score(probe, len(measured), *entry) for entry in _figures(table)]


def _figures(table: Integers) -> list[tuple[str, tuple[float, float, float]]]:
    found = []
    if table.sum(axis=1).min() >= _ENOUGH:
        found.append(("macro F1", mean_f1(table, tuple(range(len(table))))))
    if len(table) == len(_NO_YES):
        ham, spam = (int(count) for count in table.sum(axis=1))
        found.append(("recall", rate(int(table[1, 1]), spam)))
        if ham >= _ENOUGH:
            found.append(("false positives", rate(int(table[0, 1]), ham)))
    return found


def _score(probe: Probe, rows: int, measure: str, value: tuple[float, float, float]) -> Score:
    floor = probe.floor if measure == "macro F1" else ""
    return Score(probe.head, probe.measured[0], "unseen", rows, measure, *value, floor)


def _logits(matrix: Matrix, weights: tuple[Floats, Floats], found: Sequence[Example]) -> Floats:
    counts = counted([example.row.text for example in found], matrix.recipe.bits)
    logits: Floats = np.asarray(weighted(counts, matrix.idf) @ weights[0] + weights[1])
    return logits


def _targets(found: Sequence[Example]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([example.target for example in found], np.int64)
