"""Storage in a database: one writer, one reader for lanes and couriers, an asynchronous engine for
people's long reads, one lock file; see docs/decisions/0020 and 0021.

Next in the flow: `group` writes what `append` and `commit` ask for, `sql_reads` answers handlers.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import cast

from filelock import FileLock

from bot.ports import Cursor, InboxRow, RawUpdate
from bot.store import read_cases, read_road
from bot.store.desk import Desk
from bot.store.group import GroupWriter
from bot.store.jobs import Append, Commit, give_back, set_aside
from bot.store.known import KnownLoader
from bot.store.long_reads import AsyncSeat
from bot.store.open_cases import OpenCases
from bot.store.opening import Opened, open_database
from bot.store.retention import Retention, Sweep
from bot.store.seat import Seat
from bot.store.sql_exports import SqlExports
from handlers.ports import Clock, Ids
from models.action import Action
from models.case import Timer
from models.effects import Effects


@dataclass(frozen=True, slots=True)
class Setup:
    """What a storage is opened with."""

    url: str
    clock: Clock
    ids: Ids
    workspace: int
    retention: Retention
    lock: bool


class SqlStorage(SqlExports):
    """All of storage behind one adapter (`bot.ports.Storage`)."""

    def __init__(self, setup: Setup) -> None:
        """Take the address and what goes with it; nothing is touched before `open`."""
        self._setup = setup
        self._workspace = setup.workspace
        self._fences = count(1)
        self._lock: FileLock | None = None
        self._writers: Seat | None = None
        self._long: AsyncSeat | None = None

    async def open(self) -> None:
        """Open; raises StoreError with what to do when the database cannot serve."""
        setup = self._setup
        opened: Opened = open_database(setup.url, lock=setup.lock)
        self._lock = opened.lock
        self._writers = Seat(opened.engine, "write")
        share = self._writers.thread if opened.one_connection else None
        self._readers = Seat(opened.engine, "read", share, reads=True)
        self._long = None if opened.one_connection else AsyncSeat(setup.url)
        self._people = self._long or self._readers
        self._loader = KnownLoader(self._readers, self._workspace)
        self._open = OpenCases()
        self._run = setup.ids.new()
        self._desk = Desk(setup.ids, setup.clock, self._workspace, self._run)
        self._group = GroupWriter(self._writers, self._desk, self._heard)

    async def close(self) -> None:
        """Flush what waits and close."""
        if self._writers is None:
            return
        writers, self._writers = self._writers, None
        await self._group.drain()
        if self._long is not None:
            await self._long.close()
        await self._readers.close()
        await writers.close()
        if self._lock is not None:
            self._lock.release()

    # --- the durable road -------------------------------------------------------------------------
    async def append(self, updates: Sequence[RawUpdate], cursor: Cursor | None) -> list[bool]:
        """Store updates and the cursor in one transaction; False marks a repeat. FullError."""
        return cast("list[bool]", await self._group.do(Append(updates, cursor)))

    async def cursor(self, source: str) -> str | None:
        """Return how far a source has been read."""
        return await self._read(lambda c: read_road.cursor(c, self._workspace, source))

    async def pending(self, after_id: int, limit: int, now: int) -> Sequence[InboxRow]:
        """Return waiting rows with a greater id whose time has come, in order of arrival."""
        return await self._read(
            lambda c: read_road.pending(c, self._workspace, after_id, limit, now)
        )

    async def commit(self, row: InboxRow | None, effects: Effects) -> None:
        """Write all records and end the row, as one; StaleError, RejectedError, FullError."""
        await self._group.do(Commit(row, effects))

    async def retry(self, row: InboxRow, code: str, not_before: int) -> None:
        """Put a row back until `not_before`, counting the try."""
        await self._group.do(give_back(row, code, not_before))

    async def quarantine(self, row: InboxRow, code: str) -> None:
        """End a row as unreadable: kept and counted."""
        await self._group.do(set_aside(row, code))

    async def promised(
        self, account: str, now: int, limit: int, known: Collection[int] = ()
    ) -> Sequence[Action]:
        """Return what of an account's most pressing acts is not known to the caller yet."""
        asked = {
            "workspace": self._workspace,
            "run": self._run,
            "account": account,
            "at": now,
            "most": limit,
        }
        return await self._read(lambda c: read_cases.promised(c, asked, known))

    async def backlog(self) -> tuple[int, int | None]:
        """Return how many rows wait, and when the oldest was received (UTC microseconds)."""
        return await self._read(lambda c: read_road.backlog(c, self._workspace))

    # --- timers and leases ------------------------------------------------------------------------
    async def due(self, now: int, limit: int) -> Sequence[Timer]:
        """Return timers whose time has come, oldest first."""
        return await self._read(lambda c: read_road.due(c, self._workspace, now, limit))

    async def next_due(self) -> int | None:
        """Return when the next timer is due."""
        return await self._read(lambda c: read_road.next_due(c, self._workspace))

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[int]:
        """Hold a lease: the lock file makes this process the only one, so it holds them all."""
        del name
        yield next(self._fences)

    async def sweep(self, now: int) -> dict[str, int]:
        """Remove what retention says should be gone; returns counts by kind."""
        await self.checkpoint_audit(now)
        sweep = Sweep(self._people, self._group, self._workspace)
        return await sweep.run(self._setup.retention, now)
