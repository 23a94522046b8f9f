"""What breaks a VK long poll, row by row: vk_api's own VkBotLongPoll beside ours.

Both poll the same sandbox while the same thing goes wrong. Prints one table; `heard` is whether
what was written afterwards came in, `told` whether the loss of events was noticed at all.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from rich.console import Console
from rich.table import Table
from typing_extensions import override

from bot.connectors.vk.arrival import Arrival
from bot.connectors.vk.doorman import Doorman
from bot.connectors.vk.enrich import Enricher
from bot.connectors.vk.errors import meaning
from bot.connectors.vk.longpoll import LongPoll, Polling
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tokens import Token
from bot.ports import PlatformDownError
from sandbox.vk import Limits, VkSandbox
from sandbox.vk.client import Client

VK_API: Any = import_module("vk_api")
BOT_LONGPOLL: Any = import_module("vk_api.bot_longpoll")

WAIT = 1
HELD = 6
"""Seconds of the poll that is cancelled."""
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

    async def call(self, method: str, *, token: Token, **params: object) -> object:
        del token
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


def _theirs_made(vk: VkSandbox, wait: int) -> Any:  # noqa: ANN401 - vk_api has no types
    session = requests.Session()
    session.mount("https://api.vk.ru/", _Rebase(vk.url))
    api = VK_API.VkApi(token=vk.token, api_version="5.199", session=session)
    return BOT_LONGPOLL.VkBotLongPoll(api, vk.group_id, wait=wait)


async def theirs(vk: VkSandbox, trouble: Trouble) -> Seen:
    """Run vk_api's long poll in a thread while the trouble happens."""
    seen, stop, ready = Seen(), threading.Event(), threading.Event()

    def listen() -> None:
        try:
            poll = _theirs_made(vk, WAIT)
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


def _ours_made(vk: VkSandbox, client: Client, wait: int) -> LongPoll:
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
        poll = _ours_made(vk, client, WAIT)
        task = group.create_task(listen(poll))
        await ready.wait()
        await trouble(vk)
        with suppress(TimeoutError, AssertionError):
            await vk.wait_for(lambda: AFTER in seen.texts, _PATIENCE)
        task.cancel()
        await poll.close()
    seen.polls = vk.feed.polls
    return seen


async def _outdated(vk: VkSandbox) -> None:
    vk.post("Потеряно")
    vk.feed.lose_history()
    await asyncio.sleep(1)  # longer than vk_api's own pause between two calls
    vk.post(AFTER)


async def _expired(vk: VkSandbox) -> None:
    vk.feed.expire_key()
    vk.post(AFTER)


async def _lost(vk: VkSandbox) -> None:
    vk.post("Потеряно")
    vk.feed.lose_all()
    await asyncio.sleep(1)  # longer than vk_api's own pause between two calls
    vk.post(AFTER)


async def _version(vk: VkSandbox) -> None:
    vk.feed.force(4, times=100_000)
    await asyncio.sleep(1)
    vk.feed._forced.clear()  # noqa: SLF001 - the trouble is over
    vk.post(AFTER)


def _down(html: int) -> Trouble:
    async def trouble(vk: VkSandbox) -> None:
        with vk.down(html):
            await asyncio.sleep(WAIT + 0.5)
        vk.post(AFTER)

    return trouble


def _raw(event_type: str, body: object) -> Trouble:
    async def trouble(vk: VkSandbox) -> None:
        poison = {"type": event_type, "object": body, "group_id": vk.group_id, "event_id": "p"}
        vk.push_raw(poison)
        vk.post(AFTER)

    return trouble


ROWS: dict[str, Trouble] = {
    "failed 1 (history outdated)": _outdated,
    "failed 2 (key expired)": _expired,
    "failed 3 (information lost)": _lost,
    "failed 4 for a second": _version,
    "502 with HTML": _down(502),
    "connection dropped": _down(0),
    "object: null in a batch": _raw("wall_reply_new", None),
    "message_new without message": _raw("message_new", {}),
    "unknown type": _raw("hologram_new", {"id": 1}),
}


def _words(seen: Seen) -> str:
    state = f"dead: {seen.died}" if seen.died else "alive"
    heard = "heard" if AFTER in seen.texts else "not heard"
    return f"{state}, {heard}, {'told' if seen.told else 'not told'}, {seen.polls} polls"


async def _cancelled(start: Callable[[VkSandbox], Awaitable[None]]) -> float:
    """Return how many seconds a poll that is held holds up the end of its loop."""
    async with VkSandbox(limits=Limits.off()) as vk:
        task = asyncio.get_running_loop().create_task(_waiting(start, vk))
        await vk.wait_for(lambda: vk.feed.polls > 0)
        before = time.monotonic()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return time.monotonic() - before


async def _waiting(start: Callable[[VkSandbox], Awaitable[None]], vk: VkSandbox) -> None:
    await start(vk)


async def _hold_theirs(vk: VkSandbox) -> None:
    poll = await asyncio.to_thread(_theirs_made, vk, HELD)
    thread = asyncio.get_running_loop().run_in_executor(None, poll.check)
    try:
        await asyncio.shield(thread)
    except asyncio.CancelledError:
        await thread  # a thread cannot be stopped: the end of the loop waits for it
        raise


async def _hold_ours(vk: VkSandbox) -> None:
    async with Client(vk.url, vk.token) as client:
        poll = _ours_made(vk, client, HELD)
        try:
            async for _ in poll.updates(None):
                continue
        finally:
            await poll.close()


async def main() -> None:
    """Run every row with both readers and print the table."""
    logging.disable(logging.WARNING)
    table = Table("what happens", "vk_api VkBotLongPoll", "ours", title="VK long poll")
    for name, trouble in ROWS.items():
        cells = []
        for reader in (theirs, ours):
            async with VkSandbox(limits=Limits.off()) as vk:
                cells.append(_words(await reader(vk, trouble)))
        table.add_row(name, *cells)
    table.add_row(
        f"cancelled in a poll of {HELD} s",
        f"{await _cancelled(_hold_theirs):.2f} s",
        f"{await _cancelled(_hold_ours):.2f} s",
    )
    Console(width=140).print(table)


if __name__ == "__main__":
    asyncio.run(main())
