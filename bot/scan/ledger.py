"""Who has written how much: standing for a scan, bounded in memory at any number of authors.

The busiest and latest authors are in memory; the others wait in a temporary file. Standing is the
workspace's, as in the live store, and joins are the chat's.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.message import Message
from models.person import Standing
from models.verdict import Outcome

_IN_MEMORY = 50_000
_SPILL = 5_000
_CLEAN = frozenset({Outcome.LEFT, Outcome.ROLLED})

_MAKE = "CREATE TABLE standing (who TEXT PRIMARY KEY, clean, removed, first, joined) WITHOUT ROWID"
_TAKE = "SELECT clean, removed, first, joined FROM standing WHERE who = ?"
_PUT = "INSERT OR REPLACE INTO standing VALUES (?, ?, ?, ?, ?)"


@dataclass(slots=True)
class _Line:
    clean: int = 0
    removed: int = 0
    first: int | None = None
    joined: int | None = None


class Ledger:
    """Counters per author; `authors` is how many have been met."""

    def __init__(self, in_memory: int = _IN_MEMORY) -> None:
        """Start with nobody."""
        self._lines: OrderedDict[str, _Line] = OrderedDict()
        self._in_memory = in_memory
        # An empty name is a temporary file that SQLite removes by itself.
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.execute("PRAGMA journal_mode=OFF")
        self._file.execute(_MAKE)
        self._spilt = 0
        self.authors = 0

    def standing(self, key: str) -> Standing:
        """Return an author's standing before the message at hand."""
        line = self._line(key)
        return Standing(
            clean_messages=line.clean,
            first_seen_at=line.first,
            joined_at=line.joined,
            removed_messages=line.removed,
        )

    def joined(self, key: str, at: int) -> None:
        """Remember a join that was seen."""
        self._line(key).joined = at

    def count(self, message: Message, outcome: Outcome, *, has_date: bool) -> None:
        """Add a judged message to its author's account."""
        line = self._line(message.author.key)
        if has_date and (line.first is None or message.sent_at < line.first):
            line.first = message.sent_at
        line.clean += outcome in _CLEAN
        line.removed += outcome is Outcome.REMOVED

    def everybody(self) -> Iterator[tuple[str, Standing]]:
        """Yield all authors with their standing."""
        for who, clean, removed, first, joined in self._file.execute("SELECT * FROM standing"):
            if who not in self._lines:
                yield who, Standing(clean, first, joined, removed)
        for who in list(self._lines):
            yield who, replace(self.standing(who))

    def close(self) -> None:
        """Forget everything."""
        self._file.close()

    def _line(self, key: str) -> _Line:
        line = self._lines.get(key)
        if line is not None:
            self._lines.move_to_end(key)
            return line
        row = self._file.execute(_TAKE, (key,)).fetchone() if self._spilt else None
        self.authors += row is None
        line = _Line(*row) if row else _Line()
        self._lines[key] = line
        if len(self._lines) > self._in_memory:
            self._spill()
        return line

    def _spill(self) -> None:
        """Move those who have been silent longest to the file."""
        count = min(_SPILL, len(self._lines) - 1)
        oldest = [self._lines.popitem(last=False) for _ in range(count)]
        self._file.execute("BEGIN")
        self._file.executemany(
            _PUT, [(who, one.clean, one.removed, one.first, one.joined) for who, one in oldest]
        )
        self._file.execute("COMMIT")
        self._spilt += count
