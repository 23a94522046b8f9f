"""A button was pressed: may this person, is the case still as shown, and what follows.

Rights are asked again here, whatever the card offered. The first answer wins: the case's version
guards it, and whoever is second is told who decided. Every press ends in exactly one answer.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from handlers import promise
from handlers.audit import case_word, line, person, person_number
from handlers.callback import Data, ForgedError, number, parse
from handlers.cards import DECIDER, name_of
from handlers.cases.case import AlreadyThere, NotAllowed, StaleVersion
from handlers.decision import DECISIONS, Decision, decide_case
from handlers.explain import explain_case
from handlers.gather import refresh_cards
from handlers.listing import listing
from handlers.promise import Speech
from handlers.rights import is_moderators_place, role_of
from handlers.roles import give_role, offer_role
from handlers.undo import Undo, undo
from handlers.wave import Answer, Wish, close_comments, push_words, take_back
from handlers.world import World
from models.card import Choice, Word
from models.case import OPEN_STATUSES, Case, CaseKind
from models.effects import Effects, PutSetting, Record
from models.event import Pressed
from models.person import Role

_READING: Final = frozenset({Choice.WHY, Choice.ITEMS})
"""What a trainee may press too."""


@dataclass(frozen=True, slots=True)
class Press:
    """A press whose data was read and whose presser is known."""

    event: Pressed
    data: Data
    case: Case
    role: Role


@dataclass(frozen=True, slots=True)
class Reply:
    """What a press leads to, and the words that end it."""

    records: tuple[Record, ...]
    word: Word
    alert: bool = False


async def on_pressed(world: World, event: Pressed) -> Effects:
    """Return what a press leads to; always with exactly one answer to it."""
    reply = await _reply(world, event)
    return Effects((*reply.records, promise.answer(world, event, reply.word, alert=reply.alert)))


async def _reply(world: World, event: Pressed) -> Reply:
    if not await is_moderators_place(world, event.channel):
        return Reply((), Word("press.unknown"))
    try:
        data = parse(event.data)
    except ForgedError:
        return _refused(event, "press.unknown", "forged")
    if data.choice is Choice.ROLE:
        records, word = await give_role(world, event, data)
        return Reply(records, word, alert=not records)
    case = await world.store.case(data.case_id)
    card = await world.store.delivery_at(event.channel, event.card_id)
    if case is None or (card is not None and card.case_id != case.id):
        return _refused(event, "press.unknown", "no_case")
    return await _by_right(world, event, data, case)


async def _by_right(world: World, event: Pressed, data: Data, case: Case) -> Reply:
    """Ask what the presser may do, whatever the card offered."""
    role = await role_of(world, event.author, case.channel)
    if role is None:
        offer = await offer_role(world, event.channel, event.author, event.at)
        return _refused(event, "press.refused", "no_role", *offer)
    if not role.may_decide and data.choice not in _READING:
        return _refused(event, "press.trainee", "trainee")
    return await _CHOICES[data.choice](world, Press(event, data, case, role))


def _refused(event: Pressed, code: str, why: str, *more: Record) -> Reply:
    refusal = line(event.at, person(event.author.key), "press_refused", "press", why=why)
    return Reply((refusal, *more), Word(code), alert=True)


async def _decide(world: World, press: Press) -> Reply:
    event, case = press.event, press.case
    decision = Decision(
        case=case,
        choice=press.data.choice,
        author=event.author,
        role=press.role,
        at=event.at,
        seen=press.data.version,
    )
    try:
        decided = await decide_case(world, decision)
    except AlreadyThere:
        by = await name_of(world, case.resolved_by)
        return Reply((), Word("press.already", {"by": by, "resolution": case.resolution}))
    except StaleVersion:
        fresh = await refresh_cards(world, case, f"v{case.version}")
        return Reply(tuple(fresh), Word("press.changed"), alert=True)
    except NotAllowed:
        return _refused(event, "press.not_possible", "not_possible")
    return Reply((*decided.records, *await _remembered(world, event)), decided.word)


async def _brake(world: World, press: Press) -> Reply:
    """Stop a wave, or take that back: closed comments, words in the platform's filter."""
    event = press.event
    wish = Wish(press.case, event.author, press.role, event.at)
    records, word = await _BRAKES[press.data.choice](world, wish)
    return Reply(tuple(records), word, alert=not records)


async def _take_back(world: World, press: Press) -> Reply:
    if press.case.kind is CaseKind.BY_HAND and press.case.status in OPEN_STATUSES:
        return await _brake(world, press)
    message_id: int | None = None
    if press.data.argument:
        try:
            message_id = number(press.data.argument)
        except ForgedError:
            return _refused(press.event, "press.unknown", "forged")
    wish = Undo(press.case, press.event.author, press.role, press.event.at, message_id)
    undone = await undo(world, wish)
    if not undone.records:
        return Reply((), undone.word, alert=True)
    return Reply((*undone.records, *await _remembered(world, press.event)), undone.word)


async def _why(world: World, press: Press) -> Reply:
    lines = await explain_case(world, press.case)
    speech = Speech(lines[0], lines[1:], reply_to=press.event.card_id)
    key = f"why:{press.event.press_id}"
    return Reply(
        (promise.say(world, press.event.channel, key, speech),),
        Word("press.why", {"id": case_word(press.case.id)}),
    )


async def _items(world: World, press: Press) -> Reply:
    speech = await listing(world, press.case, press.event.card_id)
    key = f"list:{press.event.press_id}"
    return Reply((promise.say(world, press.event.channel, key, speech),), Word("press.list"))


async def _remembered(world: World, event: Pressed) -> list[Record]:
    """Keep the name that colleagues see beside a decision, for the moderators' places only."""
    name = event.author.name or event.author.username
    key = f"{DECIDER}{person_number(event.author.key)}"
    if not name or await world.store.setting(key) == name:
        return []
    return [PutSetting(key, name)]


_BRAKES: Final[dict[Choice, Callable[[World, Wish], Awaitable[Answer]]]] = {
    Choice.CLOSE: close_comments,
    Choice.STOP_WORDS: push_words,
    Choice.UNDO: take_back,
}
_CHOICES: Final[dict[Choice, Callable[[World, Press], Awaitable[Reply]]]] = {
    **dict.fromkeys(DECISIONS, _decide),
    Choice.UNDO: _take_back,
    Choice.CLOSE: _brake,
    Choice.STOP_WORDS: _brake,
    Choice.WHY: _why,
    Choice.ITEMS: _items,
}
