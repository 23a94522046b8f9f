"""Who may do what: config over a press or code, and those over what the platform says.

Asked when a button is pressed and when a command is given; membership of the moderators' chat
alone gives no right.
"""

from collections.abc import Sequence
from typing import Final

from handlers.world import World
from models.channel import ChannelKey, Purpose
from models.person import Author, AuthorKind, Grant, Role, RoleSource

UNDO_OWN_US: Final = 24 * 3_600_000_000
"""How long a moderator may take back a decision of their own; a lead may always."""

_RANK: Final = {role: rank for rank, role in enumerate(Role)}
_BY_PERSON: Final = frozenset({RoleSource.SETUP_CODE, RoleSource.PRESS})


async def role_of(world: World, author: Author, channel: ChannelKey | None) -> Role | None:
    """Return a person's role in a channel (None: in the whole workspace only).

    Nobody can be known behind an anonymous administrator or a channel: those have no role, and
    staff who decide nothing have none either.
    """
    if author.kind is not AuthorKind.USER:
        return None
    said = [grant for grant in world.settings.grants if grant.identity_key == author.key]
    said = _holding(said, channel)
    if said:
        return _strongest(said)
    stored = _holding(await world.store.roles(author.key), channel)
    by_person = [grant for grant in stored if grant.source in _BY_PERSON]
    return _strongest(by_person or stored)


def configured(world: World, identity_key: str) -> bool:
    """Tell whether the config gives an identity any role."""
    return any(grant.identity_key == identity_key for grant in world.settings.grants)


def above(role: Role | None) -> bool:
    """Tell whether a role may take back anybody's decision."""
    return role in {Role.OWNER, Role.LEAD}


def may_undo(role: Role | None, *, own: bool, age_us: int) -> bool:
    """Tell whether a role may undo: a lead anything, a moderator their own for a day."""
    if role is None or not role.may_decide:
        return False
    return above(role) or (own and age_us <= UNDO_OWN_US)


async def moderators_places(world: World) -> tuple[ChannelKey, ...]:
    """Return where cards go; on each network a place from the config wins over those bound there.

    A configured group may have moved to a new address since: what the store says of it holds.
    """
    known = [(key, await world.store.channel(key)) for key in world.settings.moderators]
    named = {key.platform for key in world.settings.moderators}
    bound = await world.store.channels(Purpose.MODERATORS)
    return (
        *(key if channel is None else channel.key for key, channel in known),
        *(channel.key for channel in bound if channel.key.platform not in named),
    )


async def is_moderators_place(world: World, channel: ChannelKey) -> bool:
    """Tell whether a chat is one where cards go."""
    return channel in await moderators_places(world)


def _holding(grants: Sequence[Grant], channel: ChannelKey | None) -> list[Grant]:
    here = [grant for grant in grants if grant.channel is None or grant.channel == channel]
    return [grant for grant in here if grant.role is not Role.STAFF]


def _strongest(grants: list[Grant]) -> Role | None:
    role = min((grant.role for grant in grants), key=_RANK.__getitem__, default=None)
    return None if role is Role.STAFF else role
