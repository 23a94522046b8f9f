"""Says to the outside that we live, so that somebody notices when we do not.

Every minute `ping_url` is called, and systemd gets its sign, but only while intake, database and
courier work: a process that only breathes must not look alive.
"""

import asyncio
import logging
import socket
from collections.abc import Callable

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.environment import Supervisor, supervisor
from bot.health import Health
from bot.settings import WatchdogSection

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
_VITAL = (
    "storage",
    "disk_full",
    "backlog",
    "token_refused",
    "platform_down",
    "conflict",
    "courier",
)
"""First words of the faults that silence us; a low disk or a clock that leapt does not."""


class Watchdog:
    """Pings while all is well; a ping that fails is logged and tried again at its next time."""

    def __init__(
        self, section: WatchdogSection, health: Health, every: float = EVERY_SECONDS
    ) -> None:
        """Take where to ping and what knows how we are."""
        self._url = section.ping_url.get_secret_value()
        self._health = health
        self._every = every

    async def run(self) -> None:
        """Ping for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(Notifier(supervisor(), self.alive).run(), name="systemd")
            if self._url:
                group.create_task(self._ping_on(), name="ping")

    def alive(self) -> bool:
        """Tell whether intake, database and courier work."""
        return not any(code.partition(":")[0] in _VITAL for code in self._health.faults())

    async def _ping_on(self) -> None:
        async with ClientSession(timeout=ClientTimeout(total=min(10.0, self._every))) as session:
            while True:
                if self.alive():
                    await self._ping(session)
                await asyncio.sleep(self._every)

    async def _ping(self, session: ClientSession) -> None:
        try:
            async with session.get(self._url) as response:
                if response.status >= 400:  # noqa: PLR2004 - HTTP's own border
                    log.warning("ping_refused", extra={"status": response.status})
        except (ClientError, TimeoutError, ValueError) as error:
            # The error's text would quote the address, and the address is the secret.
            log.warning("ping_failed", extra={"error": type(error).__name__})


class Notifier:
    """Speaks sd_notify: ready once, then a sign at half of the time systemd allows."""

    def __init__(self, manager: Supervisor, alive: Callable[[], bool]) -> None:
        """Take where systemd listens, and what knows how we are."""
        self._manager = manager
        self._alive = alive

    async def run(self) -> None:
        """Notify for ever; without systemd there is nothing to do."""
        if not self._manager.socket:
            return
        self.say("READY=1")
        while self._manager.watchdog_seconds:
            if self._alive():
                self.say("WATCHDOG=1")
            await asyncio.sleep(self._manager.watchdog_seconds / 2)

    def say(self, words: str) -> None:
        """Send one datagram; a systemd that is gone is no reason to fall."""
        address = self._manager.socket
        # A leading @ is the abstract namespace (sd_notify(3)).
        address = "\0" + address[1:] if address.startswith("@") else address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            try:
                out.sendto(words.encode(), address)
            except OSError as error:
                log.warning("systemd_gone", extra={"error": type(error).__name__})
