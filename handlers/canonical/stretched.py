"""Stretched words are cut: "нееееет" and "неет" are one word for whoever reads them.

Last step of `canonicalise`. Letters are cut to two, not to one: doubled letters are spelling in
Russian, Italian and English, three in a row hardly ever are. Signs are cut to three, so that the
force of "!!!" or ")))" stays visible. Digits are left alone: they are numbers.
"""

import re
from typing import Final

_THRICE: Final = re.compile(r"(.)\1\1")
_LETTERS: Final = re.compile(r"([^\W\d_])\1\1+")
# Flags are pairs of signs: one cut out of a pair would make letters of the others.
_SIGNS: Final = re.compile(r"([^\w\s\U0001f1e6-\U0001f1ff])\1{3,}")


def cut_stretched(text: str, found: set[str]) -> str:
    """Cut runs of one letter to two and of one sign to three; adds `stretched` for letters."""
    if _THRICE.search(text) is None:
        return text
    cut = _LETTERS.sub(r"\1\1", text)
    if cut != text:
        found.add("stretched")
    return _SIGNS.sub(r"\1\1\1", cut)
