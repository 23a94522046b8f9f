"""A sandbox without limits and a connector on it, with a gate that the test opens."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.connectors.telegram import TelegramConnector, TelegramSettings
from bot.connectors.telegram.poller import Polling
from bot.texts import Texts
from sandbox.telegram import Limits, TelegramSandbox
from tests.unit.connectors.telegram.wires import RECEIVED, FakeGate


@pytest.fixture
async def tg() -> AsyncIterator[TelegramSandbox]:
    async with TelegramSandbox(limits=Limits.off()) as sandbox:
        yield sandbox


@pytest.fixture
def gate() -> FakeGate:
    return FakeGate(chats=set())


@pytest.fixture
async def connector(tg: TelegramSandbox, gate: FakeGate) -> AsyncIterator[TelegramConnector]:
    settings = TelegramSettings(tg.token, tg.url, polling=Polling(timeout=1))
    clock = asyncio.get_running_loop().time
    made = TelegramConnector(settings, gate, Texts("en"), lambda: RECEIVED, clock)
    await made.open()
    yield made
    await made.close()
