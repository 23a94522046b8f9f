"""Exports of Telegram Desktop (result.json), one chat or a whole account, read as a stream.

Shape as written by Telegram Desktop's export (Data/Output/JSON): a chat is `name`, `type`, `id`,
`messages`; an account holds chats under `chats.list` and `left_chats.list`. `text` is a string or a
list of strings and entities. `letters` makes a message of one entry.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import ijson
from ijson.common import ObjectBuilder

from bot.scan.letters import joins, message_of
from bot.scan.rows import Joined, Reading, Row, ScanError

_CHAT_KEYS = ("name", "type", "id")


@dataclass(slots=True)
class Chat:
    """The chat whose messages are being read."""

    id: str = ""
    type: str = ""
    name: str = ""


Entry = tuple[Chat, Any]


def telegram_rows(opened: Callable[[], BinaryIO], reading: Reading) -> Iterator[Row | Joined]:
    """Yield messages and joins in the order of the file; memory holds one message at a time."""
    with opened() as file:
        chat = _single(file)
    with opened() as file:
        entries = _of_chat(file, chat) if chat is not None else _of_account(file)
        yield from _rows(entries, reading)


def _rows(entries: Iterator[Entry], reading: Reading) -> Iterator[Row | Joined]:
    number = 0
    while True:
        try:
            entry = next(entries, None)
        except (ijson.JSONError, UnicodeDecodeError, EOFError, OSError):
            reading.broken("ended", number)
            return
        if entry is None:
            return
        number += 1
        chat, body = entry
        if not isinstance(body, dict):
            reading.broken("no_object", number)
            continue
        if body.get("type") == "service":
            reading.service += 1
            yield from joins(body)
            continue
        row = message_of(chat.id, chat.type, body)
        if row is None:
            reading.broken("no_date", str(body.get("id", number)))
        else:
            yield row


def _single(file: BinaryIO) -> Chat | None:
    """Return the chat of an export of one chat; None for an account. Reads the head only."""
    chat = Chat()
    try:
        for prefix, event, value in ijson.parse(file, use_float=True):
            if event == "map_key" and prefix == "" and value in {"chats", "left_chats"}:
                return None
            if prefix == "messages" and event == "start_array":
                return chat
            if prefix in _CHAT_KEYS and event in {"string", "number"}:
                setattr(chat, prefix, str(value))
    except (ijson.JSONError, UnicodeDecodeError, EOFError) as error:
        raise ScanError("cut_short") from error
    raise ScanError("other_json")


def _of_chat(file: BinaryIO, chat: Chat) -> Iterator[Entry]:
    for body in ijson.items(file, "messages.item", use_float=True):
        yield chat, body


def _of_account(file: BinaryIO) -> Iterator[Entry]:
    """Walk the events, since the chat that a message belongs to is told only around it."""
    chat = Chat()
    builder: ObjectBuilder | None = None
    depth = ""
    for prefix, event, value in ijson.parse(file, use_float=True):
        if builder is not None:
            builder.event(event, value)
            if prefix == depth and event == "end_map":
                yield chat, builder.value
                builder = None
        elif event == "start_map" and prefix.endswith("list.item.messages.item"):
            builder, depth = ObjectBuilder(), prefix
            builder.event(event, value)
        elif event == "start_map" and prefix.endswith("chats.list.item"):
            chat = Chat()
        elif event in {"string", "number"} and prefix.rpartition(".")[0].endswith(
            "chats.list.item"
        ):
            key = prefix.rpartition(".")[2]
            if key in _CHAT_KEYS:
                setattr(chat, key, str(value))
