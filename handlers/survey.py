"""A bound place was looked at: its names and staff are brought up to date, missing rights are told.

Comes from the process at start and right after binding; later changes come as events of their own
(`member`).
"""

from handlers.audit import line
from handlers.notice import Notice, mend_notice, raise_notice
from handlers.setup import NEEDED
from handlers.world import World
from models.channel import Channel, Platform, Purpose
from models.effects import DropGrants, Effects, PutChannel, PutGrant, Record
from models.event import Surveyed
from models.person import Grant, RoleSource


async def on_surveyed(world: World, event: Surveyed) -> Effects:
    """Return what a look at a place leads to."""
    known = await world.store.channel(event.channel)
    channel = Channel(
        id=known.id if known else world.ids.new(),
        key=event.channel,
        place=event.place,
        purpose=event.purpose,
        watched_since=known.watched_since if known else event.at,
        title=event.title or (known.title if known else ""),
        linked_external_id=event.linked_external_id,
        is_forum=event.is_forum,
        username=event.username,
        rights=event.rights,
    )
    audit = line(event.at, "system", "surveyed", f"channel:{channel.id}", staff=len(event.staff))
    records: list[Record] = [PutChannel(channel), *_staff(event), audit]
    records += await _missing(world, event)
    return Effects(tuple(records))


def _staff(event: Surveyed) -> list[Record]:
    """Replace what the platform said before by what it says now.

    Staff of the moderators' place hold their role everywhere, others in their channel only.
    """
    everywhere = event.purpose is Purpose.MODERATORS
    where = None if everywhere else event.channel
    drop = DropGrants(RoleSource.PLATFORM, "", where, event.channel.platform)
    records: list[Record] = [drop]
    for author, role in event.staff:
        records.append(PutGrant(Grant(author.key, role, RoleSource.PLATFORM, where)))
    return records


async def _missing(world: World, event: Surveyed) -> list[Record]:
    rights, args = event.rights, {"where": event.title}
    if rights is None:
        return await raise_notice(world, Notice("kicked", event.channel, args), event.at)
    records = await mend_notice(world, "kicked", event.channel, event.at)
    told = event.purpose is Purpose.WATCHED and event.channel.platform is not Platform.VK
    for right in NEEDED if told else ():  # what a VK key may do is learned: `handlers.tier`
        code = f"no_right:{right}"
        if right in rights:
            records += await mend_notice(world, code, event.channel, event.at)
        else:
            records += await raise_notice(world, Notice(code, event.channel, args), event.at)
    return records
