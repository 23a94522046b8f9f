"""One lane per chat: in order within, side by side across; a lane ends when it is empty.

The pump takes stored rows by the page in order of arrival, looks at a page's messages together (one
classifier batch, one read ahead), and gives each row to its lane, which decides its own in order.
What a message left alone writes touches only its author, so the next message by somebody else need
not wait for that commit; everything else waits its turn. Next: `handlers.handle`, then `courier`.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from bot.bell import Bell
from bot.health import Health
from bot.lane import InFlight, Step, quiet, touches_of, where_of
from bot.metrics import Metrics
from bot.ports import (
    Connector,
    FullError,
    InboxRow,
    Log,
    MalformedUpdateError,
    RejectedError,
    StaleError,
)
from bot.thinking import Thinking
from models.channel import ChannelKey
from models.effects import (
    Effects,
    QuarantineRow,
)
from models.event import Malformed

log = logging.getLogger(__name__)

LOOK_AHEAD = 64
"""Rows of one page: what is looked at together. A longer one would hold the loop too long."""

IN_MEMORY = 256
"""Rows held in memory at most, those being written too; the backlog stays on disk."""

MAX_TRIES = 5
_STALE_TRIES = 8
_IDLE_SECONDS = 1.0
Committed = Callable[[Effects], None]


class Lanes:
    """All lanes of the process and the pump that feeds them."""

    def __init__(
        self, storage: Log, thinking: Thinking, connectors: Mapping[str, Connector]
    ) -> None:
        """Take where rows come from, who decides, and who translates (by `platform:account`)."""
        self._storage = storage
        self._thinking = thinking
        self._connectors = connectors
        self._lanes: dict[str, deque[Step]] = {}
        self._held = 0
        self._room = Bell()
        self._stopping = False
        self.bell = Bell()
        """Ring it after an append."""

    def attach(self, health: Health, metrics: Metrics, committed: Committed) -> None:
        """Connect the gauges and who is told of every commit (courier, clockwork, binding)."""
        self._health, self._metrics, self._committed = health, metrics, committed

    async def run(self) -> None:
        """Pump rows into lanes until `stop`; ends when every lane has ended."""
        after = 0
        async with asyncio.TaskGroup() as group:
            while not self._stopping:
                rows = await self._storage.pending(
                    after, LOOK_AHEAD, self._thinking.world.clock.now()
                )
                self._held += len(rows)
                for step in await self._look(rows):
                    after = step.row.id
                    self._give(group, step)
                if not rows and not await self.bell.wait(_IDLE_SECONDS) and not self._held:
                    after = 0  # nothing is held: whatever still waits was passed by, or given back
                while not self._has_room() and not self._stopping:
                    await self._room.wait(_IDLE_SECONDS)

    def stop(self) -> None:
        """Take no more rows; lanes end after the step they are at, the rest stays in the inbox."""
        self._stopping = True
        self.bell.ring()
        self._room.ring()

    def _give(self, group: asyncio.TaskGroup, step: Step) -> None:
        key = step.row.update.lane_key
        waiting = self._lanes.get(key)
        if waiting is not None:
            waiting.append(step)
            return
        self._lanes[key] = deque([step])
        group.create_task(self._lane(key), name=f"lane {key}")

    async def _lane(self, key: str) -> None:
        async with asyncio.TaskGroup() as commits:
            await self._empty(self._lanes[key], InFlight(commits))
            # No await between the last look at the queue and this: no row can slip in between.
            del self._lanes[key]

    async def _empty(self, waiting: deque[Step], in_flight: InFlight) -> None:
        while waiting and not self._stopping:
            await self._take(waiting.popleft(), in_flight)
            if not waiting:
                await in_flight.settle()

    async def _look(self, rows: Sequence[InboxRow]) -> list[Step]:
        """Translate each row alone, then look at all their messages in one go."""
        steps = [self._translate(row) for row in rows]
        events = [event for step in steps for event in step.events]
        try:
            looks = iter(await self._thinking.look_ahead(events) if events else ())
        except Exception as error:  # noqa: BLE001 - each is looked at alone later, the guilty one too
            log.warning("look_failed", extra={"code": type(error).__name__})
            looks = iter([None] * len(events))
        for step in steps:
            step.looks = [next(looks) for _ in step.events]
        return steps

    def _translate(self, row: InboxRow) -> Step:
        update = row.update
        connector = self._connectors[f"{update.platform}:{update.account_id}"]
        try:
            return Step(row, connector.translate(row))
        except MalformedUpdateError as error:
            code, text, channel = error.code, error.text, error.channel
        except Exception as error:  # noqa: BLE001 - one unreadable update must never stop the others
            code, text, channel = f"translate:{type(error).__name__}", "", None
        where = channel or ChannelKey(update.platform, update.account_id, "")
        event = Malformed(where, row.id, code, text, update.received_at)
        return Step(row, [event], malformed=True)

    async def _take(self, step: Step, in_flight: InFlight) -> None:
        """Decide one row, after every commit that it could depend on."""
        touches = touches_of(step.events)
        await in_flight.settle(touches)
        effects = await self._guarded(step, lambda: self._decide(step))
        if effects is None:
            self._leave()
        elif touches is None or not quiet(effects):
            await in_flight.settle()
            await self._write(step, effects)
        else:
            in_flight.start(self._write(step, effects), touches)

    async def _write(self, step: Step, effects: Effects) -> None:
        await self._guarded(step, lambda: self._commit(step, effects))
        self._leave()

    def _leave(self) -> None:
        self._held -= 1
        if self._has_room():
            self._room.ring()

    def _has_room(self) -> bool:
        return self._held <= IN_MEMORY - LOOK_AHEAD

    async def _decide(self, step: Step) -> Effects:
        """Ask the handlers."""
        effects = Effects()
        for event, look in zip(step.events, step.looks, strict=True):
            effects = effects.plus(await self._thinking.handle(event, look))
        if step.malformed:
            code = next(event.code for event in step.events if isinstance(event, Malformed))
            effects = effects.plus(QuarantineRow(step.row.id, code))
        return effects

    async def _commit(self, step: Step, effects: Effects) -> Effects:
        for _ in range(_STALE_TRIES):
            try:
                await self._storage.commit(step.row, effects)
            except StaleError:
                effects = await self._decide(step)
            else:
                self._health.mended("disk_full")
                self._metrics.handled(step.row.update, self._thinking.world.clock.now())
                self._committed(effects)
                return effects
        raise StaleError("still stale")

    async def _guarded(self, step: Step, work: Callable[[], Awaitable[Effects]]) -> Effects | None:
        """Run one step of one row; whatever goes wrong stays with this row."""
        tries = step.row.tries
        while True:
            try:
                return await work()
            except FullError:
                self._health.fault("disk_full")
                await asyncio.sleep(_IDLE_SECONDS)
            except RejectedError as error:
                return await self._give_up(step, f"rejected:{type(error.__cause__).__name__}")
            except Exception as error:
                code = f"handler:{type(error).__name__}"
                log.warning("row_failed", extra={"row": step.row.id, "code": code, "tries": tries})
                log.debug("row_failed", exc_info=error)
                tries += 1
                if tries >= MAX_TRIES:
                    return await self._give_up(step, code)
                await self._when_possible(partial(self._storage.retry, step.row, code, 0))
                await asyncio.sleep(0.1 * 2**tries)

    async def _give_up(self, step: Step, code: str) -> Effects | None:
        """Quarantine the row: kept, counted, and said on a card."""
        self._metrics.quarantined(step.row.update)
        event = Malformed(where_of(step), step.row.id, code, "", step.row.update.received_at)
        try:
            notice = (await self._thinking.handle(event, None)).plus(
                QuarantineRow(step.row.id, code)
            )
            await self._storage.commit(step.row, notice)
            self._committed(notice)
        except Exception as error:  # noqa: BLE001 - the last resort must not fail too
            log.warning("notice_failed", extra={"row": step.row.id, "code": type(error).__name__})
            await self._when_possible(partial(self._storage.quarantine, step.row, code))
        return None

    async def _when_possible(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write what became of a row, waiting while the disk is full."""
        while True:
            try:
                return await write()
            except FullError:
                self._health.fault("disk_full")
                await asyncio.sleep(_IDLE_SECONDS)
