"""Brings a database to the schema of this release, and tells where one stands.

An embedded SQLite database is brought to head by `vakhta run` after a backup copy; PostgreSQL only
by `vakhta migrate`. Alembic is configured here and loaded only when there is something to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

import migrations
from bot.ports import StoreError
from bot.store.backup import backup
from bot.store.schema import HEAD
from bot.store.sqlite import clear, connect, database_path, lock_database

if TYPE_CHECKING:
    from alembic.config import Config


def head() -> str:
    """Return the revision that this release is written for."""
    return HEAD


def current(url: str) -> str | None:
    """Return the revision of a database; None when it is empty. Raises StoreError."""
    path = database_path(url)
    if not path.exists() or path.stat().st_size == 0:
        return None
    with _connection(url) as connection:
        return _revision(connection)


def upgrade(url: str, revision: str = "head", *, lock: bool = True) -> Path | None:
    """Bring a database to `revision`; returns the backup copy made of one that held data."""
    with lock_database(url, wanted=lock):
        return upgrade_locked(url, revision)


def upgrade_locked(url: str, revision: str = "head") -> Path | None:
    """Do what `upgrade` does, for a caller that holds the lock file already."""
    standing = current(url)
    if revision == "head" and standing == HEAD:
        return None
    copy = _copy_before(url, standing) if standing else None
    with _connection(url) as connection:
        _run(connection, "upgrade", revision)
    return copy


def downgrade(url: str, revision: str) -> None:
    """Take a database back to `revision` (`base`: empty); for tests and for operators who must."""
    with lock_database(url), _connection(url) as connection:
        _run(connection, "downgrade", revision)


def configuration(connection: sa.Connection | None = None) -> "Config":
    """Return alembic's configuration, from wherever the folder `migrations` was installed."""
    from alembic.config import Config  # noqa: PLC0415 - half a second that a usual start saves

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _run(connection: sa.Connection, direction: str, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - see configuration
    from alembic.util import CommandError  # noqa: PLC0415 - see configuration

    try:
        # Rebuilding a table needs foreign keys off; SQLite ignores the switch inside a transaction.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        getattr(command, direction)(configuration(connection), revision)
        connection.commit()
    except CommandError as error:
        raise StoreError(
            "the database is of a newer version of Vakhta; install that version, "
            "or restore the backup made before the upgrade"
        ) from error


def _copy_before(url: str, standing: str) -> Path:
    path = database_path(url)
    copy = path.with_name(f"{path.name}.before-{HEAD}-from-{standing}")
    backup(url, copy)
    return copy


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


@contextmanager
def _connection(url: str) -> Iterator[sa.Connection]:
    engine = connect(url)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise clear(error, database_path(url)) from error
    finally:
        engine.dispose()
