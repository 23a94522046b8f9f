"""A message is gone from the platform, or there again, by whoever's hand."""

from handlers.look import Look
from handlers.world import World
from models.effects import NOTHING, Effects
from models.event import MessageDeleted, MessageRestored


async def on_message_deleted(world: World, event: MessageDeleted) -> Effects:  # noqa: ARG001
    """Return what follows from a message that is gone."""
    return NOTHING


async def on_message_restored(
    world: World,  # noqa: ARG001
    event: MessageRestored,  # noqa: ARG001
    look: Look | None = None,  # noqa: ARG001
) -> Effects:
    """Return what follows from a message that is there again."""
    return NOTHING
