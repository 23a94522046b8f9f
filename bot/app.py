"""Puts the parts together once, runs them, and takes them down in order.

Up: storage, handlers, connectors, server, then intake last. Down: intake first, so that nothing new
comes in; lanes finish the step they are at; the courier sends what is under way; storage closes
last. What was not reached waits in the inbox for the next start.
"""

import asyncio
import gc
import logging
import signal
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AsyncExitStack

from aiohttp.typedefs import Handler

from bot.accounts import Account
from bot.alarm import Alarm
from bot.binding import Binding
from bot.clockwork import Clockwork
from bot.config import Config
from bot.courier import Courier, Office
from bot.gauges import Gauges
from bot.health import Health
from bot.http import PortTakenError, serve_http
from bot.intake import Intake
from bot.lanes import Lanes
from bot.limits import Limits
from bot.logs import set_up
from bot.metrics import Metrics
from bot.parts import TOKEN_REFUSED, Parts, StartError, build
from bot.places import Places
from bot.ports import PlatformDownError, TokenRefusedError
from bot.watchdog import Watchdog
from models.effects import Effects, Promise, SetTimer
from models.event import Fault

log = logging.getLogger(__name__)

DRAIN_SECONDS = 8.0
"""How long what is under way may take after SIGTERM; the contract promises 10 s in all."""

_DOWN_SECONDS = 5.0
_GARBAGE = 5_000
"""New objects before the collector looks: a message makes hundreds that die by themselves."""

Say = Callable[[str], None]


