"""What no key of ours may remove: one card a thread, links that open it, and a clock that sounds.

A rule's delete and a person's press come here alike (docs/decisions/0031): all of a thread is on
one card, and the card that was pressed names it. The case ends when every message is gone
(`handlers.removal`), or by a person's word.
"""

from typing import Final

from handlers import promise
from handlers.audit import case_word
from handlers.cases import grouping
from handlers.gather import Entry, Matter, gather, refresh_cards
from handlers.promise import Speech
from handlers.world import World
from models.action import Action
from models.card import Word
from models.case import OPEN_STATUSES, Case, CaseItem, CaseKind, Timer
from models.effects import MarkItem, Record, SetTimer

MINUTE_US: Final = 60_000_000
REMINDERS_US: Final = (15 * MINUTE_US, 60 * MINUTE_US)
"""After how long a card that waits sounds: twice, then it stays open without a sound."""
HAND_TIMER: Final = "by_hand"
"""Kind of the timer that reminds of what still stands there."""
ITEMS_LIMIT: Final = 1000


async def hand_over(world: World, action: Action, at: int) -> list[Record]:
    """Return what puts a message that we may not delete before people; nothing if it is gone."""
    judged = await world.store.message_by_id(action.message_id) if action.message_id else None
    if judged is None or judged.stored.deleted:
        return []
    message = judged.stored.message
    matter = Matter(
        CaseKind.BY_HAND,
        grouping.by_hand(message),
        message.channel,
        thread=message.thread,
        severity=2,
    )
    known = await world.store.open_case(matter.kind, matter.fingerprint)
    entry = Entry(judged.stored.id, judged.stored.version, action.cause)
    case_id, records = await gather(world, matter, (entry,), at)
    records.append(MarkItem(case_id, judged.stored.id, "open"))  # it may have been here before
    return [*records, *_clock(case_id, known, at)]


def _clock(case_id: int, known: Case | None, at: int) -> list[Record]:
    """Wind the clock of a new case; what joins late is reminded of at the end of an hour."""
    if known is None:
        return [reminder(case_id, at, 0)]
    if at - known.opened_at < REMINDERS_US[-1] - REMINDERS_US[0]:
        return []
    hour = at // grouping.HOUR_US + 1
    args: dict[str, str | int] = {"case": case_id, "turn": len(REMINDERS_US)}
    due = hour * grouping.HOUR_US + REMINDERS_US[0]
    return [SetTimer(Timer(f"{HAND_TIMER}:{case_id}:{hour}", due, HAND_TIMER, args))]


def reminder(case_id: int, opened_at: int, turn: int) -> SetTimer:
    """Return the timer of one of the two reminders."""
    args: dict[str, str | int] = {"case": case_id, "turn": turn}
    due = opened_at + REMINDERS_US[turn]
    return SetTimer(Timer(f"{HAND_TIMER}:{case_id}", due, HAND_TIMER, args))


async def remind(world: World, timer: Timer, at: int) -> list[Record]:
    """Return the sound of a reminder, and the next one; nothing once nothing waits."""
    case = await world.store.case(int(timer.args.get("case", 0)))
    if case is None or case.status not in OPEN_STATUSES:
        return []
    waiting = await still_there(world, case)
    if not waiting:
        return []
    args: dict[str, str | int] = {"id": case_word(case.id), "count": len(waiting)}
    args["minutes"] = (at - min(item.at for item in waiting)) // MINUTE_US
    records = await refresh_cards(world, case, f"hand:{at // MINUTE_US}")
    for delivery in await world.store.deliveries(case.id):
        if delivery.external_id and not delivery.retired:
            words = Word("alert.by_hand", args)
            speech = Speech(words, reply_to=delivery.external_id, silent=False)
            key = f"hand:{delivery.id}:{at // MINUTE_US}"
            records.append(promise.say(world, delivery.channel, key, speech))
    turn = int(timer.args.get("turn", 0)) + 1
    if turn < len(REMINDERS_US):
        records.append(reminder(case.id, timer.due_at - REMINDERS_US[turn - 1], turn))
    return records


async def still_there(world: World, case: Case) -> list[CaseItem]:
    """Return the messages of a case that wait for a hand."""
    items = await world.store.items(case.id, ITEMS_LIMIT)
    return [item for item in items if item.state == "open"]
