"""VK's Bots Long Poll, held by ourselves: confirms only what its caller has stored.

The next poll, which confirms the batch before it, leaves only when the generator is resumed. What
is no answer of VK's is survived with growing pauses. Where VK says that events were lost, that
becomes a line of the inbox and is read back beside the live events. Next: `bot.intake` appends.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Final

import aiohttp

from bot.connectors.vk.arrival import Arrival
from bot.connectors.vk.asking import Asks
from bot.connectors.vk.backfill import Backfill
from bot.connectors.vk.envelope import (
    Batch,
    EnvelopeError,
    Failed,
    Piece,
    open_envelope,
    ts_of,
)
from bot.connectors.vk.errors import VkDown, VkError, VkResting, VkTokenDead
from bot.connectors.vk.gap import LOST, OUTDATED, Progress
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.wire import words
from bot.ports import Cursor, PlatformDownError, RawUpdate, TokenRefusedError

_MARGIN_SECONDS: Final = 10.0
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_QUIET_FAILURES: Final = 3
"""Failures in a row that are only waited out; from then on the caller is told each time."""
_OK: Final = 200
_HISTORY, _KEY, _ALL = 1, 2, 3

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Polling:
    """How the long poll is held."""

    wait: int = 25
    """Seconds the server may keep a poll open; proxies cut at 30."""
    reader: Callable[[], Token | None] = lambda: None
    """Which key may read comments back; None where no key of ours may."""


@dataclass(frozen=True, slots=True)
class _Server:
    url: str
    key: str = field(repr=False)
    ts: str


class LongPoll:
    """Reads one community's events; only one may do so at a time."""

    def __init__(self, api: Asks, arrival: Arrival, source: str, polling: Polling) -> None:
        """Take the way to VK, the inbox's door, the cursor's name and the manner."""
        self._api = api
        self._arrival = arrival
        self._source = source
        self._polling = polling
        self._session: aiohttp.ClientSession | None = None
        self._server: _Server | None = None
        self._backfill: Backfill | None = None
        self._failures = 0
        self._odd = 0

    async def updates(self, cursor: str | None) -> AsyncIterator[tuple[list[RawUpdate], Cursor]]:
        """Yield stored-to-be batches for ever.

        Raises TokenRefusedError, and PlatformDownError when VK keeps silent; the caller may start
        again at once, pauses are kept here.
        """
        progress = Progress.read(cursor)
        self._backfill = None
        while True:
            await self._arrival.doorman.see_out()
            await self._pause()
            troubled = self._failures > 0
            rows, moved = await self._round(progress)
            # An empty batch is worth telling only where it says that the platform is back.
            recovered = troubled and self._failures == 0
            if moved == progress and not rows and not recovered:
                continue
            progress = moved
            yield rows, Cursor(self._source, progress.word)

    async def close(self) -> None:
        """Close the session; a poll that is held ends with its task."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _round(self, progress: Progress) -> tuple[list[RawUpdate], Progress]:
        server = self._server or await self._connect()
        if server is None:
            return [], progress
        if not progress.ts:
            # Stored before the first poll is held, or a crash meanwhile would lose what it brings.
            return [], replace(progress, ts=server.ts)
        answer = await self._ask(server, progress)
        if isinstance(answer, Failed):
            return await self._lost(answer, progress)
        rows: list[RawUpdate] = []
        if answer is not None:
            self._failures = self._odd = 0
            if answer.pieces:
                progress = replace(progress, last=self._arrival.now_us())
            progress = replace(progress, ts=answer.ts)
            rows = await self._arrival.admitted(answer.pieces)
        if progress.gap is not None:
            more, progress = await self._read_back(progress)
            rows += more
        return rows, progress

    async def _connect(self) -> _Server | None:
        """Ask where to poll; raises TokenRefusedError. None: failed, and counted."""
        try:
            answer = await self._api.call(
                "groups.getLongPollServer",
                token=Token.COMMUNITY,
                group_id=int(self._arrival.around.account),
            )
        except VkTokenDead:
            self._failures += 1
            raise TokenRefusedError("VK refused the community key; make a new one") from None
        except (VkDown, VkResting) as error:
            self._failed(error.reason)
            return None
        except VkError as error:
            self._failures += 1
            raise TokenRefusedError(
                "VK does not give this community's events: switch Long Poll on in the community's "
                f"settings and give the key the right to manage it ({error.reason})"
            ) from None
        shape = answer if isinstance(answer, dict) else {}
        url, key, ts = words(shape, "server"), words(shape, "key"), ts_of(shape)
        if not url or not key or ts is None:
            self._failed("unreadable")
            return None
        self._server = _Server(url if "://" in url else f"https://{url}", key, ts)
        return self._server

    async def _ask(self, server: _Server, progress: Progress) -> Batch | Failed | None:
        wait = self._hold(progress)
        query = {"act": "a_check", "key": server.key, "ts": progress.ts, "wait": str(wait)}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        timeout = aiohttp.ClientTimeout(total=wait + _MARGIN_SECONDS, sock_connect=5)
        try:
            async with self._session.get(server.url, params=query, timeout=timeout) as response:
                body, why = await response.read(), f"HTTP {response.status}"
                if response.status == _OK:
                    return open_envelope(body)
        except EnvelopeError as error:
            why = str(error)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            # Their words hold the address with the key in it: only the kind is told.
            why = type(error).__name__
        self._failed(why)
        return None

    async def _lost(self, answer: Failed, progress: Progress) -> tuple[list[RawUpdate], Progress]:
        """Go on after `failed`; 1 and 3 say that events are gone."""
        self._server = self._server if answer.code == _HISTORY else None
        self._odd += 1
        if self._odd > 1 or answer.code not in {_HISTORY, _KEY, _ALL}:
            self._failed(f"failed {answer.code}")
        if answer.code == _HISTORY and answer.ts is not None:
            moved = progress.lost(OUTDATED, answer.ts, self._arrival.now_us())
        elif answer.code == _ALL and (server := await self._connect()) is not None:
            moved = progress.lost(LOST, server.ts, self._arrival.now_us())
        else:
            return [], progress
        self._backfill = None
        gap, account = moved.gap, self._arrival.around.account
        log.warning("gap_found", extra={"code": gap.code if gap else ""})
        rows = [self._arrival.row(gap.told(account, None, pending=True))] if gap else []
        return rows, moved

    async def _read_back(self, progress: Progress) -> tuple[list[RawUpdate], Progress]:
        """Take one step of reading back; the gap ends with the word of what came of it."""
        gap, arrival = progress.gap, self._arrival
        if gap is None:
            return [], progress
        token = self._polling.reader()
        if self._backfill is None and token is not None:
            self._backfill = Backfill(self._api, arrival.around, token, gap)
        pieces: list[Piece] = []
        reading = self._backfill
        try:
            pieces = [] if reading is None else await reading.step()
        except VkError as error:
            log.warning("read_back_failed", extra={"code": error.reason})
            if reading is not None and reading.may_try_again(error):
                self._failed(error.reason)
                return [], progress
            reading = None
        rows = await arrival.admitted(pieces)
        if reading is not None and not reading.done:
            return rows, progress
        read = reading.found if reading else (self._backfill.found if self._backfill else 0) or None
        self._backfill = None
        rows.append(arrival.row(gap.told(arrival.around.account, read)))
        return rows, replace(progress, gap=None)

    def _failed(self, why: str) -> None:
        """Count a failure; raises PlatformDownError from the third in a row on."""
        self._failures += 1
        log.warning("poll_failed", extra={"failures": self._failures, "why": why})
        if self._failures >= _QUIET_FAILURES:
            # VK moves its servers now and then: ask anew where to poll.
            self._server = None
            raise PlatformDownError(f"long poll: {why}")

    async def _pause(self) -> None:
        if self._failures:
            longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(self._failures - 1, 10))
            await asyncio.sleep(longest * (0.5 + secrets.randbelow(500) / 1000))

    def _hold(self, progress: Progress) -> int:
        """Hold a poll not at all after a failure or beside reading back, else as long as we may."""
        if self._failures or progress.gap is not None:
            return 0
        soonest = self._arrival.doorman.soonest()
        if soonest is None:
            return self._polling.wait
        left = soonest - self._arrival.doorman.monotonic()
        return max(0, min(self._polling.wait, int(left) + 1))
