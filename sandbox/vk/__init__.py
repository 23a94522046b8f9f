"""A stateful local VK API with one community and people in it, for tests, load tests and the demo.

async with VkSandbox() as vk:
anna, post = vk.person("Анна"), vk.post("Новинка!")
comment = vk.comment(post, anna, "Сколько стоит?")   # a bot at vk.url with vk.token receives it
await vk.wait_for(lambda: comment.deleted)
"""

from sandbox.vk.core import Settings
from sandbox.vk.journal import Call
from sandbox.vk.limits import Limits
from sandbox.vk.server import VkSandbox
from sandbox.vk.state import Comment, Thing
from sandbox.vk.talks import Letter, Press

__all__ = ["Call", "Comment", "Letter", "Limits", "Press", "Settings", "Thing", "VkSandbox"]
