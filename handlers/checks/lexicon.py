"""Finds ideas in a text by stems: one walk over its words, whatever the number of stems.

Families declare ideas as lists of stems (`schemes.py`, `contacts.py`, …); `Sight` asks once for all
of them. A stem list is readable by whoever speaks the language: `work*` is a beginning of a word,
`work` a whole word, several words stand next to each other, a comma parts the entries.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

_WORD: Final = re.compile(r"<\w+>|[^\W_]+|[+$€₽]")
_STEM: Final = re.compile(r"<\w+>|[^\W_]*\*|[^\W_]+|[+$€₽]")

Stem = tuple[str, ...]
_HEAD: Final = 3
"""Letters by which stems are looked up first: most words of most texts end there."""


class Lexicon:
    """Stems of many ideas, indexed by the first word of each."""

    __slots__ = ("_beginnings", "_lengths", "_wholes")

    def __init__(self, ideas: Mapping[str, str]) -> None:
        self._wholes: dict[str, list[tuple[Stem, str]]] = {}
        self._beginnings: dict[str, list[tuple[Stem, str]]] = {}
        for idea, stems in ideas.items():
            for entry in filter(str.strip, stems.replace("ё", "е").split(",")):
                self._add(tuple(_STEM.findall(entry)), idea)
        self._lengths: dict[str, tuple[int, ...]] = {}
        for stem in sorted(self._beginnings, key=len):
            lengths = self._lengths.get(stem[:_HEAD], ())
            self._lengths[stem[:_HEAD]] = tuple(sorted({*lengths, len(stem)}))

    def _add(self, entry: Stem, idea: str) -> None:
        first, rest = entry[0], entry[1:]
        if not first.endswith("*"):
            self._wholes.setdefault(first, []).append((rest, idea))
        elif len(first) <= _HEAD:
            raise ValueError(f"a beginning needs {_HEAD} letters: {' '.join(entry)}")
        else:
            self._beginnings.setdefault(first[:-1], []).append((rest, idea))

    def ideas(self, canonical_text: str) -> frozenset[str]:
        """Return the ideas that the text holds."""
        words = _WORD.findall(canonical_text.replace("ё", "е"))
        found: set[str] = set()
        for at, word in enumerate(words):
            if word in self._wholes:
                found.update(_following(self._wholes[word], words, at))
            for length in self._lengths.get(word[:_HEAD], ()):
                beginning = word[:length]
                if beginning in self._beginnings:
                    found.update(_following(self._beginnings[beginning], words, at))
        return frozenset(found)


def _following(entries: Iterable[tuple[Stem, str]], words: list[str], at: int) -> Iterable[str]:
    for rest, idea in entries:
        if not rest or _fits(rest, words[at + 1 : at + 1 + len(rest)]):
            yield idea


def _fits(stem: Stem, words: list[str]) -> bool:
    return len(words) == len(stem) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for part, word in zip(stem, words, strict=True)
    )
