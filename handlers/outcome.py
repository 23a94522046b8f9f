"""A promise was carried out, or could not be: what follows from how it ended.

The courier hands the outcome over as data; here it becomes the state of messages, items and cards,
a notice where a right is missing, and a line of audit in every case.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from handlers import promise
from handlers.audit import SYSTEM, action_word, case_word, line
from handlers.by_hand import hand_over
from handlers.gather import recount_cards, refresh_cards
from handlers.notice import Notice, raise_notice
from handlers.promise import Sake, Speech
from handlers.tier import learned, refused
from handlers.undo import quoted
from handlers.wave import after_closing, after_words
from handlers.world import World
from models.action import SETTLED, Action, ActionKind, ActionState, Outcome
from models.card import Word
from models.case import OPEN_STATUSES, Delivery
from models.channel import ChannelKey
from models.effects import (
    Effects,
    MarkItem,
    MarkMessage,
    PutDelivery,
    Record,
    SettleAction,
)
from models.event import ActionSettled
from models.person import Role

DONE: Final = frozenset({ActionState.DONE, ActionState.ALREADY})
TOO_OLD: Final = "too_old"
_LOST: Final = frozenset({"chat_gone", "kicked", "blocked"})
_SECOND_US: Final = 1_000_000

Consequence = Callable[[World, ActionSettled], Awaitable[list[Record]]]


async def on_action_settled(world: World, event: ActionSettled) -> Effects:
    """Return the settlement of a promise and what follows from it."""
    action, outcome = event.action, event.outcome
    if outcome.state not in SETTLED:
        wait_us = int((outcome.retry_after or 0) * _SECOND_US)
        return Effects.of(SettleAction(action.id, outcome, event.at, event.at + wait_us))
    records: list[Record] = [SettleAction(action.id, outcome, event.at)]
    if action.key.startswith("undo:") and outcome.state in DONE:
        undone = Outcome(ActionState.UNDONE, "undone")
        records.append(SettleAction(int(action.key.split(":")[1]), undone, event.at))
    consequence = _CONSEQUENCES.get(action.kind)
    if consequence is not None:
        records += await consequence(world, event)
    records += await learned(world, action, outcome, event.at)
    if action.kind is not ActionKind.ANSWER_PRESS:
        records.append(_written_down(action, outcome, event.at))
    return Effects(tuple(records))


async def _after_delete(world: World, event: ActionSettled) -> list[Record]:
    action = event.action
    if event.outcome.state not in DONE or action.message_id is None:
        handed = await hand_over(world, action, event.at) if refused(event.outcome) else []
        return [*handed, *await _after_act(world, event)]
    judged = await world.store.message_by_id(action.message_id)
    if judged is not None and judged.stored.deleted:
        return await _after_act(world, event)  # the platform told so before we heard of our own act
    records: list[Record] = [
        MarkMessage(action.message_id, deleted=True, by=action.cause, at=event.at)
    ]
    for case in await world.store.cases_of(action.message_id):
        records.append(MarkItem(case.id, action.message_id, "removed"))
        if case.items <= 1:
            records += await refresh_cards(world, case, f"a{action.id}")
        else:  # a wave of deletes is counted on its card, not drawn one by one
            records += await recount_cards(world, case)
    return records


async def _after_act(world: World, event: ActionSettled) -> list[Record]:
    """Show on the card how an act ended, and tell once a day which right was missing."""
    action, outcome = event.action, event.outcome
    records: list[Record] = []
    if action.case_id is not None:
        case = await world.store.case(action.case_id)
        if case is not None:
            records += await refresh_cards(world, case, f"a{action.id}")
    if outcome.state in {ActionState.NOT_ALLOWED, ActionState.FAILED}:
        records += await _tell(world, event)
    return records


async def _after_restore(world: World, event: ActionSettled) -> list[Record]:
    """A comment is back as it was; where VK refuses that, its words come back as a quote."""
    action = event.action
    records = await _after_act(world, event)
    if action.message_id is None:
        return records
    if event.outcome.state in DONE:
        back = MarkMessage(action.message_id, deleted=False, by=action.cause, at=event.at)
        return [back, *records]
    sake = Sake(action.cause, action.case_id, action.message_id)
    words = await quoted(world, action)
    return [*records, promise.requote(world, sake, action, action.id, words)]


async def _after_card(world: World, event: ActionSettled) -> list[Record]:
    """Remember where a card stands; what changed while it was on its way is drawn at once."""
    action, outcome = event.action, event.outcome
    if outcome.state not in DONE:
        return await _after_lost_card(world, event)
    delivery = await _delivery(world, action)
    if delivery is None or not outcome.answer.get("message_id"):
        return []
    sent = Delivery(
        id=delivery.id,
        case_id=delivery.case_id,
        channel=delivery.channel,
        external_id=str(outcome.answer.get("message_id", "")),
        rendered_hash=str(outcome.answer.get("rendered_hash", "")),
        sent_at=event.at,
    )
    drawn = (promise.refresh(world, sent, "sent"), promise.recount_next(world, sent))
    records: list[Record] = [PutDelivery(sent), *drawn]
    if outcome.repeated:
        records.append(
            line(event.at, SYSTEM, "repeated", case_word(delivery.case_id), action=str(action.id))
        )
    return records


async def _after_refresh(world: World, event: ActionSettled) -> list[Record]:
    action, outcome = event.action, event.outcome
    delivery = await _delivery(world, action)
    if delivery is None:
        return []
    if outcome.code == TOO_OLD:
        return await _anew(world, delivery)
    if outcome.state is not ActionState.DONE:
        return []
    drawn = str(outcome.answer.get("rendered_hash", "")) or delivery.rendered_hash
    return [PutDelivery(replace(delivery, rendered_hash=drawn, edited_at=event.at))]


async def _anew(world: World, delivery: Delivery) -> list[Record]:
    """A card that can be edited no more rests; what is still open is shown by a new one."""
    records: list[Record] = [PutDelivery(replace(delivery, retired=True))]
    case = await world.store.case(delivery.case_id)
    if case is not None and case.status in OPEN_STATUSES and not delivery.retired:
        fresh = Delivery(id=world.ids.new(), case_id=case.id, channel=delivery.channel)
        records += [PutDelivery(fresh), promise.card(world, fresh, urgent=False)]
    return records


async def _after_lost_card(world: World, event: ActionSettled) -> list[Record]:
    """A moderators' place that is gone cannot be told so: its owners are, in private."""
    if event.outcome.code not in _LOST:
        return []
    lost = event.action.channel
    keys = [grant.identity_key for grant in world.settings.grants if grant.role is Role.OWNER]
    keys += [key for key in await world.store.holders(Role.OWNER) if key not in keys]
    records: list[Record] = []
    for key in keys:
        platform, _, external_id = key.partition(":")
        if platform != lost.platform:
            continue
        private = ChannelKey(lost.platform, lost.account_id, external_id)
        day = event.at // (86_400 * _SECOND_US)
        speech = Speech(Word("fault.moderators_place_lost", {"code": event.outcome.code}))
        records.append(promise.say(world, private, f"lost:{lost}:{external_id}:{day}", speech))
    return records


