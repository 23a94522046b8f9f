"""How fast one key asks: a bucket whose tokens come back a second after the answer.

A bucket that refills by the clock keeps to the rate only as we send; a slow connection can push
what was sent apart into one second of VK's. A token that is away from the grant until one second
after the answer cannot: whatever the network does, VK never counts more in a second than the
bucket holds. Who waits is served in order of arrival; background reads stand as if they had come
five seconds later, so acts pass them, but not for ever.
"""

import asyncio
import heapq
from collections import deque
from typing import Final

from bot.connectors.vk.tokens import Pace

_BEHIND: Final = 5.0
"""Seconds that an act may pass a background read by."""
_ROUNDING: Final = 1e-3


class Bucket:
    """The calls of one key; every turn that was granted ends with `answered` or `unused`."""

    def __init__(self, pace: Pace, second: float = 1.0) -> None:
        """Take the pace and, for tests, how long VK's second is."""
        self._pace = pace
        self._second = second
        self._flying = 0
        self._cooling: deque[float] = deque()
        self._closed_until = 0.0
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._counter = 0
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, since: float | None = None, *, background: bool = False) -> None:
        """Wait for a token; `since` keeps the place of a call that is made again (loop time)."""
        loop = asyncio.get_running_loop()
        rank = (loop.time() if since is None else since) + (_BEHIND if background else 0.0)
        granted = loop.create_future()
        self._counter += 1
        heapq.heappush(self._waiting, (rank, self._counter, granted))
        self._serve()
        try:
            await granted
        except asyncio.CancelledError:
            if granted.done() and not granted.cancelled():
                self.unused()
            self._serve()
            raise

    def answered(self) -> None:
        """End a turn: VK has answered, or nobody will ever know."""
        self._flying -= 1
        self._cooling.append(asyncio.get_running_loop().time() + self._second)
        self._serve()

    def unused(self) -> None:
        """End a turn that was granted too late: nothing was asked."""
        self._flying -= 1
        self._serve()

    def overrun(self) -> None:
        """VK counted more than we did (code 6): somebody else asks with this key. Rest a second."""
        self._closed_until = asyncio.get_running_loop().time() + self._second

    def _serve(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting:
            if self._waiting[0][2].done():
                heapq.heappop(self._waiting)
                continue
            wait = self._wait()
            if wait is None:
                return
            if wait > 0:
                self._timer = asyncio.get_running_loop().call_later(wait, self._serve)
                return
            heapq.heappop(self._waiting)[2].set_result(None)
            self._flying += 1

    def _wait(self) -> float | None:
        """Return seconds until a token is there; None when only an answer can bring one."""
        now = asyncio.get_running_loop().time()
        while self._cooling and self._cooling[0] <= now:
            self._cooling.popleft()
        if self._flying >= self._pace.at_once:
            return None
        if now < self._closed_until:
            return self._closed_until - now + _ROUNDING
        if self._flying + len(self._cooling) < self._pace.a_second:
            return 0.0
        return self._cooling[0] - now + _ROUNDING if self._cooling else None
