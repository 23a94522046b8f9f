"""Reads and verifies the audit chain, and the rows of the CLI's exports, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.chain import CHAIN, GENESIS, line_hash
from bot.store.desk import Desk
from bot.store.rows import AnyRow, audit_of
from models import tables as t
from models.audit import AuditLine

PAGE = 1_000
HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A line of the chain with its place in it."""

    seq: int
    line: AuditLine
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What verification found; `broken_seq` is the first line that is not what was written."""

    lines: int
    first_seq: int | None
    last_seq: int | None
    heads: int
    broken_seq: int | None = None
    code: str = ""
    """`hash`, `link`, `hole`, `head` or `end`; empty where all is well."""

    @property
    def whole(self) -> bool:
        """Whether every line is the one that was written, with no hole between them."""
        return self.broken_seq is None


def page(connection: Connection, workspace: int, after: int) -> Sequence[AnyRow]:
    """Return the next lines after `after`, oldest first."""
    line = t.audit_event
    return connection.execute(
        sa.select(line)
        .where(line.c.workspace_id == workspace, line.c.chain == CHAIN, line.c.seq > after)
        .order_by(line.c.seq)
        .limit(PAGE)
    ).all()


def row_of(row: AnyRow) -> AuditRow:
    """Read a line with its place."""
    return AuditRow(row.seq, audit_of(row), row.prev_hash.hex(), row.hash.hex())


def checkpoint(desk: Desk, now: int) -> int:
    """Write the end of the chain beside it, at most once an hour; returns 1 when written."""
    head, line = t.audit_head, t.audit_event.c
    latest = desk.connection.execute(
        sa.select(sa.func.max(head.c.at)).where(head.c.workspace_id == desk.workspace)
    ).scalar()
    end = desk.connection.execute(
        sa.select(line.seq, line.hash)
        .where(line.workspace_id == desk.workspace, line.chain == CHAIN)
        .order_by(line.seq.desc())
        .limit(1)
    ).first()
    if end is None or (latest is not None and now - latest < HOUR_US):
        return 0
    known = sa.select(head.c.seq).where(
        head.c.workspace_id == desk.workspace, head.c.chain == CHAIN, head.c.seq == end.seq
    )
    if desk.connection.execute(known).first():
        return 0
    row = {"workspace_id": desk.workspace, "chain": CHAIN, "seq": end.seq, "at": now}
    return desk.now(sa.insert(head), row | {"hash": end.hash})


class Verifier:
    """Walks a chain line by line and stops at the first that is not what was written."""

    def __init__(self, workspace: int, heads: dict[int, bytes]) -> None:
        """Take the checkpointed heads, by seq."""
        self._workspace = workspace
        self._heads = heads
        self._lines = 0
        self._first: int | None = None
        self._last: int | None = None
        self._hash = GENESIS

    def walk(self, rows: Sequence[AnyRow]) -> AuditReport | None:
        """Check the next lines; returns a report when one is broken."""
        for row in rows:
            code = self._fault(row)
            if code:
                return self._report(row.seq, code)
            self._first = row.seq if self._first is None else self._first
            self._last, self._hash = row.seq, row.hash
            self._lines += 1
        return None

    def end(self) -> AuditReport:
        """Report after the last line: a chain that ends before a checkpoint has lost its end."""
        newest = max(self._heads, default=0)
        if newest > (self._last or self._before_first()):
            return self._report((self._last or 0) + 1, "end")
        return self._report(None, "")

    def _before_first(self) -> int:
        return min(self._heads, default=0)

    def _fault(self, row: AnyRow) -> str:
        if self._last is None:
            expected = self._heads.get(row.seq - 1, GENESIS if row.seq == 1 else None)
            if expected is None:
                return "hole"
        elif row.seq != self._last + 1:
            return "hole"
        else:
            expected = self._hash
        if row.prev_hash != expected:
            return "link"
        place = (self._workspace, CHAIN, row.seq)
        if row.hash != line_hash(row.prev_hash, place, audit_of(row)):
            return "hash"
        return "head" if self._heads.get(row.seq, row.hash) != row.hash else ""

    def _report(self, broken: int | None, code: str) -> AuditReport:
        return AuditReport(self._lines, self._first, self._last, len(self._heads), broken, code)


def heads(connection: Connection, workspace: int) -> dict[int, bytes]:
    """Return the checkpointed heads by seq."""
    head = t.audit_head.c
    rows = connection.execute(
        sa.select(head.seq, head.hash).where(head.workspace_id == workspace, head.chain == CHAIN)
    )
    return {row.seq: row.hash for row in rows}
