"""Copies a live database into one file, and puts such a file back."""

import os
import sqlite3
from pathlib import Path

from bot.ports import StoreError
from bot.store.sqlite import database_path, lock_database


def backup(url: str, file: Path) -> Path:
    """Copy a database that may be in use into `file`, whole and checked; raises StoreError."""
    source, target = database_path(url), Path(file)
    if not source.exists():
        raise StoreError(f"{source} does not exist: there is nothing to back up")
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        _copy(source, part)
        check(part)
        part.replace(target)
        _sync(target.parent)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"the backup {target} could not be written: {error}") from error
    return target


def restore(file: Path, url: str) -> Path | None:
    """Put a backup in the place of a database nobody uses; returns where the old one is kept.

    Raises StoreError while a bot holds the database, and for a file that is damaged or no backup.
    """
    with lock_database(url):
        check(file)
        _check_ours(file)
        target = database_path(url)
        part = target.with_name(target.name + ".part")
        try:
            _copy(Path(file), part)
            kept = _set_aside(target)
            part.replace(target)
            _sync(target.parent)
        except (sqlite3.Error, OSError) as error:
            part.unlink(missing_ok=True)
            raise StoreError(f"{target} could not be restored: {error}") from error
        return kept


def _set_aside(target: Path) -> Path | None:
    """Keep the old database with its journal; a journal left behind would spoil the new one."""
    if not target.exists():
        return None
    number = 1
    while target.with_name(f"{target.name}.old-{number}").exists():
        number += 1
    kept = target.with_name(f"{target.name}.old-{number}")
    for suffix in ("-wal", "-shm", ""):
        beside = target.with_name(target.name + suffix)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + suffix))
    return kept


def _check_ours(file: Path) -> None:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        connection.execute("SELECT version_num FROM alembic_version")
    except sqlite3.Error as error:
        raise StoreError(f"{file} is a database, but not one of Vakhta's") from error
    finally:
        connection.close()


def check(file: Path) -> None:
    """Read every page of a database file; raises StoreError when one is damaged."""
    try:
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreError(f"{file} is not a database: {error}") from error
    if answer != "ok":
        raise StoreError(f"{file} is damaged and was not used")


def _copy(source: Path, target: Path) -> None:
    reading, writing = sqlite3.connect(source), sqlite3.connect(target)
    try:
        reading.backup(writing, pages=1024)
        # One file, whole by itself: a copy must not need a journal beside it.
        writing.execute("PRAGMA journal_mode=DELETE")
    finally:
        writing.close()
        reading.close()
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make a rename durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
