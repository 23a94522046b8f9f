"""Reads cases, items, cards, promises and audit lines."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.codec import pack
from bot.store.dialect import listed
from bot.store.rows import action_of, audit_of, case_of, delivery_of, item_of
from models import tables as t
from models.action import Action, ActionState
from models.audit import AuditLine
from models.case import Case, CaseItem, CaseKind, Delivery
from models.tables.road import QUARANTINED, WAITING

_address = (
    t.channel.c.platform,
    t.channel.c.account_id,
    t.channel.c.external_id.label("address"),
)
_CASE = sa.select(t.case_, *_address).join(t.channel, t.channel.c.id == t.case_.c.channel_id)
_CARD = sa.select(t.delivery, *_address).join(t.channel, t.channel.c.id == t.delivery.c.channel_id)
_ACTION = sa.select(t.action, *_address).join(t.channel, t.channel.c.id == t.action.c.channel_id)
_LIVE = (ActionState.QUEUED, ActionState.RUNNING)


_open_case = _CASE.where(
    t.case_.c.workspace_id == sa.bindparam("workspace"),
    t.case_.c.kind == sa.bindparam("kind_"),
    t.case_.c.fingerprint == sa.bindparam("print_"),
    t.case_.c.is_open.is_(sa.true()),
)
_deliveries = _CARD.where(t.delivery.c.case_id == sa.bindparam("case_")).order_by(t.delivery.c.id)


def open_case(connection: Connection, workspace: int, kind: str, fingerprint: str) -> Case | None:
    """Return the one open case with this fingerprint."""
    asked = {"workspace": workspace, "kind_": kind, "print_": fingerprint}
    row = connection.execute(_open_case, asked).first()
    return case_of(row) if row else None


def latest_case(
    connection: Connection, workspace: int, kinds: Collection[str], fingerprint: str
) -> Case | None:
    """Return the newest case of these kinds with this fingerprint, whatever its state."""
    one = t.case_.c
    mine = _CASE.where(
        one.workspace_id == workspace, one.kind.in_(kinds), one.fingerprint == fingerprint
    )
    row = connection.execute(mine.order_by(one.id.desc()).limit(1)).first()
    return case_of(row) if row else None


_used_prints = sa.select(t.case_.c.fingerprint).where(
    t.case_.c.workspace_id == sa.bindparam("workspace"),
    t.case_.c.kind.in_([kind.value for kind in CaseKind]),
    t.case_.c.fingerprint.in_(listed("prints")),
)


def used_prints(connection: Connection, workspace: int, prints: Collection[str]) -> set[str]:
    """Return those of `prints` that a case has or had, whatever its kind and state."""
    if not prints:
        return set()
    asked = {"workspace": workspace, "prints": pack(list(prints))}
    return set(connection.execute(_used_prints, asked).scalars())


def case(connection: Connection, case_id: int) -> Case | None:
    """Return a case by our id."""
    row = connection.execute(_CASE.where(t.case_.c.id == case_id)).first()
    return case_of(row) if row else None


def items(connection: Connection, case_id: int, limit: int) -> Sequence[CaseItem]:
    """Return a case's newest items first."""
    item = t.case_item
    newest = sa.select(item).where(item.c.case_id == case_id).order_by(item.c.id.desc())
    return [item_of(row) for row in connection.execute(newest.limit(limit))]


def cases_of(connection: Connection, message_id: int) -> Sequence[Case]:
    """Return the cases that a message is in, oldest first."""
    item = t.case_item.c
    found = _CASE.join(t.case_item, item.case_id == t.case_.c.id)
    found = found.where(item.message_id == message_id).order_by(t.case_.c.id)
    return [case_of(row) for row in connection.execute(found)]


def deliveries(connection: Connection, case_id: int) -> Sequence[Delivery]:
    """Return the cards of a case, retired ones included."""
    found = connection.execute(_deliveries, {"case_": case_id})
    return [delivery_of(row) for row in found]


def delivery_at(connection: Connection, channel_id: int, external_id: str) -> Delivery | None:
    """Return the card that a platform message is; the newest, where a moved chat counts anew."""
    card = t.delivery.c
    found = _CARD.where(card.channel_id == channel_id, card.external_id == external_id)
    row = connection.execute(found.order_by(card.id.desc()).limit(1)).first()
    return delivery_of(row) if row else None


