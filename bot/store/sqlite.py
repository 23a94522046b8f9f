"""How an SQLite database is opened: the pragmas of durability, and one clear sentence per obstacle.

A URL names `sqlite+aiosqlite` as in the contract; the road of a message runs on the plain driver,
on threads of ours (`seat`), people's reads on aiosqlite (`long_reads`): docs/decisions/0020.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.ports import StoreError

MEMORY = "memory://"
"""Address of a store that forgets, for `scan` and for tests."""

READS = "reads"
"""Execution option of a connection that only reads: it opens no transaction, so that each statement
sees all that was committed before it."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cache_size=-4096",
)


def database_path(url: str) -> Path:
    """Return the file behind an SQLite URL; raises StoreError for what is not one."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError("storage.url is not a database address") from error
    if parsed.get_backend_name() != "sqlite":
        raise StoreError(
            f"storage.url begins with {parsed.drivername!r}; this version stores in SQLite "
            "(sqlite+aiosqlite:///var/vakhta.db)"
        )
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError("storage.url names no file; for a store that forgets, use memory://")
    return Path(parsed.database)


def connect(url: str) -> sa.Engine:
    """Return an engine whose connections may travel between threads.

    Transactions begin IMMEDIATE: a read that turns into a write would not wait for the lock.
    """
    location = "" if url == MEMORY else str(database_path(url))
    engine = sa.create_engine(
        f"sqlite:///{location}",
        poolclass=sa.NullPool if location else sa.StaticPool,
        connect_args={"check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        if not connection.get_execution_options().get(READS):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def prepare_folder(url: str) -> None:
    """Make the folder of a database; raises StoreError where it cannot be written."""
    path = database_path(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {path.parent} cannot be made: {error.strerror}") from error
    for wanted in (path.parent, *([path] if path.exists() else [])):
        if not os.access(wanted, os.W_OK):
            raise StoreError(f"{wanted} is not writable for this user; storage needs it to be")


@contextmanager
def lock_database(url: str, *, wanted: bool = True) -> Iterator[None]:
    """Hold the lock file beside a database; raises StoreError when another process holds it."""
    if not wanted:
        yield
        return
    lock = take_lock(url)
    try:
        yield
    finally:
        lock.release()


def take_lock(url: str) -> FileLock:
    """Take the lock file beside a database; the kernel lets go of it when this process dies."""
    path = database_path(url)
    prepare_folder(url)
    lock = FileLock(path.with_name(path.name + ".lock"), blocking=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise StoreError(
            f"another process works on {path} (it holds {lock.lock_file}); "
            "stop it first, or give this one its own storage.url"
        ) from None
    return lock


def clear(error: StoreError | DBAPIError, path: Path) -> StoreError:
    """Return in one sentence why a database cannot be opened and what to do about it."""
    if isinstance(error, StoreError):
        return error
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return StoreError(
            f"{path} is damaged or not a database; restore a backup with `vakhta restore FILE`"
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return StoreError(f"{path} cannot be opened for writing; check who owns it and its folder")
    return StoreError(f"{path} cannot be opened: {error.orig}")
