"""The accounts that the configuration names: a connector, its gate, and the places it names.

An account that fails to answer must not keep the others from their work, so each is opened, looked
at and listened to by itself (`app`). Next: `parts`, which puts them beside storage and thinking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp.typedefs import Handler

from bot.binding import Binding
from bot.config import Config
from bot.connectors.telegram import telegram_connector
from bot.connectors.vk import COMMUNITY, vk_connector
from bot.limits import Pace
from bot.ports import Connector, Deliver
from handlers.ports import Clock
from handlers.world import World
from models.channel import ChannelKey, Platform, Purpose
from models.event import Event


class LiveConnector(Connector, Protocol):
    """What the process asks of a real account besides: its start, its places, its vital signs."""

    @property
    def name(self) -> str:
        """What people call the platform: `Telegram`, `VK`."""

    @property
    def pace(self) -> Pace:
        """How fast the courier may go at most."""

    def counts(self) -> Mapping[str, int]:
        """Return how many updates were not handed on so far, by what became of them.

        `ignored`: from chats that nobody bound.
        """

    def platform_time(self) -> int | None:
        """Return the platform's time as of now (UTC microseconds), by its latest HTTP Date."""

    def introduce(self, world: World) -> World:
        """Return the world with our public name in it; call after `open`."""

    async def survey(self, key: ChannelKey, purpose: Purpose) -> Sequence[Event]:
        """Look at a bound place and return what is seen as events; raises PlatformDownError."""

    def webhook(self, deliver: Deliver) -> Mapping[str, Handler]:
        """Return handlers of our server by their path; empty when nothing is delivered to us."""

    async def reach(self) -> object:
        """Load what acts, once; asked ahead after the first poll, so that no act waits for it."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account on one platform."""

    connector: LiveConnector
    binding: Binding
    places: Mapping[ChannelKey, Purpose]
    """What the configuration binds; places bound in chat come from storage."""

    @property
    def platform(self) -> Platform:
        """The platform that the account is on."""
        return Platform(self.connector.account.partition(":")[0])

    @property
    def number(self) -> str:
        """The account's own id there, as channels name it."""
        return self.connector.account.partition(":")[2]

    @property
    def moderators(self) -> tuple[ChannelKey, ...]:
        """Moderators' places that the configuration names."""
        return tuple(key for key, why in self.places.items() if why is Purpose.MODERATORS)


def accounts_of(config: Config, clock: Clock) -> tuple[Account, ...]:
    """Return the accounts of all platforms that are on; nothing is opened yet."""
    made = (_telegram(config, clock), _vk(config, clock))
    return tuple(account for account in made if account is not None)


def _telegram(config: Config, clock: Clock) -> Account | None:
    section = config.telegram
    if section is None:
        return None
    number = section.token.get_secret_value().partition(":")[0]
    named = dict.fromkeys(map(str, section.chats), Purpose.WATCHED)
    if section.moderators_chat is not None:
        named[str(section.moderators_chat)] = Purpose.MODERATORS
    places = {
        ChannelKey(Platform.TELEGRAM, number, chat): purpose for chat, purpose in named.items()
    }
    binding = Binding(Platform.TELEGRAM, frozenset(named))
    return Account(
        telegram_connector(section, binding, config.bot.language, clock), binding, places
    )


def _vk(config: Config, clock: Clock) -> Account | None:
    section = config.vk
    if section is None:
        return None
    named = dict.fromkeys((*sorted(COMMUNITY), *map(str, section.chats)), Purpose.WATCHED)
    if section.moderators_peer is not None:
        named[str(section.moderators_peer)] = Purpose.MODERATORS
    number = str(section.group_id)
    places = {ChannelKey(Platform.VK, number, place): purpose for place, purpose in named.items()}
    binding = Binding(Platform.VK, frozenset(named))
    return Account(vk_connector(section, binding, config.bot.language, clock), binding, places)
