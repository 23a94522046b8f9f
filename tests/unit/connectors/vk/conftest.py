"""A sandbox without limits and a way to its methods."""

from collections.abc import AsyncIterator

import pytest

from sandbox.vk import Limits, VkSandbox
from sandbox.vk.client import Client
from tests.unit.connectors.vk.wires import SandboxApi


@pytest.fixture
async def vk() -> AsyncIterator[VkSandbox]:
    async with VkSandbox(limits=Limits.off()) as sandbox:
        yield sandbox


@pytest.fixture
async def api(vk: VkSandbox) -> AsyncIterator[SandboxApi]:
    async with Client(vk.url, vk.token) as client:
        yield SandboxApi(vk, client)
