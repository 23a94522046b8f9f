"""Reads how far messages carry; asked for by cards only, so messages are read without it."""

import sqlalchemy as sa
from sqlalchemy import Connection

from models import tables as t
from models.message import Reach

_REACH = sa.select(t.reach.c.followers, t.reach.c.likes, t.reach.c.replies)


def reach(connection: Connection, message_id: int) -> Reach:
    """Return the counts of a message; a like that was taken back before it was seen is none."""
    row = connection.execute(_REACH.where(t.reach.c.message_id == message_id)).first()
    if row is None:
        return Reach()
    return Reach(row.followers, max(0, row.likes), max(0, row.replies))
