"""What the connector knows around an update: which community we are, and which chats are whose.

`translate` is pure given these facts; the connector learns them at the start.
"""

from dataclasses import dataclass, field

from bot.ports import Gate
from models.channel import ChannelKey, Platform


@dataclass(slots=True)
class Surroundings:
    """The facts a translation may lean on; `moderators` holds external ids of channels."""

    account: str
    """The community's number, as a word."""
    gate: Gate
    screen_name: str = ""
    """The community's public name, by which commands may call it."""
    moderators: set[str] = field(default_factory=set)
    """Chats where moderators work: commands are heard there."""

    @property
    def owner(self) -> int:
        """The community as an author and as the owner of its wall: minus its number."""
        return -int(self.account)

    def key(self, external_id: str) -> ChannelKey:
        """Return the address of a place of the community."""
        return ChannelKey(Platform.VK, self.account, external_id)
