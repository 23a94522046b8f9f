"""The Bots Long Poll's side of events: their history, the key, and the four ways it fails.

A client that gives `ts` N gets what came after event N. Old history, a key that has expired and
lost information are answered with `failed` 1, 2 and 3, as VK does; `longpoll.py` serves it.
"""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field

from sandbox.vk.kinds import LONG_POLL_KINDS
from sandbox.vk.wire import API_VERSION, JsonObject

FIRST_TS = 100
OUTDATED, EXPIRED, LOST, BAD_VERSION = 1, 2, 3, 4


@dataclass
class Feed:
    """Events by number; `floor` is the oldest `ts` that still has its history.

    `confirmed` is the highest `ts` that a client came back with; `delivered` holds the first
    hand-out of each event_id, monotonic seconds.
    """

    key: str = "key-1"
    enabled: bool = True
    version: str = API_VERSION
    switches: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(LONG_POLL_KINDS, True))
    floor: int = FIRST_TS
    confirmed: int = 0
    polls: int = 0
    delivered: dict[str, float] = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _events: list[JsonObject] = field(default_factory=list)
    _forced: deque[int] = field(default_factory=deque)
    _lost: bool = False

    @property
    def ts(self) -> int:
        """The number after the last event."""
        return FIRST_TS + len(self._events)

    def push(self, event: JsonObject) -> None:
        """Add an event to the history."""
        self._events.append(event)
        self.wake()

    def wake(self) -> None:
        """Let held polls look again."""
        past, self.arrived = self.arrived, asyncio.Event()
        past.set()

    def force(self, code: int, times: int = 1) -> None:
        """Answer the next polls with this `failed` whatever they ask."""
        self._forced.extend([code] * times)
        self.wake()

    def expire_key(self) -> None:
        """The key is valid no more; nothing is lost (`failed` 2)."""
        self.key = f"key-{int(self.key.partition('-')[2]) + 1}"
        self.wake()

    def lose_history(self) -> int:
        """Forget every event up to now (`failed` 1); how many nobody has confirmed is returned."""
        unread = self.ts - max(self.floor, self.confirmed, FIRST_TS)
        self.floor = self.ts
        self.wake()
        return max(unread, 0)

    def lose_all(self) -> int:
        """Forget events and key (`failed` 3) until a new server is asked for."""
        unread = self.lose_history()
        self.expire_key()
        self._lost = True
        return unread

    def found_again(self) -> None:
        """A client has asked for a server: lost information is behind it."""
        self._lost = False

    def failure(self, key: str, ts: int) -> JsonObject | None:
        """The `failed` answer that this poll gets, None where it may read."""
        code = self._forced.popleft() if self._forced else self._code(key, ts)
        if code == OUTDATED:
            return {"failed": OUTDATED, "ts": max(self.floor, min(ts, self.ts))}
        if code == BAD_VERSION:
            return {"failed": BAD_VERSION, "min_version": 0, "max_version": 3}
        return {"failed": code} if code else None

    def _code(self, key: str, ts: int) -> int:
        if self._lost:
            return LOST
        if key != self.key:
            return EXPIRED
        return OUTDATED if ts < self.floor or ts > self.ts else 0

    def after(self, ts: int) -> list[JsonObject]:
        """What came after `ts`, which is thereby confirmed up to there."""
        self.confirmed = max(self.confirmed, ts)
        return self._events[ts - FIRST_TS :]

    def handed(self, events: list[JsonObject]) -> None:
        """Remember when these went out for the first time."""
        now = time.monotonic()
        for event in events:
            event_id = _id_of(event)
            if isinstance(event_id, str):
                self.delivered.setdefault(event_id, now)

    @property
    def unconfirmed(self) -> int:
        """How many events nobody has come back for."""
        return self.ts - max(self.floor, self.confirmed)


def _id_of(event: object) -> object:
    """The event_id, None in an event that is malformed on purpose."""
    return event.get("event_id") if isinstance(event, dict) else None
