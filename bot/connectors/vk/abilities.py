"""What our keys may do, as far as it is known without doing it; nothing is denied on suspicion.

Three states: known to work, known to be refused, and not tried yet, which the first real act ends.
VK's documents and its behaviour disagree, so a document alone only makes a thing unlikely.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.connectors.vk import delivery, staff
from bot.connectors.vk.asking import Asks
from bot.connectors.vk.errors import VkByHand, VkDown, VkError, VkResting
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tiers import Tiers
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.wire import children, number
from bot.ports import Capability

UNTRIED: Final = "capability.untried"
"""Reason of what may well work and was never tried; stands beside `can`."""
UNLIKELY: Final = "capability.unlikely"
"""Reason of what VK promises to other kinds of keys only and was never tried."""
UNSEEN: Final = "capability.members_hidden"
"""Reason of staff that is not known whole: VK shows a chat's members to its administrators."""

SETTINGS_HIDDEN: Final = "capability.settings_hidden"
EVENTS_OFF: Final = "capability.events_off"
"""Reason of events that are off; a colon and their names follow."""

_USER, _MANAGE, _READER, _ADMIN = "need.user_key", "need.manage", "need.reader", "need.chat_admin"
METHODS: Final = {
    "delete_comment": (
        ("wall.deleteComment", "photos.deleteComment", "video.deleteComment"),
        _USER,
    ),
    "restore_comment": (
        ("wall.restoreComment", "photos.restoreComment", "video.restoreComment"),
        _USER,
    ),
    "ban": (("groups.ban",), _USER),
    "board_delete": (("board.deleteComment",), _MANAGE),
    "close_comments": (("wall.closeComments",), _MANAGE),
    "stop_words": (("groups.edit",), _MANAGE),
    "reply": (("wall.createComment",), _MANAGE),
}
"""What each act of the community asks of VK, and what would help where that is refused."""
_FOR_PEOPLE: Final = frozenset({"delete_comment", "restore_comment", "ban"})
"""What VK's schema 5.199 gives to user keys only."""
_IN_CHATS: Final = ("delete_message", "kick")
_NEEDED: Final = ("messages", "manage")
"""Rights of a community key (groups.getTokenPermissions) without which nothing works."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the looks at the community and its chats have brought."""

    tiers: Tiers
    around: Surroundings
    keys: frozenset[Token]
    rights: frozenset[str] | None
    seats: Mapping[str, frozenset[str] | None]
    hidden: frozenset[str]


async def events(api: Asks, around: Surroundings) -> Capability:
    """Say whether VK sends what we read; raises VkDown or VkResting when VK is silent."""
    try:
        switches = await delivery.long_poll(api, around)
    except (VkDown, VkResting):
        raise
    except VkError:
        return Capability("events", around.account, can=True, why=SETTINGS_HIDDEN)
    why = f"{EVENTS_OFF}:{','.join(switches.off)}" if switches.off else ""
    return Capability("events", around.account, not switches.off, why)


async def capabilities(known: Known) -> list[Capability]:
    """Return everything that is known; raises VkDown or VkResting when VK is silent."""
    found = _rights(known)
    found += [
        Capability(name, known.around.account, can, why)
        for name, (can, why) in (
            *((name, _act(known, name)) for name in METHODS),
            ("managers", await _managers(known)),
            ("read_comments", await _reading(known)),
        )
    ]
    for chat, rights in sorted(known.seats.items()):
        found += _chat(known, chat, rights)
    return found


def _rights(known: Known) -> list[Capability]:
    where, rights = known.around.account, known.rights
    if rights is None:
        return []
    return [
        Capability(name, where, name in rights, "" if name in rights else f"need.{name}")
        for name in _NEEDED
    ]


def _act(known: Known, name: str) -> tuple[bool, str]:
    methods, need = METHODS[name]
    if known.tiers.choose(methods[0]) is None:
        return False, need
    likely = name not in _FOR_PEOPLE or _holds(known, methods[0])
    return True, UNTRIED if likely else UNLIKELY


def _holds(known: Known, method: str) -> bool:
    """Tell whether the key that VK's schema asks for is there and was not refused."""
    return Token.USER in known.keys and known.tiers.choose(method) is Token.USER


async def _managers(known: Known) -> tuple[bool, str]:
    try:
        await staff.ask_managers(known.tiers, known.around)
    except (VkDown, VkResting):
        raise
    except VkError:
        return False, _MANAGE
    return True, ""


async def _reading(known: Known) -> tuple[bool, str]:
    """Read one comment back: whether lost events can be made good."""
    owner = known.around.owner
    try:
        posts = await known.tiers.call("read_comments", "wall.get", owner_id=owner, count=1)
        post = next(children(posts, "items"), None) if isinstance(posts, dict) else None
        if post is None:
            return True, UNTRIED
        which = {"owner_id": owner, "post_id": number(post, "id"), "count": 1}
        await known.tiers.call("read_comments", "wall.getComments", **which)
    except VkByHand:
        return False, _READER
    except (VkDown, VkResting):
        raise
    except VkError:
        return True, UNTRIED
    return True, ""


def _chat(known: Known, chat: str, rights: frozenset[str] | None) -> list[Capability]:
    if rights is None:
        return [Capability("read", chat, can=False, why="capability.not_there")]
    found = [Capability("read", chat, can=True)]
    if chat in known.around.moderators:
        seen = chat not in known.hidden
        return [*found, Capability("managers", chat, seen, "" if seen else UNSEEN)]
    return found + [
        Capability(name, chat, bool(rights), "" if rights else _ADMIN) for name in _IN_CHATS
    ]
