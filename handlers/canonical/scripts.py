"""Each word is written in one script: "кaзинo" with Latin letters inside becomes "казино".

Runs on whole words, before digits are read as letters. A word that honestly holds two scripts
("htcшный") stays, and so does every word of one script, whatever the script. Where the letters
leave it open, `readings` says which script is meant.
"""

import re
import unicodedata
from typing import Final

from handlers.canonical.readings import Either, around, is_glued, is_latin_word, read_as_cyrillic
from handlers.canonical.tables import (
    CYRILLIC_TO_LATIN,
    FOREIGN_TO_LATIN,
    GREEK_AS_CYRILLIC,
    LATIN_AS_CYRILLIC,
    LATIN_TO_CYRILLIC,
)

_L: Final = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_C: Final = "\u0400-\u052f"
_F: Final = "".join(re.escape(letter) for letter in FOREIGN_TO_LATIN | GREEK_AS_CYRILLIC)
_LATIN: Final = re.compile(f"[{_L}]")
_CYRILLIC: Final = re.compile(f"[{_C}]")
_FOREIGN: Final = re.compile(f"[{_F}]")
_NOT_CYRILLIC: Final = re.compile(f"[{_L}{_F}]")
_NOT_LATIN: Final = re.compile(f"[{_C}{_F}]")
_WORD: Final = re.compile(r"[^\W_]*[^\W\d_][^\W_]*")
# The digits between are looked through: "c0бaка" has one script too.
_TWO_SCRIPTS: Final = re.compile(
    rf"[{_L}{_F}]\d*[{_C}]|[{_C}]\d*[{_L}{_F}]|[{_L}]\d*[{_F}]|[{_F}]\d*[{_L}]"
)
_TO_CYRILLIC: Final = str.maketrans(LATIN_TO_CYRILLIC)
_HINTED: Final = str.maketrans(LATIN_AS_CYRILLIC | LATIN_TO_CYRILLIC)
_TO_LATIN: Final = str.maketrans(CYRILLIC_TO_LATIN)
_UNFOREIGN_LATIN: Final = str.maketrans(FOREIGN_TO_LATIN)
_UNFOREIGN_CYRILLIC: Final = str.maketrans(GREEK_AS_CYRILLIC | FOREIGN_TO_LATIN)
_SHORT: Final = 4
_MANY: Final = 3


def one_script_per_word(text: str, found: set[str]) -> str:
    """Fold lookalike letters to the script of their word; adds `lookalikes` to `found`."""
    if text.isascii() or _NOT_CYRILLIC.search(text) is None or _NOT_LATIN.search(text) is None:
        return text
    if _TWO_SCRIPTS.search(text) is None:
        return text
    changed = 0

    def fold(match: re.Match[str]) -> str:
        nonlocal changed
        word = match.group()
        folded = _fold(match)
        changed += folded != word
        return folded

    folded = _WORD.sub(fold, text)
    if changed:
        found.add("lookalikes")
    if changed >= _MANY and around(text, 0, 0):
        return _WORD.sub(lambda word: _wholly_alike(word.group()), folded)
    return folded


def _fold(match: re.Match[str]) -> str:
    word = match.group()
    if _TWO_SCRIPTS.search(word) is None:
        return word
    if _FOREIGN.search(word):
        table = _UNFOREIGN_CYRILLIC if _CYRILLIC.search(word) else _UNFOREIGN_LATIN
        word = word.translate(table)
    latin = [_plain(letter) for letter in _LATIN.findall(word)]
    cyrillic: list[str] = _CYRILLIC.findall(word)
    if not latin or not cyrillic or is_glued(word):
        return word
    only_latin = any(letter not in LATIN_TO_CYRILLIC for letter in latin)
    only_cyrillic = any(letter not in CYRILLIC_TO_LATIN for letter in cyrillic)
    if only_latin:
        to_latin = not only_cyrillic and len(latin) >= len(cyrillic)
        return word.translate(_TO_LATIN) if to_latin else _hinted(word, latin, cyrillic)
    as_cyrillic = _base(word).translate(_TO_CYRILLIC)
    if only_cyrillic:
        return as_cyrillic
    either = Either(word.translate(_TO_LATIN), as_cyrillic, len(latin) < len(cyrillic))
    return either.cyrillic if read_as_cyrillic(either, match) else either.latin


def _hinted(word: str, latin: list[str], cyrillic: list[str]) -> str:
    known = all(letter in LATIN_AS_CYRILLIC or letter in LATIN_TO_CYRILLIC for letter in latin)
    if not known or len(word) < _SHORT or len(latin) >= len(cyrillic):
        return word
    # A "b" after a consonant is drawn for "ь": "очeнb".
    word = re.sub("(?<=[бвгджзйклмнпрстфхцчшщ])b", "ь", _base(word))
    return word.translate(_HINTED)


def _wholly_alike(word: str) -> str:
    # Where several words were disguised, a Latin word made only of lookalikes is Cyrillic.
    if all(letter in LATIN_TO_CYRILLIC for letter in word) and not is_latin_word(word):
        return word.translate(_TO_CYRILLIC)
    return word


def _plain(letter: str) -> str:
    return letter if letter in LATIN_TO_CYRILLIC else unicodedata.normalize("NFD", letter)[0]


def _base(word: str) -> str:
    return _LATIN.sub(lambda letter: _plain(letter.group()), word)
