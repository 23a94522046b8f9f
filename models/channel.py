"""Where people write: one platform chat, or one kind of place of one community.

Posts and topics are thread roots inside a channel, never channels themselves.
"""

from dataclasses import dataclass
from enum import StrEnum

from typing_extensions import override


class Platform(StrEnum):
    """The networks we watch; MEMORY is the in-process platform of tests."""

    TELEGRAM = "telegram"
    VK = "vk"
    MEMORY = "memory"


class Place(StrEnum):
    """What kind of place a channel is."""

    GROUP = "group"
    COMMENTS = "comments"
    """The discussion group of a Telegram channel: comments reply to forwarded posts."""
    DIRECT = "direct"
    """A private chat with the bot."""
    BUSINESS = "business"
    """A customer's chat with a business account that connected the bot."""
    CHANNEL_DIRECT = "channel_direct"
    """The direct messages of a Telegram channel."""
    POSTS = "posts"
    """A channel's own posts, where the bot is an administrator of the channel."""
    WALL = "wall"
    """The wall of a VK community: its posts, offered posts, and the comments under them."""
    PHOTO = "photo"
    VIDEO = "video"
    MARKET = "market"
    """Comments under the goods of a VK community."""
    BOARD = "board"
    """The discussion board of a VK community."""


class Purpose(StrEnum):
    """Why a channel is known here."""

    WATCHED = "watched"
    MODERATORS = "moderators"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class ChannelKey:
    """The address of a channel: the platform, our account on it, and the platform's own id."""

    platform: Platform
    account_id: str
    external_id: str

    @override
    def __str__(self) -> str:
        """Return the key as one word, for lanes and logs (ids only)."""
        return f"{self.platform}:{self.account_id}:{self.external_id}"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as it is remembered."""

    id: int
    key: ChannelKey
    place: Place
    purpose: Purpose
    watched_since: int
    """UTC microseconds since which joins are seen here; see `unknown` of the default policy."""
    title: str = ""
    linked_external_id: str | None = None
    is_forum: bool = False
    username: str = ""
    """Public name of the chat, for deep links; empty for a private one."""
    rights: frozenset[str] | None = None
    """What our account may do here (`delete`, `restrict`, …); None: not known yet."""
