"""Stored update -> events in our words, purely: the same bytes give the same events.

Each type has one reader; a type that VK has invented since gives nothing and was counted at the
door. What cannot be read is MalformedUpdateError with the first fault's path and the saved text.
"""

import json
from collections.abc import Callable, Sequence
from typing import Final

from bot.connectors.vk.address import COMMENTS, body_of, channel_of, peer_of, talk_channel
from bot.connectors.vk.comment import read_comment
from bot.connectors.vk.happening import (
    GAP,
    TOLD,
    read_block,
    read_gap,
    read_join,
    read_like,
    read_officer,
    read_settings,
    read_told,
)
from bot.connectors.vk.letter import read_letter
from bot.connectors.vk.post import read_repost, read_wall_post
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.who import author
from bot.connectors.vk.wire import JsonObject, child, harvest, need_number, number, words
from bot.ports import MalformedUpdateError
from models.event import Event, Pressed

Reader = Callable[[JsonObject, int, Surroundings], Sequence[Event]]


def translate(payload: bytes, received_at: int, around: Surroundings) -> Sequence[Event]:
    """Read one update; unknown types give nothing. Raises MalformedUpdateError only."""
    try:
        update = json.loads(payload)
    except (ValueError, RecursionError):
        raise MalformedUpdateError("update: JSON expected") from None
    if not isinstance(update, dict):
        raise MalformedUpdateError("update: object expected")
    event_type = update.get("type")
    if not isinstance(event_type, str):
        raise MalformedUpdateError("update.type: str expected", text=harvest(update))
    reader = READERS.get(event_type)
    return () if reader is None else _read(reader, update, received_at, around)


def _read(reader: Reader, update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    event_type, body = str(update["type"]), body_of(update)
    if not isinstance(update.get("object"), dict):
        raise MalformedUpdateError(f"{event_type}.object: object expected")
    try:
        return reader(update, at, around)
    except MalformedUpdateError as fault:
        known = not event_type.startswith("message") or peer_of(event_type, body) is not None
        channel = around.key(channel_of(event_type, body)) if known else None
        text = harvest(update.get("object"))
        raise MalformedUpdateError(fault.code, text=text, channel=channel) from None


def _press(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    body, path = child(update, "object"), "message_event"
    press_id = words(body, "event_id")
    if not press_id:
        raise MalformedUpdateError(f"{path}.event_id: str expected")
    who, peer = need_number(body, "user_id", path), need_number(body, "peer_id", path)
    card = number(body, "conversation_message_id")
    return [
        Pressed(
            f"{press_id}/{who}/{peer}",
            author(who, update, around),
            around.key(talk_channel(peer)),
            "" if card is None else f"{peer}/{card}",
            _data(body),
            at,
        )
    ]


def _data(body: JsonObject) -> str:
    """Return what we once put into the button; VK gives it as an object, its schema as a word."""
    payload = body.get("payload")
    if isinstance(payload, str):
        try:
            payload = json.loads(payload)
        except (ValueError, RecursionError):
            return ""
    return words(payload, "d") if isinstance(payload, dict) else ""


_DEEDS: Final = ("new", "edit", "restore", "delete")
READERS: Final[dict[str, Reader]] = {
    **{f"{stem}_{deed}": read_comment for stem in COMMENTS for deed in _DEEDS},
    **dict.fromkeys(TOLD, read_told),
    "wall_post_new": read_wall_post,
    "wall_repost": read_repost,
    "message_new": read_letter,
    "message_edit": read_letter,
    "message_reply": read_letter,
    "message_event": _press,
    "group_join": read_join,
    "group_leave": read_join,
    "user_block": read_block,
    "user_unblock": read_block,
    "group_officers_edit": read_officer,
    "group_change_settings": read_settings,
    "like_add": read_like,
    "like_remove": read_like,
    GAP: read_gap,
}
"""Every type that is read."""
