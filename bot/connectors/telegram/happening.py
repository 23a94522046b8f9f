"""Happenings: reactions, business connections, what a customer deleted. Stored, answered later.

Reactions come only to administrators; anonymous ones only as counts.
"""

from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.who import chat_author, person
from bot.connectors.telegram.wire import (
    JsonObject,
    children,
    flag,
    need_number,
    need_time,
    number,
    words,
)
from models.channel import ChannelKey
from models.event import Event, Happened
from models.person import Author, AuthorKind


def read_reaction(body: JsonObject, path: str, key: ChannelKey) -> Event:
    """Read `message_reaction`: who changed which reaction; raises MalformedUpdateError."""
    return Happened(
        key,
        "reaction",
        _actor(body, path),
        need_time(body, "date", path),
        target=str(need_number(body, "message_id", path)),
        detail={"old": _signs(body, "old_reaction"), "new": _signs(body, "new_reaction")},
    )


def read_reaction_count(body: JsonObject, path: str, key: ChannelKey) -> Event:
    """Read `message_reaction_count`: anonymous reactions, grouped; raises MalformedUpdateError."""
    counts: dict[str, str | int] = {}
    for count in children(body, "reactions"):
        sign = _sign(count.get("type"))
        counts[sign] = number(count, "total_count") or 0
    return Happened(
        key,
        "reaction_count",
        None,
        need_time(body, "date", path),
        target=str(need_number(body, "message_id", path)),
        detail=counts,
    )


def read_connection(body: JsonObject, path: str, around: Surroundings) -> Event:
    """Read `business_connection`: an account let us in or out; raises MalformedUpdateError."""
    owner = person(body.get("user"), f"{path}.user")
    return Happened(
        around.key(owner.external_id),
        "business_connection",
        owner,
        need_time(body, "date", path),
        target=words(body, "id"),
        detail={"enabled": int(flag(body, "is_enabled"))},
    )


def read_deleted(body: JsonObject, key: ChannelKey, received_at: int) -> list[Event]:
    """Read `deleted_business_messages`: one event a message."""
    ids = body.get("message_ids")
    return [
        Happened(key, "deleted", None, received_at, target=str(one))
        for one in (ids if isinstance(ids, list) else ())
        if type(one) is int
    ]


def _actor(body: JsonObject, path: str) -> Author | None:
    if isinstance(chat := body.get("actor_chat"), dict):
        return chat_author(chat, AuthorKind.CHANNEL, f"{path}.actor_chat")
    return person(body["user"], f"{path}.user") if "user" in body else None


def _signs(body: JsonObject, key: str) -> str:
    return " ".join(_sign(reaction) for reaction in children(body, key))


def _sign(reaction: object) -> str:
    if not isinstance(reaction, dict):
        return "unknown"
    return (
        words(reaction, "emoji")
        or words(reaction, "custom_emoji_id")
        or words(reaction, "type")
        or "unknown"
    )
