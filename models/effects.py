# long: one noun for each thing that can be written, and nothing else
"""What a handler wants remembered and promised: the only thing that is ever written.

`commit(row, effects)` stores all records of one event in one transaction, together with the inbox
row's end. Records are nouns, not statements, so that every store can write them its own way.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from models.action import Action, Outcome
from models.audit import AuditLine
from models.case import Case, CaseItem, Delivery, Label, Timer
from models.channel import Channel, ChannelKey, Platform
from models.message import Message
from models.person import Author, Grant, RoleSource
from models.verdict import Verdict


@dataclass(frozen=True, slots=True)
class PutMessage:
    """A new message (version 1) or a new version of one; its author's identity goes with it."""

    id: int
    version: int
    message: Message


@dataclass(frozen=True, slots=True)
class PutVerdict:
    """The verdict on one version of one message."""

    id: int
    message_id: int
    version: int
    verdict: Verdict
    at: int
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class CountStanding:
    """A line of an author's ledger: clean and removed messages of a channel, with a reason."""

    author: Author
    channel: ChannelKey
    at: int
    clean: int = 0
    removed: int = 0
    reason: str = ""
    joined_at: int | None = None


@dataclass(frozen=True, slots=True)
class CountReach:
    """How far a message carries: `likes` and `replies` are changes, `followers` stays the most."""

    message_id: int
    followers: int = 0
    likes: int = 0
    replies: int = 0


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A new case; when one with its fingerprint is open already the store refuses the event."""

    case: Case


@dataclass(frozen=True, slots=True)
class ChangeCase:
    """A case after a transition; refused as stale unless the stored version is `expected`."""

    case: Case
    expected: int


@dataclass(frozen=True, slots=True)
class AttachItem:
    """A message joins a case: the stored count grows with it, no version is checked."""

    item: CaseItem


@dataclass(frozen=True, slots=True)
class MarkItem:
    """An item's state after an act (`removed`, `kept`, `restored`)."""

    case_id: int
    message_id: int
    state: str


@dataclass(frozen=True, slots=True)
class MarkMessage:
    """A message was deleted on the platform, or came back; `by` as an audit actor."""

    message_id: int
    deleted: bool
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Promise:
    """An act for the courier; a promise with a known key is silently the same promise."""

    action: Action


@dataclass(frozen=True, slots=True)
class StartAction:
    """The courier is about to send it: after a crash it may have been sent."""

    action_id: int
    at: int
    inverse_state: str = ""
    """JSON of the member's state before a restrict or ban, for an exact undo."""


@dataclass(frozen=True, slots=True)
class SettleAction:
    """How a promise ended; an unsettled outcome puts it back until `not_before`."""

    action_id: int
    outcome: Outcome
    at: int
    not_before: int = 0


@dataclass(frozen=True, slots=True)
class PutDelivery:
    """A card in a chat, new or after a send, edit or retirement."""

    delivery: Delivery


@dataclass(frozen=True, slots=True)
class PutChannel:
    """A channel as it is to be remembered (bound, renamed, rights changed)."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class MoveChannel:
    """The old address becomes an alias of the new one; everything follows."""

    old: ChannelKey
    new: ChannelKey


@dataclass(frozen=True, slots=True)
class PutGrant:
    """A role is given."""

    grant: Grant


@dataclass(frozen=True, slots=True)
class DropGrants:
    """Roles of one source are taken back: of one identity, or of a channel when it is empty."""

    source: RoleSource
    identity_key: str = ""
    channel: ChannelKey | None = None
    platform: Platform | None = None
    """Only of people of one network: where a workspace's roles are replaced, others keep theirs."""


@dataclass(frozen=True, slots=True)
class PutHappening:
    """A join, leave, reaction or request, kept as an event."""

    id: int
    channel: ChannelKey
    kind: str
    author: Author | None
    at: int
    target: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """The inbox row could not be read: kept, counted, shown."""

    inbox_id: int
    code: str


@dataclass(frozen=True, slots=True)
class SetTimer:
    """A timer by key; setting a known key moves it."""

    timer: Timer


@dataclass(frozen=True, slots=True)
class DropTimer:
    """The timer with this key fires no more."""

    key: str


@dataclass(frozen=True, slots=True)
class WriteLabel:
    """Training truth from a person's decision."""

    label: Label


@dataclass(frozen=True, slots=True)
class WriteAudit:
    """A line of the audit chain."""

    line: AuditLine


@dataclass(frozen=True, slots=True)
class PutSetting:
    """A small fact of the workspace by name (setup codes as hashes, known linked channels)."""

    name: str
    value: str | None
    """None forgets it."""


Record = (
    PutMessage
    | PutVerdict
    | CountStanding
    | CountReach
    | OpenCase
    | ChangeCase
    | AttachItem
    | MarkItem
    | MarkMessage
    | Promise
    | StartAction
    | SettleAction
    | PutDelivery
    | PutChannel
    | MoveChannel
    | PutGrant
    | DropGrants
    | PutHappening
    | QuarantineRow
    | SetTimer
    | DropTimer
    | WriteLabel
    | WriteAudit
    | PutSetting
)


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything one event leads to, in the order in which it is to be written."""

    records: tuple[Record, ...] = field(default=())

    @classmethod
    def of(cls, *records: Record | None) -> "Effects":
        """Gather records, leaving out the ones that are None."""
        return cls(tuple(record for record in records if record is not None))

    def plus(self, *more: "Effects | Record | Iterable[Record]") -> "Effects":
        """Return these effects followed by more."""
        records = list(self.records)
        for one in more:
            if isinstance(one, Effects):
                records.extend(one.records)
            elif isinstance(one, Iterable):
                records.extend(one)
            else:
                records.append(one)
        return Effects(tuple(records))


NOTHING = Effects()
