"""The platform says that events were lost: people are told what was read back, and what was not."""

from handlers.audit import SYSTEM, line
from handlers.notice import Notice, raise_notice
from handlers.world import World
from models.effects import Effects, Record
from models.event import GapFound

_MINUTE_US = 60_000_000


async def on_gap_found(world: World, event: GapFound) -> Effects:
    """Return the notice of a gap: how long, and how much of it was read back."""
    read = event.read_back
    minutes = 0 if event.since is None else max(0, event.at - event.since) // _MINUTE_US
    code = "gap_unread" if read is None else "gap_read_back"
    notice = Notice(code, event.channel, {"count": read or 0, "minutes": minutes})
    records: list[Record] = await raise_notice(world, notice, event.at)
    entity = f"account:{event.channel.platform}:{event.channel.account_id}"
    told = line(event.at, SYSTEM, "gap", entity, code=event.code, read_back=read, minutes=minutes)
    return Effects((*records, told))
