"""The scene in which handlers are tested: their real storage, in memory."""

from collections.abc import AsyncIterator

import pytest

from bot.store import open_storage
from tests.unit.handlers.scene import Numbers, Scene, Tick


@pytest.fixture
async def bare() -> AsyncIterator[Scene]:
    """Nobody has bound anything yet."""
    clock, ids = Tick(), Numbers()
    storage = open_storage("memory://", clock=clock, ids=ids)
    await storage.open()
    yield Scene(storage, clock, ids)
    await storage.close()


@pytest.fixture
async def scene(bare: Scene) -> Scene:
    """One watched group, one moderators' place, and a team."""
    return await bare.bind()
