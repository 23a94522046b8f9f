"""What a bot may put into a message: text with markup, keyboards, a place in a thread.

Shared by `sends.py` and `edits.py`; everything that Telegram refuses is refused here.
"""

import re

from sandbox.telegram import html
from sandbox.telegram.core import Core
from sandbox.telegram.entities import found_in
from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods import CALLBACK_DATA_BYTES, CAPTION_LIMIT, TEXT_LIMIT
from sandbox.telegram.state import Chat
from sandbox.telegram.wire import JsonObject, utf16

_URL = re.compile(r"(?:https?://|tg://|ton://)?[^\s/?#]+\.?[^\s]*$")
_ACTIONS = frozenset({"callback_data", "url", "web_app", "login_url", "copy_text", "disabled"}) | {
    *("switch_inline_query", "switch_inline_query_current_chat", "callback_game", "pay"),
    "switch_inline_query_chosen_chat",
}


def text_of(tg: Core, params: JsonObject, key: str = "text") -> JsonObject:
    """Text and entities of a message, parsed and measured; `key` is text or caption."""
    text, entities = str(params.get(key, "")), params.get(_entities_key(key))
    mode = str(params.get("parse_mode", "")).lower()
    if mode == "html":
        text, entities = html.parse(text)
    elif mode in {"markdown", "markdownv2"}:
        tg.journal.surprises.append(f"parse_mode {mode} is not simulated")
    elif mode:
        raise bad_request("unsupported parse_mode")
    text = _trimmed(text, entities)
    if key == "text" and not text:
        raise bad_request("message text is empty")
    if utf16(text) > (TEXT_LIMIT if key == "text" else CAPTION_LIMIT):
        raise bad_request("message is too long" if key == "text" else "message caption is too long")
    if not text:
        return {}
    marked = [*(entities or []), *_not_inside(found_in(text), entities or [])]
    marked.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return {key: text, _entities_key(key): marked} if marked else {key: text}


def _entities_key(key: str) -> str:
    return "entities" if key == "text" else "caption_entities"


def _trimmed(text: str, entities: list[JsonObject] | None) -> str:
    """Telegram strips white space; only the end is, where entities would have to be moved."""
    return text.rstrip() if entities else text.strip()


def _not_inside(found: list[JsonObject], entities: list[JsonObject]) -> list[JsonObject]:
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in {"code", "pre", "text_link", "text_mention"}
    ]
    return [
        entity
        for entity in found
        if not any(start <= entity["offset"] < end for start, end in taken)
    ]


def keyboard(params: JsonObject) -> JsonObject | None:
    """The inline keyboard, checked button by button; other kinds of markup leave no trace."""
    markup = params.get("reply_markup")
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse inline keyboard: field must be an array of arrays")
    for row in rows:
        for button in row:
            _button(button)
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def _button(button: JsonObject) -> None:
    if not button.get("text"):
        raise bad_request("inline keyboard button text is empty")
    if not _ACTIONS & {key for key, value in button.items() if value is not None}:
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    data, url = button.get("callback_data"), button.get("url")
    if data is not None and not 1 <= len(str(data).encode()) <= CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if url is not None and not _URL.match(str(url)):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def place(tg: Core, chat: Chat, params: JsonObject) -> JsonObject:
    """Thread, topic and reply of a message to be sent, with the refusals of unknown ones."""
    fields: JsonObject = {}
    thread = params.get("message_thread_id")
    if thread is not None:
        if thread not in (chat.topics or chat.messages):
            raise bad_request("message thread not found")
        fields["message_thread_id"] = thread
        if thread in chat.topics:
            fields["is_topic_message"] = True
    if chat.wire.get("is_direct_messages"):
        topic = params.get("direct_messages_topic_id")
        if topic not in chat.topics:
            raise bad_request("TOPIC_ID_INVALID")
        fields["direct_messages_topic"] = {"topic_id": topic, "user": tg.state.users.get(topic)}
    replied = _replied(tg, chat, params)
    if replied is not None:
        fields["reply_to_message"] = {
            key: value for key, value in replied.items() if key != "reply_to_message"
        }
        if "message_thread_id" in replied:
            fields.setdefault("message_thread_id", replied["message_thread_id"])
    return fields


def _replied(tg: Core, chat: Chat, params: JsonObject) -> JsonObject | None:
    wanted = params.get("reply_parameters")
    if not wanted:
        return None
    where = tg.state.find(wanted["chat_id"]) if "chat_id" in wanted else chat
    message = where.messages.get(int(wanted.get("message_id", 0)))
    if message is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message
