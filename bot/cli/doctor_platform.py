"""The platform's part of `doctor`: token, rights in every chat, and the clock against HTTP Date."""

from email.utils import parsedate_to_datetime

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.binding import Binding
from bot.cli.findings import Finding, do, fault, ok, warning
from bot.clock import SystemClock
from bot.config import Config
from bot.connectors.telegram import TelegramConnector, telegram_connector
from bot.ports import Capability, PlatformDownError, StoreError, TokenRefusedError
from bot.store import open_storage
from bot.store.migrate import current
from models.card import Word
from models.channel import ChannelKey, Platform, Purpose
from models.ids import IdMaker

_PATIENCE = ClientTimeout(total=10)
_OFF_SECONDS = 5.0
_WRONG_SECONDS = 60.0

Places = dict[ChannelKey, Purpose]


async def look_at_telegram(config: Config) -> list[Finding]:
    """Return what is found of the token and of our rights; none where Telegram is off."""
    if config.telegram is None:
        return []
    section = config.telegram.model_copy(update={"mode": "polling"})  # a look sets no webhook
    gate = Binding(Platform.TELEGRAM, frozenset())
    connector = telegram_connector(section, gate, "en", SystemClock())
    try:
        await connector.open()
        token = ok("token", "accepted", name=connector.around.username)
        return [token, *await _rights(config, connector)]
    except TokenRefusedError as error:
        return [fault("token", "said", do("token"), said=str(error))]
    except PlatformDownError as error:
        advice = do("silent", api=section.api)
        return [fault("telegram", "silent", advice, why=str(error))]
    finally:
        await connector.close()


async def _rights(config: Config, connector: TelegramConnector) -> list[Finding]:
    places, titles = await _places(config, connector.around.account)
    for key, purpose in places.items():
        await connector.survey(key, purpose)
    found = [_right(one, titles) for one in await connector.capabilities()]
    if Purpose.MODERATORS not in places.values():
        found.append(warning("moderators", "no_moderators", do("no_moderators")))
    if Purpose.WATCHED not in places.values():
        found.append(warning("chats", "no_chats", do("no_chats")))
    return found


async def _places(config: Config, account: str) -> tuple[Places, dict[str, str]]:
    """Return the bound places, the configuration over the database, and titles by id."""
    places: Places = {}
    titles: dict[str, str] = {}
    try:
        if current(config.storage.url) is not None:
            clock = SystemClock()
            storage = open_storage(
                config.storage.url, clock=clock, ids=IdMaker(clock.now), lock=False
            )
            await storage.open()
            for purpose in (Purpose.WATCHED, Purpose.MODERATORS):
                for channel in await storage.channels(purpose):
                    if channel.key.account_id == account:
                        places[channel.key] = purpose
                        titles[channel.key.external_id] = f"«{channel.title}»" * bool(channel.title)
            await storage.close()
    except StoreError:
        places.clear()  # the database has a finding of its own
    section = config.telegram
    for chat in section.chats if section else ():
        places[ChannelKey(Platform.TELEGRAM, account, str(chat))] = Purpose.WATCHED
    if section and section.moderators_chat:
        key = ChannelKey(Platform.TELEGRAM, account, str(section.moderators_chat))
        places[key] = Purpose.MODERATORS
    return places, titles


def _right(one: Capability, titles: dict[str, str]) -> Finding:
    what = f"can.{one.name}"
    args = {"right": one.name.replace("_", " "), "where": titles.get(one.where) or one.where}
    if one.can:
        return ok(what, "yes", **args)
    if one.name == "read_all":
        return warning(what, "no", do("read_all"), **args)
    return fault(what, "no", Word(one.why.replace(":", "."), {"chat": one.where}), **args)


async def look_at_clock(config: Config) -> Finding:
    """Compare our clock with the platform's HTTP Date, which is exact to a second."""
    api = config.telegram.api if config.telegram else ""
    ours = SystemClock().now() / 1e6
    try:
        async with ClientSession(timeout=_PATIENCE) as client, client.get(api) as response:
            date = response.headers.get("Date", "")
        off = ours - parsedate_to_datetime(date).timestamp()
    except (ClientError, TimeoutError, ValueError):
        return warning("clock", "no_time")
    if abs(off) > _WRONG_SECONDS:
        return fault("clock", "off", do("off"), off=f"{off:+.0f}")
    if abs(off) > _OFF_SECONDS:
        return warning("clock", "off", do("off"), off=f"{off:+.0f}")
    return ok("clock", "agrees", off=f"{off:+.1f}")
