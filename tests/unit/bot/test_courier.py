"""The courier does the most pressing first, gathers deletes, and gives back what must wait."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from bot.clock import ManualClock
from bot.courier import Courier, Office
from bot.health import Health
from bot.limits import TELEGRAM, Limits
from bot.metrics import Metrics
from bot.ports import CardView, Connector, FullError, Storage
from bot.thinking import Thinking
from models.action import SETTLED, Action, ActionKind, ActionState, Outcome, Priority
from models.channel import ChannelKey, Platform
from models.effects import Effects, SettleAction, StartAction
from models.event import ActionSettled

CHAT = ChannelKey(Platform.MEMORY, "1", "-5")
DONE = Outcome(ActionState.DONE)


def a_delete(number: int, chat: ChannelKey = CHAT) -> Action:
    key = f"delete:{number}"
    return Action(number, ActionKind.DELETE, chat, key, str(number), priority=Priority.DELETE)


def a_word(number: int, priority: Priority = Priority.CARD, chat: str = "-5") -> Action:
    where = ChannelKey(Platform.MEMORY, "1", chat)
    return Action(number, ActionKind.SAY, where, f"say:{number}", priority=priority)


@dataclass
class Rows:
    """Promises in memory; settles and puts back as a store would."""

    actions: dict[int, Action] = field(default_factory=dict)
    settled: dict[int, Outcome] = field(default_factory=dict)
    started: list[int] = field(default_factory=list)
    put_back: list[SettleAction] = field(default_factory=list)
    before: dict[int, str] = field(default_factory=dict)
    full: int = 0
    """How many of the next settlements find the disk full."""

    async def inverse_state(self, action_id: int) -> str:
        return self.before.get(action_id, "")

    async def promised(
        self, _account: str, now: int, limit: int, known: Collection[int]
    ) -> Sequence[Action]:
        ready = [one for one in self.actions.values() if one.not_before <= now]
        first = sorted(ready, key=lambda one: (one.priority, one.id))[:limit]
        return [one for one in first if one.id not in known]

    async def commit(self, _row: None, effects: Effects) -> None:
        for record in effects.records:
            if isinstance(record, StartAction):
                self.started.append(record.action_id)
                self.before[record.action_id] = record.inverse_state
            elif isinstance(record, SettleAction) and self.full:
                self.full -= 1
                raise FullError("full")
            elif isinstance(record, SettleAction) and record.outcome.state in SETTLED:
                self.settled[record.action_id] = record.outcome
                self.actions.pop(record.action_id, None)
            elif isinstance(record, SettleAction):
                self.put_back.append(record)
                old = self.actions[record.action_id]
                self.actions[old.id] = replace(old, not_before=record.not_before)


@dataclass
class Platformer:
    """A connector that notes its calls and answers what it is told to."""

    account: str = "memory:1"
    calls: list[list[int]] = field(default_factory=list)
    answers: dict[int, list[Outcome]] = field(default_factory=dict)
    member: str = "{}"

    async def perform(self, action: Action, _view: CardView | None) -> Outcome:
        self.calls.append([action.id])
        return self.answers[action.id].pop(0) if self.answers.get(action.id) else DONE

    async def perform_many(self, actions: Sequence[Action]) -> Sequence[Outcome]:
        self.calls.append([action.id for action in actions])
        return [DONE for _ in actions]

    async def before(self, _action: Action) -> str:
        return self.member

    def coalesces(self, first: Action, other: Action) -> bool:
        return (first.kind, first.channel, other.kind) == (
            ActionKind.DELETE,
            other.channel,
            ActionKind.DELETE,
        )


@dataclass
class World:
    clock: ManualClock = field(default_factory=ManualClock)


@dataclass
class Handlers:
    world: World = field(default_factory=World)
    broken: set[int] = field(default_factory=set)

    async def handle(self, event: ActionSettled) -> Effects:
        if event.action.id in self.broken:
            raise KeyError("bug")
        return Effects.of(SettleAction(event.action.id, event.outcome, event.at))


@dataclass
class Stage:
    rows: Rows
    platform: Platformer
    handlers: Handlers
    courier: Courier

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds():  # noqa: ASYNC110 - what is awaited is any change at all
                await asyncio.sleep(0.002)


@asynccontextmanager
async def a_courier_with(*actions: Action) -> AsyncIterator[Stage]:
    rows, platform, handlers = Rows({one.id: one for one in actions}), Platformer(), Handlers()
    loop = asyncio.get_running_loop()
    office = Office(
        storage=cast("Storage", rows),
        thinking=cast("Thinking", handlers),
        health=Health(handlers.world.clock),
        metrics=Metrics(),
        committed=lambda _: None,
        monotonic=loop.time,
    )
    courier = Courier(cast("Connector", platform), Limits(TELEGRAM, loop.time), office)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(courier.run())
        yield Stage(rows, platform, handlers, courier)
        courier.stop()
        await task


async def test_the_most_pressing_promise_goes_first() -> None:
    kinds = [Priority.REPLY, Priority.CARD, Priority.ANSWER, Priority.CRITICAL]
    words = [a_word(number, kind, f"-{number}") for number, kind in enumerate(kinds, 1)]
    async with a_courier_with(*words) as stage:
        await stage.until(lambda: len(stage.rows.settled) == 4)

        assert stage.platform.calls == [[4], [3], [2], [1]]


async def test_deletes_of_one_chat_ride_in_one_call_of_at_most_a_hundred() -> None:
    async with a_courier_with(*(a_delete(number) for number in range(1, 151))) as stage:
        await stage.until(lambda: len(stage.rows.settled) == 150)

        assert [len(call) for call in stage.platform.calls] == [100, 50]


async def test_deletes_of_two_chats_are_two_calls() -> None:
    other = ChannelKey(Platform.MEMORY, "1", "-6")
    async with a_courier_with(a_delete(1), a_delete(2, other)) as stage:
        await stage.until(lambda: len(stage.rows.settled) == 2)

        assert sorted(stage.platform.calls) == [[1], [2]]


async def test_every_act_is_marked_as_started_before_it_is_sent() -> None:
    async with a_courier_with(a_delete(1)) as stage:
        await stage.until(lambda: 1 in stage.rows.settled)

        assert stage.rows.started == [1]


async def test_a_flood_gives_the_promise_back_until_the_platform_allows_it() -> None:
    flood = Outcome(ActionState.QUEUED, "flood", retry_after=7)
    async with a_courier_with(a_word(1)) as stage:
        stage.platform.answers[1] = [flood]
        await stage.until(lambda: len(stage.rows.put_back) == 1)
        waits = stage.rows.put_back[0].not_before - stage.handlers.world.clock.now()

        assert waits == pytest.approx(7_000_000)
        assert stage.rows.settled == {}


async def test_an_answer_to_a_press_that_came_too_late_is_given_up() -> None:
    press = replace(a_word(1, Priority.ANSWER), kind=ActionKind.ANSWER_PRESS, tries=9)
    async with a_courier_with(press) as stage:
        stage.platform.answers[1] = [Outcome(ActionState.QUEUED, "down", retry_after=10)]
        await stage.until(lambda: 1 in stage.rows.settled)

        assert stage.rows.settled[1].code == "too_late"


async def test_what_was_running_at_a_crash_is_sent_again_and_marked_repeated() -> None:
    async with a_courier_with(replace(a_word(1), state=ActionState.RUNNING)) as stage:
        await stage.until(lambda: 1 in stage.rows.settled)

        assert stage.rows.settled[1].repeated


async def test_a_delete_that_was_running_at_a_crash_is_no_repeat() -> None:
    async with a_courier_with(replace(a_delete(1), state=ActionState.RUNNING)) as stage:
        await stage.until(lambda: 1 in stage.rows.settled)

        assert not stage.rows.settled[1].repeated


async def test_one_act_that_breaks_the_connector_does_not_stop_the_others() -> None:
    async with a_courier_with(a_word(1, chat="-1"), a_word(2, chat="-2")) as stage:
        stage.platform.answers = {1: cast("list[Outcome]", _Broken())}
        await stage.until(lambda: 2 in stage.rows.settled and len(stage.rows.put_back) == 1)

        assert stage.rows.put_back[0].outcome.code == "bug:KeyError"


class _Broken:
    """An answer that cannot be taken."""

    def pop(self, _index: int) -> Outcome:
        raise KeyError("bug")


async def test_an_outcome_that_breaks_its_handler_is_settled_and_not_sent_again() -> None:
    async with a_courier_with(a_word(1, chat="-1"), a_word(2, chat="-2")) as stage:
        stage.handlers.broken = {1}
        await stage.until(lambda: len(stage.rows.settled) == 2)

        assert sorted(stage.platform.calls) == [[1], [2]]
        assert stage.rows.settled[1] == DONE


async def test_what_breaks_the_connector_each_time_is_given_up_and_the_courier_goes_on() -> None:
    poison = replace(a_word(1, chat="-1"), tries=9)
    async with a_courier_with(poison, a_word(2, chat="-2")) as stage:
        stage.platform.answers = {1: cast("list[Outcome]", _Broken())}
        stage.handlers.broken = {1}
        await stage.until(lambda: len(stage.rows.settled) == 2)

        assert stage.rows.settled[1] == Outcome(ActionState.FAILED, "bug:KeyError")


async def test_what_was_done_is_written_once_the_disk_has_room_and_not_done_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.courier._IDLE_SECONDS", 0.01)
    async with a_courier_with(a_word(1)) as stage:
        stage.rows.full = 20
        await stage.until(lambda: 1 in stage.rows.settled)

        assert stage.platform.calls == [[1]]


async def test_a_ban_tried_twice_keeps_the_state_before_the_first_try() -> None:
    ban = Action(1, ActionKind.BAN, CHAT, "ban:1", "7", priority=Priority.BAN)
    async with a_courier_with(ban) as stage:
        stage.platform.member = '{"status": "restricted"}'
        lost = Outcome(ActionState.QUEUED, "down", retry_after=0)
        stage.platform.answers[1] = [lost]
        await stage.until(lambda: len(stage.rows.put_back) == 1)
        stage.platform.member = '{"status": "kicked"}'
        await stage.until(lambda: 1 in stage.rows.settled)

        assert stage.rows.before[1] == '{"status": "restricted"}'
