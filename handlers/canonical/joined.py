"""Letters pulled apart are put together: "к а з и н о", "к.а.з.и.н.о", "к-а-з-и-н-о".

Runs after the masks and before lookalikes are folded, which needs whole words. Four letters are
asked for, so that initials, "и т. д.", "с.ш.а." and a stammer stay as they are.
"""

import re
from typing import Final

_SEPARATOR: Final = r"""[^\w\n,:;()"'«»<>!?]"""
# The separator must repeat itself exactly: that is what tells a disguise from punctuation.
_APART: Final = re.compile(
    rf"(?<![^\W_])[^\W\d_]({_SEPARATOR}{{1,3}}|_)[^\W\d_]\1[^\W\d_](?:\1[^\W\d_])+(?![^\W_])"
)
_HINT: Final = re.compile(rf"\b[^\W\d_](?:{_SEPARATOR}{{1,3}}|_)[^\W\d_](?![^\W_])")
_SINGLE_LETTER_WORDS: Final = frozenset("авикосуяжбіїєéeaioùòèyw")
_ALPHABETS: Final = (
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "abcdefghijklmnopqrstuvwxyz",
)
_FEW: Final = 2


def join_letters(text: str, found: set[str]) -> str:
    """Join letters that stand apart behind one repeated separator; adds codes to `found`."""
    if "_" not in text and _HINT.search(text) is None:
        return text
    return _APART.sub(lambda run: _joined(run, found), text)


def _joined(run: re.Match[str], found: set[str]) -> str:
    separator: str = run.group(1)
    letters = run.group().replace(separator, "")
    if not _is_word(letters.lower(), blank=separator.isspace()):
        return run.group()
    found.add("spaced" if separator.isspace() else "dotted")
    return letters


def _is_word(letters: str, *, blank: bool) -> bool:
    distinct = set(letters)
    if len(distinct) <= _FEW or any(letters in alphabet for alphabet in _ALPHABETS):
        return False
    return not blank or not distinct <= _SINGLE_LETTER_WORDS
