"""A case's face: what a card shows, in codes and quoted text; connectors turn it into markup.

Only connectors escape and word it, so a card can never carry markup that a stranger wrote.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from models.signal import Detail


class Choice(StrEnum):
    """What a button asks for; short, since callback data holds at most 64 bytes."""

    DELETE = "del"
    DELETE_BAN = "ban"
    KEEP = "keep"
    UNDO = "undo"
    WHY = "why"
    DONE = "done"
    """Handled: an urgent or negative matter that needs no removal."""
    ROLE = "role"
    ITEMS = "list"
    CLOSE = "close"
    """Close the comments of a thread for a while."""
    STOP_WORDS = "stop"
    """Push the wave's words to the platform's own filter."""


@dataclass(frozen=True, slots=True)
class Word:
    """A text of ours to be: its code in locales/, and the arguments."""

    code: str
    args: Detail = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a stranger wrote, to be escaped and cut where it is shown."""

    text: str = field(repr=False)
    author: str = field(repr=False)
    link: str = ""
    media: tuple[str, ...] = ()
    post: str = field(default="", repr=False)
    """First line of the post above it."""
    answers: str = field(default="", repr=False)
    """The comment it answers."""
    edited: bool = False
    state: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """One button: its words and either a choice on a case or a link."""

    label: Word
    choice: Choice | None = None
    argument: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A whole card; rendering the same card twice gives the same bytes."""

    case_id: int
    version: int
    title: Word
    quotes: tuple[Quote, ...] = ()
    more: int = 0
    """How many further items are not shown."""
    where: str = field(default="", repr=False)
    standing: Word | None = None
    why: tuple[Word, ...] = ()
    done: tuple[Word, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    sounds: bool = False
