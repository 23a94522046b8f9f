"""Methods that change the bot's own messages and answer presses of their buttons."""

from sandbox.telegram.answers import markup, reach
from sandbox.telegram.core import Core
from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods import CALLBACK_ANSWER_LIMIT
from sandbox.telegram.state import Chat
from sandbox.telegram.wire import JsonObject

_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def _own(tg: Core, params: JsonObject) -> tuple[Chat, JsonObject]:
    if "chat_id" not in params:
        raise bad_request("message identifier is not specified")
    chat = reach.chat_of(tg, params)
    message = chat.messages.get(params.get("message_id", 0))
    if message is None:
        raise bad_request("message to edit not found")
    by_bot = message.get("from", {}).get("id") == tg.bot["id"]
    if not by_bot and chat.kind != "channel":
        raise bad_request("message can't be edited")
    return chat, message


def _put(tg: Core, chat: Chat, old: JsonObject, params: JsonObject, key: str) -> JsonObject:
    """Store the new version; `key` is what is edited: text, caption or reply_markup."""
    new = {name: value for name, value in old.items() if name != "reply_markup"}
    if key != "reply_markup":
        for name in (key, "entities" if key == "text" else "caption_entities"):
            new.pop(name, None)
        new.update(markup.text_of(tg, params, key))
    buttons = markup.keyboard(params)
    if buttons is not None:
        new["reply_markup"] = buttons
        tg.had_buttons.add((chat.id, old["message_id"]))
    if new == old:
        raise bad_request(_SAME)
    new["edit_date"] = tg.now()
    chat.messages[old["message_id"]] = new
    shown = new.get("text") or new.get("caption") or ""
    tg.journal.tell("card_edited", chat=chat.id, message=old["message_id"], text=shown)
    return new


def edit_message_text(tg: Core, params: JsonObject) -> object:
    """EditMessageText."""
    chat, message = _own(tg, params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _put(tg, chat, message, params, "text")


def edit_message_caption(tg: Core, params: JsonObject) -> object:
    """EditMessageCaption."""
    chat, message = _own(tg, params)
    if not {"photo", "document", "video"} & message.keys():
        raise bad_request("there is no caption in the message to edit")
    return _put(tg, chat, message, params, "caption")


def edit_message_reply_markup(tg: Core, params: JsonObject) -> object:
    """EditMessageReplyMarkup."""
    chat, message = _own(tg, params)
    return _put(tg, chat, message, params, "reply_markup")


def answer_callback_query(tg: Core, params: JsonObject) -> object:
    """AnswerCallbackQuery: once per query."""
    query_id = params["callback_query_id"]
    if query_id not in tg.callbacks:
        raise bad_request(
            "query is too old and response timeout expired or query ID is invalid",
        )
    text = str(params.get("text", ""))
    if len(text) > CALLBACK_ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    del tg.callbacks[query_id]
    tg.answered[query_id] = params
    tg.journal.tell("press_answered", text=text, alert=bool(params.get("show_alert")))
    return True
