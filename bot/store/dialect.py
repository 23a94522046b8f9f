"""The one place that speaks a dialect: writing over what is there already.

PostgreSQL's `insert` has the same methods; its store will choose it here and nowhere else.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import Insert, insert


def listed(name: str) -> sa.Select[str]:
    """Return the values of a JSON list that is bound as `name`.

    One text for lists of every length: an expanding parameter is spelt out anew for each.
    """
    return sa.select(_each(name).c.value)


def paired(name: str) -> tuple[sa.FromClause, sa.ColumnElement[str], sa.ColumnElement[str]]:
    """Return a JSON list of pairs that is bound as `name`, as a table, and its two columns."""
    pairs = _each(name)
    first, second = (sa.func.json_extract(pairs.c.value, f"$[{place}]") for place in (0, 1))
    return pairs, first, second


def _each(name: str) -> sa.TableValuedAlias:
    return sa.func.json_each(sa.bindparam(name, type_=sa.Text)).table_valued("value", name=name)


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
    table: sa.Table,
    keys: Sequence[str],
    sums: Sequence[str],
    least: Sequence[str] = (),
    most: Sequence[str] = (),
) -> Insert:
    """Return an insert that adds to `sums` of an existing row, and keeps the smaller value of
    `least` and the greater of `most`.
    """
    statement = insert(table)
    new = statement.excluded
    changes: Mapping[str, sa.ColumnElement[object]] = {
        **{name: table.c[name] + new[name] for name in sums},
        **{
            name: sa.case((new[name] < table.c[name], new[name]), else_=table.c[name])
            for name in least
        },
        **{
            name: sa.case((new[name] > table.c[name], new[name]), else_=table.c[name])
            for name in most
        },
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=dict(changes))
