"""What acts on Telegram: aiogram's Bot and everything that rides on it, loaded apart.

Even the part of aiogram that we call (`aio`) takes half a second to import, and nothing of it is
needed to listen. So the connector imports this module in a thread once it is open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.connectors.telegram.acts import Acts
from bot.connectors.telegram.aio import AiohttpSession, Bot, TelegramAPIServer
from bot.connectors.telegram.sends import Sends
from bot.texts import Texts

_CALL_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Hands:
    """One Bot with what it can do."""

    bot: Bot
    acts: Acts
    sends: Sends


def make_hands(token: str, api: str, texts: Texts, now_us: Callable[[], int]) -> Hands:
    """Make the Bot on a session of its own, so that long polls and acts never share one."""
    server = TelegramAPIServer.from_base(api.rstrip("/"))
    bot = Bot(token, session=AiohttpSession(api=server, timeout=_CALL_SECONDS))
    return Hands(bot, Acts(bot, now_us), Sends(bot, texts))
