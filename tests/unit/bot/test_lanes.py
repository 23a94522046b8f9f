"""Lanes keep a chat's order, never hold each other up, and keep one row's trouble to that row."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import pytest

from bot.clock import ManualClock
from bot.health import Health
from bot.lanes import Lanes
from bot.metrics import Metrics
from bot.ports import (
    Connector,
    FullError,
    InboxRow,
    Log,
    MalformedUpdateError,
    RawUpdate,
    RejectedError,
    StaleError,
)
from bot.thinking import Thinking
from models.audit import AuditLine
from models.channel import ChannelKey, Place, Platform
from models.effects import Effects, PutSetting, QuarantineRow, Record, WriteAudit
from models.event import Event, Malformed, MessageSeen
from models.message import Message
from models.person import Author


def a_row(number: int, chat: str, author: str, text: str = "") -> InboxRow:
    payload = f"{chat}|{author}|{text or number}".encode()
    update = RawUpdate(Platform.MEMORY, "1", str(number), "", chat, 0, payload)
    return InboxRow(number, update)


class Translator:
    """The translating half of a connector."""

    def translate(self, row: InboxRow) -> Sequence[Event]:
        chat, author, text = row.update.payload.decode().split("|")
        if text == "poison":
            raise MalformedUpdateError("message.chat: missing", text="words")
        where = ChannelKey(Platform.MEMORY, "1", chat)
        message = Message(where, Place.GROUP, str(row.id), Author(Platform.MEMORY, author), 0, 0)
        return [MessageSeen(message)]


@dataclass
class World:
    clock: ManualClock = field(default_factory=ManualClock)


@dataclass
class Handlers:
    """Decides by the row's number; what it may raise is put in `trouble`."""

    world: World = field(default_factory=World)
    decided: list[str] = field(default_factory=list)
    trouble: dict[str, Exception] = field(default_factory=dict)
    loud: set[str] = field(default_factory=set)

    async def look_ahead(self, events: Sequence[Event]) -> Sequence[None]:
        return [None] * len(events)

    async def handle(self, event: Event, _: object = None) -> Effects:
        if isinstance(event, Malformed):
            return Effects.of(PutSetting(f"notice:{event.inbox_id}", event.code))
        assert isinstance(event, MessageSeen)
        name = event.message.external_id
        self.decided.append(name)
        if name in self.trouble:
            raise self.trouble[name]
        if name in self.loud:
            return Effects.of(PutSetting(name, "loud"))
        return Effects.of(WriteAudit(AuditLine(0, "system", "verdict", name)))


@dataclass
class Inbox:
    """A log in memory whose commits can be held, refused and looked at."""

    rows: list[InboxRow] = field(default_factory=list)
    done: dict[int, tuple[Record, ...]] = field(default_factory=dict)
    refuse: dict[int, list[Exception]] = field(default_factory=dict)
    held: dict[int, asyncio.Event] = field(default_factory=dict)
    retries: list[int] = field(default_factory=list)
    quarantined: list[int] = field(default_factory=list)
    full: int = 0
    """How many of the next notes about a row find the disk full."""

    async def pending(self, after_id: int, limit: int, _: int) -> Sequence[InboxRow]:
        waiting = [row for row in self.rows if row.id > after_id and row.id not in self.done]
        return waiting[:limit]

    async def commit(self, row: InboxRow, effects: Effects) -> None:
        if row.id in self.held:
            await self.held[row.id].wait()
        if self.refuse.get(row.id):
            raise self.refuse[row.id].pop(0)
        self.done[row.id] = effects.records

    async def retry(self, row: InboxRow, _code: str, _not_before: int) -> None:
        self._refuse_when_full()
        self.retries.append(row.id)

    async def quarantine(self, row: InboxRow, _code: str) -> None:
        self._refuse_when_full()
        self.quarantined.append(row.id)
        self.done[row.id] = ()

    def _refuse_when_full(self) -> None:
        if self.full:
            self.full -= 1
            raise FullError("full")


@dataclass
class Stage:
    inbox: Inbox
    handlers: Handlers
    health: Health
    lanes: Lanes

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds():  # noqa: ASYNC110 - what is awaited is any change at all
                await asyncio.sleep(0.002)


@asynccontextmanager
async def lanes_over(*rows: InboxRow) -> AsyncIterator[Stage]:
    inbox, handlers, clock = Inbox(list(rows)), Handlers(), ManualClock()
    lanes = Lanes(
        cast("Log", inbox),
        cast("Thinking", handlers),
        {"memory:1": cast("Connector", Translator())},
    )
    stage = Stage(inbox, handlers, Health(clock), lanes)
    lanes.attach(stage.health, Metrics(), lambda _: None)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(lanes.run())
        yield stage
        for gate in inbox.held.values():
            gate.set()
        lanes.stop()
        await task


async def test_a_chat_is_decided_in_the_order_of_arrival() -> None:
    rows = [a_row(number, "chat", f"author {number % 3}") for number in range(1, 101)]
    async with lanes_over(*rows) as stage:
        await stage.until(lambda: len(stage.inbox.done) == 100)

        assert stage.handlers.decided == [str(number) for number in range(1, 101)]


