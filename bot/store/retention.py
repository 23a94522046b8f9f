"""Forgets what should be gone, a few rows at a time, so that intake is never held up.

What is to go (`chores`) is looked for through `long_reads`; the writer gets lists of keys, 500 at
once.
Pages are overwritten (`secure_delete`) and the journal is emptied, so that nothing stays readable
in the files either.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.store.chores import Chore, chores
from bot.store.desk import DAY_US, Desk
from bot.store.faults import told
from bot.store.group import GroupWriter
from bot.store.jobs import Call
from bot.store.seat import Asked
from models import tables as t

STEP = 500
"""Rows of one transaction."""

SEEN_DAYS = 3
"""Telegram repeats an update for a day; its ids start anew only after a silent week."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Days that things are kept: the `[retention]` section of the config."""

    raw_days: int = 7
    text_days: int = 180
    audit_days: int = 1095


class Sweep:
    """One walk over everything that may be too old."""

    def __init__(self, readers: Asked, group: GroupWriter, workspace: int) -> None:
        """Take where to look and who writes."""
        self._readers = readers
        self._group = group
        self._workspace = workspace

    async def run(self, retention: Retention, now: int) -> dict[str, int]:
        """Forget what is too old; return counts by kind. Raises StoreError: never a crash."""
        try:
            return await self._all(retention, now)
        except SQLAlchemyError as error:
            # On a full disk not even the journal can be emptied.
            raise told(error) from error

    async def _all(self, retention: Retention, now: int) -> dict[str, int]:
        done: dict[str, int] = {}
        raw, text = (now - days * DAY_US for days in (retention.raw_days, retention.text_days))
        for chore in chores(self._workspace, raw, text):
            done[chore.name] = done.get(chore.name, 0) + await self._do(chore)
        done["seen"] = await self._seen(now)
        done["audit"] = await self._audit(now - retention.audit_days * DAY_US)
        await self._readers.run(
            lambda c: c.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        )
        return done

    async def _do(self, chore: Chore) -> int:
        total = 0
        while keys := await self._readers.run(
            lambda connection: connection.execute(chore.find.limit(STEP)).scalars().all()
        ):
            await self._group.do(_call(chore.forget(keys)))
            total += len(keys)
        return total

    async def _seen(self, now: int) -> int:
        seen = t.seen.c
        old = sa.and_(seen.workspace_id == self._workspace, seen.day < now // DAY_US - SEEN_DAYS)
        step = sa.select(seen.digest).where(old).limit(STEP)
        gone = sa.delete(t.seen).where(seen.workspace_id == self._workspace, seen.digest.in_(step))
        total = 0
        while count := await self._group.do(_call(gone)):
            total += int(str(count))
        return total

    async def _audit(self, before: int) -> int:
        """Take away the oldest lines; their last hash stays as a head that the rest follows."""
        last = await self._readers.run(lambda c: last_audit_before(c, self._workspace, before))
        total = 0
        while last is not None:
            count = int(str(await self._group.do(Call(lambda desk: take_audit(desk, last)))))
            total += count
            if count == 0:
                break
        return total


def _call(statement: sa.Executable) -> Call:
    return Call(lambda desk: desk.now(statement))


def last_audit_before(connection: sa.Connection, workspace: int, before: int) -> int | None:
    """Return the last line older than `before`; usually the very first one is younger."""
    line = t.audit_event.c
    mine = sa.select(line.seq).where(line.workspace_id == workspace)
    young = mine.where(line.at >= before).order_by(line.seq).limit(1)
    first_young: int | None = connection.execute(young).scalar()
    if first_young is not None:
        return first_young - 1
    newest: int | None = connection.execute(mine.order_by(line.seq.desc()).limit(1)).scalar()
    return newest


def take_audit(desk: Desk, last: int) -> int:
    """Delete the oldest lines up to `last`, one step of them, under a pass that ends with them."""
    line = t.audit_event
    mine = line.c.workspace_id == desk.workspace
    rows = desk.connection.execute(
        sa.select(line.c.chain, line.c.seq, line.c.at, line.c.hash)
        .where(mine, line.c.seq <= last)
        .order_by(line.c.seq)
        .limit(STEP)
    ).all()
    if not rows:
        return 0
    chain, seq, at, line_hash = rows[-1]
    head = {"workspace_id": desk.workspace, "chain": chain, "seq": seq, "at": at}
    here = t.audit_head.c
    desk.now(sa.delete(t.audit_head).where(here.workspace_id == desk.workspace, here.seq <= seq))
    desk.now(sa.insert(t.audit_head), head | {"hash": line_hash})
    desk.now(sa.insert(t.audit_pass), {"workspace_id": desk.workspace, "before_seq": seq})
    desk.now(sa.delete(line).where(mine, line.c.seq <= seq))
    desk.now(sa.delete(t.audit_pass))
    return len(rows)
