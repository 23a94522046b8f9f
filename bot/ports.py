"""What the process asks of its adapters: platforms (Connector) and storage (Log, Leases, Timers).

The narrow storage port is what lets SQLite, PostgreSQL and later a stream engine serve the same
handlers; `bot.store.memory` passes the same contract suite as the databases.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from handlers.ports import Store
from models.action import Action, Json, Outcome
from models.card import Card, Word
from models.case import Timer
from models.channel import ChannelKey, Platform
from models.effects import Effects
from models.event import Event


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """One update as the platform sent it."""

    platform: Platform
    account_id: str
    update_key: str
    """The platform's own id of the update; ids may restart, so the hash is part of identity."""
    payload_hash: str
    lane_key: str
    received_at: int
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A stored update that waits for its handler; `id` grows with arrival."""

    id: int
    update: RawUpdate
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a platform has been read (Telegram offset, VK ts); written with the rows."""

    source: str
    value: str


class StoreError(Exception):
    """Storage refused; nothing of the call was written.

    StoreError
    ├── StaleError       somebody else changed the case, or opened the same one, first
    ├── RejectedError    this event's records cannot be written (a bug or a poison value)
    └── FullError        the disk is full or the database is not writable: try later
    """


class StaleError(StoreError):
    """The case was changed or opened by somebody else: decide again on what is there now."""


class RejectedError(StoreError):
    """These records can never be written; the event belongs in quarantine."""


class FullError(StoreError):
    """Nothing can be written now; intake stops unconfirmed until it can."""


class Log(Protocol):
    """The durable road: append, take, commit. Durable when a method returns."""

    async def append(self, updates: Sequence[RawUpdate], cursor: Cursor | None) -> list[bool]:
        """Store updates and the cursor as one; False marks a repeat. Raises FullError."""

    async def cursor(self, source: str) -> str | None:
        """Return how far a source has been read."""

    async def pending(self, after_id: int, limit: int, now: int) -> Sequence[InboxRow]:
        """Return waiting rows with a greater id whose time has come, in order of arrival."""

    async def commit(self, row: InboxRow | None, effects: Effects) -> None:
        """Write all records and end the row as one; raises any StoreError."""

    async def retry(self, row: InboxRow, code: str, not_before: int) -> None:
        """Put a row back until `not_before`, counting the try."""

    async def quarantine(self, row: InboxRow, code: str) -> None:
        """End a row as unreadable: kept and counted."""

    async def promised(
        self, account: str, now: int, limit: int, known: Collection[int] = ()
    ) -> Sequence[Action]:
        """Return what of an account's `limit` most pressing acts is not known to the caller yet."""

    async def backlog(self) -> tuple[int, int | None]:
        """Return how many rows wait, and when the oldest was received (UTC microseconds)."""


class Timers(Protocol):
    """Timers are rows; setting and dropping them is part of Effects."""

    async def due(self, now: int, limit: int) -> Sequence[Timer]:
        """Return timers whose time has come, oldest first; their handlers' commits drop them."""

    async def next_due(self) -> int | None:
        """Return when the next timer is due."""


class Leases(Protocol):
    """Who may be the only one (a poller, a courier). With SQLite the process itself holds all."""

    def hold(self, name: str) -> AbstractAsyncContextManager[int]:
        """Hold a lease while the context lasts; yields its fence number."""


class Storage(Log, Timers, Leases, Store, Protocol):
    """All of storage behind one adapter."""

    async def open(self) -> None:
        """Open; raises StoreError with what to do when the database cannot serve."""

    async def close(self) -> None:
        """Flush what waits and close."""

    async def sweep(self, now: int) -> dict[str, int]:
        """Remove what retention says should be gone; returns counts by kind."""


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing a connector may or may not do in a place, and why not."""

    name: str
    where: str
    can: bool
    why: str = ""
    """Code of the reason, worded in locales/."""


@dataclass(frozen=True, slots=True)
class CardView:
    """What the courier hands over for a card: the card itself, or a short text."""

    card: Card | None = None
    text: Word | None = None
    extra: dict[str, Json] = field(default_factory=dict)


class Gate(Protocol):
    """Who may be heard at all: of a chat that is not bound nothing is stored."""

    def admits(self, channel_external_id: str) -> bool:
        """Tell whether a chat is bound (watched, the moderators' place, or a linked channel)."""

    def admits_private(self) -> bool:
        """Tell whether private messages are intake: only once a moderators' place is bound."""

    def opens(self, word: str) -> bool:
        """Tell whether a word is a live one-time setup code; compared in constant time."""

    def expecting(self) -> bool:
        """Tell whether a setup code is out: a new chat then gets a few minutes before we leave."""


class Connector(Protocol):
    """One account on one platform: listens, translates, acts. Never decides."""

    @property
    def account(self) -> str:
        """`platform:account_id`, the courier's name."""

    async def open(self) -> None:
        """Check the token and learn the account; raises TokenRefusedError or PlatformDownError."""

    def updates(self, cursor: str | None) -> AsyncIterator[tuple[Sequence[RawUpdate], Cursor]]:
        """Yield batches for ever; the next is asked for only when this one has been stored."""

    def translate(self, row: InboxRow) -> Sequence[Event]:
        """Turn one stored update into events, purely; raises MalformedUpdateError."""

    async def perform(self, action: Action, view: CardView | None) -> Outcome:
        """Carry one act out. Failures are outcomes; only cancellation is raised."""

    async def perform_many(self, actions: Sequence[Action]) -> Sequence[Outcome]:
        """Carry out acts that coalesce into one call (deletes of one chat); same order as given."""

    def coalesces(self, first: Action, other: Action) -> bool:
        """Tell whether `other` may ride in the same call as `first`."""

    async def before(self, action: Action) -> str:
        """Return the JSON of the state that `action` is about to change, for its inverse."""

    async def capabilities(self) -> Sequence[Capability]:
        """Probe what this account may do, place by place."""

    async def close(self) -> None:
        """Stop listening and close connections."""


Deliver = Callable[[Sequence[RawUpdate], Cursor | None], Awaitable[None]]
"""Commits what a webhook brought; raises FullError. The platform is answered after it returns."""


class MalformedUpdateError(ValueError):
    """An update that cannot be read: the path of the first fault, and the text found anyway."""

    def __init__(self, code: str, *, text: str = "", channel: ChannelKey | None = None) -> None:
        """Take the code (a path and what was expected, never a value) and the salvaged text."""
        super().__init__(code)
        self.code = code
        self.text = text
        self.channel = channel


class ConnectorError(Exception):
    """The platform's edge; the library's exception is chained, the token is never inside.

    ConnectorError
    ├── TokenRefusedError    the token is wrong or revoked
    ├── PlatformDownError    no answer, 5xx, network: try again
    └── ConflictError        somebody else reads with the same token
    """


class TokenRefusedError(ConnectorError):
    """The platform refused the token."""


class PlatformDownError(ConnectorError):
    """The platform does not answer; `retry_after` seconds where it said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        """Take a message without tokens and the wait the platform asked for."""
        super().__init__(message)
        self.retry_after = retry_after


class ConflictError(ConnectorError):
    """Another process reads updates with the same token."""
