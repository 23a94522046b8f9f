"""Who writes and who decides: identities, roles, standing.

An identity is keyed on the platform's id of who is *seen* as the author: `sender_chat` where there
is one, else the user (Bot API: `Message.sender_chat`). Roles and standing hang on it.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from models.channel import ChannelKey, Platform


class AuthorKind(StrEnum):
    """What stands behind an author's name."""

    USER = "user"
    BOT = "bot"
    CHANNEL = "channel"
    """A user who posts as a channel: bans go to the channel (`banChatSenderChat`)."""
    ANONYMOUS_ADMIN = "anonymous_admin"
    LINKED_CHANNEL = "linked_channel"
    """The channel's own post, copied into its discussion group."""
    BRAND = "brand"
    """The VK community itself: `from_id` is minus its own number."""


OURS = frozenset({AuthorKind.ANONYMOUS_ADMIN, AuthorKind.LINKED_CHANNEL, AuthorKind.BRAND})
"""Authors who are the brand itself: never acted on."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote or pressed, as the platform shows it."""

    platform: Platform
    external_id: str
    kind: AuthorKind = AuthorKind.USER
    name: str = field(default="", repr=False)
    username: str = field(default="", repr=False)
    language: str = ""

    @property
    def key(self) -> str:
        """The identity's natural key, `platform:external_id`, as roles in the config spell it."""
        return f"{self.platform}:{self.external_id}"


class Role(StrEnum):
    """What a person may do, strongest first; see the rights table of the domain."""

    OWNER = "owner"
    LEAD = "lead"
    MODERATOR = "moderator"
    TRAINEE = "trainee"
    STAFF = "staff"
    """An administrator by the platform who decides nothing here; never acted on."""

    @property
    def may_decide(self) -> bool:
        """Whether this role's press on a card takes effect by itself."""
        return self not in {Role.TRAINEE, Role.STAFF}


class RoleSource(StrEnum):
    """Where a role comes from; config overrides a press, a press overrides the platform."""

    CONFIG = "config"
    SETUP_CODE = "setup_code"
    PRESS = "press"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one identity; channel None means the whole workspace."""

    identity_key: str
    role: Role
    source: RoleSource
    channel: ChannelKey | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an author in this workspace at the moment of judging.

    `clean_messages` counts messages that were left alone; times are UTC microseconds.
    """

    clean_messages: int = 0
    first_seen_at: int | None = None
    joined_at: int | None = None
    """When the join to this very channel was seen; None: nobody saw it."""
    removed_messages: int = 0
    role: Role | None = None
    """The strongest role of the author in this channel."""
    is_staff: bool = False
    """Administrator of the channel, or holder of any role: never acted on."""
