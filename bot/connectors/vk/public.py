"""What the community writes in public: a comment under a post, a photo, a video, an item, a topic.

VK's five methods differ in names only. `guid` comes from the act's key, so a repeat is the same
comment. Under a wall the community's own key may write; elsewhere VK asks for a manager's.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from bot.connectors.vk.address import WALL
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tiers import Tiers
from models.action import Action, ActionKind

_BOARD: Final = "board"
_OBJECTS: Final = {
    WALL: ("wall.createComment", "post_id"),
    "photo": ("photos.createComment", "photo_id"),
    "video": ("video.createComment", "video_id"),
    "market": ("market.createComment", "item_id"),
    _BOARD: ("board.createComment", "topic_id"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a comment belongs: the commented object, and the comment that it answers."""

    thing: int
    answered: int | None = None


def spot_of(action: Action) -> Spot | None:
    """Return where an act's words belong; None where it does not say."""
    params = action.params
    known = [params.get("reply_to"), params.get("thread")]
    if action.kind is ActionKind.REPLY:
        known.insert(0, action.target)
    for address in known:
        thing, _, comment = str(address or "").partition("/")
        if thing.isdecimal():
            return Spot(int(thing), int(comment) if comment.isdecimal() else None)
    return None


async def write_comment(
    tiers: Tiers, around: Surroundings, action: Action, spot: Spot, text: str
) -> str:
    """Write as the community and return the comment's address; raises a VkError."""
    place = action.channel.external_id
    method, name = _OBJECTS[place]
    params: dict[str, object] = {name: spot.thing, "message": text, "guid": guid(action.key)}
    if place == _BOARD:
        params.update(group_id=-around.owner, from_group=True)
    else:
        params.update(owner_id=around.owner, reply_to_comment=spot.answered)
        params["from_group"] = -around.owner if place == WALL else True
    said = await tiers.call("reply", method, **params)
    number = said.get("comment_id") if isinstance(said, dict) else said
    return f"{spot.thing}/{number}" if type(number) is int else ""


def guid(key: str) -> str:
    """Return an act's key as VK's mark against repeats; people's ids in it stay here."""
    return sha256(key.encode()).hexdigest()[:32]
