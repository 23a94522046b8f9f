"""Comments of all five kinds: written, edited, deleted, restored.

An edited comment is the same message again and is judged again; a deletion closes what waits for a
person's hand. `translate` asks here.
"""

from collections.abc import Sequence

from bot.connectors.vk.address import COMMENTS, Kind
from bot.connectors.vk.attachments import read_attachments
from bot.connectors.vk.found import Found
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.who import author, followers, someone
from bot.connectors.vk.wire import (
    JsonObject,
    child,
    need_number,
    need_time,
    need_words,
    number,
)
from models.channel import Place
from models.event import Event, MessageDeleted, MessageRestored, MessageSeen
from models.message import Message, PartKind, Reach


def read_comment(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    """Read one event of a comment; raises MalformedUpdateError."""
    event_type = str(update.get("type"))
    stem, _, deed = event_type.rpartition("_")
    kind, body = COMMENTS[stem], child(update, "object")
    if deed == "delete":
        return [_deleted(kind, update, at, around)]
    edited = at if deed == "edit" else None
    message = _message(kind, update, Times(at, edited), around)
    if deed == "restore":
        by = someone(body, "restorer_id", update, around)
        return [MessageRestored(message, by, at)]
    return [MessageSeen(message)]


class Times:
    """When an event was received, and when the comment was edited."""

    __slots__ = ("edited", "received")

    def __init__(self, received: int, edited: int | None) -> None:
        """Take both in UTC microseconds."""
        self.received = received
        self.edited = edited


def _message(kind: Kind, update: JsonObject, times: Times, around: Surroundings) -> Message:
    body, path = child(update, "object"), str(update.get("type"))
    under = need_number(body, kind.under, path)
    who = need_number(body, "from_id", path)
    found = Found()
    answers = number(body, "reply_to_user")
    found.write(PartKind.TEXT, need_words(body, "text", path), answers)
    read_attachments(found, body)
    return Message(
        channel=around.key(kind.channel),
        place=kind.place,
        external_id=f"{under}/{need_number(body, 'id', path)}",
        author=author(who, update, around),
        sent_at=need_time(body, "date", path),
        received_at=times.received,
        parts=tuple(found.parts),
        media=tuple(found.media),
        features=found.features(),
        edited_at=times.edited,
        thread=str(under),
        reply_to=_reply_to(kind, under, body),
        reach=_reach(who, update, body),
    )


def _reply_to(kind: Kind, under: int, body: JsonObject) -> str | None:
    answered = number(body, "reply_to_comment")
    stack = body.get("parents_stack")
    if answered is None and isinstance(stack, list) and stack:
        answered = number({"top": stack[-1]}, "top")
    if answered is not None:
        return f"{under}/{answered}"
    return str(under) if kind.place is Place.WALL else None


def _reach(who: int, update: JsonObject, body: JsonObject) -> Reach:
    likes = number(child(body, "likes"), "count") or 0
    replies = number(child(body, "thread"), "count") or 0
    return Reach(followers(who, update), max(0, likes), max(0, replies))


def _deleted(kind: Kind, update: JsonObject, at: int, around: Surroundings) -> Event:
    body, path = child(update, "object"), str(update.get("type"))
    under = need_number(body, kind.under, path)
    by = someone(body, "deleter_id", update, around)
    if by is None and kind.place is Place.WALL:
        # The schema's name for whoever deleted; under photos, videos and goods it is the author.
        by = someone(body, "user_id", update, around)
    external_id = f"{under}/{need_number(body, 'id', path)}"
    return MessageDeleted(around.key(kind.channel), external_id, by, at)
