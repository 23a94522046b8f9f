"""The wall itself by methods: posts, closing of comments, single comments, likes, topics."""

from sandbox.vk import shapes
from sandbox.vk.answers.ask import (
    DONE,
    Ask,
    found_thing,
    must_manage,
    own_group,
    own_wall,
    page,
)
from sandbox.vk.core import Core
from sandbox.vk.errors import VkApiError, bad
from sandbox.vk.state import SUGGEST, Thing
from sandbox.vk.wire import JsonObject

POST_DENIED = 210
MOST_POSTS = 100
MOST_LIKES = 1000


def get(vk: Core, ask: Ask) -> JsonObject:
    """wall.get: the newest first; suggested posts only where the filter asks for them."""
    domain = ask.get("domain")
    if domain is not None and domain != vk.state.screen_name:
        raise VkApiError(100, "domain is invalid")
    own_wall(vk, ask)
    wanted = "suggest" if ask.get("filter") == "suggests" else "post"
    posts = [t for t in vk.state.things.values() if t.place == "wall" and not t.deleted]
    posts = sorted((p for p in posts if p.kind == wanted), key=lambda post: -post.id)
    if wanted == SUGGEST:
        must_manage(vk, ask)
    return _posts(vk, ask, posts, page(posts, ask, 20, MOST_POSTS))


def get_by_id(vk: Core, ask: Ask) -> JsonObject:
    """wall.getById by `-group_post` names."""
    found = []
    for name in ask.get("posts", []):
        owner, _, number = str(name).partition("_")
        post = vk.state.thing("wall", int(number)) if number.isdigit() else None
        if post is not None and owner == str(-vk.group_id):
            found.append(post)
    body = _posts(vk, ask, found, found)
    body.pop("count")
    return body


def _posts(vk: Core, ask: Ask, posts: list[Thing], chosen: list[Thing]) -> JsonObject:
    items = [shapes.post_item(vk.state, post) for post in chosen]
    body: JsonObject = {"count": len(posts), "items": items}
    if ask.get("extended"):
        authors = [post.author for post in chosen]
        body.update(shapes.people_of(vk.state, authors, tuple(ask.get("fields", ()))))
    return body


def get_comment(vk: Core, ask: Ask) -> JsonObject:
    """wall.getComment."""
    own_wall(vk, ask)
    comment = vk.state.comments.get(("wall", ask.get("comment_id")))
    if comment is None:
        raise VkApiError(211)
    return {"items": [shapes.comment_item(vk.state, comment)]}


def report_comment(vk: Core, ask: Ask) -> int:
    """wall.reportComment: heard and forgotten."""
    if ("wall", ask.get("comment_id")) not in vk.state.comments:
        raise VkApiError(211)
    return DONE


def close_comments(vk: Core, ask: Ask) -> int:
    """wall.closeComments."""
    return _set_closed(vk, ask, closed=True)


def open_comments(vk: Core, ask: Ask) -> int:
    """wall.openComments."""
    return _set_closed(vk, ask, closed=False)


def _set_closed(vk: Core, ask: Ask, *, closed: bool) -> int:
    own_wall(vk, ask)
    must_manage(vk, ask)
    post = found_thing(vk, "wall", ask.get("post_id"), POST_DENIED)
    post.closed = closed
    vk.heard("closed" if closed else "opened", post, "wall")
    return DONE


def get_likes(vk: Core, ask: Ask) -> JsonObject:
    """likes.getList of posts and comments."""
    own_wall(vk, ask)
    kind, number = ask.get("type"), ask.get("item_id", 0)
    what: object = None
    if kind == "post":
        what = vk.state.thing("wall", number)
    elif kind == "comment":
        what = vk.state.comments.get(("wall", number))
    likes = getattr(what, "likes", None)
    if likes is None:
        raise bad("item_id is invalid")
    return {"count": len(likes), "items": page(sorted(likes), ask, 100, MOST_LIKES)}


def get_topics(vk: Core, ask: Ask) -> JsonObject:
    """board.getTopics."""
    own_group(vk, ask)
    topics = [t for t in vk.state.things.values() if t.place == "board" and not t.deleted]
    items: list[JsonObject] = []
    for topic in page(topics, ask, 40, MOST_POSTS):
        item: JsonObject = {"id": topic.id, "title": topic.text, "created": topic.date}
        visible = sum(1 for c in topic.comments.values() if not c.deleted)
        item.update(created_by=topic.author, comments=visible, is_closed=int(topic.closed))
        items.append(item)
    return {"count": len(topics), "items": items, "default_order": 1, "can_add_topics": 0}
