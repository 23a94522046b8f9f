"""A message drew attention: how far words carry is counted, and never punished."""

from handlers.world import World
from models.effects import NOTHING, Effects
from models.event import ReachSeen


async def on_reach_seen(world: World, event: ReachSeen) -> Effects:  # noqa: ARG001
    """Return the changed counts of a message."""
    return NOTHING
