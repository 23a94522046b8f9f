"""The queue of updates that wait for the bot, with the confirmation rules of getUpdates.

An update is confirmed by a getUpdates with a higher offset and is kept until then; a negative
offset forgets all but the last ones; `allowed_updates` decides at the moment when an update is
made, never later. `answers/polling.py` and `webhook.py` take from here.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.telegram.methods import NOT_BY_DEFAULT, UPDATE_KINDS
from sandbox.telegram.wire import JsonObject

FUTURE_SLACK = 10
"""How far past the end an offset may point before the server takes it for another numbering."""


@dataclass(eq=False)
class _Entry:
    order: int
    update: JsonObject
    once: bool = False


@dataclass
class UpdateQueue:
    """Updates in order of their ids; `delivered` holds the first hand-out of each, monotonic."""

    next_id: int = 100_000_001
    allowed: frozenset[str] = frozenset(UPDATE_KINDS) - NOT_BY_DEFAULT
    confirmed_offset: int = 0
    delivered: dict[int, float] = field(default_factory=dict)
    handed_out: int = 0
    last: JsonObject | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting: deque[_Entry] = field(default_factory=deque)

    def allow(self, kinds: list[str] | None) -> None:
        """Take `allowed_updates`: None keeps the setting, an empty list is the default set."""
        if kinds is None:
            return
        known = frozenset(kind.lower() for kind in kinds) & frozenset(UPDATE_KINDS)
        self.allowed = known or frozenset(UPDATE_KINDS) - NOT_BY_DEFAULT

    def push(self, kind: str, body: JsonObject) -> JsonObject | None:
        """Queue an update of this kind; None where `allowed_updates` does not name the kind."""
        if kind not in self.allowed:
            return None
        return self.push_raw({kind: body})

    def push_raw(self, update: JsonObject, *, once: bool = False) -> JsonObject:
        """Queue any dict as an update; an absent update_id is given here."""
        order, self.next_id = self.next_id, self.next_id + 1
        whole = update if "update_id" in update else {"update_id": order, **update}
        self._waiting.append(_Entry(order, whole, once))
        self.last = whole
        self.arrived.set()
        return whole

    def push_many(self, updates: Iterable[JsonObject]) -> int:
        """Queue ready updates without ids at once, for load; the number of them is returned."""
        order = first = self.next_id
        for update in updates:
            update["update_id"] = order
            self._waiting.append(_Entry(order, update))
            order += 1
        self.next_id = order
        self.arrived.set()
        return order - first

    def confirm(self, offset: int) -> None:
        """Drop what an offset confirms; a negative one keeps only that many from the end."""
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
            return
        if offset > self.next_id + FUTURE_SLACK:
            return
        while self._waiting and self._waiting[0].order < offset:
            self._waiting.popleft()
        self.confirmed_offset = max(self.confirmed_offset, offset)

    def take(self, limit: int) -> list[JsonObject]:
        """The earliest unconfirmed updates; they stay until they are confirmed."""
        chosen = [self._waiting[index] for index in range(min(limit, len(self._waiting)))]
        if any(entry.once for entry in chosen):
            self._waiting = deque(e for e in self._waiting if not (e.once and e in chosen))
        now = time.monotonic()
        for entry in chosen:
            self.delivered.setdefault(entry.update["update_id"], now)
        self.handed_out += len(chosen)
        return [entry.update for entry in chosen]

    @property
    def first_order(self) -> int:
        """The place in the order of the earliest update that waits."""
        return self._waiting[0].order

    def clear(self) -> None:
        """Forget everything that waits (drop_pending_updates)."""
        self._waiting.clear()

    def __len__(self) -> int:
        """How many updates wait for confirmation."""
        return len(self._waiting)

    async def wait(self, seconds: float) -> None:
        """Sleep until an update arrives or the time is over."""
        if self._waiting or seconds <= 0:
            return
        self.arrived.clear()
        try:
            async with asyncio.timeout(seconds):
                await self.arrived.wait()
        except TimeoutError:
            return
