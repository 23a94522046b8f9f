"""What a person wrote, in our words, from whatever place of an update it came.

Translate makes these from raw JSON; everything after translate reads only these.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from models.channel import ChannelKey, Place
from models.person import Author


class PartKind(StrEnum):
    """Where in an update a piece of text was found: spam hides in all of them."""

    TEXT = "text"
    CAPTION = "caption"
    QUOTE = "quote"
    EXTERNAL_REPLY = "external_reply"
    BUTTON = "button"
    POLL = "poll"
    CHECKLIST = "checklist"
    STORY = "story"
    CONTACT = "contact"
    RICH = "rich"
    FORWARD = "forward"
    LINK = "link"


OWN_PARTS = frozenset(
    {PartKind.TEXT, PartKind.CAPTION, PartKind.POLL, PartKind.CHECKLIST, PartKind.RICH}
)
"""Parts that the author wrote himself; tone is judged on these, spam on all."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """One piece of text and where it was found."""

    kind: PartKind
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Media:
    """One attachment: its kind (`photo`, `sticker`, …) and the platform's id of its content."""

    kind: str
    unique_id: str = ""


@dataclass(frozen=True, slots=True)
class Features:
    """What the platform itself says of a message beyond its words."""

    links: tuple[str, ...] = field(default=(), repr=False)
    """Every link target, hidden ones too (text links, buttons), as written."""
    mentions: tuple[str, ...] = field(default=(), repr=False)
    custom_emoji: int = 0
    buttons: int = 0
    is_forward: bool = False
    is_external_reply: bool = False
    has_quote: bool = False
    has_contact: bool = False
    has_story: bool = False
    via_bot: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How far words carry, as far as the platform tells."""

    followers: int = 0
    """Of the author."""
    likes: int = 0
    replies: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One version of one message; `external_id` is unique inside its channel."""

    channel: ChannelKey
    place: Place
    external_id: str
    author: Author
    sent_at: int
    """UTC microseconds by the platform's clock."""
    received_at: int
    parts: tuple[TextPart, ...] = ()
    media: tuple[Media, ...] = ()
    features: Features = Features()
    edited_at: int | None = None
    thread: str | None = None
    """External id of the thread root (forwarded post, forum topic) inside the channel."""
    reply_to: str | None = None
    album: str | None = None
    business_connection: str | None = None
    direct_topic: str | None = None
    reach: Reach = Reach()

    @property
    def text(self) -> str:
        """All text of the message, the author's own words first, one part a line."""
        own = [part.text for part in self.parts if part.kind in OWN_PARTS]
        other = [part.text for part in self.parts if part.kind not in OWN_PARTS]
        return "\n".join(filter(None, own + other))

    @property
    def own_text(self) -> str:
        """Only what the author wrote: no quotes, buttons, forward names or link targets."""
        return "\n".join(part.text for part in self.parts if part.kind in OWN_PARTS and part.text)


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as it is remembered, with what its last version was judged to be."""

    id: int
    version: int
    message: Message
    verdict_outcome: str = ""
    case_id: int | None = None
    deleted: bool = False
