"""Keeps what is known of bound places true: their names, our rights there, and their staff.

Looks at each place at start and whenever one is newly bound; what it sees goes through the handlers
like any other event. Without a moderators' place it prints the one-time setup code.
"""

import logging
from collections.abc import Callable

from bot.bell import Bell
from bot.parts import Parts
from bot.ports import PlatformDownError, StaleError
from handlers.setup import new_code
from models.channel import ChannelKey, Platform, Purpose
from models.effects import Effects
from models.event import Event
from models.person import Role

log = logging.getLogger(__name__)

_TRIES = 5


class Places:
    """The bound places of one account."""

    def __init__(self, parts: Parts, committed: Callable[[Effects], None]) -> None:
        """Take the parts, and whom to tell of a commit."""
        self._parts = parts
        self._committed = committed
        self._seen: set[ChannelKey] = set()
        self.bell = Bell()
        """Ring it when a commit may have bound a place or used a code."""

    async def survey(self, say: Callable[[str], None]) -> None:
        """Look at every bound place; raises PlatformDownError."""
        parts = self._parts
        parts.thinking.world = parts.connector.introduce(parts.thinking.world)
        for key, purpose in (await self._bound()).items():
            await self._look_at(key, purpose)
        await parts.binding.refresh(parts.storage)
        bound = bool(await parts.storage.channels(Purpose.MODERATORS))
        if not bound or not await self._owned():
            await self._offer_code(say, bound=bound)

    async def keep_bound(self) -> None:
        """Look at a place as soon as it is bound, and let the gate know."""
        while True:
            await self.bell.wait()
            await self._parts.binding.refresh(self._parts.storage)
            for key, purpose in (await self._bound()).items():
                if key in self._seen:
                    continue
                try:
                    await self._look_at(key, purpose)
                except PlatformDownError:
                    log.warning("survey_failed", extra={"channel": str(key)})

    async def _look_at(self, key: ChannelKey, purpose: Purpose) -> None:
        for event in await self._parts.connector.survey(key, purpose):
            await self._commit(event)
        self._seen.add(key)

    async def _commit(self, event: Event) -> None:
        for _ in range(_TRIES):
            effects = await self._parts.thinking.handle(event)
            try:
                await self._parts.storage.commit(None, effects)
            except StaleError:
                continue
            self._committed(effects)
            return

    async def _bound(self) -> dict[ChannelKey, Purpose]:
        """Return the places that were bound in chat, and over them those that the config names."""
        parts = self._parts
        places: dict[ChannelKey, Purpose] = {}
        for purpose in (Purpose.WATCHED, Purpose.MODERATORS):
            for channel in await parts.storage.channels(purpose):
                places[channel.key] = purpose
        section = parts.config.telegram
        account = parts.thinking.world.settings.accounts[Platform.TELEGRAM]
        for chat in section.chats if section else ():
            places[ChannelKey(Platform.TELEGRAM, account, str(chat))] = Purpose.WATCHED
        for key in parts.thinking.world.settings.moderators:
            places[key] = Purpose.MODERATORS
        return places

    async def _owned(self) -> bool:
        """Tell whether anybody is the owner, by config or by a code."""
        world = self._parts.thinking.world
        if any(grant.role is Role.OWNER for grant in world.settings.grants):
            return True
        return bool(await world.store.holders(Role.OWNER))

    async def _offer_code(self, say: Callable[[str], None], *, bound: bool) -> None:
        parts = self._parts
        code, effects = new_code(parts.thinking.world, "moderators")
        await parts.storage.commit(None, effects)
        await parts.binding.refresh(parts.storage)
        name = parts.thinking.world.settings.usernames.get(Platform.TELEGRAM, "")
        where = (
            f"Nobody is the owner yet. Write in the moderators' chat, or to @{name} in private:"
            if bound
            else f"No moderators' chat is bound yet. Add @{name} to it and write there:"
        )
        say(
            f"{where}\n"
            f"    /setup {code}\n"
            "The code works once; whoever writes it becomes the owner. Keep it to yourself."
        )
