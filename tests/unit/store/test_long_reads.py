"""What people ask runs on the asynchronous engine and stays out of the way of the lanes."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from bot.ports import FullError, Storage
from bot.store import read_audit, read_cases
from tests.contracts.storage_scene import Scene

_PATIENCE = 5.0


async def export(storage: Any) -> None:  # noqa: ANN401 - the CLI's storage
    assert len([line async for line in storage.audit_lines()]) == 1


async def verify(storage: Any) -> None:  # noqa: ANN401 - the CLI's storage
    assert (await storage.verify_audit()).whole


async def count(storage: Storage) -> None:
    assert (await storage.counts(0))["messages"] == 1


async def _asked(ask: Callable[[Any], Awaitable[None]], storage: Storage) -> None:
    await ask(storage)


class Held:
    """A query inside the database that ends when the test says so."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.let_go = threading.Event()
        self.order: list[str] = []

    def within(self, read: Callable[..., object]) -> Callable[..., object]:
        def work(connection: sa.Connection, *args: object, **named: object) -> object:
            driver: Any = connection.connection.dbapi_connection
            driver.create_function("hold", 0, self._hold)
            connection.exec_driver_sql("SELECT hold()").all()
            return read(connection, *args, **named)

        return work

    def _hold(self) -> int:
        self.begun.set()
        self.let_go.wait(_PATIENCE)
        self.order.append("person")
        return 1


@pytest.mark.parametrize(
    ("module", "name", "ask"),
    [(read_audit, "page", export), (read_audit, "page", verify), (read_cases, "counts", count)],
    ids=["export", "verify", "counts"],
)
async def test_a_long_read_does_not_delay_what_a_lane_asks(
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    name: str,
    ask: Callable[[Any], Awaitable[None]],
) -> None:
    await scene.keep(scene.said("1"))
    held = Held()
    monkeypatch.setattr(module, name, held.within(getattr(module, name)))

    async with asyncio.TaskGroup() as group:
        group.create_task(_asked(ask, scene.storage))
        assert await asyncio.to_thread(held.begun.wait, _PATIENCE)
        await scene.storage.known(scene.said("2"))
        held.order.append("lane")
        held.let_go.set()
    assert held.order[:2] == ["lane", "person"]


async def test_a_long_read_sees_all_that_was_committed_before_it(scene: Scene) -> None:
    for number in range(1, 6):
        key = await scene.keep(scene.said(str(number)))
        assert (await scene.storage.counts(0))["messages"] == number
        assert len(await scene.storage.audit_of(f"message:{key}")) == 1


async def test_nothing_is_written_through_it(scene: Scene) -> None:
    with pytest.raises(FullError, match="SQLITE_READONLY"):
        await scene.storage._read_long(  # type: ignore[attr-defined]
            lambda connection: connection.exec_driver_sql("DELETE FROM inbox")
        )


async def test_its_threads_open_at_the_first_question_and_end_at_close(scene: Scene) -> None:
    before = set(threading.enumerate())
    await scene.storage.known(scene.said("1"))
    await asyncio.gather(*(scene.storage.counts(0) for _ in range(5)))
    drivers = [
        thread
        for thread in set(threading.enumerate()) - before
        if "_connection_worker_thread" in thread.name
    ]
    assert 1 <= len(drivers) <= 2
    await scene.storage.close()
    for thread in drivers:
        thread.join(_PATIENCE)
    assert not any(thread.is_alive() for thread in drivers)


async def test_a_person_who_gives_up_leaves_it_usable(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.keep(scene.said("1"))
    held = Held()
    with monkeypatch.context() as patch:
        patch.setattr(read_cases, "counts", held.within(read_cases.counts))
        async with asyncio.TaskGroup() as group:
            asked = group.create_task(count(scene.storage))
            assert await asyncio.to_thread(held.begun.wait, _PATIENCE)
            asked.cancel()
            held.let_go.set()
    await count(scene.storage)
