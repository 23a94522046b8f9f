"""What the connector knows around an update: who we are, which chats are whose.

`translate` is pure given these facts. They are learnt at the start (getMe, getChat) and from
updates as they pass the poller, never from a guess.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from bot.ports import Gate
from models.channel import ChannelKey, Platform


class Places(Protocol):
    """Which chats are bound, and as what; setup changes it while the process runs."""

    def moderators(self) -> Collection[str]:
        """Return the external ids of the chats where moderators work."""

    def watched(self) -> Collection[str]:
        """Return the external ids of the chats under watch."""


@dataclass(slots=True)
class Surroundings:
    """The facts a translation may lean on; sets hold external ids of chats."""

    bot_id: int
    username: str
    gate: Gate
    places: Places
    administers: set[str] = field(default_factory=set)
    """Chats where we are an administrator: there `chat_member` tells who joins."""
    discussions: set[str] = field(default_factory=set)
    """Groups that carry the comments of a channel."""
    moved: dict[str, str] = field(default_factory=dict)
    """New id of a migrated group to the old one, so that it keeps its lane."""

    def key(self, external_id: str) -> ChannelKey:
        """Return the address of a chat on our account."""
        return ChannelKey(Platform.TELEGRAM, str(self.bot_id), external_id)

    def lane(self, external_id: str) -> str:
        """Return the lane of a chat: the same before and after a migration."""
        return str(self.key(self.moved.get(external_id, external_id)))
