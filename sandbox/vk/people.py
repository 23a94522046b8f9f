"""People's hands, first part: who and what exists, comments of every place, likes, blocks.

Each hand does what a person does in VK and queues what VK would send the bot. Ids of people are
plain ints; things and comments are objects that show how they are now. `letters.py` adds messages.
"""

from collections.abc import Sequence

from sandbox.vk import deeds
from sandbox.vk.core import Core
from sandbox.vk.state import ROLES, SUGGEST, Ban, Comment, Thing
from sandbox.vk.wire import JsonObject

_LEVELS = {"": 0, "moderator": 1, "editor": 2, "administrator": 3, "creator": 3}
_LIKED = {
    "wall": "comment",
    "photo": "photo_comment",
    "video": "video_comment",
    "market": "market_comment",
    "board": "topic_comment",
}


class People(Core):
    """Creates people and things and lets people comment, like, delete and block."""

    def person(self, name: str = "Анна", last_name: str = "", **fields: object) -> int:
        """A new person who has joined the community; `fields` are VK's fields of a user."""
        user = self.add_person(name, last_name, **fields)
        self.state.members.add(user)
        return user

    def community(self, name: str = "Соседи", **fields: object) -> int:
        """Another community, which may comment: its id as an author, below zero."""
        number = self.state.next_id("communities", 220_000_001)
        shape = {"id": number, "name": name, "screen_name": f"club{number}", "type": "group"}
        self.state.communities[number] = {**shape, "is_closed": 0, "members_count": 10, **fields}
        return -number

    def manager(self, role: str = "moderator", name: str = "Марина", last_name: str = "") -> int:
        """A new person with a role in the community, silently."""
        if role not in ROLES:
            raise ValueError(role)
        user = self.person(name, last_name)
        self.state.managers[user] = role
        return user

    def officer(self, user: int, role: str, by: int | None = None) -> JsonObject:
        """Somebody's role is changed; an empty role takes it away."""
        old = self.state.managers.pop(user, "")
        if role:
            self.state.managers[user] = role
        body = {"admin_id": by or self.key_holder, "user_id": user}
        levels = {"level_old": _LEVELS[old], "level_new": _LEVELS[role]}
        return self.emit("group_officers_edit", {**body, **levels})

    def post(self, text: str = "Новинка!", *, author: int = 0, **fields: object) -> Thing:
        """A post of the community (or of a person) on its wall."""
        return self._thing("wall", text, author or -self.group_id, **fields)

    def suggest(self, who: int, text: str, **fields: object) -> Thing:
        """A person suggests a post; managers see it before anybody else does."""
        self._may_write(who)
        return self._thing("wall", text, who, kind=SUGGEST, **fields)

    def photo(self, text: str = "Фото") -> Thing:
        """A photo of the community's."""
        return self._thing("photo", text, -self.group_id)

    def video(self, text: str = "Видео") -> Thing:
        """A video of the community's."""
        return self._thing("video", text, -self.group_id)

    def item(self, text: str = "Термокружка") -> Thing:
        """A product of the community's market."""
        return self._thing("market", text, -self.group_id)

    def topic(self, text: str = "Вопросы и ответы") -> Thing:
        """A topic of the community's discussions."""
        return self._thing("board", text, -self.group_id)

    def _thing(self, place: str, text: str, author: int, **fields: object) -> Thing:
        thing = Thing(place, self.state.next_id(place), author, text, self.now())
        for name, value in fields.items():
            setattr(thing, name, value)
        return deeds.publish(self, thing)

    def _may_write(self, who: int) -> None:
        if deeds.is_blocked(self, who):
            raise PermissionError(who)

    def comment(
        self,
        thing: Thing,
        who: int,
        text: str,
        *,
        reply_to: Comment | None = None,
        attachments: Sequence[JsonObject] = (),
    ) -> Comment:
        """Somebody comments; PermissionError where they are blocked or comments are closed.

        VK's own filter may delete it at once: `deleted` is true and `deleter` 0 then.
        """
        self._may_write(who)
        if thing.closed or thing.deleted:
            raise PermissionError(thing.id)
        answered = reply_to.id if reply_to else None
        return deeds.comment_on(self, thing, deeds.Draft(who, text, answered, attachments))

    def photo_comment(self, who: int, text: str, thing: Thing | None = None) -> Comment:
        """A comment under a photo, a new one where none is given."""
        return self.comment(thing or self.photo(), who, text)

    def video_comment(self, who: int, text: str, thing: Thing | None = None) -> Comment:
        """A comment under a video."""
        return self.comment(thing or self.video(), who, text)

    def market_comment(self, who: int, text: str, thing: Thing | None = None) -> Comment:
        """A comment under a product."""
        return self.comment(thing or self.item(), who, text)

    def board_comment(self, who: int, text: str, thing: Thing | None = None) -> Comment:
        """A post in a discussion."""
        return self.comment(thing or self.topic(), who, text)

    def answer_comment(self, comment: Comment, text: str) -> Comment:
        """A manager answers a comment by hand as the community."""
        thing = self.state.things[comment.place, comment.object_id]
        return self.comment(thing, -self.group_id, text, reply_to=comment)

    def edit_comment(
        self, comment: Comment, text: str, attachments: Sequence[JsonObject] = ()
    ) -> Comment:
        """The author changes a comment."""
        return deeds.edit(self, comment, text, attachments)

    def delete_comment_by_hand(self, who: int, comment: Comment) -> None:
        """A manager (or the author) deletes a comment in VK; PermissionError for anybody else."""
        if who != comment.author and who not in self.state.managers:
            raise PermissionError(who)
        if not comment.deleted:
            deeds.delete(self, comment, who, "deleted_by_hand")

    def restore_comment(self, comment: Comment) -> None:
        """A deleted comment is brought back."""
        deeds.restore(self, comment)

    def close(self, thing: Thing, *, closed: bool = True) -> None:
        """A manager closes or opens comments by hand; VK tells nobody."""
        thing.closed = closed
        self.journal.pulse()

    def like(self, who: int, what: Thing | Comment) -> JsonObject:
        """Somebody likes a post or a comment."""
        what.likes.add(who)
        return self._liked("like_add", who, what)

    def unlike(self, who: int, what: Thing | Comment) -> JsonObject:
        """Somebody takes a like back."""
        what.likes.discard(who)
        return self._liked("like_remove", who, what)

    def _liked(self, kind: str, who: int, what: Thing | Comment) -> JsonObject:
        comment = isinstance(what, Comment)
        liked = _LIKED[what.place] if comment else {"wall": "post"}.get(what.place, what.place)
        body: JsonObject = {"liker_id": who, "object_type": liked, "object_id": what.id}
        body.update(object_owner_id=-self.group_id, thread_reply_id=0)
        body["post_id"] = what.object_id if isinstance(what, Comment) else 0
        return self.emit(kind, body)

    def join(self, who: int) -> JsonObject:
        """Somebody joins the community."""
        self.state.members.add(who)
        return self.emit("group_join", {"user_id": who, "join_type": "join"})

    def leave(self, who: int) -> JsonObject:
        """Somebody leaves the community."""
        self.state.members.discard(who)
        return self.emit("group_leave", {"user_id": who, "self": 1})

    def block_by_hand(self, admin: int, who: int, until: int = 0, reason: int = 0) -> None:
        """A manager blocks somebody in VK; `until` 0 is for ever."""
        deeds.block(self, Ban(who, admin, self.now(), until, reason))

    def unblock_by_hand(self, admin: int, who: int) -> None:
        """A manager takes a block back in VK."""
        deeds.unblock(self, who, admin)

    def change_settings(self, who: int, **changes: object) -> JsonObject:
        """A manager changes the community's settings by hand."""
        old = {name: self.state.settings.get(name, "") for name in changes}
        self.state.settings.update(changes)
        told = {n: {"old_value": old[n], "new_value": v} for n, v in changes.items()}
        return self.emit("group_change_settings", {"user_id": who, "changes": told})
