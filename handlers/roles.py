"""Roles by the owner's press: offered when somebody without one is seen in the moderators' chat."""

from handlers import promise
from handlers.audit import line, person, person_number
from handlers.callback import Data, build
from handlers.promise import Speech
from handlers.rights import role_of
from handlers.world import World
from models.action import Json
from models.card import Choice, Word
from models.channel import ChannelKey
from models.effects import PutGrant, Record
from models.event import Pressed
from models.person import Author, AuthorKind, Grant, Role, RoleSource

_DAY_US = 86_400_000_000
_NO_CASE = 1
"""Role buttons belong to no case, and callback data always names one."""
OFFERED = (Role.MODERATOR, Role.LEAD, Role.TRAINEE)


async def offer_role(
    world: World, place: ChannelKey, author: Author, at: int
) -> tuple[Record, ...]:
    """Return an offer to the owner to give a person a role, once a day."""
    if author.kind is not AuthorKind.USER or await role_of(world, author, None) is not None:
        return ()
    name = author.name or author.username or author.external_id
    row: list[dict[str, Json]] = [
        {
            "code": f"button.role_{role}",
            "data": build(
                Choice.ROLE, _NO_CASE, 1, f"{role},{author.platform},{author.external_id}"
            ),
        }
        for role in OFFERED
    ]
    speech = Speech(Word("role.offer", {"name": name}), buttons=tuple((button,) for button in row))
    key = f"offer:{person_number(author.key)}:{at // _DAY_US}"
    return (promise.say(world, place, key, speech),)


async def give_role(world: World, event: Pressed, data: Data) -> tuple[tuple[Record, ...], Word]:
    """Return the grant that an owner's press makes, or a refusal for everybody else."""
    actor = person(event.author.key)
    if await role_of(world, event.author, None) is not Role.OWNER:
        refusal = line(event.at, actor, "press_refused", "press", why="not_owner")
        return (refusal,), Word("press.owner_only")
    name, _, identity = data.argument.partition(",")
    key = identity.replace(",", ":", 1)
    roles = {role.value: role for role in OFFERED}
    if name not in roles or ":" not in key:
        return (), Word("press.unknown")
    given = line(event.at, actor, "role_given", f"identity:{person_number(key)}", role=name)
    return (PutGrant(Grant(key, roles[name], RoleSource.PRESS)), given), Word(f"role.given.{name}")
