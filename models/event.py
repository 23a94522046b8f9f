"""What can happen: translated platform updates, outcomes of acts, and time passing.

`handlers.handle` matches on these and ends in `assert_never`, so that no event is forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.action import Action, Outcome
from models.case import Timer
from models.channel import ChannelKey, Place, Purpose
from models.message import Message
from models.person import Author, Role


@dataclass(frozen=True, slots=True)
class MessageSeen:
    """Somebody wrote or edited a message."""

    message: Message


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed a button; `data` is what we once put there, or what a forger invented."""

    press_id: str
    author: Author
    channel: ChannelKey
    card_id: str
    """External id of the message that carries the button."""
    data: str
    at: int


@dataclass(frozen=True, slots=True)
class CommandGiven:
    """Somebody typed a command of ours; `args` is the rest of the line."""

    name: str
    args: str = field(repr=False)
    message: Message = field(repr=False)
    """The message that carries the command (author, channel, reply_to)."""


@dataclass(frozen=True, slots=True)
class MemberChanged:
    """A membership changed; statuses as Bot API `ChatMember.status`."""

    channel: ChannelKey
    member: Author
    old: str
    new: str
    by: Author
    at: int
    via: str = ""
    """`join_request`, `folder_link`, `invite_link` or empty."""
    may_delete: bool = False
    """Whether the new status carries the right to delete messages."""


@dataclass(frozen=True, slots=True)
class RightsChanged:
    """What our own account may do in a channel changed (`my_chat_member`)."""

    channel: ChannelKey
    place: Place
    status: str
    rights: frozenset[str]
    by: Author
    at: int
    title: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A bound place as it is now: names, our rights, and everybody who may act there."""

    channel: ChannelKey
    place: Place
    purpose: Purpose
    rights: frozenset[str] | None
    """None where our account is no member any more."""
    staff: tuple[tuple[Author, Role], ...]
    at: int
    title: str = field(default="", repr=False)
    username: str = ""
    linked_external_id: str | None = None
    is_forum: bool = False


@dataclass(frozen=True, slots=True)
class ChannelMoved:
    """A group became a supergroup: the old id is an alias from now on."""

    old: ChannelKey
    new: ChannelKey
    at: int


@dataclass(frozen=True, slots=True)
class Happened:
    """A thing worth storing that nobody answers yet: reactions, join requests, boosts."""

    channel: ChannelKey
    kind: str
    author: Author | None
    at: int
    target: str = ""
    detail: Mapping[str, str | int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    """A message is gone from the platform: by a person's hand, or as the echo of our own act."""

    channel: ChannelKey
    external_id: str
    by: Author | None
    """Who removed it, where the platform says so."""
    at: int


@dataclass(frozen=True, slots=True)
class MessageRestored:
    """A deleted message is there again, as it reads now."""

    message: Message
    by: Author | None
    at: int


@dataclass(frozen=True, slots=True)
class ReachSeen:
    """A message drew attention; the counts are changes, `likes` may be negative."""

    channel: ChannelKey
    external_id: str
    at: int
    likes: int = 0
    replies: int = 0


@dataclass(frozen=True, slots=True)
class GapFound:
    """The platform says that events were lost before `at`; some were read back afterwards."""

    channel: ChannelKey
    code: str
    """Why: `history_outdated` (VK `failed` 1) or `history_lost` (`failed` 3)."""
    at: int
    since: int | None = None
    """When the last event before the gap was received, UTC microseconds."""
    read_back: int | None = None
    """How many messages were read back; None: no key of ours may."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """An update that could not be read: quarantined and counted; its text is still judged."""

    channel: ChannelKey
    inbox_id: int
    code: str
    """Path and expectation of the first thing that was wrong; never a value."""
    text: str = field(default="", repr=False)
    at: int = 0


@dataclass(frozen=True, slots=True)
class ActionSettled:
    """The courier carried a promise out, or could not."""

    action: Action
    outcome: Outcome
    at: int


@dataclass(frozen=True, slots=True)
class TimerDue:
    """A timer's time has come."""

    timer: Timer
    at: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something of ours broke or mended itself (`disk_full`, `platform_down`, `clock_jump`, …)."""

    code: str
    at: int
    mended: bool = False
    detail: Mapping[str, str | int] = field(default_factory=dict, hash=False)


Event = (
    MessageSeen
    | Pressed
    | CommandGiven
    | MemberChanged
    | RightsChanged
    | Surveyed
    | ChannelMoved
    | Happened
    | MessageDeleted
    | MessageRestored
    | ReachSeen
    | GapFound
    | Malformed
    | ActionSettled
    | TimerDue
    | Fault
)
