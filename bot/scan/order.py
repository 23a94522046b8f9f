"""Rows in the order of their dates, in bounded memory: standing must grow as it did in life.

An input that is in order already is read straight through; another one is sorted by way of a
temporary file. Rows without a date keep their place after the one before them.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import astuple

from bot.scan.rows import Fields

_CHUNK = 5_000
Read = Callable[[], Iterator[Fields]]


def in_order(read: Read) -> Iterator[Fields]:
    """Yield the rows that `read` yields, by date; `read` is called twice."""
    return read() if _is_ordered(read()) else _sorted(read())


def _is_ordered(rows: Iterator[Fields]) -> bool:
    last = None
    for row in rows:
        if row.at is None:
            continue
        if last is not None and row.at < last:
            return False
        last = row.at
    return True


def _sorted(rows: Iterator[Fields]) -> Iterator[Fields]:
    file = sqlite3.connect("", isolation_level=None)
    try:
        file.execute("PRAGMA journal_mode=OFF")
        file.execute("CREATE TABLE row (place, line, text, id, author, at, chat, label)")
        file.execute("BEGIN")
        last = 0
        for row in rows:
            last = last if row.at is None else row.at
            file.execute("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (last, *astuple(row)))
        file.execute("COMMIT")
        found = file.execute(
            "SELECT line, text, id, author, at, chat, label FROM row ORDER BY place, line"
        )
        while some := found.fetchmany(_CHUNK):
            yield from (Fields(*one) for one in some)
    finally:
        file.close()
