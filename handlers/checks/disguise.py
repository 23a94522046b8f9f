"""Letters that pretend: what canonicalisation had to undo, and how much of it.

Nobody swaps a Cyrillic letter for a Latin one in several words by accident.
"""

import re
from collections.abc import Iterable
from typing import Final

from handlers.checks.sight import Sight, fact
from models.signal import Signal

LOOKALIKE_WORDS: Final = 2
"""Words of two scripts from which a slip of the keyboard is no explanation."""
DELIBERATE: Final = ("lookalikes", "spaced", "dotted", "small_caps", "emoji_letters", "zero_width")
"""Disguises that take trouble, the most telling first; leet and stretched letters are fun."""

_SEAM: Final = re.compile(
    "[^\\W\\d_\u0400-\u052f][\u0400-\u052f]|[\u0400-\u052f](?![\u0400-\u052f])[^\\W\\d_]"
)
_WORD: Final = re.compile(r"[^\W\d_]+")


def check_disguise(sight: Sight) -> Iterable[Signal]:
    """Yield `disguise` with its kind and the number of words of two scripts."""
    undone = sight.canonical.obfuscations
    how = next((code for code in DELIBERATE if code in undone), None)
    if how is None:
        return
    words = 0
    if how == "lookalikes":
        words = sum(1 for word in _WORD.findall(sight.text) if _SEAM.search(word))
    strong = how != "lookalikes" or words >= LOOKALIKE_WORDS
    yield fact("disguise", "disguise" if strong else "", how=how, words=words)
