"""Finds ideas in a text by stems: one walk over its words, whatever the number of stems.

Families declare ideas as lists of stems (`schemes.py`, `contacts.py`, …); `Sight` asks once for all
of them. A stem list is readable by whoever speaks the language: `work*` is a beginning of a word,
`work` a whole word, several words stand next to each other, a comma parts the entries.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_WORD: Final = re.compile(r"<\w+>|[^\W_]+|[+$€₽]")
_STEM: Final = re.compile(r"<\w+>|[^\W_]*\*|[^\W_]+|[+$€₽]")

Stem = tuple[str, ...]
_HEAD: Final = 3
"""Letters by which stems are looked up first: most words of most texts end there."""
_NEXT: Final = 2
"""Letters of the second word by which phrases are told apart."""
_ANY: Final = "*"


@dataclass(slots=True)
class _Entries:
    """What hangs on one first word: ideas of the word alone, and phrases by their second word."""

    ideas: set[str] = field(default_factory=set)
    phrases: dict[str, list[tuple[Stem, str]]] = field(default_factory=dict)

    def add(self, rest: Stem, idea: str) -> None:
        if rest:
            head = _ANY if rest[0] == _ANY else rest[0].removesuffix("*")[:_NEXT]
            self.phrases.setdefault(head, []).append((rest, idea))
        else:
            self.ideas.add(idea)

    def read(self, words: list[str], at: int, found: set[str]) -> None:
        """Add the ideas of the word at `at`, and of the phrases that begin there."""
        found |= self.ideas
        if self.phrases and at + 1 < len(words):
            for head in (words[at + 1][:_NEXT], _ANY):
                for rest, idea in self.phrases.get(head, ()):
                    if idea not in found and _fits(rest, words[at + 1 : at + 1 + len(rest)]):
                        found.add(idea)


class Lexicon:
    """Stems of many ideas, indexed by the first word of each."""

    __slots__ = ("_beginnings", "_lengths", "_wholes")

    def __init__(self, ideas: Mapping[str, str]) -> None:
        self._wholes: dict[str, _Entries] = {}
        self._beginnings: dict[str, _Entries] = {}
        for idea, stems in ideas.items():
            for entry in filter(str.strip, stems.replace("ё", "е").split(",")):
                self._add(tuple(_STEM.findall(entry)), idea)
        self._lengths: dict[str, tuple[int, ...]] = {}
        for stem in sorted(self._beginnings, key=len):
            lengths = self._lengths.get(stem[:_HEAD], ())
            self._lengths[stem[:_HEAD]] = tuple(sorted({*lengths, len(stem)}))

    def _add(self, entry: Stem, idea: str) -> None:
        first, rest = entry[0], entry[1:]
        if len(first) <= _HEAD and first.endswith(_ANY):
            raise ValueError(f"a beginning needs {_HEAD} letters: {' '.join(entry)}")
        if any(len(part) <= _NEXT and part.endswith(_ANY) and part != _ANY for part in rest):
            raise ValueError(f"a beginning inside a phrase needs {_NEXT} letters: {rest}")
        index = self._beginnings if first.endswith(_ANY) else self._wholes
        index.setdefault(first.removesuffix(_ANY), _Entries()).add(rest, idea)

    def ideas(self, canonical_text: str) -> frozenset[str]:
        """Return the ideas that the text holds."""
        words = _WORD.findall(canonical_text.replace("ё", "е"))
        found: set[str] = set()
        wholes, beginnings, lengths = self._wholes, self._beginnings, self._lengths
        for at, word in enumerate(words):
            if word in wholes:
                wholes[word].read(words, at, found)
            for length in lengths.get(word[:_HEAD], ()):
                beginning = word[:length]
                if beginning in beginnings:
                    beginnings[beginning].read(words, at, found)
        return frozenset(found)


def _fits(stem: Stem, words: list[str]) -> bool:
    return len(words) == len(stem) and all(
        word.startswith(part[:-1]) if part.endswith(_ANY) else word == part
        for part, word in zip(stem, words, strict=True)
    )
