"""A wave in one thread: its comments closed for an hour, its addresses given to VK's own filter.

Both are wanted by a press on the card of `handlers.by_hand`, both end by themselves, and both can
be taken back at once. The filter's list is written whole, so nothing is written before an
administrator has said what stands in it now.
"""

import json
from dataclasses import dataclass
from typing import Final

from handlers import community, promise
from handlers.attention import OPENS_AT, waved
from handlers.audit import case_word, line, person, person_number
from handlers.buttons import taken_back
from handlers.by_hand import ITEMS_LIMIT
from handlers.gather import refresh_cards
from handlers.promise import Sake
from handlers.rights import above
from handlers.stop_words import chosen, fits
from handlers.word_list import given_words, pushed_setting, pushed_words, whole_list
from handlers.world import World
from models.action import Action, ActionKind, ActionState
from models.card import Word
from models.case import Case, Timer
from models.channel import ChannelKey
from models.effects import DropTimer, PutSetting, Record, SetTimer
from models.event import ActionSettled
from models.person import Author, Role

HOUR_US: Final = 3_600_000_000
WORDS_US: Final = 24 * HOUR_US
OPEN_TIMER: Final = "open_comments"
WORDS_TIMER: Final = "stop_words"
WALL: Final = "wall"
_STANDS: Final = frozenset(
    {ActionState.QUEUED, ActionState.RUNNING, ActionState.DONE, ActionState.ALREADY}
)
_DID: Final = frozenset({ActionState.DONE, ActionState.ALREADY})


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants what of a wave."""

    case: Case
    author: Author
    role: Role
    at: int

    @property
    def sake(self) -> Sake:
        """On whose word it is done."""
        return Sake(f"person:{person_number(self.author.key)}", self.case.id)


Answer = tuple[list[Record], Word]


def standing(actions: list[Action], kind: ActionKind) -> list[Action]:
    """Return the acts of a kind that hold now: promised or done, and not taken back."""
    return [
        action
        for action in actions
        if action.kind is kind
        and action.state in _STANDS
        and not action.key.startswith("undo:")
        and not taken_back(actions, action)
    ]


async def close_comments(world: World, wish: Wish) -> Answer:
    """Close the comments of a post for an hour; only a lead may."""
    case = wish.case
    if not above(wish.role):
        return [], Word("press.lead_only")
    actions = list(await world.store.actions_of(case.id, None))
    if not await waved(world, case) or case.channel.external_id != WALL or not case.thread:
        return [], Word("press.not_possible")
    if standing(actions, ActionKind.CLOSE_COMMENTS):
        return [], Word("press.closed_already")
    turn = sum(action.kind is ActionKind.CLOSE_COMMENTS for action in actions)
    promised = community.shut(world, wish.sake, case.channel, case.thread, turn)
    told = _told(wish, "comments_closed")
    return [promised, told], Word("press.closed")


async def after_closing(world: World, event: ActionSettled) -> list[Record]:
    """Comments that were closed open again after an hour; the card says when."""
    action = event.action
    case = await world.store.case(action.case_id) if action.case_id else None
    if case is None:
        return []
    records: list[Record] = list(await refresh_cards(world, case, f"a{action.id}"))
    if event.outcome.state in _DID:
        args: dict[str, str | int] = {"action": action.id}
        key = f"{OPEN_TIMER}:{action.id}"
        records.append(SetTimer(Timer(key, event.at + HOUR_US, OPEN_TIMER, args)))
        records.append(PutSetting(f"{OPENS_AT}{case.id}", str(event.at + HOUR_US)))
    return records


async def open_again(world: World, action_id: int, sake: Sake) -> list[Record]:
    """Return what opens comments again, and ends their timer; nothing when it was done before."""
    action = await world.store.action(action_id)
    if action is None or action.case_id is None:
        return []
    actions = list(await world.store.actions_of(action.case_id, None))
    if action.id not in {one.id for one in standing(actions, ActionKind.CLOSE_COMMENTS)}:
        return []
    return [
        promise.inverse(world, sake, action, {}),
        DropTimer(f"{OPEN_TIMER}:{action.id}"),
        PutSetting(f"{OPENS_AT}{action.case_id}", None),
    ]


async def take_back(world: World, wish: Wish) -> Answer:
    """Undo what holds of a wave: comments open at once, pushed words leave the filter."""
    if not above(wish.role):
        return [], Word("press.lead_only")
    actions = list(await world.store.actions_of(wish.case.id, None))
    records: list[Record] = []
    for action in standing(actions, ActionKind.CLOSE_COMMENTS):
        records += await open_again(world, action.id, wish.sake)
    for action in standing(actions, ActionKind.STOP_WORDS):
        records += await end_words(world, wish.case.channel, action, wish.sake)
    if not records:
        return [], Word("press.undone_already")
    return [*records, _told(wish, "wave_undone")], Word("press.undone", {"count": 1})


async def push_words(world: World, wish: Wish) -> Answer:
    """Give the wave's addresses to the filter for a day; only a lead may."""
    case = wish.case
    given = await given_words(world, case.channel)
    if not above(wish.role) or not await waved(world, case):
        return [], Word("press.not_possible" if above(wish.role) else "press.lead_only")
    if given is None:
        return [], Word("press.stop_words_first")
    pushed = await pushed_words(world, case.channel)
    before = whole_list(given, pushed)
    fresh = [word for word in await _of_wave(world, case) if word not in before]
    if not fresh:
        return [], Word("press.stop_words_none")
    actions = await world.store.actions_of(case.id, None)
    turn = sum(action.kind is ActionKind.STOP_WORDS for action in actions)
    key = f"{case.id}:{turn}"
    after = whole_list(given, {**pushed, f"stop_words:{key}": fresh})
    if not fits(after):
        return [], Word("press.stop_words_full")
    promised = community.stop_words(world, wish.sake, case.channel, key, after)
    args: dict[str, str | int] = {"action": promised.action.id}
    timer = Timer(f"{WORDS_TIMER}:{promised.action.id}", wish.at + WORDS_US, WORDS_TIMER, args)
    kept = json.dumps({**pushed, promised.action.key: fresh}, ensure_ascii=False)
    word = Word("press.stop_words", {"words": ", ".join(fresh)})
    name = pushed_setting(case.channel)
    told = _told(wish, "stop_words_pushed", count=len(fresh))
    return [promised, SetTimer(timer), PutSetting(name, kept), told], word