async def test_the_next_message_of_another_author_does_not_wait_for_a_quiet_commit() -> None:
    async with lanes_over(a_row(1, "chat", "anna"), a_row(2, "chat", "boris")) as stage:
        stage.inbox.held[1] = asyncio.Event()

        await stage.until(lambda: 2 in stage.inbox.done)

        assert 1 not in stage.inbox.done


async def test_the_next_message_of_the_same_author_waits_for_the_commit() -> None:
    async with lanes_over(a_row(1, "chat", "anna"), a_row(2, "chat", "anna")) as stage:
        stage.inbox.held[1] = asyncio.Event()
        await stage.until(lambda: stage.handlers.decided == ["1"])
        await asyncio.sleep(0.02)
        assert stage.handlers.decided == ["1"]

        stage.inbox.held[1].set()
        await stage.until(lambda: 2 in stage.inbox.done)


async def test_everybody_waits_for_a_commit_that_touches_more_than_its_author() -> None:
    async with lanes_over(a_row(1, "chat", "anna"), a_row(2, "chat", "boris")) as stage:
        stage.handlers.loud.add("1")
        stage.inbox.held[1] = asyncio.Event()
        await asyncio.sleep(0.02)
        assert stage.handlers.decided == ["1"]

        stage.inbox.held[1].set()
        await stage.until(lambda: 2 in stage.inbox.done)


async def test_a_chat_whose_commit_hangs_does_not_hold_up_another() -> None:
    async with lanes_over(a_row(1, "slow", "anna"), a_row(2, "quick", "anna")) as stage:
        stage.inbox.held[1] = asyncio.Event()

        await stage.until(lambda: 2 in stage.inbox.done)


async def test_one_poison_update_of_ten_is_quarantined_and_nine_are_handled() -> None:
    rows = [a_row(number, "chat", "anna", "poison" if number == 5 else "") for number in range(10)]
    async with lanes_over(*(InboxRow(row.id + 1, row.update) for row in rows)) as stage:
        await stage.until(lambda: len(stage.inbox.done) == 10)

        assert QuarantineRow(6, "message.chat: missing") in stage.inbox.done[6]
        assert len(stage.handlers.decided) == 9


async def test_a_decision_that_somebody_overtook_is_made_again() -> None:
    async with lanes_over(a_row(1, "chat", "anna")) as stage:
        stage.inbox.refuse[1] = [StaleError("case"), StaleError("case")]
        await stage.until(lambda: 1 in stage.inbox.done)

        assert stage.handlers.decided == ["1", "1", "1"]


async def test_what_can_never_be_written_is_quarantined_and_told() -> None:
    async with lanes_over(a_row(1, "chat", "anna"), a_row(2, "chat", "anna")) as stage:
        stage.inbox.refuse[1] = [RejectedError("bad value")]
        await stage.until(lambda: len(stage.inbox.done) == 2)

        kinds = [type(record).__name__ for record in stage.inbox.done[1]]
        assert kinds == ["PutSetting", "QuarantineRow"]


async def test_a_full_disk_is_waited_out_and_loses_nothing() -> None:
    async with lanes_over(a_row(1, "chat", "anna")) as stage:
        stage.inbox.refuse[1] = [FullError("full")]
        await stage.until(lambda: "disk_full" in stage.health.faults())

        await stage.until(lambda: 1 in stage.inbox.done)

        assert list(stage.health.faults()) == ["disk_full"]  # it ends once it has settled
        assert stage.inbox.retries == []


async def test_a_handler_that_fails_once_is_asked_again_and_the_lane_goes_on() -> None:
    async with lanes_over(a_row(1, "chat", "anna"), a_row(2, "chat", "anna")) as stage:
        stage.handlers.trouble["1"] = KeyError("bug")
        await stage.until(lambda: stage.inbox.retries == [1])
        del stage.handlers.trouble["1"]

        await stage.until(lambda: len(stage.inbox.done) == 2)

        assert not any(isinstance(record, QuarantineRow) for record in stage.inbox.done[1])


async def test_a_full_disk_under_a_row_in_trouble_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.lanes._IDLE_SECONDS", 0.01)
    async with lanes_over(a_row(1, "one", "a"), a_row(2, "two", "b")) as stage:
        stage.inbox.full = 2
        stage.handlers.trouble["1"] = KeyError("bug")
        await stage.until(lambda: stage.inbox.retries == [1])
        del stage.handlers.trouble["1"]
        await stage.until(lambda: len(stage.inbox.done) == 2)


async def test_the_last_resort_waits_for_a_full_disk_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.lanes._IDLE_SECONDS", 0.01)
    async with lanes_over(a_row(1, "one", "a")) as stage:
        stage.inbox.full = 2
        stage.inbox.refuse[1] = [RejectedError("poison"), FullError("full")]
        await stage.until(lambda: stage.inbox.quarantined == [1])
