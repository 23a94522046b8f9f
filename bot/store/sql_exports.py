"""What the command line reads beyond handlers: exports, the audit's proof, anything by its id."""

from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial

import sqlalchemy as sa

from bot.store import read_audit, read_cases, read_messages
from bot.store.group import GroupWriter
from bot.store.jobs import Call
from bot.store.read_audit import AuditReport, AuditRow, Verifier
from bot.store.read_export import CaseRow, case_page
from bot.store.read_truths import Truth, recent, truths_page
from bot.store.sql_reads import SqlReads
from handlers.ports import JudgedMessage
from models import tables as t
from models.action import Action
from models.case import Case
from models.ids import Kind

Found = JudgedMessage | Case | Action


class SqlExports(SqlReads):
    """Reads for people at a terminal, page by page and apart from the road of a running bot."""

    _group: GroupWriter

    async def audit_lines(self) -> AsyncIterator[AuditRow]:
        """Yield the whole audit log, oldest first."""
        after = 0
        while rows := await self._read_long(
            partial(read_audit.page, workspace=self._workspace, after=after)
        ):
            for row in rows:
                yield read_audit.row_of(row)
            after = rows[-1].seq

    async def case_rows(self) -> AsyncIterator[CaseRow]:
        """Yield every case as a line of a table, oldest first."""
        after = 0
        while rows := await self._read_long(
            partial(case_page, workspace=self._workspace, after=after)
        ):
            for row in rows:
                yield row
            after = rows[-1].case.id

    async def truths(self) -> AsyncIterator[Truth]:
        """Yield every message that a person has decided on, with what was said last."""
        after: int | None = 0
        while after is not None:
            found, after = await self._read_long(
                partial(truths_page, workspace=self._workspace, after=after)
            )
            for truth in found:
                yield truth

    async def recent_texts(self, limit: int) -> Sequence[tuple[int, str]]:
        """Return ids and texts of the newest messages, newest first."""
        return await self._read_long(partial(recent, workspace=self._workspace, limit=limit))

    async def verify_audit(self, progress: Callable[[int], None] = lambda _: None) -> AuditReport:
        """Check the hash chain; `progress` hears how many lines were checked so far."""
        heads = await self._read_long(lambda c: read_audit.heads(c, self._workspace))
        verifier, after, checked = Verifier(self._workspace, heads), 0, 0
        while rows := await self._read_long(
            partial(read_audit.page, workspace=self._workspace, after=after)
        ):
            broken = verifier.walk(rows)
            if broken is not None:
                return broken
            after, checked = rows[-1].seq, checked + len(rows)
            progress(checked)
        return verifier.end()

    async def checkpoint_audit(self, now: int) -> bool:
        """Write the head of the chain beside it, at most once an hour; tell whether it was."""
        return bool(await self._group.do(Call(lambda desk: read_audit.checkpoint(desk, now))))

    async def find(self, kind: Kind, key: int) -> Found | None:
        """Return what a shown id points at; a verdict's id finds its message."""
        if kind is Kind.CASE:
            return await self._read_long(lambda c: read_cases.case(c, key))
        if kind is Kind.ACTION:
            return await self._read_long(lambda c: read_cases.action(c, key))
        message_id: int | None = key
        if kind is Kind.VERDICT:
            of = sa.select(t.verdict.c.message_id).where(t.verdict.c.id == key)
            message_id = await self._read_long(lambda c: c.execute(of).scalar())
        if message_id is None:
            return None
        return await self._read_long(lambda c: read_messages.by_id(c, message_id))
