"""One storage in a file, with a clock that is set by hand."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store import Retention, open_storage
from models.ids import IdMaker
from tests.contracts.storage_scene import HandClock, Scene


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vakhta.db"


@pytest_asyncio.fixture
async def scene(path: Path) -> AsyncIterator[Scene]:
    clock = HandClock()
    ids = IdMaker(clock.now)
    storage = open_storage(
        f"sqlite+aiosqlite:///{path}", clock=clock, ids=ids, retention=Retention(7, 180, 1095)
    )
    await storage.open()
    yield Scene(storage, clock, ids)
    await storage.close()
