"""Reads what waits: inbox rows, timers, and how far each source was read."""

from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa
from sqlalchemy import Connection, bindparam

from bot.ports import InboxRow, RawUpdate
from bot.store.codec import unpack
from models import tables as t
from models.case import Timer
from models.channel import Platform

_row = t.inbox.c
_WAITING = sa.text("inbox.state = 0")
_pending = (
    sa.select(t.inbox)
    .where(
        _row.workspace_id == bindparam("workspace"),
        _WAITING,
        _row.id > bindparam("after"),
        _row.not_before <= bindparam("at"),
    )
    .order_by(_row.id)
    .limit(bindparam("most"))
)
_backlog = sa.select(sa.func.count(), sa.func.min(_row.id)).where(
    _row.workspace_id == bindparam("workspace"), _WAITING
)
_due = (
    sa.select(t.timer)
    .where(t.timer.c.workspace_id == bindparam("workspace"), t.timer.c.due_at <= bindparam("at"))
    .order_by(t.timer.c.due_at, t.timer.c.key)
    .limit(bindparam("most"))
)


def pending(
    connection: Connection, workspace: int, after: int, limit: int, now: int
) -> Sequence[InboxRow]:
    """Return waiting rows with a greater id, in order of arrival."""
    asked = {"workspace": workspace, "after": after, "at": now, "most": limit}
    return [
        InboxRow(
            row.id,
            RawUpdate(
                Platform(row.platform),
                row.account_id,
                row.update_key,
                row.payload_hash,
                row.lane_key,
                row.received_at,
                row.payload or b"",
            ),
            row.tries,
        )
        for row in connection.execute(_pending, asked)
    ]


def backlog(connection: Connection, workspace: int) -> tuple[int, int | None]:
    """Return how many rows wait, and when the oldest was received."""
    count, oldest = connection.execute(_backlog, {"workspace": workspace}).one()
    if oldest is None:
        return count, None
    received = connection.execute(sa.select(_row.received_at).where(_row.id == oldest))
    return count, received.scalar()


def cursor(connection: Connection, workspace: int, source: str) -> str | None:
    """Return how far a source has been read."""
    place = t.cursor.c
    return connection.execute(
        sa.select(place.value).where(place.workspace_id == workspace, place.source == source)
    ).scalar()


def due(connection: Connection, workspace: int, now: int, limit: int) -> Sequence[Timer]:
    """Return timers whose time has come, oldest first."""
    asked = {"workspace": workspace, "at": now, "most": limit}
    return [
        Timer(row.key, row.due_at, row.kind, cast("dict[str, str | int]", unpack(row.args)))
        for row in connection.execute(_due, asked)
    ]


def next_due(connection: Connection, workspace: int) -> int | None:
    """Return when the next timer is due."""
    timer = t.timer.c
    return connection.execute(
        sa.select(sa.func.min(timer.due_at)).where(timer.workspace_id == workspace)
    ).scalar()
