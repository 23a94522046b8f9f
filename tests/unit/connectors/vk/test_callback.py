"""The callback answers `ok` for what is committed, and nothing to whoever is not VK."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from bot.connectors.vk.arrival import Arrival
from bot.connectors.vk.callback import LARGEST_BYTES, Callback, callback_handler
from bot.connectors.vk.longpoll import LongPoll, Polling
from bot.ports import Cursor, FullError, RawUpdate
from sandbox.vk import VkSandbox
from tests.unit.connectors.vk.wires import (
    GID,
    FakeGate,
    SandboxApi,
    Wire,
    arrival,
    comment,
    event,
    letter,
    new,
)

SECRET = "known-to-vk"


@dataclass
class Rig:
    """A running callback and what it has stored."""

    door: Callback
    arrival: Arrival
    url: str = ""
    rows: list[RawUpdate] = field(default_factory=list)
    full: bool = False
    hold: asyncio.Event | None = None
    entered: asyncio.Event = field(default_factory=asyncio.Event)

    async def store(self, rows: Sequence[RawUpdate], cursor: Cursor | None) -> None:
        if self.full:
            raise FullError
        self.entered.set()
        if self.hold is not None:
            await self.hold.wait()
        self.rows += rows

    async def post(self, body: object, **headers: str) -> tuple[int, str, str | None]:
        data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=data, headers=headers) as response,
        ):
            return response.status, await response.text(), response.headers.get("Retry-After")


@asynccontextmanager
async def running(code: str = "c0de", door: Arrival | None = None) -> AsyncIterator[Rig]:
    async def confirmation() -> str:
        return code

    rig = Rig(Callback(SECRET, confirmation), door or arrival())
    app = web.Application(client_max_size=4 * LARGEST_BYTES)
    app.router.add_post("/vk", callback_handler(rig.door, rig.arrival, rig.store))
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    rig.url = f"http://{host}:{port}/vk"
    try:
        yield rig
    finally:
        await runner.cleanup()


def call(**extra: object) -> Wire:
    return event("wall_reply_new", comment(), secret=SECRET, **extra)


async def test_an_event_is_answered_ok_after_it_is_stored_without_its_secret() -> None:
    async with running() as rig:
        assert await rig.post(call()) == (200, "ok", None)
        (row,) = rig.rows
        assert row.update_key == "e1"
        assert SECRET.encode() not in row.payload


async def test_confirmation_is_answered_with_the_code_for_our_community_only() -> None:
    async with running() as rig:
        body = {"type": "confirmation", "group_id": GID}
        assert await rig.post(body) == (200, "c0de", None)
        assert (await rig.post({**body, "group_id": 5}))[:2] == (410, "")
        assert (await rig.post({**body, "secret": "guess"}))[:2] == (403, "")
        assert rig.rows == []


async def test_a_wrong_secret_learns_nothing_and_stores_nothing() -> None:
    async with running() as rig:
        for wrong in ("guess", "", None, 5, "каша"):
            status, text, _ = await rig.post({**call(), "secret": wrong})
            assert (status, text) == (403, "")
        assert rig.rows == []


async def test_another_communitys_events_are_refused_for_good() -> None:
    async with running() as rig:
        status, _, after = await rig.post({**call(), "group_id": GID + 1})
        assert (status, after) == (410, None)
        assert rig.rows == []


async def test_a_full_disk_asks_vk_to_come_again() -> None:
    async with running() as rig:
        rig.full = True
        status, text, after = await rig.post(call())
        assert (status, text) == (503, "")
        assert after is not None
        assert int(after) > 0
        assert rig.door.put_off == 1


async def test_too_many_calls_at_once_are_put_off() -> None:
    async with running() as rig:
        rig.door.most_at_once = 1
        rig.hold = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            first = group.create_task(rig.post(call()))
            await rig.entered.wait()
            status, _, after = await rig.post(call(event_id="e2"))
            assert (status, after) == (429, "5")
            rig.hold.set()
        assert first.result()[0] == 200
        assert (await rig.post(call(event_id="e2")))[0] == 200


async def test_what_is_no_event_is_refused() -> None:
    async with running() as rig:
        for body in (b"", b"{", b"[]", b"[" * 5000):
            assert (await rig.post(body))[0] == 400
        assert (await rig.post(b" " * (LARGEST_BYTES + 1)))[0] == 413


async def test_repeats_are_counted_by_vks_own_header() -> None:
    async with running() as rig:
        await rig.post(call())
        await rig.post(call(), **{"X-Retry-Counter": "2"})
        assert rig.door.retried == 1


async def test_what_nobody_bound_is_answered_ok_and_not_stored() -> None:
    door = arrival(gate=FakeGate(chats=(), private=False))
    async with running(door=door) as rig:
        body = event("message_new", new(letter()), secret=SECRET)
        assert await rig.post(body) == (200, "ok", None)
        assert rig.rows == []


async def test_vk_confirms_delivers_and_repeats_until_it_is_stored(
    vk: VkSandbox, api: SandboxApi
) -> None:
    async with running(vk.callbacks.code, arrival(api)) as rig:
        rig.full = True
        server = vk.add_callback(rig.url, SECRET)
        await vk.wait_for(lambda: server.status == "ok")
        post = vk.post("Пост")
        await vk.wait_for(lambda: rig.door.put_off > 0)
        rig.full = False
        # The sandbox heeds Retry-After; its time is not ours to wait for.
        for waiting in server.waiting:
            waiting.due = 0.0
        vk.callbacks.wake()
        await vk.wait_for(lambda: not server.waiting)
        assert [row.update_key for row in rig.rows] == [vk.event_id(post)]


async def test_both_transports_know_an_event_by_the_same_key(
    vk: VkSandbox, api: SandboxApi
) -> None:
    poll = LongPoll(api, arrival(api), "vk", Polling(wait=1))
    stream = poll.updates(None)
    await anext(stream)
    async with running(vk.callbacks.code, arrival(api)) as rig:
        server = vk.add_callback(rig.url, SECRET)
        await vk.wait_for(lambda: server.status == "ok")
        vk.comment(vk.post("Пост"), vk.person(), "Вопрос")
        polled: list[RawUpdate] = []
        while len(polled) < 2:
            polled += (await anext(stream))[0]
        await vk.wait_for(lambda: len(rig.rows) == 2)

        def known(rows: Sequence[RawUpdate]) -> set[tuple[str, str, str]]:
            return {(row.update_key, row.payload_hash, row.lane_key) for row in rows}

        assert known(polled) == known(rig.rows)
    await poll.close()
