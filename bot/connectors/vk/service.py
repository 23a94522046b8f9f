"""What a chat says of itself: who came and went, a new title; VK puts it into `action`.

A chat without readable rights tells nothing more; who decides there comes from the survey.
"""

from collections.abc import Sequence
from typing import Final

from bot.connectors.vk.address import body_of, talk_channel
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.who import author
from bot.connectors.vk.wire import JsonObject, child, need_number, number, words
from models.channel import Place
from models.event import Event, Happened, MemberChanged, RightsChanged

_VIA: Final = {
    "chat_invite_user": "",
    "chat_invite_user_by_link": "invite_link",
    "chat_invite_user_by_message_request": "join_request",
    "chat_kick_user": "",
    "chat_kick_user_by_link": "invite_link",
}
_HAPPENED: Final = frozenset(
    {"chat_create", "chat_title_update", "chat_photo_update", "chat_photo_remove"}
    | {"chat_pin_message", "chat_unpin_message", "chat_screenshot"}
)


def read_action(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    """Read a chat's service message; raises MalformedUpdateError."""
    body, path = body_of(update), str(update.get("type"))
    action = child(body, "action")
    kind = words(action, "type")
    who = need_number(body, "from_id", path)
    key = around.key(talk_channel(need_number(body, "peer_id", path)))
    by = author(who, update, around)
    if kind not in _VIA:
        named = kind if kind in _HAPPENED else "chat_action"
        target = number(action, "conversation_message_id") or number(action, "member_id")
        return [Happened(key, named, by, at, "" if target is None else str(target))]
    member = number(action, "member_id") or who
    came = "invite" in kind
    gone = "left" if member == who else "kicked"
    if member == around.owner:
        # A community comes into a chat as an ordinary member; an administrator makes it one more.
        status = "member" if came else gone
        return [RightsChanged(key, Place.GROUP, status, frozenset(), by, at)]
    old, new = ("left", "member") if came else ("member", gone)
    return [MemberChanged(key, author(member, update, around), old, new, by, at, _VIA[kind])]
