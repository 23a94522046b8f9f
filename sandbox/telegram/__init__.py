"""A stateful local Telegram Bot API with people in it, for tests, load tests and the demo.

async with TelegramSandbox() as tg:
chat, anna = tg.supergroup(), tg.person("Анна")
tg.say(anna, chat, "Привет")        # a bot that polls tg.url with tg.token receives it
await tg.wait_for(lambda: tg.calls_of("sendMessage"))
"""

from sandbox.telegram.core import Settings
from sandbox.telegram.journal import Call
from sandbox.telegram.limits import Limits
from sandbox.telegram.server import TelegramSandbox

__all__ = ["Call", "Limits", "Settings", "TelegramSandbox"]
