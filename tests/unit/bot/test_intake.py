"""Nothing is confirmed that is not stored: the connector is resumed only after the commit."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest

from bot import intake
from bot.bell import Bell
from bot.clock import ManualClock
from bot.health import SETTLES_US, Health
from bot.intake import Intake
from bot.metrics import Metrics
from bot.ports import (
    ConflictError,
    Connector,
    Cursor,
    FullError,
    Log,
    RawUpdate,
    TokenRefusedError,
)
from models.channel import Platform

BATCHES = 3


@dataclass
class Platformer:
    """Hands out three batches; notes from which cursor, and how far it was resumed."""

    account: str = "memory:1"
    resumed: list[str | None] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)

    async def updates(
        self, cursor: str | None
    ) -> AsyncIterator[tuple[Sequence[RawUpdate], Cursor]]:
        self.resumed.append(cursor)
        if self.trouble:
            raise self.trouble.pop(0)
        for number in range(BATCHES):
            update = RawUpdate(Platform.MEMORY, "1", str(number), "", "lane", 0, b"{}")
            yield [update], Cursor(self.account, str(number))
            self.resumed.append(str(number))
        await asyncio.Event().wait()


@dataclass
class Disk:
    """A log whose disk is full for a while."""

    full: int = 0
    stored: list[str] = field(default_factory=list)
    waiting: list[int] = field(default_factory=lambda: [0])
    tried: asyncio.Event = field(default_factory=asyncio.Event)

    async def append(self, updates: Sequence[RawUpdate], _cursor: Cursor) -> list[bool]:
        self.tried.set()
        if self.full:
            self.full -= 1
            raise FullError("full")
        self.stored += [update.update_key for update in updates]
        return [True for _ in updates]

    async def cursor(self, _source: str) -> str | None:
        return self.stored[-1] if self.stored else None

    async def backlog(self) -> tuple[int, int | None]:
        return (self.waiting.pop(0) if len(self.waiting) > 1 else self.waiting[0]), None


async def run_until_all_is_in(platform: Platformer, disk: Disk) -> Health:
    health = Health(ManualClock())
    work = Intake(cast("Connector", platform), cast("Log", disk), Bell(), health, Metrics())
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        task = group.create_task(work.run())
        while platform.resumed[-1:] != [str(BATCHES - 1)]:  # noqa: ASYNC110 - any change at all
            await asyncio.sleep(0.001)
        task.cancel()
    return health


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_RETRY_SECONDS", 0.001)
    monkeypatch.setattr(intake, "_REFUSED_SECONDS", 0.001)


async def test_every_batch_is_stored_before_the_next_is_asked_for() -> None:
    platform, disk = Platformer(), Disk()

    await run_until_all_is_in(platform, disk)

    assert disk.stored == ["0", "1", "2"]


async def test_a_full_disk_holds_the_batch_unconfirmed_and_intake_resumes_by_itself() -> None:
    platform, disk = Platformer(), Disk(full=50)
    seen: list[tuple[str, bool]] = []
    clock = ManualClock()
    health = Health(clock)
    health.listen(lambda code, mended: seen.append((code, mended)))
    work = Intake(cast("Connector", platform), cast("Log", disk), Bell(), health, Metrics())
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        task = group.create_task(work.run())
        await disk.tried.wait()
        while disk.full:
            assert platform.resumed == [None]
            await asyncio.sleep(0.001)
        while platform.resumed[-1:] != ["2"]:  # noqa: ASYNC110 - any change at all
            await asyncio.sleep(0.001)
        task.cancel()

    assert disk.stored == ["0", "1", "2"]
    assert seen == [("disk_full", False)]
    clock.advance(SETTLES_US["disk_full"] / 1_000_000)
    health.mended("disk_full")
    assert seen == [("disk_full", False), ("disk_full", True)]


@pytest.mark.parametrize("error", [TokenRefusedError("no"), ConflictError("two")], ids=str)
async def test_a_refused_token_or_a_rival_is_a_fault_that_ends(error: Exception) -> None:
    platform, disk = Platformer(trouble=[error]), Disk()

    health = await run_until_all_is_in(platform, disk)

    assert platform.resumed[:2] == [None, None]
    assert health.well()


async def test_too_much_waiting_here_stops_asking_for_more() -> None:
    platform = Platformer()
    disk = Disk(waiting=[intake.MAX_BACKLOG + 1, intake.MAX_BACKLOG + 1, 0])

    health = await run_until_all_is_in(platform, disk)

    assert health.well()
    assert disk.waiting == [0]
