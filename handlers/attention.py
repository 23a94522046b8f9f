"""Lines of a card about attention: how far words carry, and how long a hand is waited for.

Built from state like the rest of a card (`handlers.cards`).
"""

from collections.abc import Sequence
from typing import Final

from handlers.audit import case_word
from handlers.cases.grouping import is_wave
from handlers.ports import JudgedMessage
from handlers.world import World
from models.action import Action, ActionKind
from models.card import Word
from models.case import OPEN_STATUSES, Case, CaseKind
from models.message import Reach

OPENS_AT: Final = "opens_at:"
"""Settings with this prefix hold when a case's closed comments open again."""
_ITEMS_LIMIT: Final = 1000
_MINUTE_US: Final = 60_000_000
_MOSCOW_SECONDS: Final = 3 * 3_600
"""VK counts its days by Moscow, and so do those who look after its communities."""
_MANY_FOLLOWERS: Final = 1_000
_MUCH_ATTENTION: Final = 10
"""Likes and replies together from which a comment is worth answering before others."""
_BY_HAND: Final = "by_hand:"


async def waved(world: World, case: Case) -> bool:
    """Tell whether a case of removal by hand is a wave."""
    if case.kind is not CaseKind.BY_HAND:
        return False
    return is_wave(item.at for item in await world.store.items(case.id, _ITEMS_LIMIT))


async def carries(world: World, newest: JudgedMessage | None) -> tuple[Word, ...]:
    """Return how far a message carries, in one line, where that changes what comes first."""
    reach = Reach() if newest is None else await world.store.reach(newest.stored.id)
    if reach.followers < _MANY_FOLLOWERS and reach.likes + reach.replies < _MUCH_ATTENTION:
        return ()
    followers = f"{reach.followers:,}".replace(",", "\u00a0")
    args: dict[str, str | int] = {"replies": reach.replies, "likes": reach.likes}
    args["followers"] = followers
    return (Word("card.reach", args),)


async def hands(world: World, case: Case, actions: Sequence[Action]) -> tuple[Word, ...]:
    """Say how long people are waited for, or which card asks them."""
    if case.kind is CaseKind.BY_HAND:
        return await _waits(world, case)
    asked = [
        one.message_id
        for one in actions
        if one.kind is ActionKind.DELETE and one.code.startswith(_BY_HAND) and one.message_id
    ]
    if not asked:
        return ()
    found = [one for one in await world.store.cases_of(asked[-1]) if one.kind is CaseKind.BY_HAND]
    return (Word("by_hand.see", {"id": case_word(found[-1].id)}),) if found else ()


async def _waits(world: World, case: Case) -> tuple[Word, ...]:
    items = await world.store.items(case.id, _ITEMS_LIMIT)
    waiting = [item.at for item in items if item.state == "open"]
    if case.status not in OPEN_STATUSES or not waiting:
        return ()
    minutes = max(0, world.clock.now() - min(waiting)) // _MINUTE_US
    words = [Word("by_hand.waits", {"count": len(waiting), "minutes": minutes})]
    opens_at = await world.store.setting(f"{OPENS_AT}{case.id}")
    if opens_at:
        seconds = int(opens_at) // 1_000_000 + _MOSCOW_SECONDS
        time = f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}"
        words.append(Word("by_hand.closed_until", {"time": time}))
    return tuple(words)
