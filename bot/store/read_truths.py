"""Reads what people's decisions teach: labels with the text they were given to, and recent texts.

Of several labels on one message the last one counts: an undo takes back what a decision taught. A
text that was edited since, or that retention has taken, teaches nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.read_messages import SELECT, stored_of
from models import tables as t
from models.channel import ChannelKey

PAGE = 500


@dataclass(frozen=True, slots=True)
class Truth:
    """One message and what a person said of it."""

    message_id: int
    name: str
    """`spam`, `not_spam`, `toxic`… as `models.case.Label` has it."""
    origin: str
    weight: float
    place: ChannelKey
    text: str


def truths_page(
    connection: Connection, workspace: int, after: int
) -> tuple[Sequence[Truth], int | None]:
    """Return what the next labelled messages teach, and the last id seen; None at the end."""
    label, message = t.label.c, t.message.c
    newest = (
        sa.select(sa.func.max(label.id).label("id"))
        .where(label.workspace_id == workspace, label.message_id > after)
        .group_by(label.message_id)
        .order_by(label.message_id)
        .limit(PAGE)
    )
    rows = connection.execute(
        sa.select(t.label).where(label.id.in_(newest)).order_by(label.message_id)
    ).all()
    if not rows:
        return (), None
    ids = [row.message_id for row in rows]
    found = {
        row.id: stored_of(row) for row in connection.execute(SELECT.where(message.id.in_(ids)))
    }
    truths = []
    for row in rows:
        stored = found.get(row.message_id)
        if stored is not None and stored.version == row.version and stored.message.text.strip():
            place, text = stored.message.channel, stored.message.text
            truths.append(Truth(stored.id, row.name, row.origin, row.weight, place, text))
    return truths, ids[-1]


def recent(connection: Connection, workspace: int, limit: int) -> Sequence[tuple[int, str]]:
    """Return ids and texts of the newest messages, newest first."""
    message = t.message.c
    rows = connection.execute(
        SELECT.where(message.workspace_id == workspace).order_by(message.id.desc()).limit(limit)
    )
    found = [stored_of(row) for row in rows]
    return [(one.id, one.message.text) for one in found if one.message.text.strip()]
