"""What is wrong with a policy file: every fault at once, each with its line and the nearest word.

`load` and `tree` report here; the command line prints the faults and exits 2.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

_RULE: Final = re.compile(r"^\s*\[\[\s*rule\s*\]\]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, and what to write instead if that can be guessed."""

    file: str
    line: int
    key: str
    message: str

    @property
    def worded(self) -> str:
        """The fault as one line, `file:line: key: message`."""
        return f"{self.file}:{self.line}: {self.key}: {self.message}"


class PolicyError(Exception):
    """A policy file cannot be used; `faults` holds all that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: Final = tuple(faults)
        super().__init__("\n".join(fault.worded for fault in self.faults))


def unknown(word: str, known: Iterable[str]) -> str:
    """Return the message for a word that is not among `known`."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.5)
    return f"unknown {word!r}" + (f", did you mean {near[0]!r}?" if near else _list(names))


def _list(names: list[str]) -> str:
    return f"; known: {', '.join(names)}"


@dataclass(slots=True)
class Report:
    """Gathers the faults of one file and finds the lines of its keys."""

    file: str
    text: str = field(repr=False)
    faults: list[Fault] = field(default_factory=list)

    def add(self, rule: int | None, key: str, message: str) -> None:
        """Note a fault at `key` of the rule with that index, or of the file's head."""
        self.faults.append(Fault(self.file, self.line_of(rule, key), key, message))

    def line_of(self, rule: int | None, key: str) -> int:
        """Return the line of a key within a rule's block, or where the block begins."""
        lines = self.text.splitlines()
        starts = [at for at, line in enumerate(lines) if _RULE.match(line)] + [len(lines)]
        first, last = (0, starts[0]) if rule is None else _block(starts, rule)
        asked = re.compile(
            rf"(?<![\w\"'-]){re.escape(key)}[\"']?\s*=|[.\[]\s*{re.escape(key)}\s*\]"
        )
        for at in range(first, last):
            if asked.search(lines[at].partition("#")[0]):
                return at + 1
        return first + 1


def _block(starts: list[int], rule: int) -> tuple[int, int]:
    # Rules written in one array, `rule = [{…}]`, have no blocks: the file's head stands for them.
    if rule + 1 >= len(starts):
        return 0, starts[-1]
    return starts[rule], starts[rule + 1]