async def end_words(world: World, channel: ChannelKey, action: Action, sake: Sake) -> list[Record]:
    """Return what takes a wave's words out of the filter again; other waves keep theirs."""
    given, pushed = await given_words(world, channel), await pushed_words(world, channel)
    if given is None or pushed.pop(action.key, None) is None:
        return []
    return [
        promise.inverse(world, sake, action, {"words": list(whole_list(given, pushed))}),
        PutSetting(pushed_setting(channel), json.dumps(pushed, ensure_ascii=False)),
        DropTimer(f"{WORDS_TIMER}:{action.id}"),
    ]


async def after_words(world: World, event: ActionSettled) -> list[Record]:
    """Words that the platform did not take are not counted as standing there."""
    action = event.action
    case = await world.store.case(action.case_id) if action.case_id else None
    records: list[Record] = []
    if case is not None:
        records += await refresh_cards(world, case, f"a{action.id}")
    pushed = await pushed_words(world, action.channel)
    if event.outcome.state not in _DID and pushed.pop(action.key, None) is not None:
        kept = json.dumps(pushed, ensure_ascii=False)
        records += [
            PutSetting(pushed_setting(action.channel), kept),
            DropTimer(f"{WORDS_TIMER}:{action.id}"),
        ]
    return records


async def wave_time(world: World, timer: Timer) -> list[Record]:
    """Return what ends by itself: closed comments, pushed words."""
    action = await world.store.action(int(timer.args.get("action", 0)))
    if action is None:
        return []
    sake = Sake("system", action.case_id)
    if timer.kind == OPEN_TIMER:
        return await open_again(world, action.id, sake)
    return await end_words(world, action.channel, action, sake)


async def _of_wave(world: World, case: Case) -> tuple[str, ...]:
    items = await world.store.items(case.id, ITEMS_LIMIT)
    found = [await world.store.message_by_id(item.message_id) for item in items]
    messages = [judged.stored.message for judged in found if judged is not None]
    post = await world.store.message(case.channel, case.thread) if case.thread else None
    return chosen(messages, [post.stored.message] if post else [])


def _told(wish: Wish, act: str, **codes: int) -> Record:
    return line(wish.at, person(wish.author.key), act, case_word(wish.case.id), **codes)
