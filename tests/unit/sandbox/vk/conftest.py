"""A VK sandbox without limits, and the smallest client there can be."""

from collections.abc import AsyncIterator

import pytest

from sandbox.vk import Limits, VkSandbox
from sandbox.vk.client import Client


@pytest.fixture
async def vk() -> AsyncIterator[VkSandbox]:
    async with VkSandbox(limits=Limits.off()) as sandbox:
        yield sandbox


@pytest.fixture
async def api(vk: VkSandbox) -> AsyncIterator[Client]:
    async with Client(vk.url, vk.token) as client:
        yield client
