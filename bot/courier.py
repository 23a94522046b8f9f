"""Does what was promised: one courier owns one token, its limits and its order.

Promises are rows; the courier is woken after a commit, takes the most pressing ones, and writes
how each ended. Critical cards go before everything, then answers, deletes, bans, cards, replies; a
class that has waited 5 s goes next. What was running at a crash is sent again, marked repeated.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.bell import Bell
from bot.health import Health
from bot.limits import Limits
from bot.metrics import Metrics
from bot.ports import CardView, Connector, FullError, StaleError, Storage
from bot.pouch import Pouch
from bot.thinking import Thinking
from handlers.audit import SYSTEM, action_word, line
from handlers.cards import card
from models.action import SETTLED, Action, ActionKind, ActionState, Outcome, Priority
from models.case import Delivery
from models.channel import ChannelKey
from models.effects import Effects, SettleAction, StartAction
from models.event import ActionSettled

log = logging.getLogger(__name__)

IN_FLIGHT = 8
"""Calls to the platform under way at once; its answers take 50-200 ms."""

_KNOWN = 512
_LOW = 64
_IDLE_SECONDS = 1.0
_BREATH_SECONDS = 0.02
"""Promises of so many commits are read at once: nobody sees the difference, the database does."""
_ANSWER_SECONDS = 60
_STALE_TRIES = 8
_MAX_BUGS = 5
_NEEDS_STATE = frozenset({ActionKind.BAN, ActionKind.RESTRICT})
_SENDS = frozenset({ActionKind.SEND_CARD, ActionKind.SAY, ActionKind.REPLY, ActionKind.REPOST})


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
        self._pouch = Pouch()
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
        return self._pouch.empty()

    async def _load(self) -> None:
        pouch = self._pouch
        if not self._reload and not (self._more and len(pouch.waiting) < _LOW):
            return
        if self._office.monotonic() - self._loaded_at < _BREATH_SECONDS:
            return
        self._reload, self._loaded_at = False, self._office.monotonic()
        full = len(pouch.waiting) >= _KNOWN
        limit = (_LOW if full else _KNOWN) + len(pouch.running)  # full: only what is more pressing
        now = self._office.thinking.world.clock.now()
        known = pouch.known()
        rows = await self._office.storage.promised(self._connector.account, now, limit, known)
        self._more = len(rows) + len(known) >= limit
        pouch.take_in(rows)

    def _start_what_may_go(self, group: asyncio.TaskGroup) -> float:
        """Start every call that limits allow; return seconds until the next one may go."""
        pause = _IDLE_SECONDS
        closed: set[tuple[ChannelKey, ActionKind, Priority]] = set()
        for action in self._pouch.in_order(self._office.monotonic()):
            if len(self._pouch.busy) >= IN_FLIGHT:
                return _IDLE_SECONDS
            alike = (action.channel, action.kind, action.priority)
            if alike in closed or not self._pouch.ready(action):
                continue
            if (wait := self._limits.wait(action)) > 0:
                closed.add(alike)
                pause = min(pause, wait)
            else:
                self._start(group, action)
        return pause

    def _start(self, group: asyncio.TaskGroup, action: Action) -> None:
        self._limits.take(action)
        company = self._pouch.start(action, self._connector.coalesces, self._office.monotonic())
        group.create_task(self._carry(company), name=f"act {action.id}")

    async def _carry(self, actions: list[Action]) -> None:
        try:
            outcomes = await self._try(actions)
            for action, outcome in zip(actions, outcomes, strict=True):
                await self._settle(action, outcome)
        finally:
            self._pouch.end(actions)
            self._bell.ring()

    async def _try(self, actions: list[Action]) -> Sequence[Outcome]:
        """Perform; a bug on the way is an outcome too, so that one act never stops the others."""
        try:
            return await self._perform(actions)
        except Exception as error:
            code = f"bug:{type(error).__name__}"
            log.warning("act_failed", extra={"act": actions[0].id, "code": code})
            log.debug("act_failed", exc_info=error)
            again, over = ActionState.QUEUED, ActionState.FAILED
            return [Outcome(over if one.tries >= _MAX_BUGS else again, code) for one in actions]

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
        befores = await asyncio.gather(*(self._before(action) for action in actions))
        pairs = zip(actions, befores, strict=True)
        starts = Effects(tuple(StartAction(one.id, now, before) for one, before in pairs))
        if first.state is ActionState.RUNNING and first.kind in _SENDS:
            # It may be there already: each time it goes out again is said before it does.
            starts = starts.plus(line(now, SYSTEM, "sent_again", action_word(first.id)))
        await self._write(starts)
        if len(actions) > 1:
            return await self._connector.perform_many(actions)
        return [await self._connector.perform(first, view)]

    async def _before(self, action: Action) -> str:
        """Read what an act will change; one tried before may have done it, so its read holds."""
        if action.kind not in _NEEDS_STATE:
            return ""
        earlier = await self._office.storage.inverse_state(action.id)
        return earlier or await self._connector.before(action)

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
        if outcome.code in {"same", "no_card"}:
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
        if outcome.repeated or (action.kind in _SENDS and action.state is ActionState.RUNNING):
            # Perhaps it went out and only the answer was lost: should it go again, that is said.
            outcome = replace(outcome, state=ActionState.RUNNING)
        put_back = SettleAction(action.id, outcome, now, now + int(wait * 1_000_000))
        await self._write(Effects((put_back,)))

    async def _commit(self, event: ActionSettled) -> None:
        """Write how an act ended and what follows; done is done, whatever its consequences meet."""
        act = event.action.id
        for _ in range(_STALE_TRIES):
            try:
                await self._write(await self._office.thinking.handle(event))
            except StaleError:
                continue
            except Exception as error:  # sent again it would not go better
                log.warning("outcome_failed", extra={"act": act, "code": type(error).__name__})
                log.debug("outcome_failed", exc_info=error)
                break
            return
        await self._write(Effects.of(SettleAction(act, event.outcome, event.at)))

    async def _write(self, effects: Effects) -> None:
        """Commit, waiting while the disk is full: what was sent must not be forgotten."""
        while True:
            try:
                await self._office.storage.commit(None, effects)
            except FullError:
                self._office.health.fault("disk_full")
                await asyncio.sleep(_IDLE_SECONDS)
            else:
                self._office.health.mended("disk_full")
                self._office.committed(effects)
                return
