"""Links that open the very message on a phone, built from addresses alone.

Telegram: `t.me/<username>/<id>` for a public chat, `t.me/c/<id without -100>/<id>` for a private
supergroup (core.telegram.org/api/links). A basic group and a private chat have none.
VK: every place of a community has one, with the comment named behind it where there is one.
"""

from typing import Final

from models.channel import Channel, ChannelKey, Platform

_SUPERGROUP: Final = "-100"
_VK: Final = "https://vk.ru"
_CHATS_FROM: Final = 2_000_000_000
"""VK peers above this are chats: the number of the chat is what is above it."""
_VK_PLACES: Final = {
    "wall": ("wall", "reply"),
    "photo": ("photo", "reply"),
    "video": ("video", "reply"),
    "market": ("product", "reply"),
    "board": ("topic", "post"),
}
"""Channel -> the word of the object's address, and the parameter that names the comment."""


def message_link(channel: Channel | None, key: ChannelKey, external_id: str) -> str:
    """Return the link to a message, or an empty string where the platform has no such link."""
    if key.platform is Platform.VK:
        return _vk_link(key, external_id)
    if key.platform is not Platform.TELEGRAM or not external_id.isdecimal():
        return ""
    if channel is not None and channel.username:
        return f"https://t.me/{channel.username}/{external_id}"
    if key.external_id.startswith(_SUPERGROUP):
        return f"https://t.me/c/{key.external_id.removeprefix(_SUPERGROUP)}/{external_id}"
    return ""


def _vk_link(key: ChannelKey, external_id: str) -> str:
    """Return the address of a post, a comment, or a message in the community's own inbox."""
    thread, _, number = external_id.partition("/")
    if not thread.isdecimal() or (number and not number.isdecimal()):
        return ""
    if key.external_id in _VK_PLACES:
        kind, parameter = _VK_PLACES[key.external_id]
        named = f"?{parameter}={number}" if number else ""
        return f"{_VK}/{kind}-{key.account_id}_{thread}{named}"
    peer = int(thread)
    chat = f"c{peer - _CHATS_FROM}" if peer > _CHATS_FROM else thread
    return f"{_VK}/gim{key.account_id}?sel={chat}"


def add_link(username: str, code: str) -> str:
    """Return the link that adds the bot to a group with exactly its rights and sends `code`."""
    rights = "delete_messages+restrict_members"
    return f"https://t.me/{username}?startgroup={code}&admin={rights}" if username else ""
