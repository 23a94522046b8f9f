"""Long polling that confirms only what its caller has stored.

The next getUpdates, which confirms the batch before it, leaves only when the generator is resumed.
One poison update is stored like any other and read later; what is not an answer of the Bot API is
survived with growing pauses. Next: `bot.intake` appends, `translate` reads.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from bot.connectors.telegram.api import BareApi
from bot.connectors.telegram.arrival import Arrival
from bot.connectors.telegram.envelope import EnvelopeError, Piece, Refusal, open_envelope
from bot.connectors.telegram.translate import ALLOWED_UPDATES
from bot.ports import ConflictError, Cursor, PlatformDownError, RawUpdate, TokenRefusedError

BATCH: Final = 100
_MARGIN_SECONDS: Final = 10.0
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_QUIET_FAILURES: Final = 3
"""Failures in a row that are only waited out; from then on the caller is told each time."""
_UNAUTHORIZED: Final = frozenset({401, 404})
_CONFLICT: Final = 409

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Polling:
    """How the long poll is held."""

    timeout: int = 25
    """Seconds the server may keep a call open."""
    batch: int = BATCH


class Poller:
    """Reads one bot's updates; only one may do so at a time per token."""

    def __init__(self, api: BareApi, arrival: Arrival, source: str, polling: Polling) -> None:
        """Take the way to the server, the inbox's door, the cursor's name and the manner."""
        self._api = api
        self._arrival = arrival
        self._source = source
        self._polling = polling
        self._failures = 0
        self._webhook_removed = False

    async def updates(self, cursor: str | None) -> AsyncIterator[tuple[list[RawUpdate], Cursor]]:
        """Yield stored-to-be batches for ever.

        Raises TokenRefusedError, ConflictError, and PlatformDownError when the platform keeps
        silent; the caller may start again at once, pauses are kept here.
        """
        offset = int(cursor) if cursor else None
        while True:
            await self._arrival.doorman.see_out()
            await self._pause()
            troubled = self._failures > 0
            pieces = await self._ask(offset)
            # An empty batch is worth telling only where it says that the platform is back.
            recovered = troubled and self._failures == 0
            if not pieces and not recovered:
                continue
            ids = [piece.update_id for piece in pieces if piece.update_id is not None]
            # Ids restart at random after a silent week: the batch's own greatest counts.
            offset = max(ids) + 1 if ids else offset
            if pieces and not ids:
                self._failures += 1
            yield self._arrival.admitted(pieces), Cursor(self._source, str(offset or 0))

    async def _ask(self, offset: int | None) -> list[Piece]:
        params: dict[str, object] = {
            "limit": self._polling.batch,
            "timeout": self._hold(),
            "allowed_updates": ALLOWED_UPDATES,
        }
        if offset:
            params["offset"] = offset
        try:
            body = await self._api.post(
                "getUpdates", params, self._polling.timeout + _MARGIN_SECONDS
            )
            answer = open_envelope(body)
        except PlatformDownError as error:
            return self._failed(error)
        except EnvelopeError as error:
            return self._failed(PlatformDownError(f"getUpdates: {error}"))
        if isinstance(answer, Refusal):
            return await self._refused(answer)
        try:
            await self._arrival.acquaint(answer)
        except PlatformDownError as error:
            return self._failed(error)  # not confirmed: it comes again
        self._failures = 0
        return answer

    async def _refused(self, refusal: Refusal) -> list[Piece]:
        if refusal.code in _UNAUTHORIZED:
            self._failures += 1
            raise TokenRefusedError("Telegram refused the bot token; take it anew from @BotFather")
        if refusal.retry_after is not None:
            log.warning("poll_flood", extra={"seconds": refusal.retry_after})
            await asyncio.sleep(refusal.retry_after)
            return []
        if refusal.code == _CONFLICT:
            return await self._conflict(refusal)
        return self._failed(PlatformDownError(f"getUpdates: refused with {refusal.code}"))

    async def _conflict(self, refusal: Refusal) -> list[Piece]:
        if "webhook" in refusal.description and not self._webhook_removed:
            # The config says polling; Telegram keeps what is pending when a webhook goes.
            self._webhook_removed = True
            log.warning("webhook_removed_for_polling")
            await self._api.call("deleteWebhook", {"drop_pending_updates": False})
            return []
        self._failures += 1
        if self._failures < _QUIET_FAILURES:
            return []
        raise ConflictError(
            "somebody else reads this bot's updates: stop the other process, or its webhook, "
            "or take a new token from @BotFather"
        )

    def _failed(self, error: PlatformDownError) -> list[Piece]:
        self._failures += 1
        log.warning("poll_failed", extra={"failures": self._failures, "why": str(error)})
        if self._failures >= _QUIET_FAILURES:
            raise error
        return []

    async def _pause(self) -> None:
        if self._failures:
            longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(self._failures - 1, 10))
            await asyncio.sleep(longest * (0.5 + secrets.randbelow(500) / 1000))

    def _hold(self) -> int:
        """Hold the call no longer than until a strange chat is to be left, and not after a failure.

        The first answer after a failure says that all is well; it must not wait for news.
        """
        if self._failures:
            return 0
        soonest = self._arrival.doorman.soonest()
        if soonest is None:
            return self._polling.timeout
        left = soonest - self._arrival.doorman.monotonic()
        return max(0, min(self._polling.timeout, int(left) + 1))
