"""What is true on the platform now: people, the community, what is commented, comments.

Objects here are our own; `shapes.py` turns them into VK's JSON, which differs between an event and
the answer of a method. Conversations are in `talks.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from sandbox.vk.talks import Talk
from sandbox.vk.wire import JsonObject

PLACES = ("wall", "photo", "video", "market", "board")
THREADED = frozenset({"wall", "video"})
SUGGEST = "suggest"
ROLES = ("moderator", "editor", "administrator", "creator")


@dataclass(eq=False)
class Thing:
    """What can be commented: a post, photo, video, product or topic of discussion."""

    place: str
    id: int
    author: int
    text: str
    date: int
    kind: str = "post"
    attachments: list[JsonObject] = field(default_factory=list)
    closed: bool = False
    deleted: bool = False
    likes: set[int] = field(default_factory=set)
    comments: dict[int, "Comment"] = field(default_factory=dict)


@dataclass(eq=False)
class Comment:
    """One comment as it is now; `top` is the comment whose thread it is in.

    `deleter` is who deleted it: a person, minus the community, 0 for VK's own filter.
    """

    place: str
    object_id: int
    id: int
    author: int
    text: str
    date: int
    reply_to: int | None = None
    top: int | None = None
    attachments: list[JsonObject] = field(default_factory=list)
    likes: set[int] = field(default_factory=set)
    deleted: bool = False
    deleter: int | None = None
    edits: int = 0
    guid: str = ""

    @property
    def path(self) -> str:
        """`object/comment`, unique within its place."""
        return f"{self.object_id}/{self.id}"


@dataclass(eq=False)
class Ban:
    """A block of the community's; `until` 0 is for ever."""

    user: int
    admin: int
    date: int
    until: int = 0
    reason: int = 0
    comment: str = ""
    visible: bool = False


@dataclass
class State:
    """Everything that one community can meet; other communities are ids below zero as authors."""

    group_id: int
    title: str
    screen_name: str
    users: dict[int, JsonObject] = field(default_factory=dict)
    communities: dict[int, JsonObject] = field(default_factory=dict)
    members: set[int] = field(default_factory=set)
    managers: dict[int, str] = field(default_factory=dict)
    bans: dict[int, Ban] = field(default_factory=dict)
    things: dict[tuple[str, int], Thing] = field(default_factory=dict)
    comments: dict[tuple[str, int], Comment] = field(default_factory=dict)
    talks: dict[int, Talk] = field(default_factory=dict)
    settings: JsonObject = field(default_factory=dict)
    ids: dict[str, Iterator[int]] = field(default_factory=dict)

    def next_id(self, what: str, first: int = 1) -> int:
        """The next id of a sequence; posts and comments of a wall share one, as in life."""
        return next(self.ids.setdefault(what, count(first)))

    def thing(self, place: str, thing_id: int) -> Thing | None:
        """What is commented; None where it was never there or was deleted."""
        found = self.things.get((place, thing_id))
        return None if found is None or found.deleted else found

    def add_comment(self, thing: Thing, comment: Comment) -> Comment:
        """Store a comment."""
        thing.comments[comment.id] = comment
        self.comments[comment.place, comment.id] = comment
        return comment

    def name_of(self, owner: int) -> str:
        """The name of a person or of a community."""
        if owner < 0:
            return str(self.group(-owner).get("name", ""))
        user = self.users.get(owner, {})
        return f"{user.get('first_name', '')} {user.get('last_name', '')}".strip()

    def group(self, group_id: int) -> JsonObject:
        """A community by its id, an empty object where there is none."""
        if group_id != self.group_id:
            return self.communities.get(group_id, {})
        return {
            "id": self.group_id,
            "name": self.title,
            "screen_name": self.screen_name,
            "is_closed": 0,
            "type": "group",
            "members_count": len(self.members),
        }

    def stop_words(self) -> list[str]:
        """Words of the community's keyword filter, empty while it is off."""
        if not self.settings.get("obscene_stopwords"):
            return []
        return [str(word) for word in self.settings.get("obscene_words", []) if word]
