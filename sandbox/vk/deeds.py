"""What comments, posts and blocks go through, whoever does it: the bot by a method or a person.

Each deed changes the state and queues the event that VK would send. `answers/` and the hands call.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.vk import shapes
from sandbox.vk.core import Core
from sandbox.vk.state import SUGGEST, THREADED, Ban, Comment, Thing
from sandbox.vk.wire import JsonObject

FILTER = 0
"""The deleter that stands for VK's own filter."""


@dataclass(frozen=True)
class Draft:
    """What somebody is about to write under a thing."""

    author: int
    text: str
    reply_to: int | None = None
    attachments: Sequence[JsonObject] = ()
    guid: str = ""


def publish(vk: Core, thing: Thing) -> Thing:
    """Put something up that can be commented; posts are told of."""
    vk.state.things[thing.place, thing.id] = thing
    if thing.place == "wall":
        event = vk.emit("wall_post_new", shapes.post_item(vk.state, thing))
        vk.event_of[thing] = event["event_id"]
        vk.heard("suggested" if thing.kind == SUGGEST else "posted", thing, "wall")
    return thing


def comment_on(vk: Core, thing: Thing, draft: Draft) -> Comment:
    """Write a comment; one with a stop word is deleted by VK's own filter at once."""
    ids = "wall" if thing.place == "wall" else f"{thing.place}_comment"
    number = vk.state.next_id(ids)
    comment = Comment(thing.place, thing.id, number, draft.author, draft.text, vk.now())
    comment.attachments, comment.guid = list(draft.attachments), draft.guid
    answered = vk.state.comments.get((thing.place, draft.reply_to or 0))
    if answered is not None:
        comment.reply_to = answered.id
        if thing.place in THREADED:
            comment.top = answered.top or answered.id
    vk.state.add_comment(thing, comment)
    filtered = _filtered(vk, comment)
    if filtered:
        comment.deleted, comment.deleter = True, FILTER
    if not filtered or vk.settings.filter_tells:
        kind = f"{shapes.EVENT_OF[thing.place]}_new"
        vk.emit(kind, shapes.comment_event(vk.state, comment), comment)
    vk.heard("filtered" if filtered else "said", comment, thing.place)
    if filtered and vk.settings.filter_tells:
        _tell_deletion(vk, comment)
    vk.journal.pulse()
    return comment


def _filtered(vk: Core, comment: Comment) -> bool:
    if comment.author == -vk.group_id or comment.author in vk.state.managers:
        return False
    text = comment.text.lower()
    return any(word.lower() in text for word in vk.state.stop_words())


def edit(vk: Core, comment: Comment, text: str, attachments: Sequence[JsonObject] = ()) -> Comment:
    """Change a comment."""
    comment.text, comment.attachments = text, list(attachments) or comment.attachments
    comment.edits += 1
    kind = f"{shapes.EVENT_OF[comment.place]}_edit"
    vk.emit(kind, shapes.comment_event(vk.state, comment))
    vk.heard("edited", comment, comment.place)
    return comment


def delete(vk: Core, comment: Comment, by: int, told: str = "deleted") -> None:
    """Delete a comment; `by` is a person or minus the community, `told` what listeners hear."""
    comment.deleted, comment.deleter = True, by
    vk.heard(told, comment, comment.place)
    _tell_deletion(vk, comment)


def _tell_deletion(vk: Core, comment: Comment) -> None:
    body = shapes.deletion_event(vk.state, comment, named=vk.settings.names_deleter)
    vk.emit(f"{shapes.EVENT_OF[comment.place]}_delete", body)


def restore(vk: Core, comment: Comment) -> None:
    """Bring a deleted comment back."""
    comment.deleted, comment.deleter = False, None
    vk.heard("restored", comment, comment.place)
    kind = f"{shapes.EVENT_OF[comment.place]}_restore"
    vk.emit(kind, shapes.comment_event(vk.state, comment))


def block(vk: Core, ban: Ban) -> None:
    """Put somebody on the community's black list."""
    vk.state.bans[ban.user] = ban
    vk.state.members.discard(ban.user)
    body: JsonObject = {"admin_id": ban.admin, "user_id": ban.user, "unblock_date": ban.until}
    vk.emit("user_block", {**body, "reason": ban.reason, "comment": ban.comment})
    vk.journal.tell("banned", user=ban.user, by=ban.admin)


def unblock(vk: Core, user: int, admin: int, *, over: bool = False) -> None:
    """Take somebody off the black list; `over`: the term is."""
    if vk.state.bans.pop(user, None) is not None:
        body = {"admin_id": admin, "user_id": user, "by_end_date": int(over)}
        vk.emit("user_unblock", body)


def end_bans(vk: Core) -> None:
    """Lift the blocks whose term is over."""
    now = vk.now()
    for ban in list(vk.state.bans.values()):
        if ban.until and ban.until <= now:
            unblock(vk, ban.user, ban.admin, over=True)


def is_blocked(vk: Core, user: int) -> bool:
    """Whether somebody is on the black list now."""
    end_bans(vk)
    return user in vk.state.bans
