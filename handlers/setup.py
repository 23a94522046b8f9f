"""Binding: one-time codes make a chat the moderators' place or a watched one.

A code is kept only as its hash and dies with its use; whoever has none gets nothing stored and
nothing said. Places from the config need no code, and win.
"""

import hashlib
import secrets
from dataclasses import replace
from typing import Final

from handlers import promise
from handlers.audit import SYSTEM, line, person, person_number
from handlers.links import add_link
from handlers.promise import TOUCHABLE, Speech
from handlers.rights import is_moderators_place, moderators_places
from handlers.world import World
from models.card import Word
from models.case import Timer
from models.channel import Channel, Platform, Purpose
from models.effects import (
    DropTimer,
    Effects,
    PutChannel,
    PutGrant,
    PutSetting,
    Record,
    SetTimer,
)
from models.event import CommandGiven
from models.message import Message
from models.person import AuthorKind, Grant, Role, RoleSource

MODERATORS: Final = "moderators"
WATCH: Final = "watch"
CODE_SETTING: Final = "setup_code:"
"""Settings with this prefix are live codes: `setup_code:<sha256>` -> `moderators` or `watch`."""
NEEDED: Final = ("delete", "restrict")
"""Rights without which a watched chat is only watched."""

CODE_TIMER: Final = "setup_code"
"""Kind of the timer that ends a code nobody used; its key is the code's setting."""

_LIVES_US: Final = {WATCH: 86_400_000_000, MODERATORS: 7 * 86_400_000_000}
"""How long a code waits to be used."""
_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No letter that is misread for another: 14 of these are 68 bits."""
_LENGTH: Final = 14


def new_code(world: World, kind: str) -> tuple[str, Effects]:
    """Return a fresh one-time code, to be shown once, and the effects that make it live."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    name, now = setting_of(code), world.clock.now()
    timer = Timer(name, now + _LIVES_US[kind], CODE_TIMER, {"name": name})
    made = line(now, SYSTEM, "code_made", "setup", kind=kind)
    return code, Effects.of(PutSetting(name, kind), SetTimer(timer), made)


def end_code(name: str) -> tuple[PutSetting, DropTimer]:
    """Return what ends a code, used or not."""
    return PutSetting(name, None), DropTimer(name)


def setting_of(word: str) -> str:
    """Return the name of the setting that a code would be live under."""
    return CODE_SETTING + hashlib.sha256(word.strip().upper().encode()).hexdigest()


async def use_code(world: World, event: CommandGiven) -> Effects | None:
    """Return what a code does where it was given; None when the word is no live code."""
    code = event.args.split(maxsplit=1)[0] if event.args.strip() else ""
    kind = await world.store.setting(setting_of(code)) if code else None
    if kind is None:
        return None
    if event.message.place not in TOUCHABLE:
        return await _in_private(world, event.message, code, kind)
    return await _in_chat(world, event.message, code, kind)


async def _in_chat(world: World, message: Message, code: str, kind: str) -> Effects:
    makes_owner = kind == MODERATORS and message.author.kind is AuthorKind.USER
    if await is_moderators_place(world, message.channel) and not makes_owner:
        return said(world, message, Speech(Word("setup.already_moderators")))
    stored = await world.store.channel(message.channel)
    if stored is not None and stored.purpose is Purpose.WATCHED:
        return said(world, message, Speech(Word("setup.already_watched")))
    if kind == WATCH:
        return await _watch(world, message, stored, code)
    if message.author.kind is not AuthorKind.USER:
        # Nobody can be made owner behind an anonymous administrator; the code stays live.
        return said(world, message, Speech(Word("setup.anonymous")))
    return await _moderate(world, message, stored)


def said(world: World, message: Message, speech: Speech) -> Effects:
    """Return our words under a message that asked for them."""
    key = f"{message.channel}:{message.external_id}"
    spoken = replace(speech, reply_to=message.external_id)
    return Effects.of(promise.say(world, message.channel, key, spoken))


