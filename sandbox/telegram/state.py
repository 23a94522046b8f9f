"""What is true on the platform now: people, chats, members, messages.

One `State` per bot account. Objects are kept in the Bot API's shape and handed out as they are:
whoever changes one replaces it, nobody edits one in place, so nothing needs a deep copy.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from sandbox.telegram import members
from sandbox.telegram.errors import bad_request
from sandbox.telegram.members import default_permissions
from sandbox.telegram.wire import JsonObject

SUPERGROUP_BASE = -1001000000000
GROUPS = frozenset({"group", "supergroup"})


@dataclass
class Chat:
    """One chat with everybody and everything in it; `full` holds extra fields of getChat."""

    id: int
    kind: str
    wire: JsonObject
    members: dict[int, JsonObject] = field(default_factory=dict)
    messages: dict[int, JsonObject] = field(default_factory=dict)
    deleted: dict[int, JsonObject] = field(default_factory=dict)
    permissions: JsonObject = field(default_factory=default_permissions)
    banned_senders: set[int] = field(default_factory=set)
    join_requests: dict[int, JsonObject] = field(default_factory=dict)
    reactions: dict[tuple[int, int], list[JsonObject]] = field(default_factory=dict)
    topics: set[int] = field(default_factory=set)
    full: JsonObject = field(default_factory=dict)
    linked: int | None = None
    migrated_to: int | None = None
    last_id: int = 0


@dataclass
class State:
    """Every person, chat and business connection that one bot account can meet."""

    bot: JsonObject
    users: dict[int, JsonObject] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    business: dict[str, JsonObject] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    _people: Iterator[int] = field(default_factory=lambda: count(5_000_001))
    _groups: Iterator[int] = field(default_factory=lambda: count(1))
    _private_id: int = 0

    def add_user(self, user: JsonObject) -> int:
        """Register a person; an absent id is given here."""
        user_id = int(user.get("id") or next(self._people))
        self.users[user_id] = {"id": user_id, **{k: v for k, v in user.items() if k != "id"}}
        self._name(user.get("username"), user_id)
        return user_id

    def add_chat(self, kind: str, wire: JsonObject) -> Chat:
        """Create a chat; an absent id is given here in the range of its kind."""
        given, number = wire.get("id"), next(self._groups)
        fresh = -4_000_000 - number if kind == "group" else SUPERGROUP_BASE - number
        chat_id = int(given if given is not None else fresh)
        shape = {"id": chat_id, "type": kind, **{k: v for k, v in wire.items() if k != "id"}}
        chat = self.chats[chat_id] = Chat(chat_id, kind, shape)
        self._name(wire.get("username"), chat_id)
        return chat

    def private(self, user_id: int) -> Chat:
        """The private chat with a person, made at the first need."""
        if user_id not in self.chats:
            user = self.users[user_id]
            kept = ("id", "first_name", "last_name", "username")
            self.add_chat("private", {k: user[k] for k in kept if k in user})
        return self.chats[user_id]

    def _name(self, username: object, key: int) -> None:
        if isinstance(username, str):
            self.names[username.lower()] = key

    def find(self, reference: int | str) -> Chat:
        """The chat that an id or @username means; ApiError 400 where there is none."""
        key = reference
        if isinstance(reference, str):
            key = self.names.get(reference.lstrip("@").lower(), 0)
        chat = self.chats.get(int(key))
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def member(self, chat: Chat, user_id: int) -> JsonObject:
        """The ChatMember of a person in a chat, `left` where the person was never there."""
        known = chat.members.get(user_id)
        return known or members.left(self.users[user_id])

    def bot_member(self, chat: Chat) -> JsonObject:
        """The bot's own ChatMember there."""
        return self.member(chat, self.bot["id"])

    def keep(self, chat: Chat, message: JsonObject, at: int) -> JsonObject:
        """Give the message its id, date and chat, and store it.

        Supergroups and channels count for themselves; private chats and basic groups share the
        account's counter.
        """
        if chat.kind in {"supergroup", "channel"}:
            chat.last_id += 1
            number = chat.last_id
        else:
            self._private_id += 1
            number = self._private_id
        whole = {"message_id": number, "date": at, "chat": chat.wire, **message}
        chat.messages[number] = whole
        return whole

    def forget(self, chat: Chat, message_id: int) -> JsonObject | None:
        """Delete a message; the deleted one is returned and kept apart for tests to look at."""
        message = chat.messages.pop(message_id, None)
        if message is not None:
            chat.deleted[message_id] = message
        return message
