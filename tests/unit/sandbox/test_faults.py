"""Faults on demand look to the bot like the real ones."""

import aiohttp
import pytest

from sandbox.telegram import TelegramSandbox
from sandbox.telegram.client import Client


async def test_a_planned_refusal_is_used_up(tg: TelegramSandbox, api: Client) -> None:
    chat = tg.supergroup()
    tg.fail_next("sendMessage", retry_after=7, times=2)
    for _ in range(2):
        body = await api.call("sendMessage", chat_id=chat, text="x")
        assert body["error_code"] == 429
        assert body["parameters"] == {"retry_after": 7}
    await api.ok("sendMessage", chat_id=chat, text="x")
    assert [call.ok for call in tg.calls_of("sendMessage")] == [False, False, True]


async def test_an_answer_may_be_lost_after_the_work_was_done(
    tg: TelegramSandbox, api: Client
) -> None:
    chat = tg.supergroup()
    tg.fail_next("sendMessage", error_code=502, after=True)
    assert (await api.call("sendMessage", chat_id=chat, text="x"))["error_code"] == 502
    assert len(tg.messages(chat)) == 1


async def test_a_connection_may_break_after_the_work_was_done(
    tg: TelegramSandbox, api: Client
) -> None:
    chat = tg.supergroup()
    tg.fail_next("sendMessage", error_code=0, after=True)
    with pytest.raises(aiohttp.ClientError):
        await api.ok("sendMessage", chat_id=chat, text="x")
    assert len(tg.messages(chat)) == 1


async def test_a_dropped_connection_does_nothing(tg: TelegramSandbox, api: Client) -> None:
    tg.drop_connections(1)
    with pytest.raises(aiohttp.ClientError):
        await api.ok("getMe")
    await api.ok("getMe")


async def test_an_outage_ends_with_its_block(tg: TelegramSandbox, api: Client) -> None:
    with tg.down(), pytest.raises(aiohttp.ClientError):
        await api.ok("getMe")
    with tg.down(502):
        assert (await api.call("getMe"))["status"] == 502
    await api.ok("getMe")


async def test_any_method_but_polling_can_be_refused(tg: TelegramSandbox, api: Client) -> None:
    tg.fail_next("*", error_code=500)
    await api.ok("getUpdates")
    assert (await api.call("getMe"))["error_code"] == 500


async def test_latency_holds_a_call_back(tg: TelegramSandbox, api: Client) -> None:
    tg.set_latency(0.05)
    await api.ok("getMe")
    call = tg.calls_of("getMe")[0]
    assert call.done_at - call.at >= 0.05
