"""How a request may look: JSON, forms, query strings, files; and what is said of a wrong one."""

import json

import aiohttp
import pytest

from sandbox.telegram import TelegramSandbox
from sandbox.telegram.client import Client

KEYBOARD = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}


async def test_forms_carry_objects_as_json_text(tg: TelegramSandbox, api: Client) -> None:
    chat = tg.supergroup()
    form = {"chat_id": str(chat), "text": "привет", "reply_markup": json.dumps(KEYBOARD)}
    form["disable_notification"] = "true"
    async with api.session.post(f"{api.base}/sendMessage", data=form) as response:
        assert (await response.json())["result"]["reply_markup"] == KEYBOARD
    assert tg.calls_of("sendMessage")[0].params["disable_notification"] is True


async def test_multipart_carries_files(tg: TelegramSandbox, api: Client) -> None:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(tg.supergroup()))
    form.add_field("document", "attach://one")
    form.add_field("one", b"content", filename="a.txt", content_type="text/plain")
    async with api.session.post(f"{api.base}/sendDocument", data=form) as response:
        document = (await response.json())["result"]["document"]
    assert document["file_name"] == "a.txt"
    assert tg.surprises == []
    file = await api.ok("getFile", file_id=document["file_id"])
    async with api.session.get(f"{tg.url}/file/bot{tg.token}/{file['file_path']}") as response:
        assert await response.read() == b"content"


async def test_a_query_string_and_any_case_will_do(tg: TelegramSandbox, api: Client) -> None:
    async with api.session.get(f"{api.base}/GETCHAT?chat_id={tg.supergroup('Чат')}") as response:
        assert (await response.json())["result"]["title"] == "Чат"


async def test_the_http_status_is_the_error_code(tg: TelegramSandbox, api: Client) -> None:
    body = await api.call("getChat", chat_id=-5)
    assert body["status"] == body["error_code"] == 400
    assert body["description"] == "Bad Request: chat not found"


async def test_a_wrong_token_is_unauthorized(tg: TelegramSandbox) -> None:
    async with Client(tg.url, "1:wrong") as stranger:
        assert (await stranger.call("getMe"))["error_code"] == 401


async def test_an_unknown_method_is_not_found_and_remembered(
    tg: TelegramSandbox, api: Client
) -> None:
    assert await api.refused("sendTelepathy") == "Not Found: method not found"
    assert tg.surprises == ["method sendTelepathy is not simulated"]


async def test_unknown_parameters_are_ignored_and_remembered(
    tg: TelegramSandbox, api: Client
) -> None:
    await api.ok("sendMessage", chat_id=tg.supergroup(), text="привет", mood="good")
    assert tg.surprises == ["sendMessage: unknown mood"]


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, "message text is empty"),
        ("deleteMessage", {"chat_id": 1}, "message identifier is not specified"),
        ("deleteMessages", {"chat_id": 1}, "message identifiers are not specified"),
        ("getChatMember", {"chat_id": 1}, "invalid user_id specified"),
        ("getChatMember", {"chat_id": 1, "user_id": "x"}, "invalid user_id specified"),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": "{"}, "can't parse"),
    ],
)
async def test_a_missing_or_wrong_parameter_is_a_bad_request(
    api: Client, method: str, params: dict[str, object], reason: str
) -> None:
    assert (await api.refused(method, **params)).startswith(f"Bad Request: {reason}")
