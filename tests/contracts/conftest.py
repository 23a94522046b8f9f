"""The same scenes for every storage: in memory and in a file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.ports import Storage
from bot.store import open_storage
from bot.store.memory import MemoryStorage
from models.ids import IdMaker
from tests.contracts.storage_scene import HandClock, Scene


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/vakhta.db"


@pytest_asyncio.fixture(params=["memory", "sqlite"])
async def scene(request: pytest.FixtureRequest, database: str) -> AsyncIterator[Scene]:
    clock = HandClock()
    ids = IdMaker(clock.now)
    storage: Storage
    if request.param == "memory":
        storage = MemoryStorage(clock, ids)
    else:
        storage = open_storage(database, clock=clock, ids=ids)
    await storage.open()
    yield Scene(storage, clock, ids)
    await storage.close()


@pytest_asyncio.fixture
async def durable(database: str) -> AsyncIterator[Scene]:
    """A scene whose storage can be closed and opened again."""
    clock = HandClock()
    ids = IdMaker(clock.now)
    scene = Scene(open_storage(database, clock=clock, ids=ids), clock, ids)
    await scene.storage.open()
    yield scene
    await scene.storage.close()
