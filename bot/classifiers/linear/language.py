"""The language of a canonical text from its letters and its commonest words.

A cheap look for routing and for the counts: Russian and its neighbours by their own letters,
Latin scripts by little words. Where nothing speaks clearly the answer is `und`.
"""

import re
from typing import Final

_CYRILLIC: Final = re.compile("[а-яёѐ-ӿ]")
_LATIN: Final = re.compile("[a-zà-öø-ž]")
_ONLY_RUSSIAN: Final = re.compile("[ыэё]")
# The first letters that occur decide; Kazakh before Ukrainian, for both write "і".
_NEIGHBOURS: Final = (
    ("kk", re.compile("[әғқңөұүһ]")),
    ("uk", re.compile("[їєґі]")),
)
_LITTLE_WORDS: Final = {
    "en": "the and you is to it of that this for not have are my with was what your i'm it's",
    "it": "il che di è non per un una sono mi ma si con del della ho gli le anche più",
    "de": "der die das und ist nicht ich ein eine zu mit den auf für es sie wir",
    "es": "el que de la los es y en no por una con para las lo está pero muy",
    "fr": "le la les est pas je vous et un une des que pour dans avec c'est sur",
    "pt": "o que de não é um uma para com os do da em mas eu você",
    "tr": "bir ve bu için de da ne çok ama değil mi",
}
_WORDS: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LEAST_LETTERS: Final = 2
_READ: Final = 400
_SETS: Final = {code: frozenset(words.split()) for code, words in _LITTLE_WORDS.items()}


def language(text: str) -> str:
    """Return ISO 639-1 of `text`, or `und`."""
    text = text[:_READ].replace("<url>", "").replace("<user>", "")
    cyrillic = len(_CYRILLIC.findall(text))
    if cyrillic and cyrillic * 2 >= len(_LATIN.findall(text)):
        return _of_cyrillic(text) if cyrillic >= _LEAST_LETTERS else "und"
    return _of_latin(text)


def _of_cyrillic(text: str) -> str:
    if "ў" in text:
        return "be"
    if _ONLY_RUSSIAN.search(text) is None:
        for code, letters in _NEIGHBOURS:
            if letters.search(text):
                return code
    elif _NEIGHBOURS[0][1].search(text):
        return "kk"
    return "ru"


def _of_latin(text: str) -> str:
    words = _WORDS.findall(text)
    counts = {code: sum(word in known for word in words) for code, known in _SETS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else "und"
