"""The door to the handlers: the world they see now, and the two calls the process makes of them."""

from collections.abc import Sequence

from handlers import handle, look_ahead
from handlers.look import Look
from handlers.world import World
from models.effects import Effects
from models.event import Event


class Thinking:
    """Holds the current world; a new policy or role list is a new world, put here whole."""

    def __init__(self, world: World) -> None:
        """Start with a world."""
        self.world = world

    async def handle(self, event: Event, look: Look | None = None) -> Effects:
        """Decide what one event leads to."""
        return await handle(self.world, event, look)

    async def look_ahead(self, events: Sequence[Event]) -> Sequence[Look | None]:
        """Look at the messages among `events` in one classifier batch; None for other events."""
        return await look_ahead(self.world, events)
