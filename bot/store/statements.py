"""Statements that a whole group shares, in the order in which they may run.

Records of these kinds commute with each other as long as tables are filled before what points at
them; `desk` gathers their rows and runs each statement once. Every other record is written at once.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum, auto
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from bot.store.dialect import insert_adding, insert_new, insert_over
from models import tables as t
from models.tables.road import DONE, WAITING


class Op(IntEnum):
    """A shared statement; its number is its turn."""

    IDENTITY = auto()
    IDENTITY_AGAIN = auto()
    MESSAGE = auto()
    MESSAGE_AGAIN = auto()
    VERSION = auto()
    REACH = auto()
    VERDICT = auto()
    MARK_MESSAGE = auto()
    STANDING = auto()
    LEDGER = auto()
    MEMBER = auto()
    ITEM = auto()
    ITEM_COUNT = auto()
    MARK_ITEM = auto()
    DELIVERY = auto()
    ACTION = auto()
    START = auto()
    SETTLE = auto()
    LABEL = auto()
    HAPPENING = auto()
    AUDIT = auto()
    DONE = auto()


def _update(table: sa.Table, key: str, *columns: str) -> sa.Update:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
    return sa.update(table).where(table.c[key] == bindparam("which")).values(values)


_count = sa.select(sa.func.count()).where(t.case_item.c.case_id == bindparam("which"))
_item_of = sa.and_(
    t.case_item.c.case_id == bindparam("which"),
    t.case_item.c.message_id == bindparam("message"),
)
_waiting = sa.and_(
    t.inbox.c.id == bindparam("which"), t.inbox.c.state == sa.literal_column(str(WAITING))
)

STATEMENTS: dict[Op, sa.Insert | sa.Update] = {
    Op.IDENTITY: sa.insert(t.identity),
    Op.IDENTITY_AGAIN: _update(t.identity, "id", "kind", "name", "username", "language", "seen_at"),
    Op.MESSAGE: sa.insert(t.message),
    Op.MESSAGE_AGAIN: _update(t.message, "id", "version"),
    Op.VERSION: sa.insert(t.message_version),
    Op.REACH: insert_adding(t.reach, ["message_id"], ["likes", "replies"], most=["followers"]),
    Op.VERDICT: sa.insert(t.verdict),
    Op.MARK_MESSAGE: _update(t.message, "id", "deleted_at", "deleted_by"),
    Op.STANDING: insert_adding(
        t.standing, ["identity_id"], ["clean", "removed"], ["first_seen_at"]
    ),
    Op.LEDGER: insert_adding(
        t.standing_line, ["identity_id", "alias_id", "day", "reason"], ["clean", "removed"]
    ),
    Op.MEMBER: insert_over(t.membership, ["identity_id", "channel_id"], ["joined_at"]),
    Op.ITEM: insert_over(t.case_item, ["case_id", "message_id"], ["version"]),
    Op.ITEM_COUNT: sa.update(t.case_)
    .where(t.case_.c.id == bindparam("which"))
    .values(items=_count.scalar_subquery()),
    Op.MARK_ITEM: sa.update(t.case_item).where(_item_of).values(state=bindparam("new_state")),
    Op.DELIVERY: insert_over(
        t.delivery,
        ["id"],
        ["external_id", "rendered_hash", "sent_at", "edited_at", "retired"],
    ),
    Op.ACTION: insert_new(t.action, ["workspace_id", "key"]),
    Op.START: _update(t.action, "id", "state", "run", "started_at", "inverse_state"),
    Op.SETTLE: _update(
        t.action, "id", "state", "not_before", "settled_at", "code", "answer", "repeated"
    ).values(tries=t.action.c.tries + bindparam("more_tries")),
    Op.LABEL: sa.insert(t.label),
    Op.HAPPENING: sa.insert(t.happening),
    Op.AUDIT: sa.insert(t.audit_event),
    Op.DONE: sa.update(t.inbox).where(_waiting).values(state=sa.literal_column(str(DONE))),
}


class Rendered:
    """A shared statement put into the driver's words once: its text, and a row's values in order.

    Half of what SQLAlchemy costs a row is filling in names again for every row; a group of hundreds
    of rows a second need not pay it (docs/decisions/0020 has the figures).
    """

    __slots__ = ("text", "values")

    def __init__(self, dialect: sa.Dialect, op: Op, row: Mapping[str, object]) -> None:
        """Render the statement of `op` for rows that have the names of `row`."""
        statement = STATEMENTS[op]
        names = list(row) if isinstance(statement, sa.Insert) else None
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self.text = str(compiled)
        order = compiled.positiontup or []
        self.values: Callable[[Mapping[str, object]], Any] = (
            itemgetter(*order) if len(order) > 1 else lambda one: (one[order[0]],)
        )
