"""Letters that pretend: what canonicalisation had to undo, and how much of it.

Nobody swaps a Cyrillic letter for a Latin one in several words by accident; but people do space
letters out for stress, and like fancy ones, so these speak under names of their own.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from handlers.checks.sight import Sight, fact
from models.signal import Signal

LOOKALIKE_WORDS: Final = 2
"""Different words of two scripts from which a slip of the keyboard is no explanation."""
ONE_IN: Final = 30
"""They are at least one word in so many: a long article holds a few slips and foreign names."""
MARKED: Final[Mapping[str, str]] = {
    "zero_width": "hidden_letters",
    "spaced": "spaced_letters",
    "dotted": "spaced_letters",
    "small_caps": "fancy_letters",
    "emoji_letters": "fancy_letters",
}
"""Other disguises that take trouble; leet and stretched letters are fun and say nothing."""

# A Latin or other letter beside a Cyrillic one, inside one word.
_SEAM: Final = re.compile(
    "[^\\W\\d_\u0400-\u052f][\u0400-\u052f]|[\u0400-\u052f](?![\u0400-\u052f])[^\\W\\d_]"
)
# Latin "ë" is a slip that many keyboards make for "ё".
_SLIPS: Final = str.maketrans("ëË", "ёЁ")
_WORD: Final = re.compile(r"[^\W\d_]+")


def check_disguise(sight: Sight) -> Iterable[Signal]:
    """Yield `disguise` with its number of words, or `mixed_word`; and the other disguises."""
    undone = sight.canonical.obfuscations
    if not undone:
        return
    if "lookalikes" in undone:
        yield from _lookalikes(sight.text.translate(_SLIPS))
    for name in dict.fromkeys(MARKED[code] for code in MARKED if code in undone):
        yield fact(name, "disguise")


def _lookalikes(text: str) -> Iterable[Signal]:
    words = _WORD.findall(text)
    mixed = [word for word in words if _SEAM.search(word)]
    several = len({word.casefold() for word in mixed}) >= LOOKALIKE_WORDS
    if several and len(mixed) * ONE_IN >= len(words):
        yield fact("disguise", "disguise", words=len(mixed))
    elif mixed:
        yield fact("mixed_word")
