"""The one place that speaks a dialect: writing over what is there already.

PostgreSQL's `insert` has the same methods; its store will choose it here and nowhere else.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import Insert, insert


def insert_new(table: sa.Table, keys: Sequence[str]) -> Insert:
    """Return an insert that leaves an existing row as it is."""
    return insert(table).on_conflict_do_nothing(index_elements=keys)


def insert_over(table: sa.Table, keys: Sequence[str], columns: Sequence[str]) -> Insert:
    """Return an insert that puts new values into `columns` of an existing row."""
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in columns}
    )


def insert_adding(
    table: sa.Table, keys: Sequence[str], sums: Sequence[str], least: Sequence[str] = ()
) -> Insert:
    """Return an insert that adds to `sums` of an existing row and keeps the smaller of `least`."""
    statement = insert(table)
    new = statement.excluded
    changes: Mapping[str, sa.ColumnElement[object]] = {
        **{name: table.c[name] + new[name] for name in sums},
        **{
            name: sa.case((new[name] < table.c[name], new[name]), else_=table.c[name])
            for name in least
        },
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=dict(changes))
