"""Rows for labelling by hand, drawn before any model sees them, and how two readers agree on them.

Nothing public says what is urgent or what a writer wants. Rows are drawn at random within
(source, label); two people read them apart, with `annotated/guideline.md`; texts stay where they
are, and only marks of rows and both readers' codes are kept (`annotated/rows.csv`). `mixing` reads
them back; what the two disagree on stays in every test.
"""

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from training.reading import fingerprint, kept_apart, raw

ROWS: Final = Path(__file__).parent / "annotated" / "rows.csv"

CHOSEN: Final = ROWS.with_name("chosen.csv")
"""Rows chosen for their words and read once: they teach, and measure nothing."""

URGENCY_CODES: Final = {"u": "urgent", "n": "negative", "x": "none"}
INTENT_CODES: Final = {"q": "question", "c": "complaint", "t": "thanks", "o": "other"}

PLAN: Final[Mapping[tuple[str, str], int]] = {
    ("airline_tweets", "negative"): 420,
    ("airline_tweets", "neutral"): 80,
    ("airline_tweets", "positive"): 60,
    ("ru_app_reviews", "negative"): 560,
    ("ru_app_reviews", "neutral"): 100,
    ("ru_app_reviews", "positive"): 80,
    ("sentirueval2016_telecom", "negative"): 330,
    ("sentirueval2016_telecom", "neutral"): 120,
    ("sentirueval2016_telecom", "positive"): 40,
    ("sentirueval2016_banks", "negative"): 330,
    ("sentirueval2016_banks", "neutral"): 120,
    ("sentirueval2016_banks", "positive"): 40,
    ("complaints_twitter", "complaint"): 260,
    ("complaints_twitter", "not_complaint"): 100,
    ("telegram_spam_ru", "ham"): 120,
    ("telegram_spam_monalenka", "ham"): 80,
    ("rusentitweet", "negative"): 60,
    ("rusentitweet", "neutral"): 50,
    ("rusentitweet", "positive"): 20,
    ("ru_toxic_2ch_pikabu", "non_toxic"): 50,
}
"""How many rows of each (source, label); brands that people depend on, and ordinary chats."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row to read."""

    mark: str
    source: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Read:
    """What both readers said of one row; `mark` is `reading.fingerprint` of its text."""

    mark: str
    source: str
    urgency: tuple[str, str]
    intent: tuple[str, str]


def draw(data: Path, seed: int = 1) -> list[Drawn]:
    """Draw the rows of PLAN, none of them kept apart or read before, in an order of chance."""
    dice = random.Random(seed)
    seen = kept_apart(data) | {fingerprint(row["text"]) for row in raw(data, "urgency_ru")}
    drawn = []
    for name in dict.fromkeys(source for source, _ in PLAN):
        pools: dict[str, dict[str, Drawn]] = defaultdict(dict)
        for row in raw(data, name):
            mark = fingerprint(row["text"])
            if mark not in seen:
                found = Drawn(mark, name, row["label"], " ".join(row["text"].split()))
                pools[row["label"]].setdefault(mark, found)
        for (source, label), count in PLAN.items():
            if source == name:
                pool = sorted(pools[label].values(), key=lambda one: one.mark)
                drawn += dice.sample(pool, min(count, len(pool)))
    unique = list({one.mark: one for one in drawn}.values())
    dice.shuffle(unique)
    return unique


def read_twice(path: Path = ROWS) -> list[Read]:
    """Return the rows that were read, with both readers' codes spelled out."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Read(
                line["mark"],
                line["source"],
                (URGENCY_CODES[line["urgency_1"]], URGENCY_CODES[line["urgency_2"]]),
                (INTENT_CODES[line["intent_1"]], INTENT_CODES[line["intent_2"]]),
            )
            for line in csv.DictReader(lines)
        ]


def read_once(path: Path = CHOSEN) -> dict[str, str]:
    """Return what one reader said of the urgency of chosen rows, by their marks."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {line["mark"]: URGENCY_CODES[line["urgency"]] for line in csv.DictReader(lines)}


def kappa(pairs: Iterable[tuple[object, object]]) -> float:
    """Return Cohen's kappa of two readers (Cohen 1960); 1 where chance alone would agree."""
    both = list(pairs)
    total = len(both)
    alike = sum(first == second for first, second in both) / total
    ones, twos = Counter(first for first, _ in both), Counter(second for _, second in both)
    chance = sum(ones[code] * twos[code] for code in ones) / total**2
    return 1.0 if chance == 1 else (alike - chance) / (1 - chance)


def agreement(rows: Sequence[Read]) -> list[str]:
    """Return lines that say how the readers agree, and how many rows each class has."""
    urgent = [(row.urgency[0] == "urgent", row.urgency[1] == "urgent") for row in rows]
    lines = [
        f"rows read twice                 {len(rows)}",
        f"urgency, three codes            kappa {kappa(row.urgency for row in rows):.2f}",
        f"urgent against the rest         kappa {kappa(urgent):.2f}",
        f"intent, four codes              kappa {kappa(row.intent for row in rows):.2f}",
    ]
    both = Counter(row.urgency[0] for row in rows if len(set(row.urgency)) == 1)
    split = sum(first != second for first, second in urgent)
    lines.append(f"urgent to both                  {both['urgent']}, to one of them {split}")
    agreed = Counter(row.intent[0] for row in rows if len(set(row.intent)) == 1)
    for code, count in agreed.items():
        lines.append(f"intent {code:10} to both        {count}")
    return lines
