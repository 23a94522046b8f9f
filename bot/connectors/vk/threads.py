"""A few threads of our own for vk_api, which can only wait.

Not concurrent.futures' pool: its threads are joined when the interpreter ends, so one call that
hangs would hold the whole process for as long as its timeout. These are daemons.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class Threads(Generic[T]):
    """At most so many threads, each started when none is idle."""

    def __init__(self, most: int, name: str) -> None:
        """Take the bound and what the threads are called; none is started yet."""
        self._most = most
        self._name = name
        self._jobs: SimpleQueue[tuple[Future[T], Callable[[], T]] | None] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._started = 0

    def run(self, work: Callable[[], T]) -> Future[T]:
        """Have `work` done; it must answer, never raise. Called from one thread only."""
        future: Future[T] = Future()
        self._jobs.put((future, work))
        if not self._idle.acquire(blocking=False) and self._started < self._most:
            self._started += 1
            name = f"{self._name}-{self._started}"
            threading.Thread(target=self._serve, name=name, daemon=True).start()
        return future

    def close(self) -> None:
        """Let every thread end after what it is at; nobody waits for it."""
        for _ in range(self._started):
            self._jobs.put(None)

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, work = job
            if future.set_running_or_notify_cancel():
                future.set_result(work())
            del job, future, work
            self._idle.release()
