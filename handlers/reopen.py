"""An author writes again within 72 hours of an answer: the same matter, open once more.

Only what is a person's own comes back so, an urgent matter or a complaint (person and thread), and
only by words of its kind: a clean message or a question opens nothing. A case that was found to be
no violation stays decided. Called by `handlers.follow_up` before a new case would be opened; the
case's version lets only one of a press, a timer and the author through.
"""

from collections.abc import Sequence
from typing import Final

from handlers import promise
from handlers.audit import SYSTEM as SYSTEM_ACTOR
from handlers.audit import case_word, line
from handlers.buttons import KEPT
from handlers.cases import grouping
from handlers.cases.case import REOPENS_US, SYSTEM, CaseEvent, Move, step
from handlers.gather import Entry, attached, refresh_cards, timer_key
from handlers.judge import CATCH_UP
from handlers.promise import Speech
from handlers.world import World
from models.card import Word
from models.case import Case, CaseKind, CaseStatus
from models.effects import ChangeCase, DropTimer, MarkItem, Record
from models.message import Message
from models.verdict import Outcome, Verdict

_ITEMS_LIMIT: Final = 1000
HANDLED: Final = "handled"
"""State of an item that was answered before its author wrote again."""


async def reopened(
    world: World, message: Message, verdict: Verdict, entries: Sequence[Entry]
) -> tuple[int, list[Record]] | None:
    """Return the id of the case that these words open again, and the records; None for none."""
    kinds, print_ = _kinds(verdict), grouping.personal(message)
    for kind in kinds:
        if await world.store.open_case(kind, print_) is not None:
            return None
    case = await world.store.latest_case(kinds, print_) if kinds else None
    if case is None or not _reopens(case, message.received_at):
        return None
    return case.id, await _back(world, case, entries, message.received_at)


def _kinds(verdict: Verdict) -> tuple[CaseKind, ...]:
    """Return what these words may be the sequel of; an alarm never hides in a quiet complaint."""
    if CATCH_UP in verdict.acts:
        return ()
    if verdict.outcome is Outcome.ALERTED:
        return (CaseKind.URGENT,)
    return (CaseKind.COMPLAINT, CaseKind.URGENT) if verdict.kind == "negative" else ()


def _reopens(case: Case, at: int) -> bool:
    if case.status is not CaseStatus.RESOLVED or case.resolution == KEPT:
        return False
    return case.resolved_at is not None and at - case.resolved_at <= REOPENS_US


async def _back(world: World, case: Case, entries: Sequence[Entry], at: int) -> list[Record]:
    after = step(case, Move(CaseEvent.AUTHOR_WROTE, at), SYSTEM)
    records: list[Record] = [
        ChangeCase(after, expected=case.version),
        DropTimer(timer_key(case.id)),
    ]
    # What was answered is settled: a decision from now on is about what was written since.
    new = {entry.message_id for entry in entries}
    for item in await world.store.items(case.id, _ITEMS_LIMIT):
        state = "open" if item.message_id in new else HANDLED
        if item.state in {"open", HANDLED} and item.state != state:
            records.append(MarkItem(case.id, item.message_id, state))
    records += attached(world, case.id, entries, at)
    records += await refresh_cards(world, after, f"v{after.version}")
    records += await _told(world, after)
    word = case_word(case.id)
    return [*records, line(at, SYSTEM_ACTOR, "reopened", word, because=CaseEvent.AUTHOR_WROTE)]


async def _told(world: World, case: Case) -> list[Record]:
    """Say it under the card, which by now is far above; an urgent matter sounds again."""
    word = Word("alert.reopened", {"id": case_word(case.id)})
    return [
        promise.say(
            world,
            delivery.channel,
            f"reopened:{delivery.id}:{case.version}",
            Speech(word, reply_to=delivery.external_id, silent=not case.urgent),
        )
        for delivery in await world.store.deliveries(case.id)
        if delivery.external_id and not delivery.retired
    ]
