"""Stores what one connector delivers, and only then lets it confirm: law 1 of the product.

A connector's `updates()` asks its platform for the next batch only when it is resumed, and it is
resumed only after `append` has returned, so nothing is confirmed that is not committed. Next in the
flow: `lanes`.
"""

import asyncio
import logging
from collections.abc import Sequence

from bot.bell import Bell
from bot.health import Health
from bot.metrics import Metrics
from bot.ports import (
    ConflictError,
    Connector,
    ConnectorError,
    Cursor,
    FullError,
    Log,
    RawUpdate,
    TokenRefusedError,
)

log = logging.getLogger(__name__)

MAX_BACKLOG = 20_000
"""Rows waiting here above which we stop asking for more: Telegram keeps updates for 24 hours."""

_RETRY_SECONDS = 1.0
_REFUSED_SECONDS = 60.0


class Intake:
    """One account's way in: poller batches and webhook calls end in the same `store`."""

    def __init__(
        self, connector: Connector, storage: Log, bell: Bell, health: Health, metrics: Metrics
    ) -> None:
        """Take the connector, where to store, and whom to wake after a commit."""
        self._connector = connector
        self._storage = storage
        self._bell = bell
        self._health = health
        self._metrics = metrics

    async def run(self) -> None:
        """Listen for ever; a refused token or a conflict is a fault that people see, not an end."""
        while True:
            try:
                await self._listen()
            except ConnectorError as error:
                code = _fault_of(error)
                self._health.fault(f"{code}:{self._connector.account}")
                log.warning(
                    "intake_fault", extra={"code": code, "account": self._connector.account}
                )
                await asyncio.sleep(_REFUSED_SECONDS if code == "token_refused" else _RETRY_SECONDS)

    async def _listen(self) -> None:
        account = self._connector.account
        position = await self._storage.cursor(account)
        async for updates, cursor in self._connector.updates(position):
            for code in ("token_refused", "conflict", "platform_down"):
                self._health.mended(f"{code}:{account}")
            await self._store_when_possible(updates, cursor)
            await self._hold_back()

    async def _store_when_possible(self, updates: Sequence[RawUpdate], cursor: Cursor) -> None:
        """Store, waiting while the disk is full: unconfirmed updates stay with the platform."""
        while True:
            try:
                await self.store(updates, cursor)
            except FullError:
                self._health.fault("disk_full")
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                self._health.mended("disk_full")
                return

    async def store(self, updates: Sequence[RawUpdate], cursor: Cursor | None) -> None:
        """Commit a batch and wake the lanes; raises FullError. Webhooks answer 200 after this."""
        fresh = await self._storage.append(updates, cursor)
        self._metrics.received(self._connector.account, len(fresh), fresh.count(False))
        if any(fresh):
            self._bell.ring()

    async def _hold_back(self) -> None:
        """Stop asking for more while too much waits here."""
        while (await self._storage.backlog())[0] > MAX_BACKLOG:
            self._health.fault("backlog")
            await asyncio.sleep(_RETRY_SECONDS)
        self._health.mended("backlog")


def _fault_of(error: ConnectorError) -> str:
    if isinstance(error, TokenRefusedError):
        return "token_refused"
    return "conflict" if isinstance(error, ConflictError) else "platform_down"
