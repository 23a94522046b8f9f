"""How often the canonical text changes the letters of ordinary messages: it should hardly ever.

A change is counted beyond NFKC, case, masks and stretching. Each class of change is printed, for
writers of ordinary messages do use lookalikes ("всë", "прiвет"): undoing those is right.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

from handlers.canonical import canonicalise
from handlers.canonical.masks import mask

_THRICE: Final = re.compile(r"(.)\1\1+")


def letters_changed(text: str) -> frozenset[str] | None:
    """Return the codes of what changed the letters of `text`, or None where nothing did."""
    form = canonicalise(text)
    plain = unicodedata.normalize("NFKC", mask(text)).lower()
    return None if _letters(plain) == _letters(form.text) else form.obfuscations


def shares(texts: Iterable[str]) -> tuple[int, Counter[str]]:
    """Return how many texts there are, and how many changed, by class."""
    total, found = 0, Counter[str]()
    for text in texts:
        total += 1
        changed = letters_changed(text)
        if changed is not None:
            found["+".join(sorted(changed)) or "other"] += 1
    return total, found


def _letters(text: str) -> str:
    return _THRICE.sub(r"\1\1", "".join(filter(str.isalpha, text)))
