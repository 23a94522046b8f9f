"""The frozen bundle of ports and settings that every handler receives."""

from dataclasses import dataclass, field
from enum import StrEnum

from handlers.policy.rules import Policy
from handlers.ports import Classifier, Clock, Ids, Store
from models.channel import ChannelKey, Platform
from models.person import Grant


class Mode(StrEnum):
    """Whether what is decided is done, or only said."""

    ACT = "act"
    OBSERVE = "observe"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration says that matters for deciding."""

    mode: Mode = Mode.ACT
    language: str = "ru"
    """Language of shared chats."""
    grants: tuple[Grant, ...] = ()
    """Roles from the config: they win over everything."""
    accounts: dict[Platform, str] = field(default_factory=dict)
    """Our account id on each platform."""
    usernames: dict[Platform, str] = field(default_factory=dict)
    """Our public name on each platform, for add links and /command@name."""
    moderators: tuple[ChannelKey, ...] = ()
    """Moderators' places from the config; those bound in chat come from the store."""


@dataclass(frozen=True, slots=True)
class World:
    """Everything a handler may ask."""

    store: Store
    classifier: Classifier
    clock: Clock
    ids: Ids
    policy: Policy
    settings: Settings = Settings()
