"""What the keys of an account may do is learned from how acts end, and told at each transition.

An act that ends as `by_hand:<capability>` says that no key of ours may do it. Every promise tells
nothing of it again: one notice goes out with what to do, and ends at the first later success.
/status shows what is kept here.
"""

import json
from typing import Final

from handlers.audit import SYSTEM as SYSTEM_ACTOR
from handlers.audit import line
from handlers.cases import grouping
from handlers.cases.case import SYSTEM, CaseEvent, Move, step
from handlers.gather import Matter, gather, refresh_cards
from handlers.world import World
from models.action import Action, ActionKind, ActionState, Outcome
from models.case import CaseKind
from models.channel import ChannelKey, Platform
from models.effects import ChangeCase, PutSetting, Record

BY_HAND: Final = "by_hand:"
MAY: Final = "yes"
"""Value of a capability's setting; anything else is since when it may not, UTC microseconds."""
COMMUNITY: Final = ("wall", "photo", "video", "market", "board")
"""Channels where comments of a community are; `direct` and chats are not comments."""
_KINDS: Final = {
    ActionKind.RESTORE: "restore_comment",
    ActionKind.BAN: "ban",
    ActionKind.KICK: "kick",
    ActionKind.CLOSE_COMMENTS: "close_comments",
    ActionKind.STOP_WORDS: "stop_words",
}


TIER: Final = "tier:"
"""Settings with this prefix keep what keys may do."""


def setting_of(channel: ChannelKey, capability: str = "") -> str:
    """Return the name of the setting that keeps what an account may do."""
    return f"{TIER}{channel.platform}:{channel.account_id}:{capability}"


def refused(outcome: Outcome) -> str:
    """Return the capability that was missing; empty when the act ended otherwise."""
    found = outcome.state is ActionState.NOT_ALLOWED and outcome.code.startswith(BY_HAND)
    return outcome.code.removeprefix(BY_HAND) if found else ""


def capability_of(action: Action) -> str:
    """Return what an act needs; empty for what every key may do."""
    if action.channel.platform is not Platform.VK:
        return ""
    if action.kind is ActionKind.DELETE:
        place = action.channel.external_id
        if place == "board":
            return "board_delete"
        return "delete_comment" if place in COMMUNITY else "delete_message"
    return _KINDS.get(action.kind, "")


async def learned(world: World, action: Action, outcome: Outcome, at: int) -> list[Record]:
    """Return what an outcome teaches of the keys: nothing, unless it is a transition."""
    lost = refused(outcome)
    if lost:
        return await _down(world, action.channel, lost, at)
    name = capability_of(action) if outcome.state is ActionState.DONE else ""
    return await _up(world, action.channel, name, at) if name else []


async def _down(world: World, channel: ChannelKey, capability: str, at: int) -> list[Record]:
    name = setting_of(channel, capability)
    if await world.store.setting(name) not in {None, MAY}:
        return []
    told = {"code": f"tier.{capability}", "args": {"community": channel.account_id}}
    matter = Matter(
        CaseKind.NOTICE,
        grouping.notice(f"tier:{capability}", _account(channel), at),
        channel,
        severity=3,
        detail=json.dumps(told, sort_keys=True),
    )
    records = [PutSetting(name, str(at)), _written(at, channel, capability, may=False)]
    if await world.store.open_case(CaseKind.NOTICE, matter.fingerprint) is None:
        records += (await gather(world, matter, (), at))[1]
    return records


async def _up(world: World, channel: ChannelKey, capability: str, at: int) -> list[Record]:
    name = setting_of(channel, capability)
    was = await world.store.setting(name)
    if was == MAY:
        return []
    records: list[Record] = [PutSetting(name, MAY), _written(at, channel, capability, may=True)]
    if was is None:
        return records
    fingerprint = grouping.notice(f"tier:{capability}", _account(channel), int(was))
    case = await world.store.open_case(CaseKind.NOTICE, fingerprint)
    if case is not None:
        after = step(case, Move(CaseEvent.RESOLVE, at, reason="mended"), SYSTEM)
        records.append(ChangeCase(after, expected=case.version))
        records += await refresh_cards(world, after, f"v{after.version}")
    return records


def _account(channel: ChannelKey) -> str:
    return f"{channel.platform}:{channel.account_id}"


def _written(at: int, channel: ChannelKey, capability: str, *, may: bool) -> Record:
    entity = f"account:{_account(channel)}"
    return line(at, SYSTEM_ACTOR, "tier", entity, capability=capability, may=may)
