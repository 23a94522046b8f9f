"""A matter for people: what it gathers, where it stands, and where its cards are shown."""

from dataclasses import dataclass, field
from enum import StrEnum

from models.channel import ChannelKey


class CaseKind(StrEnum):
    """What a case is about."""

    VIOLATION = "violation"
    COMPLAINT = "complaint"
    URGENT = "urgent"
    QUESTION = "question"
    NEGATIVES = "negatives"
    """The rolling case of ordinary negatives, one per thread and hour."""
    REMOVALS = "removals"
    """The rolling case of what strict rules removed, one per channel and hour."""
    BY_HAND = "by_hand"
    """What no key of ours may remove, one per thread: a person does, and it closes itself."""
    CATCH_UP = "catch_up"
    """What was found older than 30 minutes at receipt, one silent list."""
    NOTICE = "notice"
    """Something the operator must see: a lost right, a quarantined update, a fault."""


class CaseStatus(StrEnum):
    """The state machine's states; the rest are orthogonal fields."""

    OPEN = "open"
    CLAIMED = "claimed"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"


OPEN_STATUSES = frozenset({CaseStatus.OPEN, CaseStatus.CLAIMED, CaseStatus.WAITING})


@dataclass(frozen=True, slots=True)
class Case:
    """One matter; `version` guards against two people deciding at once."""

    id: int
    kind: CaseKind
    fingerprint: str
    """At most one open case per (workspace, kind, fingerprint)."""
    channel: ChannelKey
    opened_at: int
    status: CaseStatus = CaseStatus.OPEN
    version: int = 1
    severity: int = 0
    urgent: bool = False
    """Its card sounds and goes before everything."""
    silent: bool = False
    thread: str | None = None
    items: int = 0
    resolution: str = ""
    resolved_by: int | None = None
    resolved_at: int | None = None
    changed_at: int = 0
    assignee: int | None = None
    detail: str = ""
    """For a notice: its code and arguments as JSON; empty otherwise."""
    reopened: int = 0
    """How often it was resolved and opened again."""


@dataclass(frozen=True, slots=True)
class CaseItem:
    """Why one message is in a case, and what happened to it there."""

    id: int
    case_id: int
    message_id: int
    version: int
    attached_because: str
    at: int
    state: str = "open"
    """`open`, `removed`, `kept`, `restored`; `handled`: answered before its author wrote again."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One card of a case in one chat; rendered anew from state, never stored as text."""

    id: int
    case_id: int
    channel: ChannelKey
    external_id: str = ""
    rendered_hash: str = ""
    sent_at: int | None = None
    edited_at: int | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Training truth made by a person's decision, with its origin."""

    id: int
    message_id: int
    version: int
    name: str
    origin: str
    by: int | None
    at: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Timer:
    """A row that fires once, in the transaction of its effect; `due_at` UTC microseconds."""

    key: str
    due_at: int
    kind: str
    args: dict[str, str | int] = field(default_factory=dict, hash=False)
