"""Does what was promised: one courier owns one token, its limits and its order.

Promises are rows; the courier is woken after a commit, takes the most pressing ones, and writes
how each ended. Critical cards go before everything, then answers, deletes, bans, cards, replies; a
class that has waited 5 s goes next. What was running at a crash is sent again, marked repeated.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.bell import Bell
from bot.health import Health
from bot.limits import Limits
from bot.metrics import Metrics
from bot.ports import CardView, Connector, FullError, StaleError, Storage
from bot.thinking import Thinking
from handlers.cards import card
from models.action import SETTLED, Action, ActionKind, ActionState, Outcome, Priority
from models.case import Delivery
from models.channel import ChannelKey
from models.effects import Effects, SettleAction, StartAction
from models.event import ActionSettled

log = logging.getLogger(__name__)

IN_FLIGHT = 8
"""Calls to the platform under way at once; its answers take 50-200 ms."""

COALESCE = 100
"""deleteMessages takes at most 100 ids (Bot API)."""

_KNOWN = 512
_LOW = 64
_IDLE_SECONDS = 1.0
_BREATH_SECONDS = 0.02
"""Promises of so many commits are read at once: nobody sees the difference, the database does."""
_PATIENCE_SECONDS = 5.0
_ANSWER_SECONDS = 60
_STALE_TRIES = 8
_MAX_BUGS = 5
_NEEDS_STATE = frozenset({ActionKind.BAN, ActionKind.RESTRICT})
_SENDS = frozenset(
    {
        ActionKind.SEND_CARD,
        ActionKind.SAY,
        ActionKind.REPLY,
        ActionKind.REPOST,
    }
)


@dataclass(frozen=True, slots=True)
class Office:
    """What a courier works with."""

    storage: Storage
    thinking: Thinking
    health: Health
    metrics: Metrics
    committed: Callable[[Effects], None]
    monotonic: Callable[[], float]


class Courier:
    """Carries out the promises of one account."""

    def __init__(self, connector: Connector, limits: Limits, office: Office) -> None:
        """Take the connector, its limits and the office."""
        self._connector = connector
        self._limits = limits
        self._office = office
        self._waiting: dict[int, Action] = {}
        self._running: set[int] = set()
        self._busy: set[str] = set()
        self._served: dict[Priority, float] = {}
        self._stopping = False
        self._reload, self._more, self._loaded_at = True, False, -_IDLE_SECONDS
        self._bell = Bell()

    def ring(self) -> None:
        """Say that something was promised."""
        self._reload = True
        self._bell.ring()

    async def run(self) -> None:
        """Carry out promises until `stop`; ends when no call is under way."""
        async with asyncio.TaskGroup() as group:
            while not self._stopping:
                await self._load()
                pause = self._start_what_may_go(group)
                pause = min(pause, _BREATH_SECONDS) if self._reload else pause
                if not await self._bell.wait(min(pause, _IDLE_SECONDS)):
                    self._reload = self._reload or pause >= _IDLE_SECONDS

    def stop(self) -> None:
        """Start nothing more; calls under way end and are written."""
        self._stopping = True
        self._bell.ring()

    def idle(self) -> bool:
        """Tell whether nothing waits and nothing is under way."""
        return not self._waiting and not self._running

    async def _load(self) -> None:
        if not self._reload and not (self._more and len(self._waiting) < _LOW):
            return
        if self._office.monotonic() - self._loaded_at < _BREATH_SECONDS:
            return
        self._reload, self._loaded_at = False, self._office.monotonic()
        full = len(self._waiting) >= _KNOWN
        limit = (_LOW if full else _KNOWN) + len(self._running)  # full: only what is more pressing
        now = self._office.thinking.world.clock.now()
        known = self._waiting.keys() | self._running
        rows = await self._office.storage.promised(self._connector.account, now, limit, known)
        self._more = len(rows) + len(known) >= limit
        for action in rows:
            if action.id not in self._running:
                self._waiting.setdefault(action.id, action)

    def _start_what_may_go(self, group: asyncio.TaskGroup) -> float:
        """Start every call that limits allow; return seconds until the next one may go."""
        pause = _IDLE_SECONDS
        closed: set[tuple[ChannelKey, ActionKind, Priority]] = set()
        for action in self._in_order():
            if len(self._busy) >= IN_FLIGHT:
                return _IDLE_SECONDS
            alike = (action.channel, action.kind, action.priority)
            if alike in closed or action.id not in self._waiting:
                continue
            if self._thing(action) in self._busy:
                continue
            if (wait := self._limits.wait(action)) > 0:
                closed.add(alike)
                pause = min(pause, wait)
            else:
                self._start(group, self._with_company(action))
        return pause

    def _in_order(self) -> list[Action]:
        """Most pressing first; a class not served for 5 s goes right after the critical ones."""
        now = self._office.monotonic()
        starving = {
            action.priority
            for action in self._waiting.values()
            if now - self._served.setdefault(action.priority, now) > _PATIENCE_SECONDS
        }

        def rank(action: Action) -> tuple[float, int]:
            if action.priority in starving and action.priority is not Priority.CRITICAL:
                return (Priority.CRITICAL + 0.5, action.id)
            return (float(action.priority), action.id)

        return sorted(self._waiting.values(), key=rank)

    def _with_company(self, action: Action) -> list[Action]:
        """Return the act and those that may ride in the same call."""
        company = [action]
        for other in self._waiting.values():
            if len(company) >= COALESCE:
                break
            if other.id != action.id and self._connector.coalesces(action, other):
                company.append(other)
        return company

    def _start(self, group: asyncio.TaskGroup, actions: list[Action]) -> None:
        first = actions[0]
        self._limits.take(first)
        self._served[first.priority] = self._office.monotonic()
        for action in actions:
            self._waiting.pop(action.id, None)
            self._running.add(action.id)
        self._busy.add(self._thing(first))
        group.create_task(self._carry(actions), name=f"act {first.id}")

    @staticmethod
    def _thing(action: Action) -> str:
        """Two calls about one card, or one person's rights, never overlap."""
        if action.kind in {ActionKind.SEND_CARD, ActionKind.REFRESH_CARD}:
            return f"card:{action.target}"
        if action.kind in {ActionKind.DELETE, ActionKind.SAY, ActionKind.ANSWER_PRESS}:
            return f"act:{action.id}"
        return f"{action.channel}:{action.target}"

    async def _carry(self, actions: list[Action]) -> None:
        try:
            outcomes = await self._perform(actions)
            for action, outcome in zip(actions, outcomes, strict=True):
                await self._settle(action, outcome)
        except FullError:
            self._office.health.fault("disk_full")
            await asyncio.sleep(_IDLE_SECONDS)
            self._reload = True
        except Exception as error:  # one act's bug must never stop the others
            log.warning("act_failed", extra={"act": actions[0].id, "code": type(error).__name__})
            log.debug("act_failed", exc_info=error)
            await self._put_back(actions, f"bug:{type(error).__name__}")
        finally:
            self._running.difference_update(action.id for action in actions)
            self._busy.discard(self._thing(actions[0]))
            self._bell.ring()

    async def _perform(self, actions: list[Action]) -> Sequence[Outcome]:
        first = actions[0]
        now = self._office.thinking.world.clock.now()
        if first.kind is ActionKind.ANSWER_PRESS:
            return [await self._connector.perform(first, None)]
        view, delivery = await self._view(first)
        if view is None and first.kind in {ActionKind.SEND_CARD, ActionKind.REFRESH_CARD}:
            return [Outcome(ActionState.ALREADY, "no_card")]
        if view and delivery and view.extra["message_id"] and first.kind is ActionKind.SEND_CARD:
            return [Outcome(ActionState.ALREADY, "sent")]
        before = await self._connector.before(first) if first.kind in _NEEDS_STATE else ""
        starts = [StartAction(action.id, now, before) for action in actions]
        await self._office.storage.commit(None, Effects(tuple(starts)))
        if len(actions) > 1:
            return await self._connector.perform_many(actions)
        return [await self._connector.perform(first, view)]

    async def _view(self, action: Action) -> tuple[CardView | None, Delivery | None]:
        """Render a card from its case as it stands now, for the delivery the act is about."""
        if action.kind not in {ActionKind.SEND_CARD, ActionKind.REFRESH_CARD} or not action.case_id:
            return None, None
        world = self._office.thinking.world
        for delivery in await world.store.deliveries(action.case_id):
            unsent = not delivery.external_id and action.kind is ActionKind.REFRESH_CARD
            if str(delivery.id) == action.target and not delivery.retired and not unsent:
                extra = {
                    "message_id": delivery.external_id,
                    "rendered_hash": delivery.rendered_hash,
                }
                return CardView(await card(world, action.case_id), None, {**extra}), delivery
        return None, None

    async def _settle(self, action: Action, outcome: Outcome) -> None:
        now = self._office.thinking.world.clock.now()
        if outcome.state not in SETTLED:
            await self._later(action, outcome)
            return
        self._limits.well(action)
        if outcome.code == "same":
            self._limits.give_back(action)
        if action.state is ActionState.RUNNING and action.kind in _SENDS:
            outcome = replace(outcome, repeated=outcome.state is ActionState.DONE)
        self._office.metrics.acted(action, outcome, now)
        await self._commit(ActionSettled(action, outcome, now))

    async def _later(self, action: Action, outcome: Outcome) -> None:
        """The platform said not now: the promise goes back until it may be tried again."""
        now = self._office.thinking.world.clock.now()
        wait = outcome.retry_after if outcome.retry_after is not None else min(60, 2**action.tries)
        if action.kind is ActionKind.ANSWER_PRESS and action.tries * wait > _ANSWER_SECONDS:
            await self._commit(ActionSettled(action, Outcome(ActionState.FAILED, "too_late"), now))
            return
        if outcome.code == "flood":
            self._limits.hit(action, wait)
        self._office.metrics.postponed(action, outcome)
        put_back = SettleAction(action.id, outcome, now, now + int(wait * 1_000_000))
        await self._office.storage.commit(None, Effects((put_back,)))

    async def _put_back(self, actions: list[Action], code: str) -> None:
        for action in actions:
            with suppress(FullError):
                if action.tries >= _MAX_BUGS:
                    now = self._office.thinking.world.clock.now()
                    await self._commit(
                        ActionSettled(action, Outcome(ActionState.FAILED, code), now)
                    )
                else:
                    await self._later(action, Outcome(ActionState.QUEUED, code))

    async def _commit(self, event: ActionSettled) -> None:
        for _ in range(_STALE_TRIES):
            effects = await self._office.thinking.handle(event)
            try:
                await self._office.storage.commit(None, effects)
            except StaleError:
                continue
            except FullError:
                self._office.health.fault("disk_full")
                await asyncio.sleep(_IDLE_SECONDS)
            else:
                self._office.committed(effects)
                return
        raise StaleError("still stale")
