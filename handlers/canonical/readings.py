"""Which script is meant where a word mixes two: the known word, then the neighbours, then the most.

Asked by `scripts` for words whose letters alone do not settle it. Whether a word is left as it
is never depends on capitals: the canonical form is lower-case and its own canonical form.
"""

import re
from dataclasses import dataclass
from typing import Final

from handlers.canonical.masks import MASKS
from handlers.canonical.tables import (
    CYRILLIC_TO_LATIN,
    HINT_BY_SOUND,
    LATIN_TO_CYRILLIC,
)
from handlers.canonical.words import CYRILLIC_ALIKE, GLUED, LATIN_ALIKE

_L: Final = "a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_C: Final = "\u0400-\u052f"
_DIGITS: Final = re.compile(r"\d+")
_TWO_RUNS: Final = re.compile(f"([{_L}]+)([{_C}]+)|([{_C}]+)([{_L}]+)")
_NUMBERED: Final = re.compile(rf"no\d+[{_C}]{{1,3}}")
_ROMAN: Final = re.compile("x{1,3}i{1,3}|x{2,3}|i{2,3}|ix")
_MASK: Final = re.compile("|".join(MASKS))
_SURE_LATIN: Final = re.compile("[bdfghjl-nq-wzDFGJLNQ-SU-WZ]")
_SURE_CYRILLIC: Final = re.compile(
    "[бвгджзийлмнптфцчшщъыьэюяєґғқңөұүәўБГДЖЗИЙЛПФЦЧШЩЪЫЬЭЮЯЄҐҒҚҢӨҰҮӘЎ]"
)
_ANY_LATIN: Final = re.compile(f"[{_L}]", re.IGNORECASE)
_ANY_CYRILLIC: Final = re.compile(f"[{_C}]")
_NEAR: Final = 30
_LONG: Final = 3
_PAIR: Final = 2


@dataclass(frozen=True, slots=True)
class Either:
    """One word in both of its possible scripts."""

    latin: str
    cyrillic: str
    more_cyrillic: bool
    """Most of its letters are written in Cyrillic."""


def read_as_cyrillic(word: Either, place: re.Match[str]) -> bool:
    """Say whether a word that both scripts could spell is Cyrillic, `place` being where it is."""
    if is_latin_word(word.latin):
        return False
    if word.cyrillic.lower() in CYRILLIC_ALIKE:
        return True
    near = around(place.string, place.start(), place.end())
    return word.more_cyrillic if near is None else near


def is_latin_word(word: str) -> bool:
    """Tell a Latin word or a Roman number that only looks as if it could be Cyrillic."""
    small = word.lower()
    return small in LATIN_ALIKE or _ROMAN.fullmatch(small) is not None


def around(text: str, start: int, end: int) -> bool | None:
    """Say whether the words near a place, or else the whole text, are Cyrillic; None is a draw."""
    near = text[max(0, start - _NEAR) : start] + " " + text[end : end + _NEAR]
    # Letters that the other script has too prove nothing: they may be the disguise.
    for part, latin, cyrillic in (
        (near if end else "", _SURE_LATIN, _SURE_CYRILLIC),
        (text, _SURE_LATIN, _SURE_CYRILLIC),
        (text, _ANY_LATIN, _ANY_CYRILLIC),
    ):
        bare = _MASK.sub("", part)
        more = len(cyrillic.findall(bare)) - len(latin.findall(bare))
        if more:
            return more > 0
    return None


def is_glued(word: str) -> bool:
    """Tell a word of one script with an honest part of the other before or after it."""
    small = word.lower()
    runs = _TWO_RUNS.fullmatch(_DIGITS.sub("", small))
    if runs is None or _NUMBERED.fullmatch(small):
        return runs is not None
    latin, cyrillic = runs[1] or runs[4], runs[2] or runs[3]
    if latin in GLUED or (len(latin) >= _LONG and latin in LATIN_ALIKE):
        return len(cyrillic) >= _PAIR
    if latin in HINT_BY_SOUND:
        return any(letter not in CYRILLIC_TO_LATIN for letter in cyrillic)
    enough = len(latin) >= _LONG and len(cyrillic) >= (_PAIR if runs[1] else _LONG)
    return enough and any(letter not in LATIN_TO_CYRILLIC for letter in latin)
