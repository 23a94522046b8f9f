"""Who is in a chat and what they may do there: joins, roles by platform rights, our own rights."""

import json
from dataclasses import dataclass, replace
from typing import Final

from handlers.audit import SYSTEM, line, person_number
from handlers.managers import places_of, seated
from handlers.notice import Notice, mend_notice, raise_notice
from handlers.rights import is_moderators_place
from handlers.roles import offer_role
from handlers.setup import NEEDED
from handlers.world import World
from models.channel import ChannelKey, Purpose
from models.effects import (
    NOTHING,
    CountStanding,
    DropGrants,
    Effects,
    MoveChannel,
    PutChannel,
    PutGrant,
    PutHappening,
    Record,
)
from models.event import ChannelMoved, Happened, MemberChanged, RightsChanged
from models.person import AuthorKind, Grant, Role, RoleSource

_OUT: Final = frozenset({"left", "kicked"})
_ADMIN: Final = frozenset({"creator", "administrator"})


async def on_member_changed(world: World, event: MemberChanged) -> Effects:
    """Return what a changed membership means: a join seen, a role given or taken."""
    at_work = await is_moderators_place(world, event.channel)
    if not at_work and await world.store.channel(event.channel) is None:
        return NOTHING
    joined = event.old in _OUT and event.new not in _OUT
    records: list[Record] = [
        PutHappening(
            id=world.ids.new(),
            channel=event.channel,
            kind="join" if joined else f"member_{event.new}",
            author=event.member,
            at=event.at,
            target=event.by.external_id,
            detail=event.via,
        )
    ]
    if joined:
        records += [
            CountStanding(event.member, place, event.at, reason="join", joined_at=event.at)
            for place in places_of(event.channel)
        ]
    if event.member.kind is AuthorKind.USER:
        records += await _roles_in(world, event, at_work=at_work)
        if at_work and joined and event.new not in _ADMIN:
            records += await offer_role(world, event.channel, event.member, event.at)
    return Effects(tuple(records))


async def _roles_in(world: World, event: MemberChanged, *, at_work: bool) -> list[Record]:
    if at_work:
        return [*await seated(world, event), *_roles(event, None)]
    records = _roles(event, event.channel)
    of_community = len(places_of(event.channel)) > 1
    if of_community and _role(event) is None and event.old in _ADMIN:
        records.append(DropGrants(RoleSource.PLATFORM, event.member.key))  # nor in the team's chat
    return records


def _roles(event: MemberChanged, scope: ChannelKey | None) -> list[Record]:
    """Give what the platform's rights mean: creator lead, delete right moderator, else staff."""
    key, role = event.member.key, _role(event)
    if role is None and event.old not in _ADMIN:
        return []
    records: list[Record] = [DropGrants(RoleSource.PLATFORM, key, scope)]
    if role is not None:
        records.append(PutGrant(Grant(key, role, RoleSource.PLATFORM, scope)))
    entity = f"identity:{person_number(key)}"
    act = "role_taken" if role is None else "role_given"
    written = line(event.at, SYSTEM, act, entity, role=role, source=RoleSource.PLATFORM)
    return [*records, written]


def _role(event: MemberChanged) -> Role | None:
    if event.new == "creator":
        return Role.LEAD
    if event.new != "administrator":
        return None
    return Role.MODERATOR if event.may_delete else Role.STAFF


async def on_rights_changed(world: World, event: RightsChanged) -> Effects:
    """Remember what we may do in a channel; a lost right is told once, and its return ends that."""
    channel = await world.store.channel(event.channel)
    if channel is None or channel.purpose is Purpose.DIRECT:
        return NOTHING
    gone = event.status in _OUT
    rights = frozenset[str]() if gone else event.rights
    title = event.title or channel.title
    at_work = channel.purpose is Purpose.MODERATORS
    records: list[Record] = [PutChannel(replace(channel, rights=rights, title=title))]
    records += await _standing_of_ours(
        world, event.channel, _Ours(event.at, title, rights, gone=gone, at_work=at_work)
    )
    records.append(
        line(
            event.at,
            SYSTEM,
            "rights_changed",
            f"channel:{channel.id}",
            status=event.status,
            rights=",".join(sorted(rights)),
        )
    )
    return Effects(tuple(records))


@dataclass(frozen=True, slots=True)
class _Ours:
    """What our own account is in a place now."""

    at: int
    title: str
    rights: frozenset[str]
    gone: bool
    at_work: bool


async def _standing_of_ours(world: World, key: ChannelKey, ours: _Ours) -> list[Record]:
    """Tell once what is missing, and end what was told when it is back."""
    lacking: tuple[str, ...] = ("kicked",) if ours.gone else ()
    if not ours.gone and not ours.at_work:
        lacking = tuple(f"no_right:{name}" for name in NEEDED if name not in ours.rights)
    records: list[Record] = []
    for code in ("kicked", *(f"no_right:{name}" for name in NEEDED)):
        if code in lacking:
            records += await raise_notice(world, Notice(code, key, {"where": ours.title}), ours.at)
        elif not ours.gone:
            records += await mend_notice(world, code, key, ours.at)
    return records


async def on_channel_moved(world: World, event: ChannelMoved) -> Effects:
    """A group became a supergroup: everything follows to the new address."""
    channel = await world.store.channel(event.old)
    if channel is None:
        return NOTHING
    written = line(event.at, SYSTEM, "channel_moved", f"channel:{channel.id}")
    return Effects.of(MoveChannel(event.old, event.new), written)


async def on_happened(world: World, event: Happened) -> Effects:
    """Keep a reaction, request or boost as an event; nobody answers it yet."""
    if await world.store.channel(event.channel) is None:
        return NOTHING
    detail = json.dumps(dict(event.detail), sort_keys=True) if event.detail else ""
    return Effects.of(
        PutHappening(
            world.ids.new(),
            event.channel,
            event.kind,
            event.author,
            event.at,
            event.target,
            detail,
        )
    )
