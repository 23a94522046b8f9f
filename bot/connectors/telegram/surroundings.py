"""What the connector knows around an update: who we are, which chats are whose.

`translate` is pure given these facts. They are learnt at the start (getMe, getChat) and from
updates as they pass the poller, never from a guess.
"""

from dataclasses import dataclass, field

from bot.ports import Gate
from models.channel import ChannelKey, Platform


@dataclass(slots=True)
class Surroundings:
    """The facts a translation may lean on; sets hold external ids of chats."""

    account: str
    """Our own user id; it stands before the colon of every token."""
    gate: Gate
    username: str = ""
    moderators: set[str] = field(default_factory=set)
    """Chats where moderators work: commands are heard there."""
    watched: set[str] = field(default_factory=set)
    administers: set[str] = field(default_factory=set)
    """Chats where we are an administrator: there `chat_member` tells who joins."""
    discussions: set[str] = field(default_factory=set)
    """Groups that carry the comments of a channel."""
    linked: set[str] = field(default_factory=set)
    """Channels whose comments we watch: what they say is the brand's own word."""
    moved: dict[str, str] = field(default_factory=dict)
    """New id of a migrated group to the old one, so that it keeps its lane."""

    parents: dict[str, str] = field(default_factory=dict)
    """Chats of a channel's direct messages to that channel; empty where it cannot be known."""

    def admits(self, external_id: str) -> bool:
        """Tell whether a chat may be heard: bound, linked to a bound one, or such a one moved."""
        old = self.moved.get(external_id)
        return (
            external_id in self.linked
            or self.gate.admits(external_id)
            or (old is not None and self.gate.admits(old))
        )

    def key(self, external_id: str) -> ChannelKey:
        """Return the address of a chat on our account."""
        return ChannelKey(Platform.TELEGRAM, self.account, external_id)

    def lane(self, external_id: str) -> str:
        """Return the lane of a chat: the same before and after a migration."""
        return str(self.key(self.moved.get(external_id, external_id)))
