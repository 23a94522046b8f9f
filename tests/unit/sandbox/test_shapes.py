"""What is handed out has the fields that the specification requires, all the way down."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.telegram import TelegramSandbox
from sandbox.telegram.client import Client

SPEC = Path(__file__).parents[4] / "shared" / "specs" / "telegram_api.json"
SCALARS: dict[str, type | tuple[type, ...]] = {
    "Integer": int,
    "String": str,
    "Boolean": bool,
    "Float": (int, float),
    "True": bool,
}
# 10.3, which the copy of the specification (10.1) does not know yet.
NEWER = "can_send_welcome_messages"


class Checker:
    """Compares JSON with the types of the specification."""

    def __init__(self, types: dict[str, Any]) -> None:
        self.types = types

    def wrong(self, kind: str, value: object, where: str) -> list[str]:
        if kind.startswith("Array of "):
            inner = kind.removeprefix("Array of ")
            if not isinstance(value, list):
                return [f"{where} is not an array"]
            return [w for n, v in enumerate(value) for w in self.wrong(inner, v, f"{where}.{n}")]
        if kind in SCALARS:
            return [] if isinstance(value, SCALARS[kind]) else [f"{where} is not {kind}"]
        shape = self.types[kind]
        if "subtypes" in shape:
            return self._best(shape["subtypes"], value, where)
        return self._fields(kind, value, where)

    def _best(self, kinds: list[str], value: object, where: str) -> list[str]:
        return min((self.wrong(kind, value, where) for kind in kinds), key=len)

    def _fields(self, kind: str, value: object, where: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{where} is not an object"]
        fields = {field["name"]: field for field in self.types[kind].get("fields", [])}
        required = {name for name, field in fields.items() if field["required"]}
        found = [f"{where} lacks {name}" for name in required - value.keys()]
        found += [f"{where} has {name}" for name in value.keys() - fields.keys() - {NEWER}]
        for name in value.keys() & fields.keys():
            found += self._best(fields[name]["types"], value[name], f"{where}.{name}")
        return found


@pytest.fixture(scope="module")
def checker() -> Checker:
    if not SPEC.exists():
        pytest.skip("the specification (../shared/specs/telegram_api.json) is not here")
    return Checker(json.loads(SPEC.read_text())["types"])


def people_talk(tg: TelegramSandbox, anna: int, chat: int) -> None:
    first = tg.say(anna, chat, "Привет https://example.com @somebody /help #тег")
    tg.reply(anna, first, "ответ")
    tg.edit(first, "иначе")
    tg.album(anna, chat, ["подпись", "", "ещё"])
    tg.sticker(anna, chat)
    tg.poll(anna, chat, "вопрос", ["да", "нет"])
    tg.checklist(anna, chat, "список", ["раз"])
    tg.story(anna, chat)
    tg.forward(anna, first, chat)
    tg.quote(anna, first, "Привет", "цитата")
    tg.external_reply(anna, chat, tg.say(anna, tg.supergroup("Другой"), "там"), "тут")
    tg.contact(anna, chat, "+70000000000", "Некто")
    tg.hidden_link(anna, chat, "жми сюда", ("сюда", "https://example.com"))
    tg.with_buttons(anna, chat, "кнопка", [("туда", "https://example.com")])
    tg.rich(anna, chat, ["абзац"])
    tg.react(anna, first)


def people_come_and_go(tg: TelegramSandbox, anna: int, chat: int) -> None:
    channel = tg.channel("Канал")
    tg.link(channel, chat)
    tg.as_anonymous_admin(chat, "от имени группы")
    tg.as_channel(tg.channel("Чужой", bot="absent"), chat, "от имени канала")
    tg.comment(anna, tg.post(channel, "пост"), "комментарий")
    tg.join(tg.person("Борис"), chat)
    tg.leave(anna, chat)
    tg.request_join(anna, chat, "о себе")
    tg.set_bot_rights(chat, can_delete_messages=False)
    tg.kick_bot(chat)
    tg.direct_message(anna, tg.direct_messages(channel), "каналу")
    tg.dm(anna)
    tg.business_message(tg.connect_business(anna), tg.person("Клиент"), "здравствуйте")
    tg.migrate(tg.group())


async def test_every_update_has_the_shape_of_the_specification(
    tg: TelegramSandbox, api: Client, checker: Checker
) -> None:
    anna, chat = tg.person("Анна"), tg.supergroup("Чат")
    people_talk(tg, anna, chat)
    people_come_and_go(tg, anna, chat)
    updates = await api.ok("getUpdates", limit=100)
    assert len(updates) > 35
    wrong = [w for update in updates for w in checker.wrong("Update", update, "update")]
    assert wrong == []


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("getMe", "User"),
        ("getChat", "ChatFullInfo"),
        ("getChatMember", "ChatMember"),
        ("getChatAdministrators", "Array of ChatMember"),
        ("sendMessage", "Message"),
        ("getWebhookInfo", "WebhookInfo"),
    ],
)
async def test_every_result_has_the_shape_of_the_specification(
    tg: TelegramSandbox, api: Client, checker: Checker, method: str, kind: str
) -> None:
    anna, chat = tg.person("Анна"), tg.supergroup("Чат")
    tg.seat(anna, chat)
    params = {"chat_id": chat, "user_id": anna, "text": "привет"}
    result = await api.ok(method, **params)
    assert checker.wrong(kind, result, kind) == []


@pytest.mark.parametrize("status", ["creator", "administrator", "member", "restricted", "kicked"])
async def test_every_status_of_a_member_has_its_own_shape(
    tg: TelegramSandbox, api: Client, checker: Checker, status: str
) -> None:
    anna, chat = tg.person("Анна"), tg.supergroup("Чат")
    tg.seat(anna, chat)
    if status == "creator":
        tg.own(anna, chat)
    elif status == "administrator":
        tg.promote(anna, chat)
    elif status == "restricted":
        await api.ok("restrictChatMember", chat_id=chat, user_id=anna, permissions={})
    elif status == "kicked":
        await api.ok("banChatMember", chat_id=chat, user_id=anna)
    member = await api.ok("getChatMember", chat_id=chat, user_id=anna)
    assert member["status"] == status
    assert checker.wrong("ChatMember", member, "member") == []
