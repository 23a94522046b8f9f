"""Turns time into events: timers that are due, retention, and a clock that jumped.

Timers are rows and fire once, in the transaction of their effect. Next in the flow:
`handlers.schedule` decides what a due timer means.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.bell import Bell
from bot.clock import SystemClock
from bot.health import Health
from bot.ports import FullError, StaleError, Storage, StoreError
from bot.thinking import Thinking
from models.case import Timer
from models.effects import Effects, SetTimer
from models.event import Fault, TimerDue

log = logging.getLogger(__name__)

SWEEP_SECONDS = 3600.0
_LONGEST_SLEEP = 30.0
_BATCH = 100
_RETRY_SECONDS = 5.0
_AGAIN_US = 3_600_000_000
"""How long a timer waits that could not be handled."""
_CRIED = "disk_full"

Alarm = Callable[[Fault], Awaitable[None]]
"""Cries a fault out past storage."""


class Clockwork:
    """Fires timers of the workspace and sweeps what retention says should be gone."""

    def __init__(
        self, storage: Storage, thinking: Thinking, clock: SystemClock, health: Health
    ) -> None:
        """Take storage, who decides, the clock, and where faults are told."""
        self._storage = storage
        self._thinking = thinking
        self._clock = clock
        self._health = health
        self._stopping = False
        self._committed: Callable[[Effects], None] = lambda _: None
        self._alarm: Alarm = _nobody
        self._untold: deque[Fault] = deque(maxlen=100)
        self._telling = asyncio.Lock()
        self.bell = Bell()
        """Ring it when a timer was set."""

    def attach(self, committed: Callable[[Effects], None], alarm: Alarm | None = None) -> None:
        """Say who is told of every commit, and who cries out what cannot be written."""
        self._committed = committed
        self._alarm = alarm or _nobody

    def stop(self) -> None:
        """Fire nothing more."""
        self._stopping = True
        self.bell.ring()

    async def run(self) -> None:
        """Fire due timers until `stop`."""
        while not self._stopping:
            now = self._clock.now()
            await self._tell_untold()
            try:
                due = await self._storage.due(now, _BATCH)
                for timer in due:
                    await self._fire(timer)
                following = await self._storage.next_due()
            except FullError:
                self._health.fault("disk_full")
                await self.bell.wait(_RETRY_SECONDS)
                continue
            if len(due) < _BATCH:
                wait = (
                    _LONGEST_SLEEP if following is None else (following - self._clock.now()) / 1e6
                )
                longest = _RETRY_SECONDS if self._untold else _LONGEST_SLEEP
                await self.bell.wait(min(max(wait, 0.01), longest))

    async def sweep(self) -> None:
        """Sweep now and every hour; what cannot be swept today is tried again."""
        while True:
            try:
                removed = await self._storage.sweep(self._clock.now())
                log.info("swept", extra={**removed})
            except StoreError as error:
                log.warning("sweep_failed", extra={"code": type(error).__name__})
            await asyncio.sleep(SWEEP_SECONDS)

    async def tell(self, fault: Fault) -> None:
        """Let the handlers say a fault on a card, at the latest when there is room to write it."""
        self._untold.append(fault)
        if fault.code == _CRIED and not fault.mended:
            # A last small promise may still fit on a full disk, though it could never be begun.
            await self._alarm(fault)
        await self._tell_untold()

    async def _tell_untold(self) -> None:
        async with self._telling:
            while self._untold:
                fault = self._untold[0]
                try:
                    await self._commit(await self._thinking.handle(fault))
                except FullError:
                    return
                except StaleError:
                    self.bell.ring()
                    return
                except StoreError as error:
                    code = type(error).__name__
                    log.warning("fault_untold", extra={"code": fault.code, "why": code})
                self._untold.popleft()

    async def _fire(self, timer: Timer) -> None:
        """Decide and commit; somebody who was faster makes us decide again at the next turn."""
        try:
            await self._commit(await self._thinking.handle(TimerDue(timer, self._clock.now())))
        except StaleError:
            self.bell.ring()
        except FullError:
            raise
        except Exception as error:  # noqa: BLE001 - due again after each restart, it would end us each time
            log.warning("timer_failed", extra={"kind": timer.kind, "code": type(error).__name__})
            later = replace(timer, due_at=self._clock.now() + _AGAIN_US)
            await self._commit(Effects.of(SetTimer(later)))

    async def _commit(self, effects: Effects) -> None:
        await self._storage.commit(None, effects)
        self._committed(effects)


async def _nobody(_: Fault) -> None:
    return
