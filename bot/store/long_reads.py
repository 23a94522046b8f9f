"""People's reads (exports, proofs, /status) on SQLAlchemy's asynchronous engine over aiosqlite.

They may be long, so they have connections of their own and never stand in front of a lane's read
on the readers' thread; docs/decisions/0020 says which read goes where. Next: `sql_reads` asks.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.sqlite import database_path

T = TypeVar("T")

_AT_ONCE = 2
"""Connections at most: a question between two pages of an export need not wait for the next."""

_PRAGMAS = ("busy_timeout=5000", "temp_store=MEMORY", "query_only=ON")


class AsyncSeat:
    """A seat (`bot.store.seat`) that only reads; connections open at the first question."""

    def __init__(self, url: str) -> None:
        """Take the address of a database in a file; nothing is opened yet."""
        self._engine = create_async_engine(
            sa.URL.create("sqlite+aiosqlite", database=str(database_path(url))),
            isolation_level="AUTOCOMMIT",
            pool_size=_AT_ONCE,
            max_overflow=0,
        )
        sa.event.listen(self._engine.sync_engine, "connect", _on_connect)
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._closed = False

    async def run(self, work: Callable[[sa.Connection], T]) -> T:
        """Do `work`: its statements run on the driver's thread, the rest of it on the loop."""
        async with self._free:
            if self._closed:
                raise RuntimeError("the storage is closed")
            async with self._engine.connect() as connection:
                return await connection.run_sync(work)

    async def close(self) -> None:
        """Let reads under way end, then close their connections and with them their threads."""
        self._closed = True
        for _ in range(_AT_ONCE):
            await self._free.acquire()
        await self._engine.dispose()
        for _ in range(_AT_ONCE):
            self._free.release()


def _on_connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
