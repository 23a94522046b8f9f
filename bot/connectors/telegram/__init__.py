"""Telegram: the poller or webhook brings raw JSON, `translate` reads it, `connector` acts.

Only this folder knows aiogram. What arrives is read by our own tolerant reader (`wire`), because
one update that a strict schema refuses would stop all the others; what leaves goes through
aiogram's Bot.
"""

import time

from bot.connectors.telegram.connector import TelegramConnector, TelegramSettings, Webhook
from bot.ports import Gate
from bot.settings import TelegramSection
from bot.texts import Texts
from handlers.ports import Clock

__all__ = ["TelegramConnector", "TelegramSettings", "Webhook", "telegram_connector"]


def telegram_connector(
    section: TelegramSection, gate: Gate, language: str, clock: Clock
) -> TelegramConnector:
    """Make the connector that the configuration describes; nothing is opened yet."""
    hook = section.webhook
    webhook = None
    if section.mode == "webhook" and hook is not None:
        webhook = Webhook(hook.url, hook.path, hook.secret.get_secret_value())
    settings = TelegramSettings(section.token.get_secret_value(), section.api, webhook)
    return TelegramConnector(settings, gate, Texts(language), clock.now, time.monotonic)
