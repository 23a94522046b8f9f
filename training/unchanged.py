"""How often the canonical text changes the letters of ordinary messages: it should hardly ever.

A change is counted beyond NFKC, case, masks and stretching, each under its class. One class is
explained and stands apart: a word that mixed two scripts ("всë" with a Latin letter, "кaк") and is
one word in one script afterwards, for writers of ordinary messages do that by a slip of the
keyboard, and undoing it is right.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from handlers.canonical import canonicalise
from handlers.canonical.masks import mask

ONE_SCRIPT: Final = "explained: a word of two scripts has one"
"""The class of texts in which nothing changed but words that had mixed two scripts."""

_THRICE: Final = re.compile(r"(.)\1\1+")
_WORDS: Final = re.compile(r"[^\W_]+")
_SCRIPTS: Final = re.compile("LATIN|CYRILLIC|GREEK|ARMENIAN|LISU")


@dataclass(slots=True)
class Shares:
    """How many texts there are, and how many of them changed, by class."""

    total: int = 0
    classes: Counter[str] = field(default_factory=Counter)

    @property
    def changed(self) -> int:
        """All texts of which a letter changed."""
        return self.classes.total()

    @property
    def unexplained(self) -> int:
        """Those of them that hold a change of another kind than `ONE_SCRIPT`."""
        return self.changed - self.classes[ONE_SCRIPT]

    def lines(self) -> list[str]:
        """The figures as a table for people: each class, then both sums."""
        counts = [*self.classes.most_common(), ("all", self.changed)]
        counts.append(("all without what is explained", self.unexplained))
        rows = [f"{kind:45} {n:8} {n / max(self.total, 1):10.4%}" for kind, n in counts]
        return [f"{self.total} ordinary texts, letters changed in {self.changed}", *rows]


def letters_changed(text: str) -> str | None:
    """Return the class of what changed the letters of `text`, or None where nothing did."""
    form = canonicalise(text)
    plain = mask(unicodedata.normalize("NFKC", mask(text))).lower()
    if _letters(plain) == _letters(form.text):
        return None
    if _only_scripts(_WORDS.findall(_cut(plain)), _WORDS.findall(_cut(form.text))):
        return ONE_SCRIPT
    return "+".join(sorted(form.obfuscations)) or "other"


def shares(texts: Iterable[str]) -> Shares:
    """Count how many texts there are, and how many changed, by class."""
    found = Shares()
    for text in texts:
        found.total += 1
        changed = letters_changed(text)
        if changed is not None:
            found.classes[changed] += 1
    return found


def _only_scripts(before: list[str], after: list[str]) -> bool:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind == "equal":
            continue
        pairs = list(zip(before[first:last], after[new_first:new_last], strict=False))
        if last - first != new_last - new_first or not all(_repaired(*pair) for pair in pairs):
            return False
    return True


def _repaired(before: str, after: str) -> bool:
    # A digit that was read as a letter is another matter.
    same_shape = list(map(str.isalpha, before)) == list(map(str.isalpha, after))
    return same_shape and len(_scripts(before)) > 1 and len(_scripts(after)) == 1


def _scripts(word: str) -> set[str]:
    names = (unicodedata.name(letter, "") for letter in word if letter.isalpha())
    return {found.group() for name in names if (found := _SCRIPTS.match(name))}


def _cut(text: str) -> str:
    return _THRICE.sub(r"\1\1", text)


def _letters(text: str) -> str:
    return _cut("".join(filter(str.isalpha, text)))