class App:
    """The running process: services over parts that are already built."""

    def __init__(self, parts: Parts, say: Say) -> None:
        """Wire services to each other; nothing runs yet."""
        self.parts = parts
        self.health = Health(parts.clock)
        self.metrics = Metrics()
        self.stopping = asyncio.Event()
        self._say = say
        storage, thinking = parts.storage, parts.thinking
        by_account = {one.connector.account: one.connector for one in parts.accounts}
        self.lanes = Lanes(storage, thinking, by_account)
        self.lanes.attach(self.health, self.metrics, self.committed)
        office = Office(
            storage, thinking, self.health, self.metrics, self.committed, time.monotonic
        )
        self.couriers = [
            Courier(one, Limits(one.pace, time.monotonic), office) for one in by_account.values()
        ]
        self.clockwork = Clockwork(storage, thinking, parts.clock, self.health)
        self.clockwork.attach(self.committed, Alarm(thinking, by_account).ring)
        self.intakes = {
            name: Intake(one, storage, self.lanes.bell, self.health, self.metrics)
            for name, one in by_account.items()
        }
        self.places = Places(parts, self.committed)
        self._faults: asyncio.Queue[Fault] = asyncio.Queue(100)
        self.health.listen(self._told)
        self.health.listen(self.metrics.fault)
        parts.clock.on_jump(lambda _: self.health.fault("clock_jump"))

    def committed(self, effects: Effects) -> None:
        """Count these effects and wake whom they concern; called after every commit."""
        self.metrics.committed(effects)
        if any(isinstance(record, Promise) for record in effects.records):
            for courier in self.couriers:
                courier.ring()
        if any(isinstance(record, SetTimer) for record in effects.records):
            self.clockwork.bell.ring()
        if Binding.concerns(effects):
            self.places.bell.ring()

    async def run(self) -> None:
        """Run until `stopping` is set, then drain."""
        async with AsyncExitStack() as stack:
            config = self.parts.config
            await stack.enter_async_context(
                serve_http(config.http, self.health, self.metrics, self._webhooks())
            )
            opened = await self._open_platforms()
            if self.stopping.is_set():
                return
            await self.places.offer_code(self._say)
            async with asyncio.TaskGroup() as group:
                await self._serve(group, opened)

    def _webhooks(self) -> dict[str, Handler]:
        """Return the handlers of every account that is called by its platform."""
        found: dict[str, Handler] = {}
        for connector in (account.connector for account in self.parts.accounts):
            found.update(connector.webhook(self.intakes[connector.account].store))
        return found

    async def _serve(self, group: asyncio.TaskGroup, opened: Collection[str]) -> None:
        intakes = [
            group.create_task(self._listen(one, opened), name=f"intake {one.platform}")
            for one in self.parts.accounts
        ]
        lanes = group.create_task(self.lanes.run(), name="lanes")
        couriers = [group.create_task(one.run(), name="courier") for one in self.couriers]
        watchdog = Watchdog(self.parts.config.watchdog, self.health)
        others = [
            group.create_task(self.parts.classifier.run(), name="classifier"),
            group.create_task(self.clockwork.run(), name="clockwork"),
            group.create_task(self.clockwork.sweep(), name="sweep"),
            group.create_task(self._tell_faults(), name="faults"),
            group.create_task(self.places.keep_bound(), name="places"),
            group.create_task(self._warm(), name="hands"),
            group.create_task(Gauges(self.parts, self.health, self.metrics).run(), name="gauges"),
            group.create_task(watchdog.run(), name="watchdog"),
        ]
        self._say("Vakhta is on watch. Stop with Ctrl+C; nothing is lost.")
        await self.stopping.wait()
        log.info("draining")
        for intake in intakes:
            intake.cancel()
        self.lanes.stop()
        await _within(DRAIN_SECONDS / 2, [lanes])
        await _until(DRAIN_SECONDS / 4, lambda: all(one.idle() for one in self.couriers))
        for courier in self.couriers:
            courier.stop()
        await _within(DRAIN_SECONDS / 4, couriers)
        for task in others:
            task.cancel()

    async def _open_platforms(self) -> set[str]:
        """Open every account that answers; returns which did, at least one unless stopping."""
        opened: set[str] = set()
        while not opened and not self.stopping.is_set():
            for account in self.parts.accounts:
                if await self._open(account):
                    opened.add(account.connector.account)
            if not opened:
                await asyncio.sleep(_DOWN_SECONDS)
        return opened

    async def _open(self, account: Account) -> bool:
        """Open one account and look at its places; False when its platform does not answer."""
        connector, code = account.connector, f"platform_down:{account.connector.account}"
        try:
            await connector.open()
            await self.places.survey(account)
        except TokenRefusedError as error:
            raise StartError(f"[{account.platform}] {error}", TOKEN_REFUSED) from error
        except PlatformDownError:
            if code not in self.health.faults():
                self._say(f"{connector.name} does not answer; trying again every 5 seconds.")
            self.health.fault(code)
            return False
        self.health.mended(code)
        return True

    async def _listen(self, account: Account, opened: Collection[str]) -> None:
        """Listen to one account; one that was down at the start is opened first."""
        is_open = (name := account.connector.account) in opened
        while not is_open:
            await asyncio.sleep(_DOWN_SECONDS)
            try:
                is_open = await self._open(account)
            except StartError:
                # The others are at work by now: a refused token is a fault that people see.
                self.health.fault(f"token_refused:{name}")
        await self.intakes[name].run()

    async def _warm(self) -> None:
        """Load what acts while the first poll waits, so that the first act need not."""
        for account in self.parts.accounts:
            await account.connector.reach()

    def _told(self, code: str, mended: bool) -> None:  # noqa: FBT001 - a listener's signature
        log.warning("fault_mended" if mended else "fault", extra={"code": code})
        if not self._faults.full():
            self._faults.put_nowait(Fault(code, self.parts.clock.now(), mended))

    async def _tell_faults(self) -> None:
        """Put faults on cards, once storage takes them."""
        while True:
            await self.clockwork.tell(await self._faults.get())


async def _until(seconds: float, holds: Callable[[], bool]) -> None:
    """Wait until something holds, at most `seconds`."""
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        await asyncio.sleep(0.02)


async def _within(seconds: float, tasks: Sequence[asyncio.Task[None]]) -> None:
    """Let tasks end by themselves, and cancel those that take longer."""
    await asyncio.wait(tasks, timeout=seconds)
    for task in tasks:
        task.cancel()


async def serve(config: Config, stop: asyncio.Event | None = None, say: Say = print) -> None:
    """Run the whole process until SIGTERM, SIGINT or `stop`; raises StartError."""
    config.bot.data_dir.mkdir(parents=True, exist_ok=True)
    parts = await build(config)
    try:
        app = App(parts, say)
        if stop is not None:
            app.stopping = stop
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, app.stopping.set)
        await app.run()
    finally:
        for account in parts.accounts:
            await account.connector.close()
        await parts.storage.close()


def run(config: Config) -> int:
    """Run and return the exit code: 0 after a drain, 2 for a bad config, 3 for a refused token."""
    set_up(config.secrets())
    # What is imported lives as long as the process: looking through it again and again is waste.
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    try:
        asyncio.run(serve(config))
    except (StartError, PortTakenError) as error:
        sys.stderr.write(f"vakhta: {error}\n")
        return getattr(error, "exit_code", 2)
    return 0
