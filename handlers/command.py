"""Somebody typed a command: work in the moderators' chat, help in private, a message elsewhere.

Membership of the moderators' chat alone gives no right; behind an anonymous administrator nobody
can be known, so what matters is answered with a button for a person to press.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from handlers.audit import line, person
from handlers.callback import build
from handlers.explain import explain_case, explain_message
from handlers.find import Found, find
from handlers.message import on_message
from handlers.promise import TOUCHABLE, Speech
from handlers.rehearse import rehearse
from handlers.rights import above, is_moderators_place, moderators_places, role_of
from handlers.roles import offer_role
from handlers.setup import said, use_code, watch_link
from handlers.status import status
from handlers.stop_words import read
from handlers.undo import Undo, undo
from handlers.wave import WALL
from handlers.word_list import give_words, given_words, pushed_words, whole_list
from handlers.world import World
from models.card import Choice, Word
from models.channel import ChannelKey, Platform
from models.effects import NOTHING, Effects
from models.event import CommandGiven, MessageSeen
from models.ids import MalformedIdError, parse
from models.person import AuthorKind, Role

HELP: Final = ("help", "start")
_HELP_LINES: Final = ("status", "why", "undo", "test", "setup")
_VK_LINES: Final = ("stopwords",)


@dataclass(frozen=True, slots=True)
class Asked:
    """A command of somebody whose role is known."""

    event: CommandGiven
    role: Role


async def on_command(world: World, event: CommandGiven) -> Effects:
    """Return the answer to a command, or treat it as the ordinary message that it is."""
    message = event.message
    if event.name in {"start", "setup"}:
        used = await use_code(world, event)
        if used is not None:
            return used
    if await is_moderators_place(world, message.channel):
        return await _at_work(world, event)
    if message.place not in TOUCHABLE:
        role = await role_of(world, message.author, None)
        if role is not None or event.name in HELP:
            return await _in_private(world, event, role)
    return await on_message(world, MessageSeen(message))


async def _in_private(world: World, event: CommandGiven, role: Role | None) -> Effects:
    """Help a colleague or a customer in words of their language; a stranger hears nothing."""
    author = event.message.author
    if not await moderators_places(world):
        return NOTHING
    code = "help.customer" if role is None else "help.private"
    return said(world, event.message, Speech(Word(code), language=author.language))


async def _at_work(world: World, event: CommandGiven) -> Effects:
    message = event.message
    if event.name in HELP:
        lines = tuple(Word(f"help.{name}") for name in _help_lines(world))
        return said(world, message, Speech(Word("help.moderators"), lines))
    answer = _COMMANDS.get(event.name)
    if answer is None:
        return NOTHING
    if message.author.kind is not AuthorKind.USER:
        return await _for_a_person(world, event)
    role = await role_of(world, message.author, None)
    if role is None:
        offer = await offer_role(world, message.channel, message.author, message.received_at)
        return said(world, message, Speech(Word("command.refused"))).plus(offer)
    return await answer(world, Asked(event, role))


def _help_lines(world: World) -> tuple[str, ...]:
    return (*_HELP_LINES, *(_VK_LINES if Platform.VK in world.settings.accounts else ()))


async def _for_a_person(world: World, event: CommandGiven) -> Effects:
    """Hand an anonymous administrator's wish to whoever presses, with their own rights."""
    found = await find(world, event)
    choice = {"undo": Choice.UNDO, "why": Choice.WHY}.get(event.name)
    if choice is None or found is None or found.case is None:
        return said(world, event.message, Speech(Word("command.anonymous")))
    data = build(choice, found.case.id, found.case.version, found.argument)
    speech = Speech(
        Word("command.press_as_person"), buttons=(({"code": f"button.{choice}", "data": data},),)
    )
    return said(world, event.message, speech)


async def _status(world: World, asked: Asked) -> Effects:
    return said(world, asked.event.message, await status(world))


async def _why(world: World, asked: Asked) -> Effects:
    found = await find(world, asked.event)
    if found is None:
        return said(world, asked.event.message, Speech(_not_found(asked)))
    lines = await _explained(world, found)
    return said(world, asked.event.message, Speech(lines[0], lines[1:]))


async def _explained(world: World, found: Found) -> tuple[Word, ...]:
    if found.message is not None:
        return explain_message(found.message)
    if found.case is not None:
        return await explain_case(world, found.case)
    return (Word("command.what"),)


def _not_found(asked: Asked) -> Word:
    """Say that an id is not known, or ask for one where none was given."""
    try:
        parse(asked.event.args)
    except MalformedIdError:
        return Word("command.what")
    return Word("command.not_found")


async def _undo(world: World, asked: Asked) -> Effects:
    message = asked.event.message
    found = await find(world, asked.event)
    if found is None or found.case is None:
        return said(world, message, Speech(_not_found(asked)))
    message_id = found.message.stored.id if found.message is not None else None
    wish = Undo(found.case, message.author, asked.role, message.received_at, message_id)
    undone = await undo(world, wish)
    return Effects(undone.records).plus(said(world, message, Speech(undone.word)))


async def _test(world: World, asked: Asked) -> Effects:
    message = asked.event.message
    if not asked.event.args.strip():
        return said(world, message, Speech(Word("test.empty")))
    return said(world, message, await rehearse(world, asked.event))


async def _setup(world: World, asked: Asked) -> Effects:
    """Give the owner a fresh link for one more chat."""
    message = asked.event.message
    if asked.role is not Role.OWNER:
        return said(world, message, Speech(Word("command.owner_only")))
    if asked.event.args.strip():
        return said(world, message, Speech(Word("setup.bad_code")))
    link, live = watch_link(world, message)
    speech = Speech(
        Word("setup.add_chat", {"link": link}),
        lines=(Word("setup.roles"),),
        buttons=(({"code": "button.add_chat", "url": link},),) if "://" in link else (),
    )
    return live.plus(said(world, message, speech))


async def _stop_words(world: World, asked: Asked) -> Effects:
    """Show the list that stands in VK's filter, or take it from whoever may give it."""
    message, args = asked.event.message, asked.event.args.strip()
    account = world.settings.accounts.get(Platform.VK)
    if account is None:
        return said(world, message, Speech(Word("stop_words.no_vk")))
    wall = ChannelKey(Platform.VK, account, WALL)
    if not args.startswith("="):
        given, pushed = await given_words(world, wall), await pushed_words(world, wall)
        code = "stop_words.none" if given is None else "stop_words.list"
        words = ", ".join(whole_list(given or [], pushed))
        return said(world, message, Speech(Word(code), quote=words))
    if not above(asked.role):
        return said(world, message, Speech(Word("press.lead_only")))
    now, records = await give_words(world, wall, read(args[1:]))
    at, actor = message.received_at, person(message.author.key)
    told = line(at, actor, "stop_words_given", f"account:{wall.platform}:{account}", count=len(now))
    answer = said(world, message, Speech(Word("stop_words.kept", {"count": len(now)})))
    return Effects((*records, told)).plus(answer)


_COMMANDS: Final[dict[str, Callable[[World, Asked], Awaitable[Effects]]]] = {
    "status": _status,
    "why": _why,
    "undo": _undo,
    "test": _test,
    "setup": _setup,
    "stopwords": _stop_words,
}
