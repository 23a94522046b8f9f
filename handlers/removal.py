"""A message is gone from the platform, or there again, by whoever's hand.

Our own acts come back as events too: what was written already is written once. A case that asked
people to remove something ends here when the last of it is gone; what comes back is judged again,
unless a person of ours brought it back or found it no violation.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from handlers.audit import SYSTEM as SYSTEM_ACTOR
from handlers.audit import case_word, line, message_word, person, person_number
from handlers.buttons import SAID_REMOVED
from handlers.by_hand import ITEMS_LIMIT, reminder
from handlers.cases.case import SYSTEM, CaseEvent, Move, step
from handlers.decision import close_later
from handlers.gather import refresh_cards, timer_key
from handlers.look import Look
from handlers.message import judge_again, on_message
from handlers.ports import JudgedMessage
from handlers.rights import configured
from handlers.world import World
from models.action import ActionKind, ActionState
from models.case import OPEN_STATUSES, Case, CaseKind, CaseStatus
from models.effects import (
    NOTHING,
    ChangeCase,
    CountStanding,
    DropTimer,
    Effects,
    MarkItem,
    MarkMessage,
    Record,
)
from models.event import MessageDeleted, MessageRestored, MessageSeen
from models.person import OURS, Author

REMOVED_BY_HAND: Final = "removed_by_hand"
_ENDS: Final = frozenset({CaseKind.BY_HAND, CaseKind.VIOLATION})
_OURS: Final = frozenset({ActionState.RUNNING, ActionState.DONE, ActionState.ALREADY})
_CLEARED: Final = frozenset({"kept", "restored"})


async def on_message_deleted(world: World, event: MessageDeleted) -> Effects:
    """Return what follows from a message that is gone."""
    judged = await world.store.message(event.channel, event.external_id)
    if judged is None or judged.stored.deleted:
        return NOTHING
    own = await _last_act(world, judged) is ActionKind.DELETE
    by = "own_act" if own else person(event.by.key) if event.by else SYSTEM_ACTOR
    key = judged.stored.id
    records: list[Record] = [
        MarkMessage(key, deleted=True, by=by, at=event.at),
        line(event.at, by, "message_gone", message_word(key), own=own),
    ]
    for case in await world.store.cases_of(key):
        records.append(MarkItem(case.id, key, "removed"))
        records += await _lighter(world, case, event, judged, own=own)
    return Effects(tuple(records))


async def _lighter(
    world: World, case: Case, event: MessageDeleted, judged: JudgedMessage, *, own: bool
) -> list[Record]:
    """A case has one message less: it ends with the last, unless its own author took it away."""
    items = await world.store.items(case.id, ITEMS_LIMIT)
    rest = [one for one in items if one.state == "open" and one.message_id != judged.stored.id]
    theirs = event.by is not None and event.by.key == judged.stored.message.author.key
    ends = case.kind is CaseKind.BY_HAND or (
        case.kind is CaseKind.VIOLATION and not own and not theirs
    )
    if case.status in OPEN_STATUSES and ends and not rest:
        return await _ended(world, case, event, judged, own=own)
    if case.resolution == SAID_REMOVED and not rest:
        move = Move(CaseEvent.SUPERSEDE, event.at, reason=REMOVED_BY_HAND)
        after = replace(case, resolution=move.reason, version=case.version + 1)
        return [ChangeCase(after, case.version), *await _drawn(world, after)]
    return await refresh_cards(world, case, f"gone:{judged.stored.id}")


async def _ended(
    world: World, case: Case, event: MessageDeleted, judged: JudgedMessage, *, own: bool
) -> list[Record]:
    reason = "deleted" if own else REMOVED_BY_HAND
    after = step(case, Move(CaseEvent.RESOLVE, event.at, reason=reason), SYSTEM)
    by = None if own or event.by is None else person_number(event.by.key)
    after = replace(after, resolved_by=by)
    records: list[Record] = [ChangeCase(after, case.version), close_later(after, event.at)]
    if case.kind is CaseKind.VIOLATION:
        message = judged.stored.message
        records.append(
            CountStanding(
                message.author, message.channel, event.at, removed=1, reason=REMOVED_BY_HAND
            )
        )
    actor = SYSTEM_ACTOR if event.by is None else person(event.by.key)
    told = line(event.at, actor, reason, case_word(case.id), version=after.version)
    return [*records, *await _drawn(world, after), told]


async def on_message_restored(
    world: World, event: MessageRestored, look: Look | None = None
) -> Effects:
    """Return what follows from a message that is there again."""
    message = event.message
    judged = await world.store.message(message.channel, message.external_id)
    if judged is None or not judged.stored.deleted:
        return await on_message(world, MessageSeen(message), look)
    key = judged.stored.id
    actor = person(event.by.key) if event.by else SYSTEM_ACTOR
    back: list[Record] = [
        MarkMessage(key, deleted=False, by=actor, at=event.at),
        line(event.at, actor, "message_back", message_word(key)),
    ]
    cases = await world.store.cases_of(key)
    if await _cleared(world, judged, event.by, cases):
        for case in cases:
            back += await refresh_cards(world, case, f"back:{key}:{event.at}")
        return Effects(tuple(back))
    matters = [case for case in cases if case.kind in _ENDS]
    for case in matters:
        back += await _reopened(world, case, key, event.at)
    return Effects(tuple(back)).plus(await judge_again(world, message, look, quietly=bool(matters)))


async def _cleared(
    world: World, judged: JudgedMessage, by: Author | None, cases: Sequence[Case]
) -> bool:
    """Tell whether people of ours want it to stand there."""
    message = judged.stored.message
    if by is not None and by.key != message.author.key:
        staff = (await world.store.standing(by.key, message.channel)).is_staff
        if by.kind in OURS or staff or configured(world, by.key):
            return True
    if await _last_act(world, judged) is ActionKind.RESTORE:
        return True
    if not cases:
        return False
    newest = max(cases, key=lambda case: case.id)
    items = await world.store.items(newest.id, ITEMS_LIMIT)
    return any(one.message_id == judged.stored.id and one.state in _CLEARED for one in items)


async def _last_act(world: World, judged: JudgedMessage) -> ActionKind | None:
    """Return whether we deleted a message last, or restored it."""
    acts = [
        action.kind
        for action in await world.store.actions_of(None, judged.stored.id)
        if action.kind in {ActionKind.DELETE, ActionKind.RESTORE}
        and action.state in _OURS | {ActionState.UNDONE}
    ]
    return acts[-1] if acts else None


async def _reopened(world: World, case: Case, message_id: int, at: int) -> list[Record]:
    """Open a matter again, unless a newer case of the same took its place."""
    records: list[Record] = [MarkItem(case.id, message_id, "open")]
    taken = await world.store.open_case(case.kind, case.fingerprint)
    if case.status is not CaseStatus.RESOLVED or taken is not None:
        return [*records, *await refresh_cards(world, case, f"back:{message_id}:{at}")]
    after = step(case, Move(CaseEvent.REOPEN, at), SYSTEM)
    records += [ChangeCase(after, case.version), DropTimer(timer_key(case.id))]
    if case.kind is CaseKind.BY_HAND:
        records.append(reminder(case.id, at, 0))
    told = line(at, SYSTEM_ACTOR, "reopened", case_word(case.id), because="restored")
    return [*records, *await _drawn(world, after), told]


async def _drawn(world: World, case: Case) -> list[Record]:
    return await refresh_cards(world, case, f"v{case.version}")
