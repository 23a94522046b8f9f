"""A platform inside the process, for tests: events go in by hand, acts come out as a list.

It behaves like a real connector in all that the contract suite asks: batches are confirmed only
when the next is asked for, acts are outcomes, a repeat of a delete is already done.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from bot.ports import Capability, CardView, Cursor, InboxRow, MalformedUpdateError, RawUpdate
from models.action import Action, ActionKind, ActionState, Json, Outcome
from models.channel import ChannelKey, Platform
from models.event import Event

_SENDS = frozenset({ActionKind.SEND_CARD, ActionKind.SAY, ActionKind.REPLY, ActionKind.REPOST})


@dataclass(slots=True)
class MemoryConnector:
    """One account on the memory platform."""

    account_id: str = "1"
    performed: list[Action] = field(default_factory=list)
    """Every act that was carried out, in order."""
    confirmed: int = 0
    """How many updates the caller has stored, as far as it has told us."""
    refusals: dict[str, Outcome] = field(default_factory=dict)
    """Outcomes to give instead of acting, by the action's key; each is used once."""
    _events: dict[str, Sequence[Event]] = field(default_factory=dict)
    _queue: list[RawUpdate] = field(default_factory=list)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _gone: set[tuple[ChannelKey, str]] = field(default_factory=set)
    _sent: int = 0

    @property
    def account(self) -> str:
        """`memory:<account id>`."""
        return f"{Platform.MEMORY}:{self.account_id}"

    def put(self, events: Sequence[Event], lane: str = "", received_at: int = 0) -> RawUpdate:
        """Queue one update that will be translated into `events`."""
        key = str(len(self._events) + 1)
        self._events[key] = tuple(events)
        return self.put_raw(json.dumps({"key": key}).encode(), lane, received_at)

    def put_raw(self, payload: bytes, lane: str = "", received_at: int = 0) -> RawUpdate:
        """Queue any bytes as an update, poison too."""
        digest = sha256(payload).hexdigest()
        update = RawUpdate(
            platform=Platform.MEMORY,
            account_id=self.account_id,
            update_key=str(self.confirmed + len(self._queue) + 1),
            payload_hash=digest,
            lane_key=lane or self.account,
            received_at=received_at,
            payload=payload,
        )
        self._queue.append(update)
        self._arrived.set()
        return update

    async def open(self) -> None:
        """Nothing to check."""

    async def updates(
        self, cursor: str | None
    ) -> AsyncIterator[tuple[Sequence[RawUpdate], Cursor]]:
        """Yield what waits; it is confirmed, and forgotten, when the next batch is asked for."""
        self._confirm(int(cursor or 0))
        while True:
            while not self._queue:
                self._arrived.clear()
                await self._arrived.wait()
            batch = tuple(self._queue[:100])
            yield batch, Cursor(self.account, batch[-1].update_key)
            self._confirm(int(batch[-1].update_key))

    def _confirm(self, number: int) -> None:
        self.confirmed = max(self.confirmed, number)
        self._queue = [one for one in self._queue if int(one.update_key) > self.confirmed]

    def translate(self, row: InboxRow) -> Sequence[Event]:
        """Return the events that were put in; raises MalformedUpdateError for foreign bytes."""
        try:
            return self._events[json.loads(row.update.payload)["key"]]
        except (ValueError, KeyError, TypeError):
            raise MalformedUpdateError("update: key expected") from None

    async def perform(self, action: Action, view: CardView | None) -> Outcome:
        """Carry an act out by remembering it."""
        if (refusal := self.refusals.pop(action.key, None)) is not None:
            return refusal
        self.performed.append(action)
        if action.kind in _SENDS:
            self._sent += 1
            seen = repr(view) if view is not None else json.dumps(dict(action.params))
            answer: Mapping[str, Json] = {
                "message_id": str(self._sent),
                "rendered_hash": sha256(seen.encode()).hexdigest(),
            }
            return Outcome(ActionState.DONE, answer=answer)
        target = (action.channel, f"{action.kind}:{action.target}")
        if action.kind is ActionKind.DELETE and target in self._gone:
            return Outcome(ActionState.ALREADY, "gone")
        self._gone.add(target)
        return Outcome(ActionState.DONE)

    async def perform_many(self, actions: Sequence[Action]) -> Sequence[Outcome]:
        """Carry out one after another."""
        return [await self.perform(action, None) for action in actions]

    def coalesces(self, first: Action, other: Action) -> bool:
        """Deletes of one channel ride together."""
        return first.kind is other.kind is ActionKind.DELETE and first.channel == other.channel

    async def before(self, action: Action) -> str:
        """Everybody is a plain member here."""
        return json.dumps({"status": "member", "target": action.target})

    async def capabilities(self) -> Sequence[Capability]:
        """Everything is possible in memory."""
        return (Capability("read", self.account, can=True),)

    async def close(self) -> None:
        """Nothing to close."""
