"""ChatMember objects: every status in the exact shape of the Bot API.

`state.py` keeps one of these per person and chat; an act on a person replaces it by another, so
that an update can carry the old one and the new one.
"""

from sandbox.telegram.wire import JsonObject

PERMISSIONS = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos"),
    *("can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls"),
    *("can_send_other_messages", "can_add_web_page_previews", "can_react_to_messages"),
    *("can_edit_tag", "can_change_info", "can_invite_users", "can_pin_messages"),
    "can_manage_topics",
)
"""Fields of ChatPermissions."""

RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories"),
    *("can_edit_stories", "can_delete_stories", "can_send_welcome_messages"),
)
"""Rights that every ChatMemberAdministrator carries."""

_MODERATOR = ("can_manage_chat", "can_delete_messages", "can_restrict_members", "can_invite_users")
_MEDIA = PERMISSIONS[1:7]
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})


def default_permissions() -> JsonObject:
    """What everybody may do in a new chat: talk freely, change nothing about the chat."""
    closed = {"can_change_info", "can_pin_messages", "can_manage_topics", "can_invite_users"}
    return {name: name not in closed for name in PERMISSIONS}


def owner(user: JsonObject) -> JsonObject:
    """ChatMemberOwner."""
    return {"status": "creator", "user": user, "is_anonymous": False}


def administrator(user: JsonObject, rights: JsonObject | None = None) -> JsonObject:
    """ChatMemberAdministrator with a moderator's usual rights, changed by `rights`."""
    member: JsonObject = {"status": "administrator", "user": user, "can_be_edited": False}
    member["is_anonymous"] = False
    member.update({name: name in _MODERATOR for name in RIGHTS})
    member.update(rights or {})
    return member


def member(user: JsonObject) -> JsonObject:
    """ChatMemberMember."""
    return {"status": "member", "user": user}


def left(user: JsonObject) -> JsonObject:
    """ChatMemberLeft."""
    return {"status": "left", "user": user}


def kicked(user: JsonObject, until: int = 0) -> JsonObject:
    """ChatMemberBanned; `until` 0 is forever."""
    return {"status": "kicked", "user": user, "until_date": until}


def restricted(
    user: JsonObject, permissions: JsonObject, until: int = 0, *, is_member: bool = True
) -> JsonObject:
    """ChatMemberRestricted with every permission spelled out."""
    shape: JsonObject = {"status": "restricted", "user": user, "is_member": is_member}
    shape.update({name: bool(permissions.get(name)) for name in PERMISSIONS})
    shape["until_date"] = until
    return shape


def is_present(who: JsonObject) -> bool:
    """Whether this ChatMember is in the chat now."""
    return who["status"] in PRESENT and bool(who.get("is_member", True))


def is_admin(who: JsonObject) -> bool:
    """Whether this ChatMember is the owner or an administrator."""
    return who["status"] in {"creator", "administrator"}


def may(who: JsonObject, right: str) -> bool:
    """Whether this ChatMember holds an administrator's right."""
    return who["status"] == "creator" or (is_admin(who) and bool(who.get(right)))


def implied(permissions: JsonObject, *, independent: bool) -> JsonObject:
    """ChatPermissions with what the Bot API implies from them, all sixteen spelled out."""
    given = {name: bool(permissions.get(name)) for name in PERMISSIONS}
    if not independent:
        if given["can_send_other_messages"] or given["can_add_web_page_previews"]:
            given.update(dict.fromkeys(("can_send_messages", *_MEDIA), True))
        given["can_send_messages"] |= given["can_send_polls"]
    if "can_react_to_messages" not in permissions:
        given["can_react_to_messages"] = given["can_send_messages"]
    if "can_manage_topics" not in permissions:
        given["can_manage_topics"] = given["can_pin_messages"]
    return given
