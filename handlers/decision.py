"""A person decides on a case: delete, delete and ban, not a violation, done.

Called by `handlers.review` once rights are known. The transition is claimed first; a case that
somebody else decided raises out of `step` and nothing is done.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from handlers import community, promise
from handlers.audit import case_word, line, person, person_number
from handlers.buttons import DONE_STATES, KEPT, PERSONAL, SAID_REMOVED, may_delete
from handlers.cases.case import REOPENS_US, Actor, CaseEvent, Move, NotAllowed, step
from handlers.gather import CASE_TIMER, refresh_cards, timer_key
from handlers.ports import JudgedMessage
from handlers.promise import TOUCHABLE, Sake
from handlers.undo import ITEMS_LIMIT, truth_of
from handlers.world import Mode, World
from models.action import ActionKind, ActionState
from models.card import Choice, Word
from models.case import Case, CaseKind, Label, Timer
from models.channel import Platform
from models.effects import (
    ChangeCase,
    CountStanding,
    MarkItem,
    Record,
    SetTimer,
    WriteLabel,
)
from models.person import OURS, Author, Role

_FAILED: Final = frozenset(
    {ActionState.FAILED, ActionState.NOT_ALLOWED, ActionState.UNDONE, ActionState.OBSERVED}
)
_REASONS: Final = {
    Choice.DELETE: "deleted",
    Choice.DELETE_BAN: "banned",
    Choice.KEEP: KEPT,
    Choice.DONE: "done",
}
DECISIONS: Final = frozenset(_REASONS)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who chose what on a case, at which version of it."""

    case: Case
    choice: Choice
    author: Author
    role: Role
    at: int
    seen: int

    @property
    def by(self) -> int:
        """The decider's number, as cases and labels name people."""
        return person_number(self.author.key)


@dataclass(frozen=True, slots=True)
class Decided:
    """The records of a decision and the words for the one who took it."""

    records: tuple[Record, ...]
    word: Word


async def decide_case(world: World, decision: Decision) -> Decided:
    """Carry a decision out; raises AlreadyThere, StaleVersion or NotAllowed."""
    case, choice = decision.case, decision.choice
    reason = _reason(decision)
    move = Move(CaseEvent.RESOLVE, decision.at, reason=reason, seen=decision.seen)
    after = step(case, move, Actor(decision.role, decision.by))
    messages = await _messages(world, case)
    if not _offered(case, choice, messages):
        raise NotAllowed(choice)
    records: list[Record] = [ChangeCase(after, expected=case.version)]
    failed = frozenset[str]()
    if choice in {Choice.DELETE, Choice.DELETE_BAN}:
        failed = await _failed_before(world, messages)
        records += _bans(world, decision, messages) if choice is Choice.DELETE_BAN else ()
    for judged in messages:
        records += _WRITERS[choice](world, decision, judged, failed)
    records += await refresh_cards(world, after, f"v{after.version}")
    records += [
        close_later(case, decision.at),
        line(
            decision.at,
            person(decision.author.key),
            reason,
            case_word(case.id),
            messages=len(messages),
            role=decision.role,
            version=after.version,
        ),
    ]
    records += _inbox(world, after)
    return Decided(tuple(records), Word(_answer(world, decision), {"count": len(messages)}))


def _reason(decision: Decision) -> str:
    """Name a decision; that something was removed by hand is believed, and said to be a word."""
    by_word = decision.case.kind is CaseKind.BY_HAND and decision.choice is Choice.DONE
    return SAID_REMOVED if by_word else _REASONS[decision.choice]


def _inbox(world: World, case: Case) -> list[Record]:
    """A customer's urgent letter that was seen to is marked so in VK's own inbox."""
    vk = case.channel.platform is Platform.VK and case.channel.external_id == "direct"
    if not vk or case.kind is not CaseKind.URGENT or not case.thread:
        return []
    what = ("answered", case.reopened)
    return [community.mark(world, case.id, case.channel, case.thread, what)]


def close_later(case: Case, at: int) -> SetTimer:
    """Return the timer that closes a resolved case for good."""
    return SetTimer(Timer(timer_key(case.id), at + REOPENS_US, CASE_TIMER, {"case": case.id}))


async def _messages(world: World, case: Case) -> list[JudgedMessage]:
    found = [
        await world.store.message_by_id(item.message_id)
        for item in await world.store.items(case.id, ITEMS_LIMIT)
        if item.state == "open"
    ]
    return [judged for judged in found if judged is not None]


