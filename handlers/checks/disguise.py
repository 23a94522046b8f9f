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
_SLIPS: Final = str.maketrans("ëË", "ёЁ")
_WORD: Final = re.compile(r"[^\W\d_]+")


def check_disguise(sight: Sight) -> Iterable[Signal]:
    """Yield `disguise` with its kind and how many words hold two scripts, or `mixed_word`."""
    undone = sight.canonical.obfuscations
    how = next((code for code in DELIBERATE if code in undone), None)
    if how is None:
        return
    words = 0
    if how == "lookalikes":
        # Latin "ë" is a slip that many keyboards make for "ё".
        text = sight.text.translate(_SLIPS)
        words = sum(1 for word in _WORD.findall(text) if _SEAM.search(word))
        if words < LOOKALIKE_WORDS:
            yield from [fact("mixed_word")] * words
            return
    yield fact("disguise", "disguise", how=how, words=words)
