"""Undo as one act: the platform's way back, the author's standing, the label, the case, the audit.

Idempotent: what was taken back is known by the key of its inverse and by the item's state, and the
case's version lets only one of two people through. A deleted Telegram message comes back as a
quote; that is declared on the button's card before anybody presses.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from handlers import promise
from handlers.audit import case_word, line, person, person_number
from handlers.buttons import ACTS, KEPT, REOPENS, WAITING_STATES, undoable, ways_back
from handlers.cases.case import Actor, CaseError, CaseEvent, Move, NotAllowed, step
from handlers.gather import refresh_cards, timer_key
from handlers.ports import JudgedMessage
from handlers.promise import Sake
from handlers.rights import may_undo
from handlers.world import World
from models.action import Action, ActionKind, Json
from models.card import Word
from models.case import Case, CaseItem, CaseKind, Label
from models.effects import ChangeCase, CountStanding, DropTimer, MarkItem, Record, WriteLabel
from models.person import Author, Role

ITEMS_LIMIT: Final = 1000
_BACK: Final = "restored"
_ENDED: Final = frozenset({"removed", _BACK})


@dataclass(frozen=True, slots=True)
class Undo:
    """Who wants what taken back; `message_id` None means all of the case."""

    case: Case
    author: Author
    role: Role | None
    at: int
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """The records of an undo, and the words that tell the one who asked."""

    records: tuple[Record, ...]
    word: Word


async def undo(world: World, wish: Undo) -> Undone:
    """Take back what was done in a case, or with one message of it."""
    case = wish.case
    by = case.resolved_by
    own = by is None or by == person_number(wish.author.key)
    since = case.resolved_at or case.changed_at or case.opened_at
    if not may_undo(wish.role, own=own, age_us=wish.at - since):
        return Undone((), Word("press.undo_refused"))
    items = [
        item
        for item in await world.store.items(case.id, ITEMS_LIMIT)
        if wish.message_id in {None, item.message_id}
    ]
    try:
        if case.resolution in REOPENS:
            return await _reopen(world, wish, items)
        return await _undo_acts(world, wish, items)
    except CaseError:  # closed for good, or merged into another
        return Undone((), Word("press.not_possible"))


async def _undo_acts(world: World, wish: Undo, items: list[CaseItem]) -> Undone:
    actions = [
        action
        for action in await world.store.actions_of(wish.case.id, None)
        if wish.message_id in {None, action.message_id}
    ]
    if any(action.kind in ACTS and action.state in WAITING_STATES for action in actions):
        return Undone((), Word("press.under_way"))
    back = undoable(actions)
    acted = _acted_on(actions)
    items = [item for item in items if item.state != _BACK and item.message_id in acted]
    if not back and not items:
        return Undone((), Word("press.undone_already"))
    tries = [(action, len(ways_back(actions, action))) for action in back]
    return await _take_back(world, wish, tries, items)


def _acted_on(actions: list[Action]) -> frozenset[int | None]:
    """Return the messages that an act was meant for, done or only said in observe mode."""
    return frozenset(
        action.message_id
        for action in actions
        if action.kind is ActionKind.DELETE and not action.key.startswith("undo:")
    )


async def _take_back(
    world: World, wish: Undo, back: list[tuple[Action, int]], items: list[CaseItem]
) -> Undone:
    """Take acts back, each with how often that was tried before."""
    case, actor = wish.case, person(wish.author.key)
    records: list[Record] = []
    for action, tries in reversed(back):
        cause = f"person:{person_number(wish.author.key)}"
        sake = Sake(cause, case.id, action.message_id, f":{tries}" if tries else "")
        records += await _ways_back(world, sake, action)
    for item in items:
        records += await _restored(world, wish, item)
    left = [
        item
        for item in await world.store.items(case.id, ITEMS_LIMIT)
        if item.state != _BACK and item.message_id not in {one.message_id for one in items}
    ]
    move = Move(CaseEvent.SUPERSEDE, wish.at, reason="" if left else "undone")
    after = step(case, move, Actor(wish.role, person_number(wish.author.key)))
    records += [
        ChangeCase(after, expected=case.version),
        *await refresh_cards(world, after, f"v{after.version}"),
        line(wish.at, actor, "undone", case_word(case.id), acts=len(back), messages=len(items)),
    ]
    as_quote = any(action.inverse == ActionKind.REPOST for action, _ in back)
    word = Word("press.undone_quote" if as_quote else "press.undone", {"count": len(items)})
    return Undone(tuple(records), word)


async def _restored(world: World, wish: Undo, item: CaseItem) -> list[Record]:
    """Return one message to good standing: item, ledger and label."""
    records: list[Record] = [MarkItem(wish.case.id, item.message_id, _BACK)]
    judged = await world.store.message_by_id(item.message_id)
    if judged is None:
        return records
    message = judged.stored.message
    ledger = CountStanding(
        message.author, message.channel, wish.at, clean=1, removed=-1, reason="undo"
    )
    return [*records, ledger, label(world, wish, judged, f"not_{truth_of(judged)}")]


async def _reopen(world: World, wish: Undo, items: list[CaseItem]) -> Undone:
    """Take back 'not a violation': the case is open again and nothing counts as clean."""
    case, me = wish.case, person_number(wish.author.key)
    if await world.store.open_case(case.kind, case.fingerprint) is not None:
        raise NotAllowed("the same matter is open again already")
    after = step(case, Move(CaseEvent.REOPEN, wish.at), Actor(wish.role, me))
    records: list[Record] = [
        ChangeCase(after, expected=case.version),
        DropTimer(timer_key(case.id)),
    ]
    for item in items:
        judged = await world.store.message_by_id(item.message_id)
        ended = case.resolution == KEPT and item.state in _ENDED
        if ended or (judged is not None and judged.stored.deleted):
            continue  # it was not this decision that ended it
        records.append(MarkItem(case.id, item.message_id, "open"))
        if judged is not None and case.resolution == KEPT:
            records += [_uncounted(wish, judged), label(world, wish, judged, "unsure")]
    records += await refresh_cards(world, after, f"v{after.version}")
    records.append(line(wish.at, person(wish.author.key), "reopened", case_word(case.id)))
    return Undone(tuple(records), Word("press.reopened"))


def _uncounted(wish: Undo, judged: JudgedMessage) -> CountStanding:
    """Take the clean message back; what people remove by hand had counted as removed before."""
    message, removed = judged.stored.message, int(wish.case.kind is CaseKind.BY_HAND)
    return CountStanding(
        message.author, message.channel, wish.at, clean=-1, removed=removed, reason="undo"
    )


def label(world: World, wish: Undo, judged: JudgedMessage, name: str) -> WriteLabel:
    """Return the truth that an undo teaches."""
    return WriteLabel(
        Label(
            id=world.ids.new(),
            message_id=judged.stored.id,
            version=judged.stored.version,
            name=name,
            origin="undo",
            by=person_number(wish.author.key),
            at=wish.at,
        )
    )


def truth_of(judged: JudgedMessage) -> str:
    """Name what a message was held for, as labels spell it."""
    kind = judged.verdict.kind if judged.verdict else ""
    return {"toxicity": "toxic", "threat": "threat", "spam": "spam", "album": "spam"}.get(
        kind, "violation"
    )


async def _ways_back(world: World, sake: Sake, action: Action) -> list[Record]:
    """Return the acts that put the platform back exactly as it was before one act."""
    if action.kind is ActionKind.DELETE:
        return [promise.inverse(world, sake, action, await quoted(world, action))]
    written = await world.store.inverse_state(action.id)
    before: dict[str, Json] = json.loads(written) if written else {}
    if action.kind is ActionKind.RESTRICT:
        rights = {"permissions": before.get("permissions"), "until": before.get("until")}
        return [promise.inverse(world, sake, action, rights)]
    if before.get("status") == "kicked":
        return []  # somebody had banned this member before us
    params: dict[str, Json] = {
        "sender_chat": action.params.get("sender_chat", False),
        "only_if_banned": True,
    }
    records: list[Record] = [promise.inverse(world, sake, action, params)]
    if before.get("status") == "restricted":
        records.append(promise.restore_rights(world, sake, action, before))
    return records


async def quoted(world: World, action: Action) -> Mapping[str, Json]:
    """Return what a deleted message needs to come back as a quote in its thread."""
    judged = None
    if action.message_id is not None:
        judged = await world.store.message_by_id(action.message_id)
    if judged is None:
        return {"text": "", "author": "", "thread": None, "reply_to": None}
    message = judged.stored.message
    return {
        "text": message.text,
        "author": message.author.name or message.author.username,
        "thread": message.thread,
        "reply_to": message.reply_to,
    }