def _offered(case: Case, choice: Choice, messages: list[JudgedMessage]) -> bool:
    """Tell whether a case of this kind knows this choice at all."""
    touchable = all(judged.stored.message.place in TOUCHABLE for judged in messages)
    match choice:
        case Choice.DELETE:
            return may_delete(case, touchable=touchable)
        case Choice.DELETE_BAN:
            return touchable and case.kind is CaseKind.VIOLATION
        case Choice.KEEP:
            return case.kind in {CaseKind.VIOLATION, CaseKind.BY_HAND}
        case _:
            return case.kind is not CaseKind.REMOVALS


Writer = Callable[[World, Decision, JudgedMessage, frozenset[str]], list[Record]]


def _deleted(
    world: World, decision: Decision, judged: JudgedMessage, failed: frozenset[str]
) -> list[Record]:
    stored = judged.stored
    message = stored.message
    records: list[Record] = []
    if message.author.kind not in OURS:
        again = f":{decision.case.id}:{decision.seen}" if _key(judged) in failed else ""
        sake = Sake(f"person:{decision.by}", decision.case.id, stored.id, again)
        records.append(promise.delete(world, sake, message))
    records.append(
        CountStanding(message.author, message.channel, decision.at, removed=1, reason="deleted")
    )
    return [*records, _label(world, decision, judged, truth_of(judged))]


def _kept(
    world: World, decision: Decision, judged: JudgedMessage, _: frozenset[str]
) -> list[Record]:
    message = judged.stored.message
    ledger = CountStanding(message.author, message.channel, decision.at, clean=1, reason=KEPT)
    if decision.case.kind is CaseKind.BY_HAND:  # it was counted as removed when that was wanted
        ledger = replace(ledger, removed=-1)
    return [
        MarkItem(decision.case.id, judged.stored.id, "kept"),
        ledger,
        _label(world, decision, judged, f"not_{truth_of(judged)}"),
    ]


def _handled(
    _: World, decision: Decision, judged: JudgedMessage, __: frozenset[str]
) -> list[Record]:
    """A customer who was answered wrote a clean message; rolling ones were counted on arrival."""
    if decision.case.kind is CaseKind.BY_HAND:
        return [MarkItem(decision.case.id, judged.stored.id, "removed")]
    if decision.case.kind not in PERSONAL and decision.case.kind is not CaseKind.VIOLATION:
        return []
    message = judged.stored.message
    return [CountStanding(message.author, message.channel, decision.at, clean=1, reason="done")]


_WRITERS: Final[dict[Choice, Writer]] = {
    Choice.DELETE: _deleted,
    Choice.DELETE_BAN: _deleted,
    Choice.KEEP: _kept,
    Choice.DONE: _handled,
}


def _bans(world: World, decision: Decision, messages: list[JudgedMessage]) -> list[Record]:
    """Ban the authors in the channels of their messages; the key makes it once for each."""
    return [
        promise.ban(
            world,
            Sake(f"person:{decision.by}", decision.case.id, judged.stored.id),
            message,
            judged.verdict.kind if judged.verdict else "",
        )
        for judged in messages
        if (message := judged.stored.message).author.kind not in OURS
    ]


def _key(judged: JudgedMessage) -> str:
    message = judged.stored.message
    return f"delete:{message.channel}:{message.external_id}"


async def _failed_before(world: World, messages: list[JudgedMessage]) -> frozenset[str]:
    """Return the keys of deletes that were tried and came to nothing: they need a new key."""
    keys: set[str] = set()
    for judged in messages:
        for action in await world.store.actions_of(None, judged.stored.id):
            stands = action.state in DONE_STATES and not judged.stored.deleted
            if action.kind is ActionKind.DELETE and (action.state in _FAILED or stands):
                keys.add(action.key)
    return frozenset(keys)


def _label(world: World, decision: Decision, judged: JudgedMessage, name: str) -> WriteLabel:
    stored = judged.stored
    return WriteLabel(
        Label(
            id=world.ids.new(),
            message_id=stored.id,
            version=stored.version,
            name=name,
            origin="decision",
            by=decision.by,
            at=decision.at,
        )
    )


def _answer(world: World, decision: Decision) -> str:
    acts = decision.choice in {Choice.DELETE, Choice.DELETE_BAN}
    if acts and world.settings.mode is Mode.OBSERVE:
        return "press.observed"
    return f"press.{_reason(decision)}"
