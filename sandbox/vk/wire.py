"""Words of the wire: the JSON alias, and how VK numbers communities, chats and walls.

Everything else in `sandbox/vk` builds on these; `shapes.py` turns state into JSON.
"""

from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]
"""An object in VK's own shape."""

API_VERSION = "5.199"
OLDEST_VERSION = (5, 81)
CHAT_BASE = 2_000_000_000
"""Peers above it are chats: peer = CHAT_BASE + chat_id."""

DAY_SECONDS = 86_400
HOUR_SECONDS = 3_600


def is_chat(peer: int) -> bool:
    """Whether a peer is a chat of several people."""
    return peer > CHAT_BASE
