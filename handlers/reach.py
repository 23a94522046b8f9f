"""A message drew attention: how far words carry is counted, and never punished.

Cards show it to the people who decide what is answered first; no condition of a rule asks for it.
"""

from handlers.world import World
from models.effects import NOTHING, CountReach, Effects
from models.event import ReachSeen


async def on_reach_seen(world: World, event: ReachSeen) -> Effects:
    """Return the changed counts of a message that is remembered."""
    judged = await world.store.message(event.channel, event.external_id)
    if judged is None or not (event.likes or event.replies):
        return NOTHING
    return Effects.of(CountReach(judged.stored.id, likes=event.likes, replies=event.replies))
