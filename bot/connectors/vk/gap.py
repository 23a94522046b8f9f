"""How far VK has been read, and what was lost on the way: one word in the store.

The word is written with the rows, in one transaction. A gap stays in it until reading back has
ended, so that a crash in between begins that anew and forgets nothing.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.connectors.vk.envelope import Piece, piece_of
from bot.connectors.vk.happening import GAP

_WORD: Final = re.compile(
    r"([\w.:-]{0,64})(?:@(\d{1,18}))?(?:!([a-z_]{1,40}),(\d{0,18}),(\d{1,18}))?"
)
OUTDATED: Final = "history_outdated"
LOST: Final = "history_lost"


@dataclass(frozen=True, slots=True)
class Gap:
    """Events between `since` and `at` (UTC microseconds) were lost; VK said so with `code`."""

    code: str
    since: int | None
    at: int

    def told(self, account: str, read_back: int | None, *, pending: bool = False) -> Piece:
        """Return the line for the inbox: that it is found, or what came of reading back."""
        state = "found" if pending else "ended"
        return piece_of(
            {
                "type": GAP,
                "group_id": int(account),
                "event_id": f"gap:{self.code}:{self.at}:{state}",
                "object": {
                    "code": self.code,
                    "since": self.since,
                    "at": self.at,
                    "read_back": read_back,
                    "pending": pending,
                },
            }
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """The `ts` to ask from, when the last event came, and a gap that is being read back."""

    ts: str = ""
    last: int | None = None
    gap: Gap | None = None

    @classmethod
    def read(cls, word: str | None) -> "Progress":
        """Read a stored word; one that cannot be read is a first start."""
        match = _WORD.fullmatch(word or "")
        if match is None:
            return cls()
        gap = None
        if match[3]:
            gap = Gap(match[3], int(match[4]) if match[4] else None, int(match[5]))
        return cls(match[1], int(match[2]) if match[2] else None, gap)

    @property
    def word(self) -> str:
        """Return what is stored."""
        last = "" if self.last is None else f"@{self.last}"
        if self.gap is None:
            return f"{self.ts}{last}"
        since = "" if self.gap.since is None else self.gap.since
        return f"{self.ts}{last}!{self.gap.code},{since},{self.gap.at}"

    def lost(self, code: str, ts: str, at: int) -> "Progress":
        """Return how it goes on after a loss; a loss during another widens that."""
        since = self.last if self.gap is None else self.gap.since
        return replace(self, ts=ts, gap=Gap(code, since, at))
