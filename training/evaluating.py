"""What is measured, on which rows, beside which floor and which published score.

Splits of the sets' own are used where they exist (`test`); elsewhere rows that were held out by
their key before any fitting (`held`). Non-commercial sets are measured here and learned nowhere.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.classifiers.batching import Judges
from models.signal import Judgement
from training.mixing import examples
from training.reading import Row, read
from training.scoring import Floats, Integers, calibration_error, confusion, mean_f1, rate
from training.sets import SOURCES, URGENCY

_BATCH: Final = 512
_ENOUGH: Final = 20
_YES: Final = 0.5

# Floor: TF-IDF with logistic regression, trained on the set's own train split. Published: as the
# sets' authors or later papers give it, mostly another model size or another split.
_BESIDE: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("cedr", "macro F1"): (".824", ""),
    ("sentirueval2016_banks", "macro F1"): (".609", "RuBERT .73 (micro)"),
    ("sentirueval2016_telecom", "macro F1"): (".585", "RuBERT .71 (micro)"),
    ("sentirueval2016_banks", "F1 pos+neg"): (".491", "best 2016 .552, RuBERT .659"),
    ("sentirueval2016_telecom", "F1 pos+neg"): (".516", "best 2016 .559, RuBERT .664"),
    ("umsab_en", "macro F1"): (".532", "FastText .509, XLM-T .706"),
    ("umsab_it", "macro F1"): (".533", "FastText .547, XLM-T .709"),
    ("airline_tweets", "macro F1"): (".751", ""),
    ("rusentiment", "macro F1"): (".736", "trained on it; this checkpoint never saw it"),
    ("ru_app_reviews", "macro F1"): (".838", "own train split; posts-only models .46"),
    ("rusentitweet", "macro F1"): (".681", ""),
    ("ru_toxic_2ch_pikabu", "F1 toxic"): (".855", "RuBERT .922 (other split)"),
    ("tweeteval_offensive", "macro F1"): (".721", "SVM .523, RoBERTa .795"),
    ("paradetox_en", "F1 toxic"): (".966", ""),
    ("telegram_spam_ru", "F1 spam"): (".978", "RuBERT-tiny .98 (random split)"),
    ("telegram_spam_monalenka", "F1 spam"): (".970", ""),
    ("sms_spam", "F1 spam"): (".966", ""),
    ("youtube_spam", "F1 spam"): (".946", ""),
}


@dataclass(frozen=True, slots=True)
class Score:
    """One figure with its interval, and what stands beside it."""

    head: str
    source: str
    part: str
    rows: int
    measure: str
    value: float
    low: float | None = None
    high: float | None = None
    floor: str = ""
    published: str = ""


def evaluate(classifier: Judges, data: Path) -> list[Score]:
    """Measure every head on every set under `data`."""
    rows = read(data, [source.name for source in SOURCES])
    scores: list[Score] = []
    for source in SOURCES:
        parts = {row.part for row in rows if row.source == source.name}
        part = "test" if "test" in parts else "held"
        chosen = [row for row in rows if row.source == source.name and row.part == part]
        if chosen:
            answers = judged(classifier, chosen)
            for head in ("sentiment", "toxicity", "spam"):
                scores += _head(head, chosen, answers)
    scores += _urgency(classifier, data)
    return scores


def judged(classifier: Judges, rows: Sequence[Row]) -> list[Judgement]:
    """Judge all rows, in batches."""
    found: list[Judgement] = []
    for first in range(0, len(rows), _BATCH):
        found += classifier.judge([row.text for row in rows[first : first + _BATCH]])
    return found


def _head(head: str, rows: Sequence[Row], answers: Sequence[Judgement]) -> list[Score]:
    said = {id(row): answer for row, answer in zip(rows, answers, strict=True)}
    found = [example for example in examples(head, rows) if example.weight > 0]
    strict = [example for example in found if _teaches(head, example.row)]
    if not strict:
        wrong = _wrong_share(head, [said[id(example.row)] for example in found])
        return [_score(head, rows[0], wrong)] if len(found) >= _ENOUGH else []
    targets = np.array([example.target for example in strict])
    probabilities = np.array([_numbers(head, said[id(example.row)]) for example in strict])
    return [_score(head, rows[0], scored) for scored in _measures(head, targets, probabilities)]


Measured = tuple[str, int, tuple[float, float | None, float | None]]


def _measures(head: str, targets: Integers, probabilities: Floats) -> list[Measured]:
    answers = probabilities.argmax(axis=1)
    classes = probabilities.shape[1]
    table = confusion(targets, answers, classes)
    rows = len(targets)
    certainty, right = probabilities.max(axis=1), answers == targets
    found: list[Measured] = []
    if len(set(targets.tolist())) > 1:
        found.append(("macro F1", rows, mean_f1(table, tuple(range(classes)))))
        if head == "sentiment":
            found.append(("F1 pos+neg", rows, mean_f1(table, (0, 2))))
        else:
            named = "toxic" if head == "toxicity" else head
            found.append((f"F1 {named}", rows, mean_f1(table, (1,))))
    if head != "sentiment":
        found.append(("recall", int(table[1].sum()), rate(int(table[1, 1]), int(table[1].sum()))))
        found.append(
            ("false positives", int(table[0].sum()), rate(int(table[0, 1]), int(table[0].sum())))
        )
    found.append(("ECE", rows, (calibration_error(certainty, right), None, None)))
    return [entry for entry in found if entry[1]]


def _wrong_share(head: str, answers: Sequence[Judgement]) -> Measured:
    high = sum(_numbers(head, answer)[1] > _YES for answer in answers)
    return ("false positives", len(answers), rate(high, len(answers)))


def _teaches(head: str, row: Row) -> bool:
    source = next(source for source in SOURCES if source.name == row.source)
    return bool(source.labels(head))


def _numbers(head: str, answer: Judgement) -> tuple[float, ...]:
    if head == "sentiment":
        tones = answer.sentiment
        return (tones.negative, tones.neutral, tones.positive)
    yes: float = getattr(answer, head)
    return (1.0 - yes, yes)


def _score(head: str, row: Row, measured: Measured) -> Score:
    measure, rows, (value, low, high) = measured
    floor, published = _BESIDE.get((row.source, measure), ("", ""))
    return Score(head, row.source, row.part, rows, measure, value, low, high, floor, published)


def _urgency(classifier: Judges, data: Path) -> list[Score]:
    rows = read(data, [URGENCY])
    if not rows:
        return []
    answers = judged(classifier, rows)
    yes = np.array([answer.urgency > _YES for answer in answers])
    urgent = np.array([row.label == "urgent" for row in rows])
    hits, rings = int((yes & urgent).sum()), int((yes & ~urgent).sum())
    return [
        _score("urgency", rows[0], ("recall", int(urgent.sum()), rate(hits, int(urgent.sum())))),
        _score(
            "urgency",
            rows[0],
            ("false rings", int((~urgent).sum()), rate(rings, int((~urgent).sum()))),
        ),
    ]


def as_json(scores: Sequence[Score]) -> list[dict[str, Any]]:
    """Return scores as plain objects."""
    return [asdict(score) for score in scores]
