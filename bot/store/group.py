"""The one writer: what waits together is written together, and one bad event falls alone.

A group is written with few statements in one transaction. When anything in it fails all of it is
rolled back and the jobs are written one by one, each under its own savepoint: the bad one gets its
own error, the others go in (docs/decisions/0021). One commit, one sync, then all callers go on.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import chain

import sqlalchemy as sa

from bot.ports import StoreError
from bot.store.desk import Desk
from bot.store.faults import WRITE_FAULTS, not_now, told
from bot.store.jobs import Job
from bot.store.seat import Seat
from models.effects import Record

GROUP = 64
"""Events of one transaction, at most."""

LINGER = 0.002
"""Seconds to wait for company, where the last group shows that more are coming."""

Answers = list[object]
Waiting = tuple[Job, asyncio.Future[object]]
Heard = Callable[[set[str], Sequence[Record]], None]
"""Hears what readers must read again, and all records that were committed."""


class GroupWriter:
    """Gathers jobs while a group is being written; needs no task, only the loop's callbacks."""

    def __init__(self, seat: Seat, desk: Desk, heard: Heard) -> None:
        """Take the writer's connection and desk, and who hears of every commit."""
        self._seat = seat
        self._desk = desk
        self._heard = heard
        self._waiting: deque[Waiting] = deque()
        self._weight = 0
        self._busy = False
        self._timer: asyncio.TimerHandle | None = None
        self._last_size = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def do(self, job: Job) -> object:
        """Write a job and return its answer once it is on disk; raises StoreError."""
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, future))
        self._weight += job.weight
        self._idle.clear()
        if not self._busy:
            self._arrange()
        # A caller who gives up does not take the write back: it may be in the group already.
        return await asyncio.shield(future)

    async def drain(self) -> None:
        """Wait until nothing waits."""
        await self._idle.wait()

    def _arrange(self) -> None:
        """Start at the end of this tick, or linger a little where company is likely."""
        full = self._weight >= GROUP
        if self._timer is not None and not full:
            return
        if self._timer is not None:
            self._timer.cancel()
        wait = LINGER if not full and self._last_size > 2 * len(self._waiting) else 0.0
        self._timer = asyncio.get_running_loop().call_later(wait, self._start)

    def _start(self) -> None:
        self._timer = None
        group = [self._waiting.popleft()]
        weight = group[0][0].weight
        while self._waiting and weight + self._waiting[0][0].weight <= GROUP:
            group.append(self._waiting.popleft())
            weight += group[-1][0].weight
        self._weight -= weight
        self._busy = True
        self._last_size = len(group)
        jobs = [job for job, _ in group]
        written = self._seat.submit(lambda connection: write_group(connection, self._desk, jobs))
        loop = asyncio.get_running_loop()
        written.add_done_callback(lambda done: loop.call_soon_threadsafe(self._finish, group, done))

    def _finish(self, group: Sequence[Waiting], done: Future[Answers]) -> None:
        self._busy = False
        error = done.exception()
        answers = [error] * len(group) if error else done.result()
        self._tell(group, answers)
        for (_, waiter), answer in zip(group, answers, strict=True):
            if waiter.cancelled():
                continue
            if isinstance(answer, BaseException):
                waiter.set_exception(answer)
                waiter.exception()  # a caller who gave up leaves nobody to read it
            else:
                waiter.set_result(answer)
        if self._waiting:
            self._arrange()
        else:
            self._idle.set()

    def _tell(self, group: Sequence[Waiting], answers: Sequence[object]) -> None:
        """Let readers hear of what is committed before any caller goes on."""
        touched, self._desk.touched = self._desk.touched, set()
        pairs = zip(group, answers, strict=True)
        kept = (job for (job, _), answer in pairs if not isinstance(answer, BaseException))
        self._heard(touched, list(chain.from_iterable(job.records() for job in kept)))


def write_group(connection: sa.Connection, desk: Desk, jobs: Sequence[Job]) -> Answers:
    """Write jobs in one transaction; an answer that is a StoreError is that job's own failure."""
    desk.connection = connection
    try:
        return _in_transaction(desk, lambda: _together(desk, jobs))
    except WRITE_FAULTS as error:
        if len(jobs) == 1 or not_now(error):
            return [_new(error) for _ in jobs]
    try:
        return _in_transaction(desk, lambda: [_alone(desk, job) for job in jobs])
    except WRITE_FAULTS as error:
        return [_new(error) for _ in jobs]


def _in_transaction(desk: Desk, work: Callable[[], Answers]) -> Answers:
    transaction = desk.connection.begin()
    try:
        answers = work()
        transaction.commit()
    except BaseException:
        desk.forget()
        transaction.rollback()
        raise
    return answers


def _together(desk: Desk, jobs: Sequence[Job]) -> Answers:
    desk.meet(chain.from_iterable(job.authors() for job in jobs))
    answers = [job.write(desk) for job in jobs]
    desk.flush()
    return answers


def _alone(desk: Desk, job: Job) -> object:
    savepoint = desk.connection.begin_nested()
    try:
        answer = job.write(desk)
        desk.flush()
    except WRITE_FAULTS as error:
        if not_now(error):
            raise
        desk.forget()
        savepoint.rollback()
        return _new(error)
    savepoint.commit()
    return answer


def _new(error: BaseException) -> StoreError:
    """Return an error for one caller: one exception object cannot be raised to many."""
    found = told(error)
    fresh = type(found)(*found.args)
    fresh.__cause__ = error
    return fresh
