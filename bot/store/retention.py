"""Forgets what should be gone, a few rows at a time, so that intake is never held up.

What is to go is looked for through `long_reads`; the writer gets lists of keys, 500 at once.
Pages are overwritten (`secure_delete`) and the journal is emptied, so that nothing stays readable
in the files either.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.desk import DAY_US, Desk
from bot.store.group import GroupWriter
from bot.store.jobs import Call
from bot.store.seat import Asked
from models import tables as t
from models.action import ActionState
from models.ids import EPOCH_US
from models.tables.road import DONE

STEP = 500
"""Rows of one transaction."""

SEEN_DAYS = 3
"""Telegram repeats an update for a day; its ids start anew only after a silent week."""

MILLISECOND_BITS = 22
"""Bits of a key below its milliseconds; see `models.ids`."""

Keys = Sequence[int]


@dataclass(frozen=True, slots=True)
class Retention:
    """Days that things are kept: the `[retention]` section of the config."""

    raw_days: int = 7
    text_days: int = 180
    audit_days: int = 1095


@dataclass(frozen=True, slots=True)
class Chore:
    """One kind of thing to forget: how to find keys, and what to do with them."""

    name: str
    find: sa.Select[int]
    forget: Callable[[Keys], sa.Executable]


class Sweep:
    """One walk over everything that may be too old."""

    def __init__(self, readers: Asked, group: GroupWriter, workspace: int) -> None:
        """Take where to look and who writes."""
        self._readers = readers
        self._group = group
        self._workspace = workspace

    async def run(self, retention: Retention, now: int) -> dict[str, int]:
        """Forget what is too old; return counts by kind."""
        done: dict[str, int] = {}
        for chore in chores(self._workspace, retention, now):
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


def chores(workspace: int, retention: Retention, now: int) -> list[Chore]:
    """Return what may be too old at `now`."""
    raw, text = (now - days * DAY_US for days in (retention.raw_days, retention.text_days))
    return [*_raw_chores(workspace, raw), *_text_chores(workspace, text)]


def _raw_chores(workspace: int, before: int) -> list[Chore]:
    row = t.inbox.c
    # Keys grow with time: bounded by one, the walk ends where the young rows begin.
    oldest_kept = ((before - EPOCH_US) // 1000) << MILLISECOND_BITS
    old = sa.and_(row.workspace_id == workspace, row.received_at < before, row.id < oldest_kept)
    return [
        Chore(
            "raw",
            sa.select(row.id).where(old, row.state == DONE),
            lambda keys: sa.delete(t.inbox).where(row.id.in_(keys)),
        ),
        Chore(
            "raw",
            sa.select(row.id).where(old, sa.text("inbox.state = 2"), row.payload.is_not(None)),
            lambda keys: sa.update(t.inbox).where(row.id.in_(keys)).values(payload=None),
        ),
    ]


def _text_chores(workspace: int, before: int) -> list[Chore]:  # long: a table of what is forgotten
    version, verdict, who, act = t.message_version, t.verdict.c, t.identity.c, t.action.c
    kept = _in_open_case()
    settled = act.state.not_in((ActionState.QUEUED, ActionState.RUNNING, ActionState.PLANNED))
    return [
        Chore(
            "texts",
            sa.select(version.c.message_id)
            .where(
                version.c.workspace_id == workspace,
                version.c.received_at < before,
                version.c.body.is_not(None),
                version.c.message_id.not_in(kept),
            )
            .distinct(),
            lambda keys: (
                sa.update(version)
                .where(version.c.message_id.in_(keys), version.c.received_at < before)
                .values(body=None)
            ),
        ),
        Chore(
            "signals",
            sa.select(verdict.id).where(
                verdict.workspace_id == workspace,
                verdict.at < before,
                verdict.signals.is_not(None),
                verdict.message_id.not_in(kept),
            ),
            lambda keys: sa.update(t.verdict).where(verdict.id.in_(keys)).values(signals=None),
        ),
        Chore(
            "names",
            sa.select(who.id).where(
                who.workspace_id == workspace,
                who.seen_at < before - DAY_US,
                sa.or_(who.name != "", who.username != ""),
                who.id.not_in(_authors_in_open_case()),
            ),
            lambda keys: sa.update(t.identity).where(who.id.in_(keys)).values(name="", username=""),
        ),
        Chore(
            "quotes",
            sa.select(act.id).where(
                act.workspace_id == workspace,
                settled,
                sa.func.coalesce(act.settled_at, act.not_before) < before,
                sa.or_(act.params != "{}", act.answer != "{}"),
            ),
            lambda keys: (
                sa.update(t.action).where(act.id.in_(keys)).values(params="{}", answer="{}")
            ),
        ),
    ]


def _in_open_case() -> sa.Select[int]:
    item, case = t.case_item.c, t.case_.c
    return (
        sa.select(item.message_id)
        .join(t.case_, case.id == item.case_id)
        .where(case.is_open.is_(sa.true()))
    )


def _authors_in_open_case() -> sa.Select[int]:
    message = t.message.c
    return sa.select(message.identity_id).where(message.id.in_(_in_open_case()))
