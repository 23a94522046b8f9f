"""Conversations: private messages and chats, with messages numbered per conversation (cmid).

`state.py` holds them, `answers/messages.py` and the hands in `letters.py` write them.
"""

from dataclasses import dataclass, field

from sandbox.vk.wire import JsonObject, is_chat


@dataclass(eq=False)
class Letter:
    """One message as it is now; `id` is 0 in chats, there `cmid` is what counts."""

    peer: int
    cmid: int
    id: int
    author: int
    text: str
    date: int
    extra: JsonObject = field(default_factory=dict)
    keyboard: JsonObject | None = None
    had_buttons: bool = False
    reply_to: int | None = None
    deleted: bool = False
    deleter: int | None = None
    edits: int = 0
    edited_at: int = 0

    @property
    def path(self) -> str:
        """`peer/cmid`, unique."""
        return f"{self.peer}/{self.cmid}"


@dataclass(eq=False)
class Talk:
    """One conversation; `allowed` is whether the person lets the community write."""

    peer: int
    title: str = ""
    owner: int = 0
    members: dict[int, int] = field(default_factory=dict)
    admins: set[int] = field(default_factory=set)
    letters: dict[int, Letter] = field(default_factory=dict)
    allowed: bool = False
    answered: bool = True
    important: bool = False
    last_cmid: int = 0

    @property
    def chat(self) -> bool:
        """Whether several people talk here."""
        return is_chat(self.peer)

    def rules(self, who: int) -> bool:
        """Whether somebody is the chat's owner or an administrator of it."""
        return who == self.owner or who in self.admins


@dataclass(eq=False)
class Press:
    """A press of a callback button; `answer` is the event_data that the bot gave, None so far."""

    event_id: str
    user: int
    peer: int
    cmid: int
    at: float
    payload: object = None
    answer: JsonObject | None = None
    answered: bool = False
    label: str = ""
