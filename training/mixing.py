"""Turns rows into what each head learns: which text, which class, with what weight.

Data mix decides more than anything else here: reviews and complaints stand in every head, so that
an angry customer is neither toxic nor spam. `fitting` takes the result.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from training import weak
from training.annotating import Read, read_once, read_twice
from training.reading import Row
from training.sets import BY_NAME, SEEDS, URGENCY, Source

_WEAK_HAM: Final = 0.25
_WEAK_POLITE: Final = 0.25
_WRITTEN: Final = 0.3
_CHOSEN: Final = 0.5
_DOUBTED: Final = 0.5
"""What the two readers disagree on."""
CALM: Final = 0.5
"""Weight of an ordinary message of a chat, for urgency."""
_CHATS: Final = frozenset(
    {"rusentitweet", "cedr", "telegram_spam_ru", "ru_toxic_2ch_pikabu", "umsab_en", "umsab_it"}
    | {"tg_news_ads_silver", "russe_detox_2022"}
)
_FAULTY: Final = frozenset({"spam", "ad"})
_NOISE_BELOW: Final = 200


INTENTS: Final = ("question", "complaint", "thanks", "other")
"""Order of the intents everywhere, as in `models.signal.Intent`."""


@dataclass(frozen=True, slots=True)
class Example:
    """One row as a head sees it."""

    row: Row
    target: int
    weight: float


def examples(head: str, rows: Iterable[Row]) -> list[Example]:
    """Return what `head` learns, or is measured by, from `rows`."""
    if head in ("urgency", "intent"):
        made = [(_urgency if head == "urgency" else _intent)(row) for row in rows]
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
    if row.source == URGENCY:
        return Example(row, int(row.label == "urgent"), 1.0)
    if row.source == SEEDS:
        return Example(row, int(row.label == "urgent"), _WRITTEN)
    both = _twice().get(row.mark)
    if both:
        said = [code == "urgent" for code in both.urgency]
        return Example(row, int(any(said)), 1.0 if all(said) == any(said) else _DOUBTED)
    once = _once().get(row.mark)
    if once:
        return Example(row, int(once == "urgent"), _CHOSEN)
    return Example(row, 0, CALM) if _ordinary(row) else None


def _intent(row: Row) -> Example | None:
    both = _twice().get(row.mark)
    if both is None:
        return None
    return Example(
        row, INTENTS.index(both.intent[0]), 1.0 if len({*both.intent}) == 1 else _DOUBTED
    )


def _ordinary(row: Row) -> bool:
    # Chats in which hardly anybody waits for a brand; a few urgent ones among thousands do no harm.
    return row.source in _CHATS and row.label not in _FAULTY


@cache
def _twice() -> dict[str, Read]:
    return {read.mark: read for read in read_twice()}


@cache
def _once() -> dict[str, str]:
    return read_once()
