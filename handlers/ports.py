"""What the thinking asks of the outside: reads, a classifier, a clock. It never writes.

Adapters live in `bot.store`, `bot.classifiers`, `bot.clock`; fakes ship beside them and pass the
same contract suites.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from handlers.canonical import Canonical
from models.action import Action
from models.audit import AuditLine
from models.case import Case, CaseItem, CaseKind, Delivery
from models.channel import Channel, ChannelKey, Purpose
from models.message import Message, Reach, StoredMessage
from models.person import Grant, Role, Standing
from models.signal import Judgement, Reason
from models.verdict import Outcome, Verdict

NEWCOMER = Standing()
"""Nothing is known of the author yet."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered around a message that has just come in: one read for all of it."""

    standing: Standing = NEWCOMER
    earlier: StoredMessage | None = None
    """The same message, when this is an edit or a repeat."""
    album_outcome: Outcome | None = None
    """The worst outcome among the parts of its album that came before."""
    album_case_id: int | None = None
    album_parts: tuple[str, ...] = ()
    """External ids of the parts of its album that came before."""


@dataclass(frozen=True, slots=True)
class JudgedMessage:
    """A stored message with its last verdict, for cards, /why and undo."""

    stored: StoredMessage
    verdict: Verdict | None
    verdict_id: int | None = None


class Store(Protocol):
    """Reads of one workspace; every method sees all that was committed before the call."""

    async def known(self, message: Message) -> Known:
        """Return what is remembered around `message`; calls made at once share one query."""

    async def expect(self, messages: Sequence[Message], prints: Sequence[str]) -> None:
        """Read ahead what `known` will be asked of many messages, and what `open_case` and
        `latest_case` will be asked of these fingerprints: answers stay those of the last commit.
        """

    async def standing(self, identity_key: str, channel: ChannelKey) -> Standing:
        """Return an author's standing and role in a channel."""

    async def roles(self, identity_key: str) -> Sequence[Grant]:
        """Return all roles of an identity, of every source."""

    async def holders(self, role: Role) -> Sequence[str]:
        """Return the identity keys that hold a role in the whole workspace."""

    async def channel(self, key: ChannelKey) -> Channel | None:
        """Return a channel by its address or an alias of it."""

    async def channels(self, purpose: Purpose) -> Sequence[Channel]:
        """Return all channels of a purpose."""

    async def message(self, channel: ChannelKey, external_id: str) -> JudgedMessage | None:
        """Return a message by its address."""

    async def message_by_id(self, message_id: int) -> JudgedMessage | None:
        """Return a message by our id."""

    async def message_of_verdict(self, verdict_id: int) -> JudgedMessage | None:
        """Return the message that a verdict speaks of."""

    async def reach(self, message_id: int) -> Reach:
        """Return how far a message carries, as counted so far."""

    async def open_case(self, kind: CaseKind, fingerprint: str) -> Case | None:
        """Return the one open case with this fingerprint; its count of items may lag."""

    async def latest_case(self, kinds: Sequence[CaseKind], fingerprint: str) -> Case | None:
        """Return the newest case of these kinds with this fingerprint, whatever its state."""

    async def case(self, case_id: int) -> Case | None:
        """Return a case by our id."""

    async def items(self, case_id: int, limit: int = 10) -> Sequence[CaseItem]:
        """Return a case's newest items first."""

    async def cases_of(self, message_id: int) -> Sequence[Case]:
        """Return the cases that a message is in."""

    async def deliveries(self, case_id: int) -> Sequence[Delivery]:
        """Return the cards of a case, retired ones included."""

    async def delivery_at(self, channel: ChannelKey, external_id: str) -> Delivery | None:
        """Return the card that a platform message is."""

    async def action(self, action_id: int) -> Action | None:
        """Return a promise by our id."""

    async def actions_of(self, case_id: int | None, message_id: int | None) -> Sequence[Action]:
        """Return promises made for a case, or for a message, oldest first."""

    async def inverse_state(self, action_id: int) -> str:
        """Return the JSON that the courier read before a restrict or ban; empty if none."""

    async def audit_of(self, entity: str, limit: int = 50) -> Sequence[AuditLine]:
        """Return the newest audit lines of an entity, oldest first."""

    async def counts(self, since: int) -> dict[str, int]:
        """Return counts for /status: `messages`, `removed`, `cases_open`, and so on."""

    async def setting(self, name: str) -> str | None:
        """Return a small fact of the workspace."""

    async def settings(self, prefix: str) -> dict[str, str]:
        """Return the small facts whose name begins with `prefix`, by name."""


class Classifier(Protocol):
    """Judges texts; probabilities are calibrated."""

    @property
    def checkpoint(self) -> str:
        """Name and hash of the weights that answer."""

    async def classify(self, texts: Sequence[Canonical]) -> Sequence[Judgement | None]:
        """Judge texts in order; None where the deadline passed: silence is an answer."""

    def explain(self, text: Canonical, head: str) -> Sequence[Reason]:
        """Return the spans that moved `head` (`spam`, `toxicity`, …) most, strongest first."""


class Clock(Protocol):
    """Time; nobody else asks the system for it."""

    def now(self) -> int:
        """Return UTC microseconds."""


class Ids(Protocol):
    """Makes our keys."""

    def new(self) -> int:
        """Return a fresh time-ordered key."""