async def _tell(world: World, event: ActionSettled) -> list[Record]:
    action, code = event.action, event.outcome.code
    if code in {"", "target_is_admin", "gone"} or refused(event.outcome):
        return []
    channel = await world.store.channel(action.channel)
    where = channel.title if channel else ""
    args = {"where": where, "act": action.kind.value}
    return await raise_notice(world, Notice(code, action.channel, args), event.at)


async def _delivery(world: World, action: Action) -> Delivery | None:
    if action.case_id is None:
        return None
    known = await world.store.deliveries(action.case_id)
    return next((one for one in known if str(one.id) == action.target), None)


def _written_down(action: Action, outcome: Outcome, at: int) -> Record:
    return line(
        at,
        action.cause or SYSTEM,
        f"action_{outcome.state}",
        action_word(action.id),
        kind=action.kind,
        code=outcome.code,
        case=case_word(action.case_id) if action.case_id else "",
        tries=action.tries,
    )


_CONSEQUENCES: Final[dict[ActionKind, Consequence]] = {
    ActionKind.DELETE: _after_delete,
    ActionKind.BAN: _after_act,
    ActionKind.UNBAN: _after_act,
    ActionKind.RESTRICT: _after_act,
    ActionKind.UNRESTRICT: _after_act,
    ActionKind.REPOST: _after_act,
    ActionKind.RESTORE: _after_restore,
    ActionKind.KICK: _after_act,
    ActionKind.CLOSE_COMMENTS: after_closing,
    ActionKind.OPEN_COMMENTS: _after_act,
    ActionKind.STOP_WORDS: after_words,
    ActionKind.SEND_CARD: _after_card,
    ActionKind.REFRESH_CARD: _after_refresh,
}
