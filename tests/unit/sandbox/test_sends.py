"""What the bot may write, and what of it is refused."""

import pytest

from sandbox.telegram import TelegramSandbox
from sandbox.telegram.client import Client


async def send(api: Client, text: str, **params: object) -> str:
    return await api.refused("sendMessage", text=text, **params)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<b>раз", 'Can\'t find end tag corresponding to start tag "b"'),
        ('<b>&"_*[Лёха](x)`</i>', "Unmatched end tag at byte offset"),
        ("раз</b>", "Unexpected end tag at byte offset 6"),
        ("раз <лёха>", "Unsupported start tag"),
        ("<h1>раз</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("5 < 6", "Unclosed start tag at byte offset 2"),
        ("<span>раз</span>", 'Tag "span" must have class "tg-spoiler"'),
    ],
)
async def test_wrong_html_is_refused(
    tg: TelegramSandbox, api: Client, markup: str, reason: str
) -> None:
    said = await send(api, markup, chat_id=tg.supergroup(), parse_mode="HTML")
    assert said.startswith(f"Bad Request: can't parse entities: {reason}")


async def test_entities_count_in_utf16_units(tg: TelegramSandbox, api: Client) -> None:
    text = '🎉 <b>Ура</b> &lt;i&gt; <a href="https://example.com/">тут</a> <code>@somebody</code>'
    message = await api.ok("sendMessage", chat_id=tg.supergroup(), text=text, parse_mode="HTML")
    assert message["text"] == "🎉 Ура <i> тут @somebody"
    assert message["entities"] == [
        {"offset": 3, "length": 3, "type": "bold"},
        {"offset": 11, "length": 3, "type": "text_link", "url": "https://example.com/"},
        {"offset": 15, "length": 9, "type": "code"},
    ]


async def test_a_text_is_at_most_4096_units(tg: TelegramSandbox, api: Client) -> None:
    chat = tg.supergroup()
    await api.ok("sendMessage", chat_id=chat, text="я" * 4096)
    assert await send(api, "я" * 4097, chat_id=chat) == "Bad Request: message is too long"
    assert await send(api, "🎉" * 2049, chat_id=chat) == "Bad Request: message is too long"
    assert await send(api, "  ", chat_id=chat) == "Bad Request: message text is empty"


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "а", "callback_data": "я" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "а"}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": "", "callback_data": "x"}, "inline keyboard button text is empty"),
        ({"text": "а", "url": "a b c"}, "inline keyboard button URL"),
    ],
)
async def test_wrong_buttons_are_refused(
    tg: TelegramSandbox, api: Client, button: dict[str, str], reason: str
) -> None:
    keyboard = {"inline_keyboard": [[button]]}
    said = await send(api, "карточка", chat_id=tg.supergroup(), reply_markup=keyboard)
    assert said.startswith(f"Bad Request: {reason}")


async def test_a_reply_needs_its_message(tg: TelegramSandbox, api: Client) -> None:
    chat = tg.supergroup()
    said = await send(api, "ответ", chat_id=chat, reply_parameters={"message_id": 9})
    assert said == "Bad Request: message to be replied not found"
    free = {"message_id": 9, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await api.ok(
        "sendMessage", chat_id=chat, text="x", reply_parameters=free
    )
    post = tg.comment(tg.person(), tg.post(*linked(tg, chat)), "комментарий")
    reply = await api.ok(
        "sendMessage", chat_id=chat, text="x", reply_parameters={"message_id": post["message_id"]}
    )
    assert reply["message_thread_id"] == post["message_thread_id"]


def linked(tg: TelegramSandbox, chat: int) -> tuple[int, str]:
    channel = tg.channel()
    tg.link(channel, chat)
    return channel, "пост"


async def test_an_unknown_thread_is_refused(tg: TelegramSandbox, api: Client) -> None:
    said = await send(api, "x", chat_id=tg.forum(), message_thread_id=77)
    assert said == "Bad Request: message thread not found"


async def test_the_bot_may_not_begin_a_conversation(tg: TelegramSandbox, api: Client) -> None:
    anna = tg.person()
    said = await send(api, "x", chat_id=anna)
    assert said == "Forbidden: bot can't initiate conversation with a user"
    tg.dm(anna)
    await api.ok("sendMessage", chat_id=anna, text="x")
    tg.block_bot(anna)
    assert await send(api, "x", chat_id=anna) == "Forbidden: bot was blocked by the user"


async def test_the_bot_is_not_told_of_its_own_messages(tg: TelegramSandbox, api: Client) -> None:
    message = await api.ok("sendMessage", chat_id=tg.supergroup(), text="x")
    chat = message["chat"]["id"]
    await api.ok("editMessageText", chat_id=chat, message_id=message["message_id"], text="y")
    assert await api.ok("getUpdates") == []


async def test_edits_change_only_own_messages_and_only_to_something_new(
    tg: TelegramSandbox, api: Client
) -> None:
    chat = tg.supergroup()
    theirs = tg.say(tg.person(), chat, "чужое")
    mine = await api.ok("sendMessage", chat_id=chat, text="моё")
    where = {"chat_id": chat, "message_id": mine["message_id"]}
    same = await api.refused("editMessageText", text="моё", **where)
    assert same.startswith("Bad Request: message is not modified: specified new message content")
    assert (await api.ok("editMessageText", text="иначе", **where))["text"] == "иначе"
    foreign = {"chat_id": chat, "message_id": theirs["message_id"], "text": "x"}
    assert await api.refused("editMessageText", **foreign) == (
        "Bad Request: message can't be edited"
    )
    nothing = {"chat_id": chat, "message_id": 999, "text": "x"}
    assert await api.refused("editMessageText", **nothing) == (
        "Bad Request: message to edit not found"
    )


async def test_a_copy_has_no_author_and_a_forward_has_one(tg: TelegramSandbox, api: Client) -> None:
    chat, anna = tg.supergroup(), tg.person()
    message = tg.say(anna, chat, "слова")
    where = {"chat_id": chat, "from_chat_id": chat, "message_id": message["message_id"]}
    copy = await api.ok("copyMessage", **where)
    assert tg.messages(chat)[-1]["message_id"] == copy["message_id"]
    assert "forward_origin" not in tg.messages(chat)[-1]
    forwarded = await api.ok("forwardMessage", **where)
    assert forwarded["forward_origin"]["sender_user"]["id"] == anna


async def test_a_press_is_answered_once(tg: TelegramSandbox, api: Client) -> None:
    chat, anna = tg.supergroup(), tg.person()
    keyboard = {"inline_keyboard": [[{"text": "🗑 Удалить", "callback_data": "d:1"}]]}
    await api.ok("sendMessage", chat_id=chat, text="карточка", reply_markup=keyboard)
    card = tg.cards(chat)[0]
    assert tg.buttons(card) == ["🗑 Удалить"]
    query = tg.press(anna, card, "удалить")
    update = (await api.ok("getUpdates"))[-1]
    assert update["callback_query"]["data"] == "d:1"
    assert tg.answer_to(query) is None
    await api.ok("answerCallbackQuery", callback_query_id=query["id"], text="готово")
    assert (tg.answer_to(query) or {})["text"] == "готово"
    again = await api.refused("answerCallbackQuery", callback_query_id=query["id"])
    assert again.startswith("Bad Request: query is too old")
    with pytest.raises(LookupError):
        tg.press(anna, card, "вернуть")
