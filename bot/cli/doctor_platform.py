"""The platform's part of `doctor`: token, rights in every chat, and the clock against HTTP Date."""

from email.utils import parsedate_to_datetime

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.binding import Binding
from bot.cli.findings import Finding, fault, ok, warning
from bot.clock import SystemClock
from bot.config import Config
from bot.connectors.telegram import TelegramConnector, telegram_connector
from bot.ports import Capability, PlatformDownError, StoreError, TokenRefusedError
from bot.store import open_storage
from bot.store.migrate import current
from bot.texts import Texts
from models.channel import ChannelKey, Platform, Purpose
from models.ids import IdMaker

_PATIENCE = ClientTimeout(total=10)
_OFF_SECONDS = 5.0
_WRONG_SECONDS = 60.0
_NO_TEAM = "write /setup with the code that `vakhta run` prints in the moderators' chat"


async def look_at_telegram(config: Config) -> list[Finding]:
    """Return what is found of the token and of our rights; none where Telegram is off."""
    if config.telegram is None:
        return []
    section = config.telegram.model_copy(update={"mode": "polling"})  # a look sets no webhook
    gate = Binding(Platform.TELEGRAM, frozenset())
    connector = telegram_connector(section, gate, "en", SystemClock())
    try:
        await connector.open()
        token = ok("token", f"accepted for @{connector.around.username}")
        return [token, *await _rights(config, connector)]
    except TokenRefusedError as error:
        return [fault("token", str(error), "take the token from @BotFather anew")]
    except PlatformDownError as error:
        return [fault("telegram", f"does not answer: {error}", f"is {section.api} reachable?")]
    finally:
        await connector.close()


async def _rights(config: Config, connector: TelegramConnector) -> list[Finding]:
    places = await _places(config, connector.around.account)
    for key, purpose in places.items():
        await connector.survey(key, purpose)
    found = [_right(one) for one in await connector.capabilities()]
    if Purpose.MODERATORS not in places.values():
        found.append(warning("moderators", "no moderators' chat is bound", _NO_TEAM))
    if Purpose.WATCHED not in places.values():
        found.append(
            warning("chats", "no chat is watched", "name them in telegram.chats, or /setup")
        )
    return found


async def _places(config: Config, account: str) -> dict[ChannelKey, Purpose]:
    """Return the bound places: those of the database, and those of the configuration over them."""
    places: dict[ChannelKey, Purpose] = {}
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
            await storage.close()
    except StoreError:
        places.clear()  # the database has a finding of its own
    section = config.telegram
    for chat in section.chats if section else ():
        places[ChannelKey(Platform.TELEGRAM, account, str(chat))] = Purpose.WATCHED
    if section and section.moderators_chat:
        key = ChannelKey(Platform.TELEGRAM, account, str(section.moderators_chat))
        places[key] = Purpose.MODERATORS
    return places


def _right(one: Capability) -> Finding:
    what = f"right to {one.name.replace('_', ' ')} in {one.where}"
    if one.can:
        return ok(what, "yes")
    if one.name == "read_all":
        advice = "privacy mode is on: make the bot an administrator, or /setprivacy in @BotFather"
        return warning(what, "no", advice)
    return fault(what, "no", Texts("en").say(one.why.replace(":", "."), {"chat": one.where}))


async def look_at_clock(config: Config) -> Finding:
    """Compare our clock with the platform's HTTP Date, which is exact to a second."""
    api = config.telegram.api if config.telegram else ""
    ours = SystemClock().now() / 1e6
    try:
        async with ClientSession(timeout=_PATIENCE) as client, client.get(api) as response:
            date = response.headers.get("Date", "")
        off = ours - parsedate_to_datetime(date).timestamp()
    except (ClientError, TimeoutError, ValueError):
        return warning("clock", "the platform told no time to compare with")
    if abs(off) > _WRONG_SECONDS:
        return fault("clock", f"{off:+.0f} s off", "set the clock: timedatectl set-ntp true")
    if abs(off) > _OFF_SECONDS:
        return warning("clock", f"{off:+.0f} s off", "timedatectl set-ntp true")
    return ok("clock", f"agrees with the platform ({off:+.1f} s)")
