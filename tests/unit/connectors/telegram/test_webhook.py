"""A call from Telegram is answered 200 only after its update is stored."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession, web
from aiohttp.typedefs import Handler

from bot.connectors.telegram import TelegramConnector, TelegramSettings, Webhook
from bot.connectors.telegram.webhook import LARGEST_BYTES, SECRET_HEADER
from bot.ports import Cursor, FullError, RawUpdate
from bot.texts import Texts
from sandbox.telegram import TelegramSandbox
from tests.unit.connectors.telegram.wires import FakeGate, message

SECRET = "s3cret_token"
UPDATE = json.dumps({"update_id": 1, "message": message("привет")}).encode()


@dataclass
class Shelf:
    rows: list[RawUpdate] = field(default_factory=list)
    full: bool = False

    async def store(self, updates: Sequence[RawUpdate], cursor: Cursor | None) -> None:
        if self.full:
            raise FullError
        assert cursor is None
        self.rows += updates


@dataclass
class Hook:
    url: str
    shelf: Shelf
    tg: TelegramSandbox

    async def post(self, body: bytes, secret: str = SECRET) -> int:
        async with ClientSession() as session:
            headers = {SECRET_HEADER: secret}
            async with session.post(self.url, data=io.BytesIO(body), headers=headers) as answer:
                return answer.status


@pytest.fixture
async def hook(tg: TelegramSandbox) -> AsyncIterator[Hook]:
    app = web.Application(client_max_size=8 * LARGEST_BYTES)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    shelf = Shelf()
    # The port is known only once the server listens, the address is told to Telegram after that.
    hooks: dict[str, Handler] = {}

    async def handle(request: web.Request) -> web.StreamResponse:
        return await hooks["/telegram"](request)

    app.router.add_post("/telegram", handle)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    settings = TelegramSettings(
        tg.token, tg.url, Webhook(f"http://{host}:{port}/", "/telegram", SECRET)
    )
    gate = FakeGate(chats={"-1001"})
    connector = TelegramConnector(settings, gate, Texts("en"), lambda: 1, lambda: 1.0)
    hooks.update(connector.webhook(shelf.store))
    await connector.open()
    yield Hook(f"http://{host}:{port}/telegram", shelf, tg)
    await connector.close()
    await runner.cleanup()


async def test_an_update_is_stored_before_it_is_confirmed(hook: Hook) -> None:
    assert await hook.post(UPDATE) == 200
    assert [row.update_key for row in hook.shelf.rows] == ["1"]


@pytest.mark.parametrize("secret", ["", "s3cret_toke", "S3cret_token", "ы"])
async def test_without_the_secret_nothing_is_stored(hook: Hook, secret: str) -> None:
    body = UPDATE
    assert await hook.post(body, secret) == 403
    assert hook.shelf.rows == []


async def test_a_secret_that_is_no_text_is_refused_like_any_other(hook: Hook) -> None:
    host, _, port = hook.url.removeprefix("http://").removesuffix("/telegram").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n{SECRET_HEADER}: "
    writer.write(head.encode() + b"\xff\xfe\r\n\r\n{}")
    answer = await reader.readline()
    writer.close()
    assert b" 403 " in answer


async def test_a_full_disk_makes_telegram_try_again(hook: Hook) -> None:
    hook.shelf.full = True
    assert await hook.post(UPDATE) == 503
    hook.shelf.full = False
    assert await hook.post(UPDATE) == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"[" * 9000])
async def test_what_is_no_update_is_refused(hook: Hook, body: bytes) -> None:
    assert await hook.post(body) == 400
    assert hook.shelf.rows == []


async def test_what_is_larger_than_any_update_is_refused(hook: Hook) -> None:
    assert await hook.post(b" " * (LARGEST_BYTES + 1)) == 413


async def test_a_strange_chat_is_confirmed_and_not_stored(hook: Hook) -> None:
    strange = json.dumps({"update_id": 2, "message": message("!", chat={"id": -9})}).encode()
    assert await hook.post(strange) == 200
    assert hook.shelf.rows == []


async def test_telegram_is_told_the_address_the_secret_and_the_kinds(hook: Hook) -> None:
    call = hook.tg.calls_of("setWebhook")[0]
    assert hook.tg.webhook.url == hook.url
    assert hook.tg.webhook.secret == SECRET
    assert "chat_member" in str(call.params["allowed_updates"])
