"""All that may be known of one version of a message at the moment the rules look at it.

`handlers/message.py` fills it from the look-ahead and one read of the store; conditions read it and
nothing else, so that the same situation always gets the same verdict (`scan` and /test rely on it).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from handlers.canonical import Canonical
from handlers.policy.seen import classifier_signals
from models.channel import Place
from models.message import Message
from models.person import OURS, Standing
from models.signal import Judgement, Signal

_MINUTE_US: Final = 60 * 1_000_000
_DAY_US: Final = 24 * 60 * _MINUTE_US

NEWCOMER_MESSAGES: Final = 3
"""Clean messages after which an author may stop being a newcomer (contract.md)."""
NEWCOMER_US: Final = 7 * _DAY_US
"""Time since the first message seen, after which he may (contract.md)."""
UNKNOWN_US: Final = 7 * _DAY_US
"""How long after a channel's first day unseen joins make an author unknown (contract.md)."""
LATE_US: Final = 30 * _MINUTE_US
"""Older than this at receipt, a message is caught up with, not reacted to (contract.md)."""


@dataclass(frozen=True, slots=True)
class Situation:
    """One version of one message with everything the rules may ask about it."""

    message: Message
    canonical: Canonical
    """Of `message.text`: spam is judged on all of it."""
    signals: tuple[Signal, ...] = ()
    """What the checks said."""
    judgement: Judgement | None = None
    """None: the classifier was silent or was not asked; no condition on it holds then."""
    standing: Standing = field(default_factory=Standing)
    watched_since: int | None = None
    """`Channel.watched_since`, UTC microseconds; None: watched for ever."""
    named: Mapping[str, Signal] = field(init=False, repr=False, compare=False)
    """The signals by name."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "named", {signal.name: signal for signal in self.signals})

    @property
    def newcomer(self) -> bool:
        """Whether fewer than 3 messages were clean, or the first one seen is under 7 days old."""
        first = self.standing.first_seen_at
        return (
            self.standing.clean_messages < NEWCOMER_MESSAGES
            or first is None
            or self.message.received_at - first < NEWCOMER_US
        )

    @property
    def unknown(self) -> bool:
        """Whether a newcomer may well be an old member: watched for under 7 days, join not seen."""
        return (
            self.newcomer
            and self.standing.joined_at is None
            and self.watched_since is not None
            and self.message.received_at - self.watched_since < UNKNOWN_US
        )

    @property
    def late(self) -> bool:
        """Whether more than 30 minutes lay between writing (or editing) and receipt."""
        written = self.message.edited_at or self.message.sent_at
        return self.message.received_at - written > LATE_US

    @property
    def edited(self) -> bool:
        """Whether this version is an edit."""
        return self.message.edited_at is not None

    @property
    def ours(self) -> bool:
        """Whether the brand itself speaks: staff, an anonymous admin, the linked channel."""
        return self.standing.is_staff or self.message.author.kind in OURS

    @property
    def place(self) -> Place:
        """The kind of place it was written in."""
        return self.message.place

    @property
    def evidence(self) -> frozenset[str]:
        """The independent kinds of evidence that hold, the classifier's highest step included."""
        seen = self.signals + classifier_signals(self.judgement)
        return frozenset(signal.evidence for signal in seen if signal.holds) - {""}
