"""Comments of every place by methods: list, write, delete, restore.

One maker per deed, bound to a place in `__init__.py`, because VK's five families differ only in
names, threads and error codes.
"""

from collections.abc import Callable

from sandbox.vk import deeds, shapes
from sandbox.vk.answers.ask import (
    DONE,
    Ask,
    actor,
    found_thing,
    must_manage,
    own_wall,
    page,
)
from sandbox.vk.core import Core
from sandbox.vk.errors import VkApiError, bad
from sandbox.vk.state import THREADED, Comment, Thing
from sandbox.vk.wire import JsonObject

Answer = Callable[[Core, Ask], object]
OBJECT = {
    "wall": "post_id",
    "photo": "photo_id",
    "video": "video_id",
    "market": "item_id",
    "board": "topic_id",
}
_LISTED = {"wall": 212, "photo": 200, "video": 15, "market": 15, "board": 15}
_CLOSED = {"wall": 213, "photo": 15, "video": 801, "market": 1401, "board": 15}
_PAGE = {"wall": 10, "photo": 20, "video": 20, "market": 20, "board": 20}
MOST = 100
ALREADY = {"wall": 211}
NOT_DELETED = 243
NOWHERE = 104


def listing(place: str) -> Answer:
    """The getComments of a place."""

    def answer(vk: Core, ask: Ask) -> JsonObject:
        own_wall(vk, ask)
        thing = found_thing(vk, place, ask.get(OBJECT[place], 0), _LISTED[place])
        level = _level(thing, ask.get("comment_id"))
        if ask.get("sort") == "desc":
            level.reverse()
        start = ask.get("start_comment_id")
        if start:
            level = [
                c for c in level if (c.id <= start if ask.get("sort") == "desc" else c.id >= start)
            ]
        chosen = page(level, ask, _PAGE[place], MOST)
        visible = [c for c in thing.comments.values() if not c.deleted]
        body: JsonObject = {"count": len(visible), "items": [_item(vk, ask, c) for c in chosen]}
        if place in THREADED:
            body.update(current_level_count=len(level), can_post=not thing.closed)
        if ask.get("extended"):
            shown = [c.author for c in visible]
            body.update(shapes.people_of(vk.state, shown, tuple(ask.get("fields", ()))))
        return body

    return answer


def _level(thing: Thing, top: int | None) -> list[Comment]:
    """The first level, or the thread of `top`; a deleted one stays for its replies."""
    talked = {c.top for c in thing.comments.values() if c.top and not c.deleted}
    if top:
        return [c for c in thing.comments.values() if c.top == top and not c.deleted]
    return [
        c for c in thing.comments.values() if c.top is None and (not c.deleted or c.id in talked)
    ]


def _item(vk: Core, ask: Ask, comment: Comment) -> JsonObject:
    likes = bool(ask.get("need_likes"))
    body = shapes.comment_item(vk.state, comment, likes=likes)
    if comment.place not in THREADED or comment.top is not None:
        return body
    thing = vk.state.things[comment.place, comment.object_id]
    replies = _level(thing, comment.id)
    first = replies[: int(ask.get("thread_items_count", 0))]
    items = [shapes.comment_item(vk.state, one, likes=likes) for one in first]
    body["thread"] = {"count": len(replies), "items": items, "can_post": not thing.closed}
    return body


def creating(place: str) -> Answer:
    """The createComment of a place; the same `guid` gives the same comment."""

    def answer(vk: Core, ask: Ask) -> object:
        own_wall(vk, ask)
        thing = found_thing(vk, place, ask.get(OBJECT[place], 0), _CLOSED[place])
        as_group = ask.token.kind == "group" or bool(ask.get("from_group"))
        author = -vk.group_id if as_group else actor(vk, ask)
        text, guid = str(ask.get("message", "")), str(ask.get("guid", ""))
        known = vk.guids.get(f"{place}:{guid}") if guid else None
        if known is None:
            known = _created(
                vk, thing, ask, deeds.Draft(author, text, ask.get("reply_to_comment"), (), guid)
            )
        if place != "wall":
            return known.id
        return {"comment_id": known.id, "parents_stack": [known.top] if known.top else []}

    return answer


def _created(vk: Core, thing: Thing, ask: Ask, draft: deeds.Draft) -> Comment:
    if thing.closed or deeds.is_blocked(vk, draft.author):
        raise VkApiError(_CLOSED[thing.place])
    if not draft.text and not ask.get("attachments") and not ask.get("sticker_id"):
        raise bad("message is undefined")
    if draft.reply_to and (thing.place, draft.reply_to) not in vk.state.comments:
        raise bad("reply_to_comment is invalid")
    comment = deeds.comment_on(vk, thing, draft)
    if draft.guid:
        vk.guids[f"{thing.place}:{draft.guid}"] = comment
    return comment


def deleting(place: str) -> Answer:
    """The deleteComment of a place."""

    def answer(vk: Core, ask: Ask) -> int:
        comment = _meant(vk, ask, place)
        if comment.deleted:
            raise VkApiError(ALREADY.get(place, NOWHERE))
        deeds.delete(vk, comment, actor(vk, ask))
        return DONE

    return answer


def restoring(place: str) -> Answer:
    """The restoreComment of a place."""

    def answer(vk: Core, ask: Ask) -> int:
        comment = _meant(vk, ask, place)
        if not comment.deleted:
            raise VkApiError(NOT_DELETED if place == "wall" else NOWHERE)
        deeds.restore(vk, comment)
        return DONE

    return answer


def _meant(vk: Core, ask: Ask, place: str) -> Comment:
    own_wall(vk, ask)
    comment = vk.state.comments.get((place, ask.get("comment_id", 0)))
    if comment is None or (place == "board" and comment.object_id != ask.get("topic_id")):
        raise VkApiError(NOWHERE)
    must_manage(vk, ask, 211 if place == "wall" else 7)
    return comment
