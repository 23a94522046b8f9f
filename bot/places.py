"""Keeps what is known of bound places true: their names, our rights there, and their staff.

Looks at each place at start and whenever one is newly bound; what it sees goes through the handlers
like any other event. Without a moderators' place it prints the one-time setup code.
"""

import asyncio
import logging
from collections.abc import Callable

from bot.accounts import Account
from bot.bell import Bell
from bot.parts import Parts
from bot.ports import FullError, PlatformDownError, StaleError
from handlers.setup import new_code
from models.channel import ChannelKey, Platform, Purpose
from models.effects import Effects
from models.event import Event
from models.person import Role

log = logging.getLogger(__name__)

_TRIES = 5
_FULL_SECONDS = 1.0
_HOW_TO_BE_HEARD = {
    Platform.TELEGRAM: "@{name} to a Telegram group",
    Platform.VK: "the community to a VK chat",
}


class Places:
    """The bound places of all accounts."""

    def __init__(self, parts: Parts, committed: Callable[[Effects], None]) -> None:
        """Take the parts, and whom to tell of a commit."""
        self._parts = parts
        self._committed = committed
        self._seen: set[ChannelKey] = set()
        self.bell = Bell()
        """Ring it when a commit may have bound a place or used a code."""

    async def survey(self, account: Account) -> None:
        """Look at every bound place of an account just opened; raises PlatformDownError."""
        thinking = self._parts.thinking
        thinking.world = account.connector.introduce(thinking.world)
        for key, purpose in (await self._bound(account)).items():
            await self._look_at(account, key, purpose)
        await self._refresh()

    async def keep_bound(self) -> None:
        """Look at a place as soon as it is bound, and let the gates know."""
        while True:
            await self.bell.wait()
            await self._refresh()
            for account in self._parts.accounts:
                for key, purpose in (await self._bound(account)).items():
                    if key not in self._seen:
                        await self._look_when_possible(account, key, purpose)

    async def _look_when_possible(
        self, account: Account, key: ChannelKey, purpose: Purpose
    ) -> None:
        try:
            await self._look_at(account, key, purpose)
        except PlatformDownError:
            log.warning("survey_failed", extra={"channel": str(key)})

    async def _look_at(self, account: Account, key: ChannelKey, purpose: Purpose) -> None:
        for event in await account.connector.survey(key, purpose):
            await self._commit(event)
        self._seen.add(key)

    async def _refresh(self) -> None:
        for account in self._parts.accounts:
            await account.binding.refresh(self._parts.storage)

    async def _commit(self, event: Event) -> None:
        tries = 0
        while tries < _TRIES:
            effects = await self._parts.thinking.handle(event)
            try:
                await self._parts.storage.commit(None, effects)
            except StaleError:
                tries += 1
            except FullError:
                log.warning("survey_waits", extra={"code": "disk_full"})
                await asyncio.sleep(_FULL_SECONDS)
            else:
                self._committed(effects)
                return
        log.warning("survey_failed", extra={"code": "stale"})

    async def _bound(self, account: Account) -> dict[ChannelKey, Purpose]:
        """Return the places that were bound in chat, and over them those that the config names."""
        places: dict[ChannelKey, Purpose] = {}
        for purpose in (Purpose.WATCHED, Purpose.MODERATORS):
            for channel in await self._parts.storage.channels(purpose):
                key = channel.key
                if (key.platform, key.account_id) == (account.platform, account.number):
                    places[key] = purpose
        return {**places, **account.places}

    async def offer_code(self, say: Callable[[str], None]) -> None:
        """Print a one-time code while there is no moderators' place, or nobody owns it."""
        parts = self._parts
        bound = bool(await parts.storage.channels(Purpose.MODERATORS))
        if bound and await self._owned():
            return
        code, effects = new_code(parts.thinking.world, "moderators")
        await parts.storage.commit(None, effects)
        await self._refresh()
        where = "Nobody is the owner yet. Write in the moderators' chat, or to the bot in private:"
        if not bound:
            where = f"No moderators' chat is bound yet. Add {self._ways()} and write there:"
        say(
            f"{where}\n"
            f"    /setup {code}\n"
            "The code works once; whoever writes it becomes the owner. Keep it to yourself."
        )

    def _ways(self) -> str:
        names = self._parts.thinking.world.settings.usernames
        ways = [
            _HOW_TO_BE_HEARD[account.platform].format(name=names.get(account.platform, "the bot"))
            for account in self._parts.accounts
        ]
        return ", or ".join(ways)

    async def _owned(self) -> bool:
        """Tell whether anybody is the owner, by config or by a code."""
        world = self._parts.thinking.world
        if any(grant.role is Role.OWNER for grant in world.settings.grants):
            return True
        return bool(await world.store.holders(Role.OWNER))
