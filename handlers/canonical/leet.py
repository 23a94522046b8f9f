"""Digits and signs inside a word are read as the letters they stand for: "зараб0ток".

Runs on words that already have one script. Numbers, units, model names and "2-й", "b2b", "mp3"
are left alone: a sign must stand between letters, and the word must have letters enough. Latin
nicknames, hashtags and codes ("m0nesy", "#vh1divas") are full of honest digits: one digit in a
Latin word is read only for a stem of spam or swearing, or beside such a word.
"""

import re
from typing import Final

from handlers.canonical.tables import LEET_CYRILLIC, LEET_LATIN
from handlers.canonical.words import LEET_STEMS

_SIGNS: Final = "0-9@$€"
_GROUP: Final = f"(?:00|[{_SIGNS}]|[{_SIGNS}]{{0,2}}[@$€][{_SIGNS}]{{0,2}})"
_HINT: Final = re.compile(f"[{_SIGNS}]")
_INSIDE: Final = re.compile(rf"[^\W\d_]{_GROUP}[^\W\d_]")
_WORD: Final = re.compile(rf"(?<![\w@$€])[{_SIGNS}]?(?:[^\W\d_]+{_GROUP})+[^\W\d_]+(?!\w)")
_CYRILLIC: Final = re.compile("[\u0400-\u052f]+")
_SURE_CYRILLIC: Final = frozenset("0@")
_SURE_LATIN: Final = frozenset("01")
_MONEY: Final = frozenset("$€")
_CASHTAG: Final = re.compile(r"[\d$€]|[^\W\d_][$€]")
_HARD_TO_SAY: Final = re.compile("[bcdfghjklmnpqrstvwxz]{3}", re.IGNORECASE)
_HANDLE: Final = re.compile(r"[^\W\d_]{3}@[^\W\d_]{3}")
_ENOUGH: Final = 4
_FEW: Final = 3
_AS_LATIN: Final = str.maketrans(LEET_LATIN)


def read_leet(text: str, found: set[str]) -> str:
    """Turn digits and signs between the letters of a word into letters; adds `leet`."""
    if _HINT.search(text) is None or _INSIDE.search(text) is None:
        return text
    beside = any(_hides_stem(word.group()) for word in _WORD.finditer(text))
    folded = _WORD.sub(lambda word: _read(word, beside=beside), text)
    if folded != text:
        found.add("leet")
    return folded


def _read(place: re.Match[str], *, beside: bool) -> str:
    word = place.group()
    signs: list[str] = _HINT.findall(word)
    letters = _HINT.sub("", word)
    if _CYRILLIC.fullmatch(letters):
        table, enough = LEET_CYRILLIC, _FEW if _SURE_CYRILLIC & set(signs) else _ENOUGH
    elif _hides_stem(word) or _latin_disguise(place, signs, beside=beside):
        table, enough = LEET_LATIN, _FEW
    else:
        return word
    if len(letters) < max(enough, len(signs)) or any(sign not in table for sign in signs):
        return word
    return "".join(table.get(letter, letter) for letter in word)


def _latin_disguise(place: re.Match[str], signs: list[str], *, beside: bool) -> bool:
    # English has more honest words with digits ("log4j", "#wwg1wga"), so more is asked for here.
    word = place.group()
    if not word.replace("€", "").isascii() or len(word) - len(signs) < _ENOUGH:
        return False
    tagged = place.string[: place.start()].endswith("#") or _CASHTAG.match(word) is not None
    if tagged or _HARD_TO_SAY.search(word) or _HANDLE.search(word):
        return False
    return len(signs) > 1 or signs[0] in _MONEY or (beside and signs[0] in _SURE_LATIN)


def _hides_stem(word: str) -> bool:
    small = word.lower()
    read = small.translate(_AS_LATIN)
    # "iphone5s" shows the stem as it is: its digit hides nothing.
    return any(stem in read and stem not in small for stem in LEET_STEMS)
