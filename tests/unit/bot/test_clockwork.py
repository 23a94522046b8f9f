"""The clockwork fires what is due, and one bad timer never stops the others."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from bot.clock import ManualClock, SystemClock
from bot.clockwork import Clockwork
from bot.health import Health
from bot.ports import RejectedError, Storage
from bot.thinking import Thinking
from models.case import Timer
from models.effects import DropTimer, Effects, SetTimer
from models.event import TimerDue

GOOD, BAD = Timer("good", 1, "case"), Timer("bad", 0, "case")


@dataclass
class Shelf:
    timers: dict[str, Timer] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    async def due(self, now: int, _limit: int) -> Sequence[Timer]:
        ready = [timer for timer in self.timers.values() if timer.due_at <= now]
        return sorted(ready, key=lambda timer: timer.due_at)

    async def next_due(self) -> int | None:
        return min((timer.due_at for timer in self.timers.values()), default=None)

    async def commit(self, _row: None, effects: Effects) -> None:
        for record in effects.records:
            if isinstance(record, SetTimer):
                self.timers[record.timer.key] = record.timer
            elif isinstance(record, DropTimer) and record.key in self.refused:
                raise RejectedError("poison")
            elif isinstance(record, DropTimer):
                self.timers.pop(record.key, None)


@dataclass
class Handlers:
    broken: set[str] = field(default_factory=set)

    async def handle(self, event: TimerDue) -> Effects:
        if event.timer.key in self.broken:
            raise KeyError("bug")
        return Effects.of(DropTimer(event.timer.key))


async def _fired(shelf: Shelf, handlers: Handlers, clock: ManualClock) -> None:
    works = Clockwork(
        cast("Storage", shelf),
        cast("Thinking", handlers),
        cast("SystemClock", clock),
        Health(clock),
    )
    async with asyncio.TaskGroup() as group, asyncio.timeout(10):
        task = group.create_task(works.run())
        while "good" in shelf.timers:  # noqa: ASYNC110 - what is awaited is any change at all
            await asyncio.sleep(0.002)
        works.stop()
        await task


async def test_a_timer_that_breaks_its_handler_is_put_off_and_the_next_one_fires() -> None:
    shelf, clock = Shelf({"bad": BAD, "good": GOOD}), ManualClock()
    await _fired(shelf, Handlers({"bad"}), clock)
    assert shelf.timers["bad"].due_at > clock.now()


async def test_a_timer_whose_effects_cannot_be_written_is_put_off_too() -> None:
    shelf, clock = Shelf({"bad": BAD, "good": GOOD}, {"bad"}), ManualClock()
    await _fired(shelf, Handlers(), clock)
    assert shelf.timers["bad"].due_at > clock.now()
