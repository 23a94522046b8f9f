"""Two readers of the same sandbox: vk_api's own VkBotLongPoll in a thread, and ours.

`benchmarks.vk_longpoll` lets things go wrong under both and prints what each made of it.
"""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from typing_extensions import override

from bot.connectors.vk.arrival import Arrival
from bot.connectors.vk.doorman import Doorman
from bot.connectors.vk.enrich import Enricher
from bot.connectors.vk.errors import meaning
from bot.connectors.vk.longpoll import LongPoll, Polling
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tokens import Token
from bot.ports import PlatformDownError
from sandbox.vk import VkSandbox
from sandbox.vk.client import Client

VK_API: Any = import_module("vk_api")
BOT_LONGPOLL: Any = import_module("vk_api.bot_longpoll")

WAIT = 1
AFTER = "Было после"
_PATIENCE = 6.0

Trouble = Callable[[VkSandbox], Awaitable[None]]


@dataclass
class Seen:
    """What one reader made of a row."""

    texts: list[str] = field(default_factory=list)
    told: bool = False
    died: str = ""
    polls: int = 0


class _Everywhere:
    """A gate that admits all."""

    def admits(self, channel_external_id: str) -> bool:
        return bool(channel_external_id)

    def admits_private(self) -> bool:
        return True

    def opens(self, word: str) -> bool:
        return not word

    def expecting(self) -> bool:
        return False


class _Api:
    def __init__(self, client: Client) -> None:
        self.client = client

    async def call(
        self, method: str, *, token: Token, background: bool = False, **params: object
    ) -> object:
        del token, background
        body = await self.client.call(method, **params)
        if "error" in body:
            raise meaning(method, body["error"])
        return body["response"]


class _Rebase(HTTPAdapter):
    def __init__(self, base: str) -> None:
        self.base = base
        super().__init__()

    @override
    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        request.url = (request.url or "").replace("https://api.vk.ru", self.base, 1)
        return super().send(request, *args, **kwargs)


def make_theirs(vk: VkSandbox, wait: int) -> Any:  # noqa: ANN401 - vk_api has no types
    """Make vk_api's long poll on the sandbox; it calls the network at once."""
    session = requests.Session()
    session.mount("https://api.vk.ru/", _Rebase(vk.url))
    api = VK_API.VkApi(token=vk.token, api_version="5.199", session=session)
    return BOT_LONGPOLL.VkBotLongPoll(api, vk.group_id, wait=wait)


async def theirs(vk: VkSandbox, trouble: Trouble) -> Seen:
    """Run vk_api's long poll in a thread while the trouble happens."""
    seen, stop, ready = Seen(), threading.Event(), threading.Event()

    def listen() -> None:
        try:
            poll = make_theirs(vk, WAIT)
            ready.set()
            while not stop.is_set():
                for event in poll.check():
                    seen.texts.append(str((event.raw.get("object") or {}).get("text")))
        except Exception as error:  # noqa: BLE001 - which one it dies of is the figure
            seen.died = type(error).__name__
            ready.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(listen))
        await asyncio.to_thread(ready.wait)
        await trouble(vk)
        with suppress(TimeoutError, AssertionError):
            await vk.wait_for(lambda: AFTER in seen.texts or bool(seen.died), _PATIENCE / 2)
        stop.set()
    seen.polls = vk.feed.polls
    return seen


def make_ours(vk: VkSandbox, client: Client, wait: int) -> LongPoll:
    """Make our long poll on the sandbox."""
    around, api = Surroundings(str(vk.group_id), _Everywhere()), _Api(client)
    door = Doorman(around, api, "", time.monotonic)
    arrival = Arrival(around, door, Enricher(api, time.monotonic), lambda: time.time_ns() // 1000)
    return LongPoll(api, arrival, "vk", Polling(wait))


async def ours(vk: VkSandbox, trouble: Trouble) -> Seen:
    """Run our long poll, started again as the intake does, while the trouble happens."""
    seen, ready = Seen(), asyncio.Event()

    async def listen(poll: LongPoll) -> None:
        cursor: str | None = None
        while True:
            with suppress(PlatformDownError):
                async for rows, at in poll.updates(cursor):
                    cursor = at.value
                    ready.set()
                    for row in rows:
                        seen.told = seen.told or b'"vakhta_gap"' in row.payload
                        seen.texts += [AFTER] if AFTER.encode() in row.payload else []

    async with Client(vk.url, vk.token) as client, asyncio.TaskGroup() as group:
        poll = make_ours(vk, client, WAIT)
        task = group.create_task(listen(poll))
        await ready.wait()
        await trouble(vk)
        with suppress(TimeoutError, AssertionError):
            await vk.wait_for(lambda: AFTER in seen.texts, _PATIENCE)
        task.cancel()
        await poll.close()
    seen.polls = vk.feed.polls
    return seen
