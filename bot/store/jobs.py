"""What can wait for the writer: an append, a commit, a row given back, and other small writes."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import sqlalchemy as sa

from bot.ports import Cursor, InboxRow, RawUpdate
from bot.store.desk import DAY_US, Desk
from bot.store.dialect import insert_over
from bot.store.statements import Op
from bot.store.write import authors, write
from models import tables as t
from models.effects import Effects, QuarantineRow, Record
from models.person import Author
from models.tables.road import QUARANTINED, WAITING

_insert_inbox = sa.insert(t.inbox)
_insert_seen = sa.insert(t.seen)
_put_cursor = insert_over(t.cursor, ["workspace_id", "source"], ["value"])


class Job(Protocol):
    """One caller's write: alone in its savepoint when the group cannot go as a whole."""

    @property
    def weight(self) -> int:
        """How much of a group it takes."""

    def authors(self) -> Sequence[Author]:
        """Return whom it names."""

    def records(self) -> Sequence[Record]:
        """Return what readers who keep copies must hear of once it is committed."""

    def write(self, desk: Desk) -> object:
        """Write or gather; the answer goes to the caller after the commit."""


@dataclass(frozen=True, slots=True)
class Append:
    """Updates of one batch and the cursor after them."""

    updates: Sequence[RawUpdate]
    cursor: Cursor | None

    @property
    def weight(self) -> int:
        """A row is a row."""
        return max(1, len(self.updates))

    def authors(self) -> Sequence[Author]:
        """Return nobody: raw updates are not read yet."""
        return ()

    def records(self) -> Sequence[Record]:
        """Return nothing: nobody keeps copies of the inbox."""
        return ()

    def write(self, desk: Desk) -> list[bool]:
        """Store what is new and the cursor; say of each update whether it was new."""
        desk.flush()
        digests = [_digest(update) for update in self.updates]
        known = self._seen(desk, digests)
        fresh: list[bool] = []
        for digest in digests:
            fresh.append(digest not in known)
            known.add(digest)
        self._insert(desk, digests, fresh)
        if self.cursor is not None:
            source, value = self.cursor.source, self.cursor.value
            row = {"workspace_id": desk.workspace, "source": source, "value": value}
            desk.connection.execute(_put_cursor, row)
        return fresh

    def _seen(self, desk: Desk, digests: Sequence[bytes]) -> set[bytes]:
        if not digests:
            return set()
        seen = t.seen.c
        found = desk.connection.execute(
            sa.select(seen.digest).where(
                seen.workspace_id == desk.workspace, seen.digest.in_(digests)
            )
        )
        return set(found.scalars())

    def _insert(self, desk: Desk, digests: Sequence[bytes], fresh: Sequence[bool]) -> None:
        new = [(u, d) for u, d, wanted in zip(self.updates, digests, fresh, strict=True) if wanted]
        if not new:
            return
        day = desk.clock.now() // DAY_US
        desk.connection.execute(_insert_inbox, [_inbox_row(desk, update) for update, _ in new])
        seen = [{"workspace_id": desk.workspace, "digest": d, "day": day} for _, d in new]
        desk.connection.execute(_insert_seen, seen)


def _inbox_row(desk: Desk, update: RawUpdate) -> dict[str, object]:
    return {
        "id": desk.inbox_id(),
        "workspace_id": desk.workspace,
        "platform": update.platform,
        "account_id": update.account_id,
        "update_key": update.update_key,
        "payload_hash": update.payload_hash,
        "lane_key": update.lane_key,
        "received_at": update.received_at,
        "state": WAITING,
        "tries": 0,
        "not_before": 0,
        "payload": update.payload,
    }


def _digest(update: RawUpdate) -> bytes:
    parts = (update.platform, update.account_id, update.update_key, update.payload_hash)
    return hashlib.blake2b("\x00".join(parts).encode(), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Commit:
    """One event's records, and the inbox row that ends with them."""

    row: InboxRow | None
    effects: Effects

    @property
    def weight(self) -> int:
        """An event is an event."""
        return 1

    def authors(self) -> Sequence[Author]:
        """Return whom the records name."""
        return tuple(authors(self.effects))

    def records(self) -> Sequence[Record]:
        """Return all of them."""
        return self.effects.records

    def write(self, desk: Desk) -> None:
        """Write the records; the row ends as done unless a record ended it otherwise."""
        write(desk, self.effects)
        if self.row is not None and QuarantineRow not in {type(r) for r in self.effects.records}:
            desk.put(Op.DONE, {"which": self.row.id})


@dataclass(frozen=True, slots=True)
class Call:
    """A small write of its own."""

    work: Callable[[Desk], object]
    weight: int = field(default=1)

    def authors(self) -> Sequence[Author]:
        """Return nobody."""
        return ()

    def records(self) -> Sequence[Record]:
        """Return nothing."""
        return ()

    def write(self, desk: Desk) -> object:
        """Do it after what was gathered before it."""
        desk.flush()
        return self.work(desk)


def give_back(row: InboxRow, code: str, not_before: int) -> Call:
    """Return a job that lets a row wait until `not_before` and counts the try."""
    inbox = t.inbox.c
    again = (
        sa.update(t.inbox)
        .where(inbox.id == row.id, inbox.state == WAITING)
        .values(tries=inbox.tries + 1, not_before=not_before, code=code)
    )
    return Call(lambda desk: desk.now(again))


def set_aside(row: InboxRow, code: str) -> Call:
    """Return a job that ends a row as unreadable."""
    inbox = t.inbox.c
    ended = (
        sa.update(t.inbox)
        .where(inbox.id == row.id, inbox.state == WAITING)
        .values(state=QUARANTINED, code=code)
    )
    return Call(lambda desk: desk.now(ended))
