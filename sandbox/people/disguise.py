"""How spammers hide words from filters: lookalike letters, zero-width marks, spacing, dots, leet.

The scenes and `load.py` put spam through these; a watch that reads letters only will miss it.
"""

import random
from collections.abc import Callable

_LATIN = str.maketrans("аеорсухкАЕОРСУХКВМНТ", "aeopcyxkAEOPCYXKBMHT")
_LEET = str.maketrans("оОзЗаАчЧ", "0033@@44")
ZERO_WIDTH = "\u200b\u200c\u2060"
Disguise = Callable[[random.Random, str], str]


def plain(_: random.Random, text: str) -> str:
    """No disguise."""
    return text


def lookalikes(dice: random.Random, text: str) -> str:
    """Some Cyrillic letters become the Latin ones that look the same."""
    return "".join(c.translate(_LATIN) if dice.random() < 0.7 else c for c in text)  # noqa: PLR2004


def zero_width(dice: random.Random, text: str) -> str:
    """Invisible marks inside words."""
    marks = [c + dice.choice(ZERO_WIDTH) if c.isalpha() else c for c in text]
    return "".join(m if dice.random() < 0.5 else m[0] for m in marks)  # noqa: PLR2004


def spaced(dice: random.Random, text: str) -> str:
    """A few long words with a space between the letters."""
    words = text.split(" ")
    return " ".join(_apart(w, " ") if len(w) > 5 and dice.random() < 0.5 else w for w in words)  # noqa: PLR2004


def dotted(dice: random.Random, text: str) -> str:
    """A few long words with dots between the letters."""
    words = text.split(" ")
    return " ".join(_apart(w, ".") if len(w) > 5 and dice.random() < 0.4 else w for w in words)  # noqa: PLR2004


def leet(_: random.Random, text: str) -> str:
    """Digits for letters."""
    return text.translate(_LEET)


def _apart(word: str, between: str) -> str:
    return between.join(word) if word.isalpha() else word


DISGUISES: tuple[Disguise, ...] = (plain, plain, lookalikes, lookalikes, zero_width, spaced, dotted)
"""What a wave of spammers uses, plain texts included."""
