"""Members and rights: who came, who left, who may do what, and what we ourselves may do.

`my_chat_member` is the only word we get when somebody takes our rights away, so it becomes its own
event.
"""

from typing import Final

from bot.connectors.telegram.address import place_of
from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.who import person
from bot.connectors.telegram.wire import JsonObject, child, flag, need, need_time, number, words
from models.channel import ChannelKey
from models.event import Event, Happened, MemberChanged, RightsChanged

RIGHTS: Final = {
    "can_delete_messages": "delete",
    "can_restrict_members": "restrict",
    "can_invite_users": "invite",
    "can_pin_messages": "pin",
    "can_manage_topics": "manage_topics",
    "can_promote_members": "promote",
    "can_change_info": "change_info",
    "can_post_messages": "post",
    "can_edit_messages": "edit",
    "can_manage_direct_messages": "manage_direct_messages",
    "can_manage_tags": "manage_tags",
    "can_manage_video_chats": "manage_video_chats",
    "can_send_welcome_messages": "welcome",
}
"""Administrator rights of the Bot API by the names that handlers, cards and locales use."""


def rights_of(member: JsonObject) -> frozenset[str]:
    """Return the named rights of a ChatMember; an owner holds all of them."""
    if member.get("status") == "creator":
        return frozenset(RIGHTS.values())
    if member.get("status") != "administrator":
        return frozenset()
    return frozenset(name for field, name in RIGHTS.items() if flag(member, field))


def status_of(member: JsonObject) -> str:
    """Return a ChatMember's status; who is restricted without being there counts as left."""
    status = words(member, "status")
    if status == "restricted" and member.get("is_member") is False:
        return "left"
    return status or "left"


def read_member(body: JsonObject, path: str, key: ChannelKey) -> Event:
    """Read `chat_member`; raises MalformedUpdateError."""
    new = need(body, "new_chat_member", path)
    return MemberChanged(
        channel=key,
        member=person(new.get("user"), f"{path}.new_chat_member.user"),
        old=status_of(child(body, "old_chat_member")),
        new=status_of(new),
        by=person(body.get("from"), f"{path}.from"),
        at=need_time(body, "date", path),
        via=_via(body),
        may_delete="delete" in rights_of(new),
    )


def read_rights(body: JsonObject, path: str, key: ChannelKey, around: Surroundings) -> Event:
    """Read `my_chat_member`; raises MalformedUpdateError."""
    new = need(body, "new_chat_member", path)
    return RightsChanged(
        channel=key,
        place=place_of(body, around),
        status=status_of(new),
        rights=rights_of(new),
        by=person(body.get("from"), f"{path}.from"),
        at=need_time(body, "date", path),
        title=words(child(body, "chat"), "title"),
    )


def read_join_request(body: JsonObject, path: str, key: ChannelKey) -> Event:
    """Read `chat_join_request`: stored, answered by nobody yet; raises MalformedUpdateError."""
    detail: dict[str, str | int] = {}
    if (private := number(body, "user_chat_id")) is not None:
        detail["user_chat_id"] = private
    return Happened(
        key,
        "join_request",
        person(body.get("from"), f"{path}.from"),
        need_time(body, "date", path),
        detail=detail,
    )


def _via(body: JsonObject) -> str:
    if flag(body, "via_chat_folder_invite_link"):
        return "folder_link"
    if flag(body, "via_join_request"):
        return "join_request"
    return "invite_link" if "invite_link" in body else ""
