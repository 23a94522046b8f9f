"""Turns rows into what each head learns: which text, which class, with what weight.

Data mix decides more than anything else here: reviews and complaints stand in every head, so that
an angry customer is neither toxic nor spam. `fitting` takes the result.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from training import weak
from training.reading import Row
from training.sets import BY_NAME, SEEDS, URGENCY, Source

_WEAK_HAM: Final = 0.25
_WEAK_POLITE: Final = 0.25
_DEPENDED_ON: Final = frozenset(
    {"sentirueval2016_banks", "sentirueval2016_telecom", "airline_tweets", "complaints_twitter"}
)
_COMPLAINS: Final = frozenset({"negative", "complaint"})
_INTENT: Final = 0.3
_APP: Final = 0.6
_CALM: Final = 0.3
_NOISE_BELOW: Final = 200


@dataclass(frozen=True, slots=True)
class Example:
    """One row as a head sees it."""

    row: Row
    target: int
    weight: float


def examples(head: str, rows: Iterable[Row]) -> list[Example]:
    """Return what `head` learns, or is measured by, from `rows`."""
    if head == "urgency":
        made = [_urgency(row) for row in rows]
    else:
        made = [_seed(head, row) if row.source == SEEDS else _labelled(head, row) for row in rows]
    return [example for example in made if example is not None]


def balanced(found: Sequence[Example]) -> list[float]:
    """Weigh examples so that neither one large set nor one frequent class decides alone.

    Half way to equality: each (source, class) counts with the square root of its size.
    """
    counts = Counter((example.row.source, example.target) for example in found)
    raw = [example.weight / counts[example.row.source, example.target] ** 0.5 for example in found]
    mean = sum(raw) / max(1, len(raw))
    return [weight / mean for weight in raw]


def _labelled(head: str, row: Row) -> Example | None:
    source = BY_NAME.get(row.source)
    if source is None:
        return None
    labels = source.labels(head)
    if not labels:
        return _weak(head, row, source)
    target = labels.get(row.label)
    if target is None or (head == "spam" and target and _insult(row)):
        return None
    return Example(row, target, source.weight)


def _weak(head: str, row: Row, source: Source) -> Example | None:
    if head == "spam" and (row.label in source.ham or "*" in source.ham):
        return Example(row, 0, _WEAK_HAM * source.weight)
    if head == "toxicity" and source.polite and not weak.swears(row.text.text):
        return Example(row, 0, _WEAK_POLITE * source.weight)
    return None


def _seed(head: str, row: Row) -> Example | None:
    # Whoever has lost money writes of money and is in a hurry, like a spammer; and is none.
    return None if head == "sentiment" else Example(row, 0, _WEAK_HAM)


def _insult(row: Row) -> bool:
    # Bans for insults were recorded as spam in this set: no link, no offer, a swear word.
    text = row.text.text
    offers = any(sign in text for sign in ("<url>", "<user>", "<phone>", "$", "₽", "руб"))
    short = len(text) < _NOISE_BELOW
    return row.source == "telegram_spam_ru" and short and not offers and weak.swears(text)


def _urgency(row: Row) -> Example | None:
    text, complains = row.text.text, row.label in _COMPLAINS
    if row.source in (URGENCY, SEEDS):
        return Example(row, int(row.label == "urgent"), 1.0)
    if row.source in _DEPENDED_ON:
        return Example(row, int(complains and weak.urgent(text)), 1.0)
    if row.source == "ru_app_reviews":
        return Example(row, int(complains and weak.surely_urgent(text)), _APP)
    return _by_label(row)


def _by_label(row: Row) -> Example | None:
    if row.label in weak.URGENT_INTENTS:
        return Example(row, 1, _INTENT)
    source = BY_NAME[row.source]
    if row.label in source.ham or "*" in source.ham or row.label == "ham":
        return Example(row, 0, _CALM * source.weight)
    return None
