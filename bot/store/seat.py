"""A database connection on a thread of its own: a whole function crosses over, not each statement.

What runs on it takes a plain `sqlalchemy.Connection`, so that the same functions go through
`AsyncConnection.run_sync` in `long_reads` (docs/decisions/0020 says which read goes where).
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

import sqlalchemy as sa

from bot.store.sqlite import READS

T = TypeVar("T")


class Asked(Protocol):
    """Does a piece of work on a connection: a thread of ours, or an asynchronous engine."""

    async def run(self, work: Callable[[sa.Connection], T]) -> T:
        """Do `work` and return its answer."""


class Seat:
    """One connection, one thread, one piece of work at a time, in the order of asking."""

    def __init__(
        self,
        engine: sa.Engine,
        name: str,
        thread: ThreadPoolExecutor | None = None,
        *,
        reads: bool = False,
    ) -> None:
        """Take the engine and the thread's name, or a thread to share."""
        self._engine = engine
        self._reads = reads
        self._shared = thread is not None
        self._thread = thread or ThreadPoolExecutor(1, thread_name_prefix=f"store-{name}")
        self._connection: sa.Connection | None = None

    @property
    def thread(self) -> ThreadPoolExecutor:
        """The thread, for a second seat on the same in-memory database."""
        return self._thread

    async def run(self, work: Callable[[sa.Connection], T]) -> T:
        """Do `work` on the thread and return its answer; cancelling the caller does not stop it."""
        return await asyncio.wrap_future(self.submit(work))

    def submit(self, work: Callable[[sa.Connection], T]) -> "Future[T]":
        """Hand `work` over without waiting."""
        return self._thread.submit(self._work, work)

    async def close(self) -> None:
        """Finish what was handed over and close the connection."""
        await asyncio.wrap_future(self._thread.submit(self._close))
        if not self._shared:
            self._engine.dispose()
            self._thread.shutdown(wait=False)

    def _work(self, work: Callable[[sa.Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(**{READS: self._reads})
        return work(self._connection)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
