"""State in VK's JSON: as events carry it, and as methods return it.

Where schema and life differ (a wall comment has `post_owner_id`, a deletion names `deleter_id`, a
topic's post has `topic_id`), this is life. `hands` and `answers/` use it.
"""

from sandbox.vk.state import THREADED, Ban, Comment, State, Thing
from sandbox.vk.talks import Letter, Talk
from sandbox.vk.wire import JsonObject

EVENT_OF = {
    "wall": "wall_reply",
    "photo": "photo_comment",
    "video": "video_comment",
    "market": "market_comment",
    "board": "board_post",
}
"""The first part of the event type of each place."""

_OBJECT_FIELDS = {
    "wall": ("post_id", "post_owner_id"),
    "photo": ("photo_id", "photo_owner_id"),
    "video": ("video_id", "video_owner_id"),
    "market": ("item_id", "market_owner_id"),
    "board": ("topic_id", "topic_owner_id"),
}
_DELETE_OWNER = {"board": "topic_owner_id"}


def comment_event(state: State, comment: Comment) -> JsonObject:
    """The object of a new, edited or restored comment."""
    owner = -state.group_id
    id_field, owner_field = _OBJECT_FIELDS[comment.place]
    body: JsonObject = {"id": comment.id, "from_id": comment.author, "date": comment.date}
    body.update({"text": comment.text, id_field: comment.object_id, owner_field: owner})
    if comment.attachments:
        body["attachments"] = comment.attachments
    if comment.place in {"board", "market"}:
        body["likes"] = _likes(comment.likes)
        return body
    body["owner_id"] = owner
    body.update(_answered(state, comment))
    if comment.place in THREADED:
        body.update(parents_stack=[comment.top] if comment.top else [], thread={"count": 0})
    return body


def deletion_event(state: State, comment: Comment, *, named: bool) -> JsonObject:
    """The object of a deleted comment; `named`: whether VK says who deleted it."""
    id_field, _ = _OBJECT_FIELDS[comment.place]
    owner_field = _DELETE_OWNER.get(comment.place, "owner_id")
    body: JsonObject = {owner_field: -state.group_id, "id": comment.id}
    body[id_field] = comment.object_id
    if comment.place in {"photo", "video", "market"}:
        body["user_id"] = comment.author
    if named and (comment.deleter or 0) > 0:
        body["deleter_id"] = comment.deleter
    return body


def comment_item(state: State, comment: Comment, *, likes: bool = False) -> JsonObject:
    """A comment as the methods list it."""
    id_field, _ = _OBJECT_FIELDS[comment.place]
    body: JsonObject = {"id": comment.id, "from_id": comment.author, "date": comment.date}
    body["text"] = "" if comment.deleted else comment.text
    if comment.deleted:
        body["deleted"] = True
    if comment.attachments and not comment.deleted:
        body["attachments"] = comment.attachments
    if likes:
        body["likes"] = _likes(comment.likes)
    if comment.place in {"board", "market"}:
        return body
    body.update({"owner_id": -state.group_id, id_field: comment.object_id})
    body.update(_answered(state, comment))
    if comment.place in THREADED:
        body["parents_stack"] = [comment.top] if comment.top else []
    return body


def _answered(state: State, comment: Comment) -> JsonObject:
    if comment.reply_to is None:
        return {}
    answered = state.comments.get((comment.place, comment.reply_to))
    body: JsonObject = {"reply_to_comment": comment.reply_to}
    return {**body, "reply_to_user": answered.author} if answered else body


def _likes(likes: set[int]) -> JsonObject:
    return {"count": len(likes), "can_like": 1, "user_likes": 0}


def post_item(state: State, post: Thing) -> JsonObject:
    """A post, in events and in answers."""
    visible = sum(1 for comment in post.comments.values() if not comment.deleted)
    body: JsonObject = {"id": post.id, "owner_id": -state.group_id, "from_id": post.author}
    body.update(date=post.date, text=post.text, post_type=post.kind, attachments=post.attachments)
    body["comments"] = {"count": visible, "can_post": 0 if post.closed else 1}
    body["likes"] = _likes(post.likes)
    body.update(inner_type="wall_wallpost", can_delete=1, is_favorite=False, marked_as_ads=0)
    if post.author == -state.group_id and state.managers:
        body["created_by"] = next(iter(state.managers))
    return body


def letter_item(state: State, letter: Letter) -> JsonObject:
    """A message, in events and in answers."""
    out = 1 if letter.author == -state.group_id else 0
    body: JsonObject = {"date": letter.date, "from_id": letter.author, "id": letter.id, "out": out}
    body.update(version=10_000_000 + letter.cmid + letter.edits, attachments=[], fwd_messages=[])
    body.update(conversation_message_id=letter.cmid, important=False, is_hidden=False)
    body.update(peer_id=letter.peer, random_id=0, text=letter.text, **letter.extra)
    if letter.reply_to is not None:
        replied = state.talks[letter.peer].letters.get(letter.reply_to)
        if replied is not None:
            body["reply_message"] = _replied(replied)
    if letter.keyboard is not None:
        body["keyboard"] = letter.keyboard
    if letter.edited_at:
        body["update_time"] = letter.edited_at
    return body


def _replied(letter: Letter) -> JsonObject:
    return {
        "date": letter.date,
        "from_id": letter.author,
        "id": letter.id,
        "text": letter.text,
        "attachments": letter.extra.get("attachments", []),
        "conversation_message_id": letter.cmid,
        "peer_id": letter.peer,
    }


def talk_item(talk: Talk) -> JsonObject:
    """A conversation."""
    kind = "chat" if talk.chat else "user"
    local = talk.peer - 2_000_000_000 if talk.chat else talk.peer
    body: JsonObject = {"peer": {"id": talk.peer, "type": kind, "local_id": local}}
    body.update(important=talk.important, unanswered=not talk.answered)
    body.update(last_conversation_message_id=talk.last_cmid, can_write={"allowed": True})
    if talk.chat:
        admins = sorted(talk.admins)
        settings: JsonObject = {"title": talk.title, "owner_id": talk.owner, "admin_ids": admins}
        settings.update(members_count=len(talk.members), state="in")
        body["chat_settings"] = settings
    elif not talk.allowed:
        body["can_write"] = {"allowed": False, "reason": 901}
    return body


def ban_item(state: State, ban: Ban) -> JsonObject:
    """A block, as groups.getBanned lists it."""
    info: JsonObject = {"admin_id": ban.admin, "comment": ban.comment, "date": ban.date}
    info.update(reason=ban.reason, end_date=ban.until, comment_visible=ban.visible)
    if ban.user < 0:
        return {"type": "group", "group": state.group(-ban.user), "ban_info": info}
    return {"type": "profile", "profile": profile(state, ban.user, ()), "ban_info": info}


_ALWAYS = ("id", "first_name", "last_name", "deactivated", "is_closed", "can_access_closed")


def profile(state: State, user: int, fields: tuple[str, ...]) -> JsonObject:
    """A person with the fields that were asked for."""
    whole = state.users.get(user, {"id": user, "first_name": "DELETED", "last_name": ""})
    return {key: value for key, value in whole.items() if key in _ALWAYS or key in fields}


def people_of(state: State, owners: list[int], fields: tuple[str, ...]) -> JsonObject:
    """`profiles` and `groups` of an extended answer."""
    wanted = dict.fromkeys(owners)
    return {
        "profiles": [profile(state, owner, fields) for owner in wanted if owner in state.users],
        "groups": [state.group(-owner) for owner in wanted if owner < 0],
    }
