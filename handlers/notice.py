"""What the operator must see: a lost right, an unreadable update, a fault; and that it mended.

A notice is a case like others: once per code, place and day, edited rather than repeated.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from handlers.cases import grouping
from handlers.cases.case import SYSTEM, CaseEvent, Move, step
from handlers.gather import Matter, gather, refresh_cards
from handlers.world import World
from models.case import CaseKind
from models.channel import ChannelKey
from models.effects import ChangeCase, Record

CRITICAL: Final = frozenset({"kicked", "chat_gone", "token_refused", "disk_full"})
"""First words of codes that stop the watch: their cards sound."""

_LOOK_BACK_DAYS: Final = 8


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell; `code` as outcomes and faults spell it (`no_right:delete`)."""

    code: str
    channel: ChannelKey
    args: Mapping[str, str | int] = field(default_factory=dict, hash=False)


async def raise_notice(world: World, notice: Notice, at: int) -> list[Record]:
    """Return the records that show a notice, nothing when today's is open already."""
    fingerprint = grouping.notice(notice.code, str(notice.channel), at)
    if await world.store.open_case(CaseKind.NOTICE, fingerprint) is not None:
        return []
    matter = Matter(
        CaseKind.NOTICE,
        fingerprint,
        notice.channel,
        urgent=notice.code.partition(":")[0] in CRITICAL,
        severity=3,
        detail=json.dumps({"code": notice.code, "args": dict(notice.args)}, sort_keys=True),
    )
    return (await gather(world, matter, (), at))[1]


async def mend_notice(world: World, code: str, channel: ChannelKey, at: int) -> list[Record]:
    """Return the records that end the open notices of a code, those of the last days included."""
    records: list[Record] = []
    for days in range(_LOOK_BACK_DAYS):
        fingerprint = grouping.notice(code, str(channel), at - days * grouping.DAY_US)
        case = await world.store.open_case(CaseKind.NOTICE, fingerprint)
        if case is not None:
            after = step(case, Move(CaseEvent.RESOLVE, at, reason="mended"), SYSTEM)
            records.append(ChangeCase(after, expected=case.version))
            records += await refresh_cards(world, after, f"v{after.version}")
    return records
