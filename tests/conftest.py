"""Fixtures that journeys, crash tests and others share: a sandbox, and a watch over it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.telegram import Limits, TelegramSandbox
from sandbox.vk import Limits as VkLimits
from sandbox.vk import VkSandbox
from tests.vk_watch import VkWatch
from tests.watch import Watch


@pytest.fixture
async def tg() -> AsyncIterator[TelegramSandbox]:
    async with TelegramSandbox(limits=Limits.off()) as sandbox:
        yield sandbox


@pytest.fixture
async def unstarted(tg: TelegramSandbox, tmp_path: Path) -> Watch:
    """A watch that the journey starts itself."""
    return Watch(tg, tmp_path)


@pytest.fixture
async def watch(unstarted: Watch) -> AsyncIterator[Watch]:
    """A running watch over one bound chat."""
    await unstarted.start()
    yield unstarted
    await unstarted.stop()


@pytest.fixture
async def vk() -> AsyncIterator[VkSandbox]:
    async with VkSandbox(limits=VkLimits.off()) as sandbox:
        yield sandbox


@pytest.fixture
async def vk_watch(vk: VkSandbox, tmp_path: Path) -> AsyncIterator[VkWatch]:
    """A watch over a community with all its keys; the journey starts it."""
    watch = VkWatch(vk, tmp_path)
    yield watch
    await watch.stop()
