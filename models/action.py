"""A promised effect on a platform, with its inverse and the key that makes repeats harmless."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from models.channel import ChannelKey

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class ActionKind(StrEnum):
    """What can be promised to a platform."""

    DELETE = "delete"
    BAN = "ban"
    UNBAN = "unban"
    RESTRICT = "restrict"
    UNRESTRICT = "unrestrict"
    REPLY = "reply"
    REPOST = "repost"
    SEND_CARD = "send_card"
    REFRESH_CARD = "refresh_card"
    SAY = "say"
    """A short text of ours into a chat (command answers, catch-up list)."""
    RESTORE = "restore"
    """Brings a deleted VK comment back, which Telegram cannot."""
    KICK = "kick"
    """Out of a VK chat; whoever is out cannot be brought back by us."""
    CLOSE_COMMENTS = "close_comments"
    OPEN_COMMENTS = "open_comments"
    MARK = "mark"
    """A VK conversation as answered or important, in the community's own inbox."""
    STOP_WORDS = "stop_words"
    """The list of words that VK's own filter hides."""
    ANSWER_PRESS = "answer_press"
    LEAVE = "leave"


class Priority(IntEnum):
    """Classes of the courier, most pressing first."""

    CRITICAL = 0
    ANSWER = 1
    DELETE = 2
    BAN = 3
    CARD = 4
    REPLY = 5


class ActionState(StrEnum):
    """Where a promise stands; `ALREADY` is done with a flag."""

    PLANNED = "planned"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    ALREADY = "already"
    FAILED = "failed"
    NOT_ALLOWED = "not_allowed"
    UNSUPPORTED = "unsupported"
    OBSERVED = "observed"
    """Would have been done: the bot is in observe mode."""
    UNDONE = "undone"


SETTLED = frozenset(
    set(ActionState) - {ActionState.PLANNED, ActionState.QUEUED, ActionState.RUNNING}
)


@dataclass(frozen=True, slots=True)
class Action:
    """One promise; `inverse` is declared before it happens, `none` when there is no way back."""

    id: int
    kind: ActionKind
    channel: ChannelKey
    key: str
    """Idempotency key: the same promise made twice is one row."""
    target: str = ""
    """External id of the message or of the identity the act is about."""
    params: Mapping[str, Json] = field(default_factory=dict, hash=False, repr=False)
    inverse: str = "none"
    priority: Priority = Priority.CARD
    not_before: int = 0
    case_id: int | None = None
    message_id: int | None = None
    cause: str = ""
    """Who wanted it: `rule:name`, `person:<identity id>`, `system`."""
    state: ActionState = ActionState.QUEUED
    tries: int = 0
    code: str = ""
    """How it ended, or why it was put back, as the last `Outcome` said; empty before the first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a promise ended on the platform: data, never an exception."""

    state: ActionState
    code: str = ""
    """A short code of ours (`no_right:delete`, `too_old`, `gone`), for audit and wording."""
    answer: Mapping[str, Json] = field(default_factory=dict, hash=False, repr=False)
    """What the platform returned that we need later (`message_id`, prior rights)."""
    retry_after: float | None = None
    """Seconds to wait before the same call may be repeated; set only when not settled."""
    repeated: bool = False
