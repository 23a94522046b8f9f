"""Delivery by webhook: in order, with the secret, until the bot has taken it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from sandbox.telegram import TelegramSandbox
from sandbox.telegram.client import Client
from sandbox.telegram.webhook import SECRET_HEADER


@dataclass
class Bot:
    """Takes updates; the first `refusals` of them with 500."""

    url: str = ""
    refusals: int = 0
    answer: dict[str, Any] | None = None
    secrets: list[str | None] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=500)
        self.secrets.append(request.headers.get(SECRET_HEADER))
        self.texts.append((await request.json())["message"]["text"])
        return web.json_response(self.answer) if self.answer else web.Response()


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    taker = Bot()
    app = web.Application()
    app.router.add_post("/hook", taker.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    taker.url = f"http://{host}:{port}/hook"
    yield taker
    await runner.cleanup()


async def test_updates_arrive_in_order_with_the_secret(
    tg: TelegramSandbox, api: Client, bot: Bot
) -> None:
    await api.ok("setWebhook", url=bot.url, secret_token="abc-DEF_1")
    anna, chat = tg.person(), tg.supergroup()
    for number in range(5):
        tg.say(anna, chat, str(number))
    await tg.confirmed()
    assert bot.texts == ["0", "1", "2", "3", "4"]
    assert set(bot.secrets) == {"abc-DEF_1"}


async def test_what_was_refused_is_repeated_and_stays_in_order(
    tg: TelegramSandbox, api: Client, bot: Bot
) -> None:
    bot.refusals = 2
    anna, chat = tg.person(), tg.supergroup()
    tg.say(anna, chat, "раз")
    await api.ok("setWebhook", url=bot.url)
    tg.say(anna, chat, "два")
    await tg.confirmed()
    assert bot.texts == ["раз", "два"]
    info = await api.ok("getWebhookInfo")
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")


async def test_nobody_polls_while_a_webhook_is_set(
    tg: TelegramSandbox, api: Client, bot: Bot
) -> None:
    await api.ok("setWebhook", url=bot.url)
    assert (await api.refused("getUpdates")).startswith("Conflict: can't use getUpdates method")
    await api.ok("deleteWebhook")
    assert await api.ok("getUpdates") == []


async def test_a_method_in_the_answer_is_carried_out(
    tg: TelegramSandbox, api: Client, bot: Bot
) -> None:
    chat = tg.supergroup()
    bot.answer = {"method": "sendMessage", "chat_id": chat, "text": "в ответ"}
    await api.ok("setWebhook", url=bot.url)
    tg.say(tg.person(), chat, "раз")
    await tg.wait_for(lambda: tg.calls_of("sendMessage", ok=True))
    assert tg.messages(chat)[-1]["text"] == "в ответ"


async def test_a_secret_has_few_characters_to_choose_from(api: Client, bot: Bot) -> None:
    said = await api.refused("setWebhook", url=bot.url, secret_token="a b")
    assert "unallowed characters" in said
