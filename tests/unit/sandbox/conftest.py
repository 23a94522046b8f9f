"""A sandbox that runs without limits, and the smallest client there can be."""

from collections.abc import AsyncIterator

import pytest

from sandbox.telegram import Limits, TelegramSandbox
from sandbox.telegram.client import Client

EVERYTHING = [
    *("message", "edited_message", "channel_post", "callback_query", "chat_member"),
    *("my_chat_member", "chat_join_request", "message_reaction", "business_connection"),
    "business_message",
]


@pytest.fixture
async def tg() -> AsyncIterator[TelegramSandbox]:
    async with TelegramSandbox(limits=Limits.off()) as sandbox:
        sandbox.queue.allow(EVERYTHING)
        yield sandbox


@pytest.fixture
async def api(tg: TelegramSandbox) -> AsyncIterator[Client]:
    async with Client(tg.url, tg.token) as client:
        yield client
