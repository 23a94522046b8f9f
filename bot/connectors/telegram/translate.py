"""Raw update -> events in our words, purely: the same bytes and surroundings give the same events.

Each kind of update has one reader; what cannot be read is MalformedUpdateError with the path of
the first fault and all text that could be saved, so that even a poison update is looked at.
"""

import json
from collections.abc import Callable, Sequence
from typing import Final

from bot.connectors.telegram.address import chat_address
from bot.connectors.telegram.command import seen_or_given
from bot.connectors.telegram.fields import SERVICE
from bot.connectors.telegram.happening import (
    read_connection,
    read_deleted,
    read_reaction,
    read_reaction_count,
)
from bot.connectors.telegram.letter import read_message
from bot.connectors.telegram.membership import read_join_request, read_member, read_rights
from bot.connectors.telegram.service import read_service
from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.who import person
from bot.connectors.telegram.wire import JsonObject, child, harvest, need, number, words
from bot.ports import MalformedUpdateError
from models.event import Event, Pressed

Reader = Callable[[JsonObject, str, int, Surroundings], Sequence[Event]]


def translate(payload: bytes, received_at: int, around: Surroundings) -> Sequence[Event]:
    """Read one update; kinds that we did not ask for give nothing. Raises MalformedUpdateError."""
    try:
        update = json.loads(payload)
    except (ValueError, RecursionError):
        raise MalformedUpdateError("update: JSON expected") from None
    if not isinstance(update, dict):
        raise MalformedUpdateError("update: object expected")
    for kind in READERS.keys() & update.keys():
        return _read(kind, update, received_at, around)
    return ()


def _read(kind: str, update: JsonObject, received_at: int, around: Surroundings) -> Sequence[Event]:
    try:
        return READERS[kind](need(update, kind, "update"), kind, received_at, around)
    except MalformedUpdateError as fault:
        body = update[kind]
        where = number(_chat(body), "id") if isinstance(body, dict) else None
        channel = None if where is None else around.key(str(where))
        raise MalformedUpdateError(fault.code, text=harvest(body), channel=channel) from None


def _chat(body: JsonObject) -> JsonObject:
    return child(body, "chat") or child(child(body, "message"), "chat")


def _message(body: JsonObject, path: str, at: int, around: Surroundings) -> Sequence[Event]:
    if not SERVICE.isdisjoint(body):
        return read_service(body, path, around.key(chat_address(body, path)), around)
    return seen_or_given(read_message(body, path, at, around), around)


def _press(body: JsonObject, path: str, at: int, around: Surroundings) -> Sequence[Event]:
    if not isinstance(press_id := body.get("id"), str):
        raise MalformedUpdateError(f"{path}.id: str expected")
    author = person(body.get("from"), f"{path}.from")
    # A message too old to show comes without its body, but with chat and id.
    message = child(body, "message")
    chat = number(child(message, "chat"), "id")
    card = number(message, "message_id")
    return [
        Pressed(
            press_id,
            author,
            around.key(author.external_id if chat is None else str(chat)),
            "" if card is None else str(card),
            words(body, "data"),
            at,
        )
    ]


def _member(body: JsonObject, path: str, _: int, around: Surroundings) -> Sequence[Event]:
    return [read_member(body, path, around.key(chat_address(body, path)))]


def _rights(body: JsonObject, path: str, _: int, around: Surroundings) -> Sequence[Event]:
    return [read_rights(body, path, around.key(chat_address(body, path)), around)]


def _join_request(body: JsonObject, path: str, _: int, around: Surroundings) -> Sequence[Event]:
    return [read_join_request(body, path, around.key(chat_address(body, path)))]


def _reaction(body: JsonObject, path: str, _: int, around: Surroundings) -> Sequence[Event]:
    return [read_reaction(body, path, around.key(chat_address(body, path)))]


def _reaction_count(body: JsonObject, path: str, _: int, around: Surroundings) -> Sequence[Event]:
    return [read_reaction_count(body, path, around.key(chat_address(body, path)))]


def _connection(body: JsonObject, path: str, _: int, around: Surroundings) -> Sequence[Event]:
    return [read_connection(body, path, around)]


def _deleted(body: JsonObject, path: str, at: int, around: Surroundings) -> Sequence[Event]:
    return read_deleted(body, around.key(chat_address(body, path)), at)


READERS: Final[dict[str, Reader]] = {
    "message": _message,
    "edited_message": _message,
    "channel_post": _message,
    "edited_channel_post": _message,
    "business_connection": _connection,
    "business_message": _message,
    "edited_business_message": _message,
    "deleted_business_messages": _deleted,
    "callback_query": _press,
    "my_chat_member": _rights,
    "chat_member": _member,
    "chat_join_request": _join_request,
    "message_reaction": _reaction,
    "message_reaction_count": _reaction_count,
}
"""Every kind of update that is read; `allowed_updates` names exactly these."""

ALLOWED_UPDATES: Final = tuple(READERS)
