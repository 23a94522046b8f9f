"""The text as a reader sees it, so that disguised letters hide nothing from checks or classifier.

`canonicalise` is called once per message version, right after translation; every check, the
fingerprints and the classifier read its answer, while people are always shown the original.
The steps live one to a file; this page holds their order. `REVISION` is part of a checkpoint's
manifest: change anything that changes an output, and raise it, and old weights are refused.
"""

from dataclasses import dataclass, field
from typing import Final

from handlers.canonical.joined import join_letters
from handlers.canonical.leet import read_leet
from handlers.canonical.masks import MASKS, mask
from handlers.canonical.scripts import one_script_per_word
from handlers.canonical.stretched import cut_stretched
from handlers.canonical.visible import make_visible

__all__ = ["MASKS", "REVISION", "Canonical", "canonicalise"]

REVISION: Final = 2
"""Revision of the canonical form; checkpoints trained on another one are refused."""

_PASSES: Final = 6
_KEEPS_CAPITALS: Final = frozenset({"stretched"})
_MASK_LETTERS: Final = {word: sum(map(str.isalpha, word)) for word in MASKS}


@dataclass(frozen=True, slots=True)
class Canonical:
    """The canonical form of one text and what had to be undone to reach it."""

    text: str
    """Lower-case, one script per word, single spaces, masks for links and names."""
    obfuscations: frozenset[str] = frozenset()
    """Codes: lookalikes, zero_width, spaced, dotted, leet, stretched, small_caps, emoji_letters."""
    letters: int = 0
    """How many letters `text` holds, those of the masks not counted."""
    cased: str = field(default="", compare=False)
    """The same in the writer's capitals, where nothing but stretched letters had to be undone;
    else equal to `text`. An encoder reads this one: capitals carry tone."""


def canonicalise(text: str) -> Canonical:
    """Fold `text` into the form that a reader perceives; pure, total, idempotent on its text."""
    found: set[str] = set()
    written = _one_pass(text, found)
    folded = _lower(written, found)
    if found:
        # Undoing one disguise may lay bare another (zero-width inside spaced lookalikes).
        for _ in range(_PASSES):
            again = _lower(_one_pass(folded, found), found)
            if again == folded:
                break
            folded = again
    cased = cut_stretched(written, found) if found <= _KEEPS_CAPITALS else folded
    return Canonical(folded, frozenset(found), _letters(folded), cased)


def _one_pass(text: str, found: set[str]) -> str:
    text = make_visible(text, found)
    text = mask(text)
    text = join_letters(text, found)
    text = one_script_per_word(text, found)
    text = read_leet(text, found)
    return " ".join(text.split())


def _lower(text: str, found: set[str]) -> str:
    return cut_stretched(" ".join(text.lower().split()), found)


def _letters(text: str) -> int:
    count = sum(map(str.isalpha, text))
    if "<" in text:
        for word, letters in _MASK_LETTERS.items():
            count -= letters * text.count(word)
    return count