def action(connection: Connection, action_id: int) -> Action | None:
    """Return a promise by our id."""
    row = connection.execute(_ACTION.where(t.action.c.id == action_id)).first()
    return action_of(row) if row else None


def actions_of(
    connection: Connection, case_id: int | None, message_id: int | None
) -> Sequence[Action]:
    """Return promises made for a case, or for a message, oldest first."""
    one = t.action.c
    wanted = [one.case_id == case_id] if case_id is not None else []
    wanted += [one.message_id == message_id] if message_id is not None else []
    if not wanted:
        return []
    rows = connection.execute(_ACTION.where(sa.or_(*wanted)).order_by(one.id))
    return [action_of(row) for row in rows]


def inverse_state(connection: Connection, action_id: int) -> str:
    """Return what the courier read before a restrict or ban."""
    one = t.action.c
    found = connection.execute(sa.select(one.inverse_state).where(one.id == action_id)).scalar()
    return found or ""


_promised = (
    sa.select(t.action.c.id)
    .where(
        t.action.c.workspace_id == sa.bindparam("workspace"),
        t.action.c.account == sa.bindparam("account"),
        t.action.c.not_before <= sa.bindparam("at"),
        sa.text("action.state IN ('queued', 'running')"),
        sa.or_(
            t.action.c.state == ActionState.QUEUED.value,
            t.action.c.run != sa.bindparam("run"),
            t.action.c.code != "",  # put back, though it may have gone out
        ),
    )
    .order_by(t.action.c.priority, t.action.c.id)
    .limit(sa.bindparam("most"))
)


_actions_by_id = _ACTION.where(t.action.c.id.in_(sa.bindparam("ids", expanding=True)))


def promised(
    connection: Connection, asked: Mapping[str, object], known: Collection[int]
) -> Sequence[Action]:
    """Return the acts that a courier shall do and does not hold yet, most pressing first.

    Ids alone are read of those it holds: behind a rate limit hundreds wait, and each commit asks.
    """
    fresh = [key for key in connection.execute(_promised, asked).scalars() if key not in known]
    if not fresh:
        return []
    rows = {row.id: row for row in connection.execute(_actions_by_id, {"ids": fresh})}
    return [action_of(rows[key]) for key in fresh]


def audit_lines(connection: Connection, workspace: int, entity: str, limit: int) -> list[AuditLine]:
    """Return the newest lines of an entity, oldest first."""
    line = t.audit_event
    newest = (
        sa.select(line)
        .where(line.c.workspace_id == workspace, line.c.entity == entity)
        .order_by(line.c.seq.desc())
        .limit(limit)
    )
    return [audit_of(row) for row in connection.execute(newest)][::-1]


def counts(connection: Connection, workspace: int, since: int) -> dict[str, int]:  # long: a table
    """Return counts for /status, all of one moment."""
    message, act, one, row = t.message.c, t.action.c, t.case_.c, t.inbox.c
    recent = sa.and_(message.workspace_id == workspace, message.received_at >= since)
    opened = sa.and_(one.workspace_id == workspace, one.is_open.is_(sa.true()))
    wanted = {
        "messages": (t.message, recent),
        "removed": (t.message, sa.and_(recent, message.deleted_at.is_not(None))),
        "cases_open": (t.case_, opened),
        "cases_urgent": (t.case_, sa.and_(opened, one.urgent.is_(sa.true()))),
        "cases_opened": (
            t.case_,
            sa.and_(one.workspace_id == workspace, one.opened_at >= since),
        ),
        "actions_waiting": (t.action, sa.and_(act.workspace_id == workspace, act.state.in_(_LIVE))),
        "actions_failed": (
            t.action,
            sa.and_(
                act.workspace_id == workspace,
                act.settled_at >= since,
                act.state.in_((ActionState.FAILED, ActionState.NOT_ALLOWED)),
            ),
        ),
        "inbox_waiting": (
            t.inbox,
            sa.and_(row.workspace_id == workspace, row.state == WAITING),
        ),
        "quarantined": (
            t.inbox,
            sa.and_(
                row.workspace_id == workspace,
                row.state == QUARANTINED,
                row.received_at >= since,
            ),
        ),
    }
    columns = [
        sa.select(sa.func.count()).select_from(table).where(which).scalar_subquery().label(name)
        for name, (table, which) in wanted.items()
    ]
    return dict(connection.execute(sa.select(*columns)).mappings().one())
