"""Links that open the very message on a phone, built from addresses alone.

Telegram: `t.me/<username>/<id>` for a public chat, `t.me/c/<id without -100>/<id>` for a private
supergroup (core.telegram.org/api/links). A basic group, a private chat and VK for now have none.
"""

from typing import Final

from models.channel import Channel, ChannelKey, Platform

_SUPERGROUP: Final = "-100"


def message_link(channel: Channel | None, key: ChannelKey, external_id: str) -> str:
    """Return the link to a message, or an empty string where the platform has no such link."""
    if key.platform is not Platform.TELEGRAM or not external_id.isdecimal():
        return ""
    if channel is not None and channel.username:
        return f"https://t.me/{channel.username}/{external_id}"
    if key.external_id.startswith(_SUPERGROUP):
        return f"https://t.me/c/{key.external_id.removeprefix(_SUPERGROUP)}/{external_id}"
    return ""


def add_link(username: str, code: str) -> str:
    """Return the link that adds the bot to a group with exactly its rights and sends `code`."""
    rights = "delete_messages+restrict_members"
    return f"https://t.me/{username}?startgroup={code}&admin={rights}" if username else ""
