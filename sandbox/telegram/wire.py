"""Words of the wire: the JSON alias and the fixed accounts that Telegram itself speaks through.

Everything in the sandbox keeps objects in the Bot API's own JSON shape, so that nothing has to be
converted when it is handed out. `state.py` holds them.
"""

from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]
"""An object in the Bot API's shape."""

GROUP_ANONYMOUS_BOT: JsonObject = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
"""The fake author of what an anonymous administrator writes."""

CHANNEL_BOT: JsonObject = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
"""The fake author of what a person writes as a channel."""

SERVICE_ACCOUNT: JsonObject = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
"""The author of posts that Telegram forwards from a channel into its discussion group."""


def utf16(text: str) -> int:
    """Length in UTF-16 units, the unit of every entity offset."""
    return len(text.encode("utf-16-le")) // 2
