"""Service messages: what a chat says of itself. Some are events, the rest nobody answers.

Joins and leaves come from `chat_member` where we are an administrator; a service message tells
them only elsewhere, or each would be counted twice.
"""

from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.who import person
from bot.connectors.telegram.wire import JsonObject, child, children, need_number, need_time
from models.channel import ChannelKey
from models.event import ChannelMoved, Event, Happened, MemberChanged
from models.person import Author


def read_service(body: JsonObject, path: str, key: ChannelKey, around: Surroundings) -> list[Event]:
    """Return the events of a service message, none for most; raises MalformedUpdateError."""
    at = need_time(body, "date", path)
    if "migrate_to_chat_id" in body:
        new = need_number(body, "migrate_to_chat_id", path)
        return [ChannelMoved(key, around.key(str(new)), at)]
    if "migrate_from_chat_id" in body:
        old = need_number(body, "migrate_from_chat_id", path)
        return [ChannelMoved(around.key(str(old)), key, at)]
    if "boost_added" in body:
        return [Happened(key, "boost", person(body.get("from"), f"{path}.from"), at)]
    if key.external_id in around.administers:
        return []
    return _membership(body, path, key, at)


def _membership(body: JsonObject, path: str, key: ChannelKey, at: int) -> list[Event]:
    by = body.get("from")
    events: list[Event] = []
    for user in children(body, "new_chat_members"):
        member = person(user, f"{path}.new_chat_members")
        events.append(MemberChanged(key, member, "left", "member", _by(by, member, path), at))
    if left := child(body, "left_chat_member"):
        member = person(left, f"{path}.left_chat_member")
        events.append(MemberChanged(key, member, "member", "left", _by(by, member, path), at))
    return events


def _by(user: object, member: Author, path: str) -> Author:
    return person(user, f"{path}.from") if isinstance(user, dict) else member
