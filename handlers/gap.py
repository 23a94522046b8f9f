"""The platform says that events were lost: people are told what was read back, and what was not."""

from handlers.world import World
from models.effects import NOTHING, Effects
from models.event import GapFound


async def on_gap_found(world: World, event: GapFound) -> Effects:  # noqa: ARG001
    """Return the notice of a gap."""
    return NOTHING
