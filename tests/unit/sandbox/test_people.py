"""People's hands: what reaches the bot when somebody does something in the app."""

from typing import Any

import pytest

from sandbox.telegram import TelegramSandbox
from sandbox.telegram.client import Client


async def last(api: Client, kind: str = "message") -> dict[str, Any]:
    body: dict[str, Any] = (await api.ok("getUpdates"))[-1][kind]
    return body


async def test_a_post_is_forwarded_into_the_discussion_and_commented_there(
    tg: TelegramSandbox, api: Client
) -> None:
    channel, chat, anna = tg.channel("Канал"), tg.supergroup(), tg.person()
    tg.link(channel, chat)
    copy = tg.post(channel, "пост")
    comment = tg.comment(anna, copy, "комментарий")
    kinds = [set(update) - {"update_id"} for update in await api.ok("getUpdates")]
    assert kinds == [{"channel_post"}, {"message"}, {"message"}]
    assert copy["is_automatic_forward"]
    assert copy["from"]["id"] == 777000
    assert copy["sender_chat"]["id"] == copy["forward_origin"]["chat"]["id"] == channel
    assert comment["message_thread_id"] == copy["message_id"]
    assert comment["reply_to_message"]["message_id"] == copy["message_id"]
    assert (await api.ok("getChat", chat_id=chat))["linked_chat_id"] == channel


async def test_an_edit_keeps_the_id_and_comes_as_an_edit(tg: TelegramSandbox, api: Client) -> None:
    message = tg.say(tg.person(), tg.supergroup(), "раз")
    tg.edit(message, "два")
    edited = await last(api, "edited_message")
    assert (edited["message_id"], edited["text"]) == (message["message_id"], "два")
    assert edited["edit_date"] >= edited["date"]
    assert tg.current(message)["text"] == "два"


async def test_an_album_is_several_messages_of_one_group(tg: TelegramSandbox) -> None:
    parts = tg.album(tg.person(), tg.supergroup(), ["подпись", "", ""])
    assert len({part["media_group_id"] for part in parts}) == 1
    assert [part.get("caption") for part in parts] == ["подпись", None, None]


async def test_an_external_reply_brings_the_foreign_text_as_a_quote(
    tg: TelegramSandbox, api: Client
) -> None:
    anna, chat = tg.person(), tg.supergroup()
    away = tg.post(tg.channel("Чужой", bot="absent"), "казино")
    tg.external_reply(anna, chat, away, "смотрите")
    message = await last(api)
    assert message["quote"]["text"] == "казино"
    assert message["external_reply"]["origin"]["type"] == "channel"
    assert "reply_to_message" not in message


async def test_who_writes_as_a_chat_is_told_apart_by_sender_chat(tg: TelegramSandbox) -> None:
    chat, channel = tg.supergroup(), tg.channel(bot="absent")
    assert tg.as_anonymous_admin(chat, "x")["sender_chat"]["id"] == chat
    assert tg.as_channel(channel, chat, "x")["sender_chat"]["id"] == channel


async def test_direct_messages_of_a_channel_have_a_topic_a_person(
    tg: TelegramSandbox, api: Client
) -> None:
    channel, anna = tg.channel("Канал"), tg.person()
    chat = tg.direct_messages(channel)
    message = tg.direct_message(anna, chat, "вопрос")
    assert message["direct_messages_topic"]["topic_id"] == anna
    assert "TOPIC" in await api.refused("sendMessage", chat_id=chat, text="ответ")
    where = {"chat_id": chat, "direct_messages_topic_id": anna}
    await api.ok("sendMessage", text="ответ", **where)


async def test_business_messages_go_by_the_rights_of_the_connection(
    tg: TelegramSandbox, api: Client
) -> None:
    client = tg.person("Клиент")
    connection = tg.connect_business(tg.person("Хозяин"), can_delete_all_messages=False)
    message = tg.business_message(connection, client, "здравствуйте")
    assert (await last(api, "business_message"))["business_connection_id"] == connection
    what = {"business_connection_id": connection, "message_ids": [message["message_id"]]}
    assert "NOT_ALLOWED" in await api.refused("deleteBusinessMessages", **what)
    tg.connect_business(tg.person("Другой"))
    wide = tg.connect_business(tg.person("Третий"), can_delete_all_messages=True)
    mail = tg.business_message(wide, client, "ещё")
    what = {"business_connection_id": wide, "message_ids": [mail["message_id"]]}
    await api.ok("deleteBusinessMessages", **what)
    assert tg.is_deleted(mail)


async def test_a_forum_keeps_its_topics(tg: TelegramSandbox, api: Client) -> None:
    chat, anna = tg.forum(), tg.person()
    message = tg.say(anna, chat, "в теме", message_thread_id=2, is_topic_message=True)
    reply = {"chat_id": chat, "reply_parameters": {"message_id": message["message_id"]}}
    sent = await api.ok("sendMessage", text="ответ", **reply)
    assert sent["message_thread_id"] == 2


async def test_nobody_but_administrators_writes_in_a_closed_chat(
    tg: TelegramSandbox, api: Client
) -> None:
    chat, anna, admin = tg.supergroup(), tg.person(), tg.person()
    tg.promote(admin, chat)
    await api.ok("setChatPermissions", chat_id=chat, permissions={})
    tg.say(admin, chat, "тихо")
    with pytest.raises(PermissionError):
        tg.say(anna, chat, "а я?")


async def test_what_is_not_a_word_is_found_in_a_text_by_the_server(tg: TelegramSandbox) -> None:
    text = "🎉 https://example.com/x?y=1 t.me/joinchat/AA @some_body /ban@bot #тег a@example.com"
    entities = tg.say(tg.person(), tg.supergroup(), text)["entities"]
    assert [(entity["type"], entity["offset"]) for entity in entities] == [
        *(("url", 3), ("url", 29), ("mention", 46), ("bot_command", 57), ("hashtag", 66)),
        ("email", 71),
    ]


async def test_a_happening_is_told_to_whoever_listens(tg: TelegramSandbox, api: Client) -> None:
    heard: list[dict[str, Any]] = []
    tg.listen(heard.append)
    chat, anna = tg.supergroup("Чат"), tg.person("Анна")
    message = tg.say(anna, chat, "привет")
    await api.ok("deleteMessage", chat_id=chat, message_id=message["message_id"])
    await api.ok("banChatMember", chat_id=chat, user_id=anna)
    assert [line["happened"] for line in heard] == ["said", "deleted", "banned"]
    assert heard[0]["name"] == "Анна"


async def test_waiting_ends_when_it_becomes_true_and_not_before(
    tg: TelegramSandbox, api: Client
) -> None:
    with pytest.raises(TimeoutError):
        await tg.wait_for(lambda: tg.calls_of("sendMessage"), timeout=0.05)
    await api.ok("sendMessage", chat_id=tg.supergroup(), text="x")
    assert await tg.wait_for(lambda: tg.calls_of("sendMessage"), timeout=0.05)


async def test_commands_are_kept_by_scope(tg: TelegramSandbox, api: Client) -> None:
    commands = [{"command": "status", "description": "Как дела"}]
    scope = {"type": "chat", "chat_id": tg.supergroup()}
    await api.ok("setMyCommands", commands=commands, scope=scope)
    assert await api.ok("getMyCommands", scope=scope) == commands
    assert await api.ok("getMyCommands") == []
    wrong = [{"command": "Status", "description": "x"}]
    assert "BOT_COMMAND_INVALID" in await api.refused("setMyCommands", commands=wrong)
