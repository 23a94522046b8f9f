"""VK: long poll or callback bring raw JSON, `translate` reads it, keys of three kinds act.

Only this folder knows vk_api. What arrives is read by our own tolerant reader (`wire`), because one
event that a strict schema refuses would cost all the others.
"""

import time

from bot.connectors.vk.address import COMMUNITY
from bot.connectors.vk.connector import Hook, VkConnector, VkSettings
from bot.connectors.vk.library import Access
from bot.connectors.vk.tokens import Token
from bot.ports import Gate
from bot.settings import VkSection
from bot.texts import Texts
from handlers.ports import Clock

__all__ = ["COMMUNITY", "VkConnector", "VkSettings", "vk_connector"]


def vk_connector(section: VkSection, gate: Gate, language: str, clock: Clock) -> VkConnector:
    """Make the connector that the configuration describes; nothing is opened yet."""
    keys = {
        Token.COMMUNITY: section.token,
        Token.USER: section.user_token,
        Token.SERVICE: section.service_token,
    }
    held = {kind: word for kind, key in keys.items() if key and (word := key.get_secret_value())}
    hook = section.callback
    called = None
    if hook is not None:
        called = Hook(hook.path, hook.secret.get_secret_value(), hook.confirmation)
    settings = VkSettings(
        str(section.group_id), Access(held, section.api), section.mode == "longpoll", called
    )
    return VkConnector(settings, gate, Texts(language), clock.now, time.monotonic)
