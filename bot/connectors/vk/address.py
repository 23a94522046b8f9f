"""Where an update belongs: one of the five kinds of comments, a private talk, or a chat.

A place of the community is one channel; its posts, photos and topics are threads inside it, so a
comment's id names both: `{object}/{comment}`. `arrival` takes lanes from here, `translate` keys.
"""

from dataclasses import dataclass
from typing import Final

from bot.connectors.vk.wire import CHAT_BASE, EMPTY, JsonObject, child, number
from models.channel import Place

WALL: Final = "wall"
DIRECT: Final = "direct"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of comments: its channel, its place, and the field that names what is commented."""

    channel: str
    place: Place
    under: str


COMMENTS: Final = {
    "wall_reply": Kind(WALL, Place.WALL, "post_id"),
    "photo_comment": Kind("photo", Place.PHOTO, "photo_id"),
    "video_comment": Kind("video", Place.VIDEO, "video_id"),
    "market_comment": Kind("market", Place.MARKET, "item_id"),
    "board_post": Kind("board", Place.BOARD, "topic_id"),
}
"""Kinds of comments by the first part of their event's type."""

COMMUNITY: Final = frozenset(kind.channel for kind in COMMENTS.values())
"""Channels that are watched because the community is."""


def comment_kind(event_type: str) -> Kind | None:
    """Return what kind of comment an event is about; None for all other events."""
    return COMMENTS.get(event_type.rpartition("_")[0])


def body_of(update: JsonObject) -> JsonObject:
    """Return the object of an event, for a new message the message inside it."""
    body = child(update, "object")
    return child(body, "message") or body


def peer_of(event_type: str, body: JsonObject) -> int | None:
    """Return the talk that an event belongs to; None for what happens in the community."""
    peer = number(body, "peer_id")
    if peer is None and event_type in {"message_allow", "message_deny"}:
        peer = number(body, "user_id")
    return peer


def channel_of(event_type: str, body: JsonObject = EMPTY) -> str:
    """Return the external id of the channel that an event belongs to."""
    kind = comment_kind(event_type)
    if kind is not None:
        return kind.channel
    peer = peer_of(event_type, body)
    return WALL if peer is None else talk_channel(peer)


def talk_channel(peer: int) -> str:
    """Return the channel of a talk: a chat is its own, all private talks are one."""
    return str(peer) if peer > CHAT_BASE else DIRECT
