"""What every table shares: one metadata, names of constraints, and portable column types.

Keys are ours (`models.ids`), times are UTC microseconds, documents are JSON text, so that SQLite
and PostgreSQL hold the same rows. `workspace_id` is on every table; no query runs without it.
"""

from sqlalchemy import BigInteger, Column, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Key = BigInteger().with_variant(Integer(), "sqlite")
"""63-bit keys; on SQLite `INTEGER PRIMARY KEY` is the row itself and needs no second index."""

Micros = BigInteger().with_variant(Integer(), "sqlite")
"""UTC microseconds."""


def key_column() -> Column[int]:
    """Return the primary key column `id`, made in the process and never by the database."""
    return Column("id", Key, primary_key=True, autoincrement=False)


def workspace_column() -> Column[int]:
    """Return the `workspace_id` column."""
    return Column("workspace_id", Integer, nullable=False)


def workspace_key() -> Column[int]:
    """Return the `workspace_id` column where it leads the primary key."""
    return Column("workspace_id", Integer, primary_key=True, autoincrement=False)
