"""Nothing is confirmed before it is stored, and nothing that comes back stops the reading."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.connectors.telegram import TelegramConnector, TelegramSettings, poller
from bot.connectors.telegram.envelope import EnvelopeError, Refusal, open_envelope
from bot.connectors.telegram.poller import Polling
from bot.connectors.telegram.translate import ALLOWED_UPDATES
from bot.ports import (
    ConflictError,
    InboxRow,
    MalformedUpdateError,
    PlatformDownError,
    RawUpdate,
    TokenRefusedError,
)
from bot.texts import Texts
from sandbox.telegram import TelegramSandbox
from tests.unit.connectors.telegram.wires import FakeGate, message

TOKEN = "700000002:secret-part-of-the-token"
Asked = list[dict[str, object]]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poller, "_FIRST_PAUSE", 0.001)


@asynccontextmanager
async def answering(
    *answers: tuple[int, bytes],
) -> AsyncIterator[tuple[TelegramConnector, list[dict[str, object]]]]:
    """A server that gives these answers to getUpdates, the last one for ever."""
    asked: Asked = []
    left = list(answers)

    async def serve(request: web.Request) -> web.Response:
        asked.append(await request.json())
        status, body = left.pop(0) if len(left) > 1 else left[0]
        return web.Response(status=status, body=body)

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    settings = TelegramSettings(TOKEN, f"http://{host}:{port}", polling=Polling(timeout=1))
    gate = FakeGate(chats={"-1001"})
    clock = asyncio.get_running_loop().time
    connector = TelegramConnector(settings, gate, Texts("en"), lambda: 1, clock)
    yield connector, asked
    await connector.close()
    await runner.cleanup()


def ok(*updates: object) -> tuple[int, bytes]:
    return 200, json.dumps({"ok": True, "result": list(updates)}).encode()


def update(number: int, text: str = "!") -> dict[str, object]:
    return {"update_id": number, "message": message(text)}


def keys(rows: Sequence[RawUpdate]) -> list[str]:
    return [row.update_key for row in rows]


async def test_the_next_call_leaves_only_when_the_batch_is_stored() -> None:
    async with answering(ok(update(5), update(6)), ok(update(7))) as (connector, asked):
        reader = connector.updates(None)
        rows, cursor = await anext(reader)
        await asyncio.sleep(0.05)
        assert keys(rows) == ["5", "6"]
        assert (cursor.value, len(asked)) == ("7", 1)
        await anext(reader)
        assert asked[1]["offset"] == 7


async def test_every_call_names_the_kinds_it_wants() -> None:
    async with answering(ok(update(5))) as (connector, asked):
        await anext(connector.updates("3"))
        assert asked[0]["allowed_updates"] == list(ALLOWED_UPDATES)
        assert asked[0]["offset"] == 3
        assert {"chat_member", "message_reaction", "my_chat_member"} <= set(ALLOWED_UPDATES)


async def test_ids_that_start_anew_after_a_silent_week_are_followed() -> None:
    async with answering(ok(update(900)), ok(update(17)), ok(update(18))) as (connector, asked):
        reader = connector.updates("900")
        for _ in range(3):
            await anext(reader)
        assert [call["offset"] for call in asked] == [900, 901, 18]


async def test_one_poison_update_of_ten_leaves_nine_to_be_read() -> None:
    poison = {"update_id": 4, "message": {"text": "зарабатывай", "chat": {"id": -1001}}}
    batch = [poison if number == 4 else update(number) for number in range(10)]
    async with answering(ok(*batch)) as (connector, _):
        rows, cursor = await anext(connector.updates(None))
        assert len(rows) == 10
        assert cursor.value == "10"
        good = [row for row in rows if row.update_key != "4"]
        assert [len(connector.translate(InboxRow(1, row))) for row in good] == [1] * 9
        with pytest.raises(MalformedUpdateError) as raised:
            connector.translate(InboxRow(1, rows[4]))
        assert raised.value.text == "зарабатывай"


async def test_an_update_without_a_usable_id_is_kept_by_its_hash() -> None:
    strange = {"update_id": "x", "message": message("!")}
    async with answering(ok(strange, update(8))) as (connector, _):
        rows, cursor = await anext(connector.updates(None))
        assert keys(rows)[0] == f"hash:{rows[0].payload_hash[:32]}"
        assert cursor.value == "9"


@pytest.mark.parametrize(
    "nonsense",
    [
        (200, b"<html>proxy</html>"),
        (502, b"<html>Bad Gateway</html>"),
        (200, b'{"ok": true, "result": {}}'),
        (200, b'{"ok": true}'),
        (200, b"[]"),
        (200, b'{"ok": true, "result": [{"update_id": 1, "mess'),
        (500, b'{"ok": false, "error_code": 500, "description": "Internal"}'),
        (200, b""),
    ],
)
async def test_what_is_no_answer_is_survived(nonsense: tuple[int, bytes]) -> None:
    async with answering(nonsense, nonsense, ok(update(5))) as (connector, _):
        rows, _ = await anext(connector.updates(None))
        assert keys(rows) == ["5"]


async def test_a_platform_that_stays_silent_is_told_and_reading_goes_on_later() -> None:
    down = (503, b"")
    async with answering(down, down, down, ok(update(5))) as (connector, _):
        with pytest.raises(PlatformDownError) as raised:
            await anext(connector.updates(None))
        assert "secret" not in f"{raised.value!r} {raised.value.__cause__!r}"
        rows, _ = await anext(connector.updates(None))
        assert keys(rows) == ["5"]


async def test_a_broken_connection_never_shows_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = TelegramSettings(TOKEN, "http://127.0.0.1:1", polling=Polling(timeout=1))
    connector = TelegramConnector(settings, FakeGate(), Texts("en"), lambda: 1, lambda: 1.0)
    with pytest.raises(PlatformDownError) as raised:
        await anext(connector.updates(None))
    with pytest.raises(PlatformDownError) as opened:
        await connector.open()
    await connector.close()
    assert "secret" not in f"{raised.value!r} {opened.value!r} {caplog.text}"


async def test_a_429_is_waited_out_as_asked() -> None:
    flood = b'{"ok":false,"error_code":429,"description":"Too Many","parameters":{"retry_after":1}}'
    async with answering((429, flood), ok(update(5))) as (connector, _):
        loop = asyncio.get_running_loop()
        before = loop.time()
        await anext(connector.updates(None))
        assert loop.time() - before >= 1


async def test_a_refused_token_is_told_at_once() -> None:
    refused = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
    async with answering((401, refused)) as (connector, _):
        with pytest.raises(TokenRefusedError):
            await anext(connector.updates(None))


async def test_another_reader_is_a_conflict_after_some_tries() -> None:
    conflict = b'{"ok":false,"error_code":409,"description":"Conflict: terminated by other"}'
    async with answering((409, conflict)) as (connector, asked):
        with pytest.raises(ConflictError):
            await anext(connector.updates(None))
        assert len(asked) == 3


async def test_a_webhook_left_from_before_is_taken_away(
    tg: TelegramSandbox, connector: TelegramConnector, gate: FakeGate
) -> None:
    tg.webhook.url = "http://127.0.0.1:1/old"
    chat = tg.supergroup()
    gate.chats = {str(chat)}
    tg.say(tg.person(), chat, "привет")
    rows, _ = await anext(connector.updates(None))
    assert len(rows) == 1
    assert tg.webhook.url == ""


async def test_an_answer_too_deep_to_parse_still_gives_its_other_updates() -> None:
    deep = b'{"update_id":2,"message":' + b'{"a":' * 3000 + b'"}]"' + b"}" * 3000 + b"}"
    number = b'{"update_id":3,"x":' + b"9" * 5000 + b"}"
    good = json.dumps(update(1, 'скобки ]} и "кавычки\\"')).encode()
    body = b'{"ok":true,"result":[' + b",".join([good, deep, number, good]) + b"]}"
    pieces = open_envelope(body)
    assert not isinstance(pieces, Refusal)
    assert [piece.update_id for piece in pieces] == [1, 2, 3, 1]
    assert [piece.update is None for piece in pieces] == [False, True, True, False]
    async with answering((200, body)) as (connector, _):
        rows, cursor = await anext(connector.updates(None))
        assert cursor.value == "4"
        with pytest.raises(MalformedUpdateError):
            connector.translate(InboxRow(1, next(row for row in rows if row.update_key == "2")))


@pytest.mark.parametrize("body", [b'{"ok":true,"result":[{"a":"', b'{"result":[[', b"{"])
def test_a_cut_answer_is_no_answer(body: bytes) -> None:
    with pytest.raises(EnvelopeError):
        open_envelope(body)


async def test_a_migrated_group_keeps_its_lane(
    tg: TelegramSandbox, connector: TelegramConnector, gate: FakeGate
) -> None:
    person, old = tg.person(), tg.group()
    gate.chats = {str(old)}
    tg.say(person, old, "до")
    new = tg.migrate(old)
    tg.say(person, new, "после")
    rows, _ = await anext(connector.updates(None))
    assert len(rows) == 4
    assert len({row.lane_key for row in rows}) == 1
