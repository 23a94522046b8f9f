"""Keeps the gauges fresh: backlog, disk, classifier, loop lag; and hears the platform's time.

A wall clock that leapt is followed only once the platform's HTTP Date agrees with it.
"""

import asyncio
import shutil
from collections.abc import Mapping

from bot.health import Health
from bot.metrics import Metrics
from bot.parts import Parts

SECONDS = 5.0

_LOW_DISK_BYTES = 200 * 1024 * 1024
_STATES = ("done", "late", "failed", "stood_in", "remembered")


class Gauges:
    """Looks every few seconds at what has no event of its own."""

    def __init__(self, parts: Parts, health: Health, metrics: Metrics) -> None:
        """Take what is looked at, and where it is told."""
        self._parts = parts
        self._health = health
        self._metrics = metrics
        self._at_doors: dict[str, Mapping[str, int]] = {}
        self._counted = (0,) * len(_STATES)

    async def run(self) -> None:
        """Look for ever."""
        loop = asyncio.get_running_loop()
        while True:
            await self._storage()
            self._classifier()
            self._platforms()
            due = loop.time() + SECONDS
            await asyncio.sleep(SECONDS)
            self._metrics.lagged(max(0.0, loop.time() - due))

    async def _storage(self) -> None:
        rows, oldest = await self._parts.storage.backlog()
        free = shutil.disk_usage(self._parts.config.bot.data_dir).free
        self._metrics.gauges(rows, oldest, self._parts.clock.now(), free)
        self._health.mended("disk_full")  # unless a write failed just now: see `health.SETTLES_US`
        (self._health.fault if free < _LOW_DISK_BYTES else self._health.mended)("disk_low")

    def _classifier(self) -> None:
        counters = self._parts.classifier.counters
        now = (
            counters.texts,
            counters.late,
            counters.faults,
            counters.stood_in,
            counters.remembered,
        )
        new = [fresh - old for fresh, old in zip(now, self._counted, strict=True)]
        engine = self._parts.classifier.checkpoint.partition("@")[0]
        self._metrics.classified(engine, dict(zip(_STATES, new, strict=True)))
        self._counted = now

    def _platforms(self) -> None:
        for connector in (account.connector for account in self._parts.accounts):
            counts, name = connector.counts(), connector.account
            self._metrics.at_door(name, counts, self._at_doors.get(name, {}))
            self._at_doors[name] = counts
            theirs = connector.platform_time()
            if theirs is not None and self._parts.clock.confirm(theirs):
                self._health.mended("clock_jump")
