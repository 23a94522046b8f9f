"""Posts on the wall: the community's own are roots of threads, offered ones are messages.

A repost on somebody else's wall is only noted: nobody here can act there.
"""

from collections.abc import Sequence

from bot.connectors.vk.address import WALL
from bot.connectors.vk.attachments import read_attachments, read_post
from bot.connectors.vk.found import Found
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.who import author, followers, someone
from bot.connectors.vk.wire import (
    JsonObject,
    child,
    children,
    need_number,
    need_time,
    need_words,
    number,
    words,
)
from models.channel import Place
from models.event import Event, Happened, MessageSeen
from models.message import Message, PartKind, Reach


def read_wall_post(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    """Read `wall_post_new`; a postponed post is nobody's reading yet. MalformedUpdateError."""
    body, path = child(update, "object"), "wall_post_new"
    if words(body, "post_type") == "postpone":
        target = str(need_number(body, "id", path))
        by = someone(body, "created_by", update, around)
        return [Happened(around.key(WALL), "post_scheduled", by, at, target)]
    who = need_number(body, "from_id", path)
    post = str(need_number(body, "id", path))
    found = Found()
    found.write(PartKind.TEXT, need_words(body, "text", path))
    read_attachments(found, body)
    for older in children(body, "copy_history"):
        read_post(found, older, 1)
    likes = number(child(body, "likes"), "count") or 0
    replies = number(child(body, "comments"), "count") or 0
    message = Message(
        channel=around.key(WALL),
        place=Place.WALL,
        external_id=post,
        author=author(who, update, around),
        sent_at=need_time(body, "date", path),
        received_at=at,
        parts=tuple(found.parts),
        media=tuple(found.media),
        features=found.features(),
        thread=post,
        reach=Reach(followers(who, update), max(0, likes), max(0, replies)),
    )
    return [MessageSeen(message)]


def read_repost(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    """Read `wall_repost`: who took which of our posts to their wall."""
    body = child(update, "object")
    origin = next(children(body, "copy_history"), {})
    target = number(origin, "id")
    by = someone(body, "from_id", update, around)
    return [Happened(around.key(WALL), "repost", by, at, "" if target is None else str(target))]
