"""Text as runs in a style: what a card consists of before a network's own markup is put around it.

`bot.layout` composes runs from codes and from what strangers wrote; a connector writes them as HTML
or as bare text. Length is counted in UTF-16 units, and a cut never falls inside an emoji.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_STEERING: Final = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C], None
)
"""Direction marks: one in a name would turn our own words around."""


class Style(StrEnum):
    """What a run is, not how it looks."""

    PLAIN = ""
    BOLD = "bold"
    ITALIC = "italic"
    QUOTE = "quote"
    """What a stranger wrote; long ones may be folded."""
    WHOLE_QUOTE = "whole_quote"
    """What a stranger wrote, never folded."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; `url` makes it a link."""

    text: str = field(repr=False)
    style: Style = Style.PLAIN
    url: str = field(default="", repr=False)


def plain(text: str) -> str:
    """Return a stranger's text without marks that would steer the text around it."""
    return text.translate(_STEERING)


def one_line(text: str, limit: int) -> str:
    """Return a stranger's name or first line as one short line."""
    return shorten(" ".join(plain(text).split()), limit)


def units(text: str) -> int:
    """Return a text's length in UTF-16 units, as Telegram counts it; VK never counts more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """Return a text of at most `limit` UTF-16 units, an ellipsis where it was cut."""
    if units(text) <= limit:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: max(0, limit - 1) * 2]
    return f"{kept.decode('utf-16-le', 'ignore').rstrip()}…" if limit > 0 else ""