def watch_link(world: World, message: Message) -> tuple[str, Effects]:
    """Return a fresh link that adds the bot to one more chat, and what makes its code live."""
    code, effects = new_code(world, WATCH)
    name = _name(world, message)
    return add_link(name, code) or code, effects


def _name(world: World, message: Message) -> str:
    """Return our name for a link that adds us to a chat; VK has no such link, a code is shown."""
    platform = message.channel.platform
    return "" if platform is Platform.VK else world.settings.usernames.get(platform, "")


def missing_rights(channel: Channel | None) -> tuple[Word, ...]:
    """Return one line per right that a watched chat lacks; nothing while they are not known."""
    if channel is None or channel.rights is None:
        return ()
    return tuple(
        Word(f"right.{name}", {"where": channel.title})
        for name in NEEDED
        if name not in channel.rights
    )


async def _moderate(world: World, message: Message, stored: Channel | None) -> Effects:
    """Make this chat the moderators' place and its speaker the owner."""
    owner = await _owner(world, message)
    named = {place.platform for place in world.settings.moderators}
    if message.channel.platform in named:
        return owner.plus(said(world, message, Speech(Word("setup.place_in_config"))))
    link, live = watch_link(world, message)
    speech = Speech(
        Word("setup.moderators_bound"),
        lines=(Word("setup.roles"), Word("setup.add_chat", {"link": link})),
        buttons=(({"code": "button.add_chat", "url": link},),) if "://" in link else (),
    )
    bound = PutChannel(_bound(world, message, stored, Purpose.MODERATORS))
    return Effects.of(bound).plus(owner, live, said(world, message, speech))


async def _owner(world: World, message: Message) -> Effects:
    """Make the speaker the owner; every other code that could make one dies with this one."""
    key = message.author.key
    live = await world.store.settings(CODE_SETTING)
    spent = [name for name, kind in live.items() if kind == MODERATORS]
    return Effects.of(
        PutGrant(Grant(key, Role.OWNER, RoleSource.SETUP_CODE)),
        *(record for name in spent for record in end_code(name)),
        line(
            message.received_at,
            person(key),
            "role_given",
            f"identity:{person_number(key)}",
            role=Role.OWNER,
        ),
    )


async def _watch(world: World, message: Message, stored: Channel | None, code: str) -> Effects:
    """Watch this chat from now on, and say so where the moderators are."""
    channel = _bound(world, message, stored, Purpose.WATCHED)
    records: list[Record] = [
        PutChannel(channel),
        *end_code(setting_of(code)),
        line(
            message.received_at,
            person(message.author.key),
            "channel_bound",
            f"channel:{channel.id}",
            purpose=Purpose.WATCHED,
        ),
    ]
    speech = Speech(
        Word("setup.watch_bound", {"where": channel.title or channel.key.external_id}),
        lines=missing_rights(channel),
    )
    records += [
        promise.say(world, place, f"bound:{channel.id}:{place}", speech)
        for place in await moderators_places(world)
    ]
    return Effects(tuple(records))


async def _in_private(world: World, message: Message, code: str, kind: str) -> Effects:
    """In private a code makes the owner, who is then led to the group that will be the place."""
    language = message.author.language
    name = _name(world, message)
    if kind == WATCH:
        link = add_link(name, code) or code
        words = Word("setup.watch_in_group", {"link": link})
        return said(world, message, Speech(words, language=language))
    if message.author.kind is not AuthorKind.USER:
        return Effects()
    owner = await _owner(world, message)
    if await moderators_places(world):
        return owner.plus(said(world, message, Speech(Word("setup.owner"), language=language)))
    fresh, live = new_code(world, MODERATORS)
    words = Word("setup.owner_add_place", {"link": add_link(name, fresh) or fresh})
    return owner.plus(live, said(world, message, Speech(words, language=language)))


def _bound(world: World, message: Message, stored: Channel | None, purpose: Purpose) -> Channel:
    if stored is not None:
        return replace(stored, purpose=purpose, watched_since=message.received_at)
    return Channel(
        id=world.ids.new(),
        key=message.channel,
        place=message.place,
        purpose=purpose,
        watched_since=message.received_at,
    )
