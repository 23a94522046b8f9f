"""Who may decide in a VK community: its managers, place by place and where the moderators sit.

A change of managers comes once for each place of a community, a join for the wall alone: it counts
in all of them. Who manages the community and sits in a VK moderators' place holds the role
everywhere, like the administrators of a Telegram one (docs/decisions/0032).
"""

from typing import Final

from handlers.world import World
from models.channel import ChannelKey, Platform
from models.effects import DropGrants, PutGrant, Record
from models.event import MemberChanged
from models.person import Grant, RoleSource

PLACES: Final = ("wall", "photo", "video", "market", "board", "direct")
"""Channels of one community, which all of its members have joined."""
_OUT: Final = frozenset({"left", "kicked"})


def places_of(channel: ChannelKey) -> tuple[ChannelKey, ...]:
    """Return the channels that a join of one counts for: all of a VK community, or itself."""
    if channel.platform is not Platform.VK or channel.external_id != PLACES[0]:
        return (channel,)
    return tuple(ChannelKey(channel.platform, channel.account_id, place) for place in PLACES)


async def seated(world: World, event: MemberChanged) -> list[Record]:
    """A manager comes to the moderators' chat or leaves it: the role begins or ends everywhere."""
    if event.channel.platform is not Platform.VK:
        return []
    key = event.member.key
    if event.new in _OUT:
        return [DropGrants(RoleSource.PLATFORM, key)]
    wall = places_of(ChannelKey(Platform.VK, event.channel.account_id, PLACES[0]))
    held = [
        grant.role
        for grant in await world.store.roles(key)
        if grant.source is RoleSource.PLATFORM and grant.channel in wall
    ]
    if event.old not in _OUT or not held:
        return []
    return [PutGrant(Grant(key, held[0], RoleSource.PLATFORM))]
