"""Opens a database for service: lock, schema, connections, and a clear sentence when it cannot."""

from dataclasses import dataclass

import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy.exc import DBAPIError

from bot.ports import StoreError
from bot.store.schema import HEAD
from bot.store.sqlite import MEMORY, clear, connect, database_path, take_lock


@dataclass(frozen=True, slots=True)
class Opened:
    """What a storage works with."""

    engine: sa.Engine
    lock: FileLock | None
    one_connection: bool = False
    """A database in memory is one connection, so both sides share one thread."""


def open_database(url: str, *, lock: bool = True) -> Opened:
    """Open a database; with the lock held an older one is brought to head after a backup copy."""
    if url == MEMORY:
        return _open_memory()
    held = take_lock(url) if lock else None
    try:
        _check(url, ours=lock)
        if lock:
            _check_writes(url)
        return Opened(connect(url), held)
    except (StoreError, DBAPIError) as error:
        if held is not None:
            held.release()
        raise clear(error, database_path(url)) from error


def _open_memory() -> Opened:
    from models.tables import metadata  # noqa: PLC0415 - only a store in memory builds without steps

    engine = connect(MEMORY)
    with engine.begin() as connection:
        metadata.create_all(connection)
    return Opened(engine, None, one_connection=True)


def _check(url: str, *, ours: bool) -> None:
    """Bring a database that is ours alone to this release's schema; refuse any other schema."""
    from bot.store import migrate  # noqa: PLC0415 - it needs this module's neighbours

    standing = migrate.current(url)
    if standing == HEAD:
        return
    if not ours and standing is not None:
        raise StoreError(
            f"{database_path(url)} has schema {standing}, this version works with {HEAD}; "
            "run `vakhta migrate`, or install the version that wrote it"
        )
    migrate.upgrade_locked(url)


def _check_writes(url: str) -> None:
    """Take the write lock and touch a page: what cannot be written is found out at start."""
    engine = connect(url)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE workspace SET id = id WHERE id = 1")
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").all()
    finally:
        engine.dispose()
