"""Cries a fault out past storage: what cannot be written down can still be said.

Where the disk is full no card can be promised, so the words go straight to the moderators' places,
once for each fault. The card and the audit line follow when there is room (`clockwork.tell`).
"""

import logging
from collections.abc import Mapping

from bot.ports import Connector
from bot.thinking import Thinking
from handlers import promise
from handlers.promise import Speech
from handlers.rights import moderators_places
from models.action import ActionState
from models.card import Word
from models.event import Fault

log = logging.getLogger(__name__)


class Alarm:
    """Says a fault aloud in every moderators' place that can be reached."""

    def __init__(self, thinking: Thinking, connectors: Mapping[str, Connector]) -> None:
        """Take whose world it is, and the accounts by name (`platform:account_id`)."""
        self._thinking = thinking
        self._connectors = connectors

    async def ring(self, fault: Fault) -> None:
        """Say it with a sound; whoever cannot be reached reads of it on the card that follows."""
        world = self._thinking.world
        speech = Speech(Word(f"notice.{fault.code.replace(':', '.')}"), silent=False)
        for place in await moderators_places(world):
            connector = self._connectors.get(f"{place.platform}:{place.account_id}")
            if connector is None:
                continue
            said = promise.say(world, place, f"alarm:{fault.code}:{fault.at}", speech).action
            outcome = await connector.perform(said, None)
            if outcome.state is not ActionState.DONE:
                log.warning("alarm_unheard", extra={"code": fault.code, "why": outcome.code})
