"""Telegram's part of `doctor`: the token, and our rights in every bound chat."""

from bot.binding import Binding
from bot.cli.doctor_places import Bound
from bot.cli.findings import Finding, do, fault, ok, warning
from bot.clock import SystemClock
from bot.config import Config
from bot.connectors.telegram import TelegramConnector, telegram_connector
from bot.ports import Capability, PlatformDownError, TokenRefusedError
from models.card import Word
from models.channel import Platform, Purpose


async def look_at_telegram(config: Config, bound: Bound) -> list[Finding]:
    """Return what is found of the token and of our rights; none where Telegram is off."""
    if config.telegram is None:
        return []
    section = config.telegram.model_copy(update={"mode": "polling"})  # a look sets no webhook
    gate = Binding(Platform.TELEGRAM, frozenset())
    connector = telegram_connector(section, gate, "en", SystemClock())
    try:
        await connector.open()
        token = ok("token", "accepted", name=connector.around.username)
        return [token, *await _rights(connector, bound)]
    except TokenRefusedError as error:
        return [fault("token", "said", do("token"), said=str(error))]
    except PlatformDownError as error:
        advice = do("silent", api=section.api)
        return [fault("telegram", "silent", advice, why=str(error))]
    finally:
        await connector.close()


async def _rights(connector: TelegramConnector, bound: Bound) -> list[Finding]:
    places = bound.of(Platform.TELEGRAM)
    for key, purpose in places.items():
        await connector.survey(key, purpose)
    found = [_right(one, bound.titles) for one in await connector.capabilities()]
    if Purpose.WATCHED not in places.values():
        found.append(warning("chats", "no_chats", do("no_chats")))
    return found


def _right(one: Capability, titles: dict[str, str]) -> Finding:
    what = f"can.{one.name}"
    args = {"right": one.name.replace("_", " "), "where": titles.get(one.where) or one.where}
    if one.can:
        return ok(what, "yes", **args)
    if one.name == "read_all":
        return warning(what, "no", do("read_all"), **args)
    return fault(what, "no", Word(one.why.replace(":", "."), {"chat": one.where}), **args)
