"""Methods that put something of the bot into a chat: messages, files, copies, forwards."""

from sandbox.telegram.answers import markup, reach
from sandbox.telegram.core import Core
from sandbox.telegram.errors import bad_request
from sandbox.telegram.state import Chat
from sandbox.telegram.wire import JsonObject

_CHAT_ACTIONS = frozenset(
    {
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice"),
        *("upload_voice", "upload_document", "choose_sticker", "find_location"),
        *("record_video_note", "upload_video_note"),
    }
)
_IDENTITY = frozenset(
    {
        *("message_id", "date", "chat", "from", "sender_chat", "reply_to_message", "edit_date"),
        *("message_thread_id", "is_automatic_forward", "reply_markup", "is_topic_message"),
    }
)


def _post(tg: Core, chat: Chat, params: JsonObject, content: JsonObject) -> JsonObject:
    """Store a message of the bot and return it; the bot is never told of its own messages."""
    reach.may_write(tg, chat, params)
    fields: JsonObject = {"from": tg.bot}
    if chat.kind == "channel":
        fields = {"sender_chat": chat.wire}
    fields.update(markup.place(tg, chat, params))
    fields.update(content)
    for key, value in (
        ("business_connection_id", params.get("business_connection_id")),
        ("has_protected_content", params.get("protect_content")),
        ("reply_markup", markup.keyboard(params)),
    ):
        if value:
            fields[key] = value
    message = tg.state.keep(chat, fields, tg.now())
    if "reply_markup" in fields:
        tg.had_buttons.add((chat.id, message["message_id"]))
    silent = bool(params.get("disable_notification"))
    kind = "card" if "reply_markup" in fields else "bot_said"
    shown = content.get("text") or content.get("caption") or ""
    tg.journal.tell(kind, chat=chat.id, message=message["message_id"], silent=silent, text=shown)
    return message


def send_message(tg: Core, params: JsonObject) -> object:
    """SendMessage."""
    chat = reach.chat_of(tg, params)
    return _post(tg, chat, params, markup.text_of(tg, params))


def send_photo(tg: Core, params: JsonObject) -> object:
    """SendPhoto; one stub size is kept."""
    chat = reach.chat_of(tg, params)
    file = _file(tg, params["photo"])
    photo = [{**file, "width": 640, "height": 480}]
    return _post(tg, chat, params, {"photo": photo, **markup.text_of(tg, params, "caption")})


def send_document(tg: Core, params: JsonObject) -> object:
    """SendDocument."""
    chat = reach.chat_of(tg, params)
    given = params["document"]
    document = _file(tg, params.get(given, given) if isinstance(given, str) else given)
    return _post(tg, chat, params, {"document": document, **markup.text_of(tg, params, "caption")})


def _file(tg: Core, given: object) -> JsonObject:
    """Register an uploaded file, or take a file_id or URL as it is."""
    if isinstance(given, str):
        return {"file_id": given, "file_unique_id": given[-16:]}
    upload = given if isinstance(given, dict) else {}
    file_id = f"sandbox-file-{len(tg.state.files) + 1:08d}"
    content = upload.get("bytes", b"")
    if not content:
        raise bad_request("file must be non-empty")
    tg.state.files[file_id] = content
    shape: JsonObject = {"file_id": file_id, "file_unique_id": file_id[-16:]}
    return {**shape, "file_size": len(content), "file_name": upload.get("filename", "file")}


def _source(tg: Core, params: JsonObject) -> JsonObject:
    origin = reach.chat_of(tg, params, "from_chat_id")
    message = origin.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to forward not found")
    return message


def forward_message(tg: Core, params: JsonObject) -> object:
    """ForwardMessage."""
    chat, source = reach.chat_of(tg, params), _source(tg, params)
    content = {key: value for key, value in source.items() if key not in _IDENTITY}
    content.setdefault("forward_origin", origin_of(source))
    return _post(tg, chat, params, content)


def origin_of(message: JsonObject) -> JsonObject:
    """MessageOrigin of a message when somebody forwards it."""
    when = {"date": message["date"]}
    sender = message.get("sender_chat")
    if sender is None:
        return {"type": "user", **when, "sender_user": message["from"]}
    if sender["type"] == "channel":
        number = message["message_id"]
        return {"type": "channel", **when, "chat": sender, "message_id": number}
    return {"type": "chat", **when, "sender_chat": sender}


def copy_message(tg: Core, params: JsonObject) -> object:
    """CopyMessage: the copy's MessageId only."""
    chat, source = reach.chat_of(tg, params), _source(tg, params)
    dropped = _IDENTITY | {"forward_origin", "via_bot", "media_group_id"}
    content = {key: value for key, value in source.items() if key not in dropped}
    if "caption" in params:
        content.update(markup.text_of(tg, params, "caption"))
    return {"message_id": _post(tg, chat, params, content)["message_id"]}


def send_chat_action(tg: Core, params: JsonObject) -> object:
    """SendChatAction."""
    chat = reach.chat_of(tg, params)
    if params["action"] not in _CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    reach.may_write(tg, chat, params)
    return True
