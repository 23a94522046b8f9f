"""What the platform's part of `doctor` starts from: bound places, and what acts have taught.

The configuration wins over what was bound in a chat, as it does for the bot itself.
"""

from dataclasses import dataclass, field

from bot.clock import SystemClock
from bot.config import Config
from bot.ports import Storage, StoreError
from bot.store import open_storage
from bot.store.migrate import current
from handlers.tier import TIER
from models.channel import ChannelKey, Platform, Purpose
from models.ids import IdMaker


@dataclass(slots=True)
class Bound:
    """Bound places of all accounts."""

    places: dict[ChannelKey, Purpose] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    """What places are called, by external id, where it is known."""
    learned: dict[str, str] = field(default_factory=dict)
    """Settings of `handlers.tier`: what acts have taught of our keys."""

    def of(self, platform: Platform) -> dict[ChannelKey, Purpose]:
        """Return the places of one platform."""
        return {key: why for key, why in self.places.items() if key.platform is platform}


async def bound_places(config: Config) -> Bound:
    """Return what storage and configuration bind; no platform is asked."""
    bound, accounts = Bound(), _accounts(config)
    try:
        if current(config.storage.url) is not None:
            clock = SystemClock()
            storage = open_storage(
                config.storage.url, clock=clock, ids=IdMaker(clock.now), lock=False
            )
            await storage.open()
            await _stored(bound, storage, set(accounts.items()))
            await storage.close()
    except StoreError:
        bound = Bound()  # the database has a finding of its own
    for platform, account in accounts.items():
        for place, purpose in _named(config, platform).items():
            bound.places[ChannelKey(platform, account, place)] = purpose
    return bound


async def _stored(bound: Bound, storage: Storage, accounts: set[tuple[Platform, str]]) -> None:
    for purpose in (Purpose.WATCHED, Purpose.MODERATORS):
        for channel in await storage.channels(purpose):
            key = channel.key
            if (key.platform, key.account_id) in accounts:
                bound.places[key] = purpose
                bound.titles[key.external_id] = f"«{channel.title}»" * bool(channel.title)
    bound.learned = dict(await storage.settings(TIER))


def _accounts(config: Config) -> dict[Platform, str]:
    found: dict[Platform, str] = {}
    if config.telegram is not None:
        number = config.telegram.token.get_secret_value().partition(":")[0]
        found[Platform.TELEGRAM] = number
    if config.vk is not None:
        found[Platform.VK] = str(config.vk.group_id)
    return found


def _named(config: Config, platform: Platform) -> dict[str, Purpose]:
    """Return the places of a platform that the configuration names."""
    chats: tuple[int, ...] = ()
    moderators: int | None = None
    if platform is Platform.TELEGRAM and config.telegram is not None:
        chats, moderators = tuple(config.telegram.chats), config.telegram.moderators_chat
    elif platform is Platform.VK and config.vk is not None:
        chats, moderators = tuple(config.vk.chats), config.vk.moderators_peer
    named = dict.fromkeys(map(str, chats), Purpose.WATCHED)
    if moderators is not None:
        named[str(moderators)] = Purpose.MODERATORS
    return named
