"""Telegram's HTML, built from runs of plain text, so that what a stranger wrote is only ever text.

Telegram counts 4096 UTF-16 units after the markup is read, so length is counted on the plain text
and a cut never falls inside an entity, an escape or an emoji.
"""

import html
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

LIMIT: Final = 4096
"""UTF-16 units of one message, after entities are parsed (Bot API: `sendMessage.text`)."""

_STEERING: Final = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C], None
)
"""Direction marks: one in a name would turn our own words around."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text inside one tag; `url` makes it a link."""

    text: str = field(repr=False)
    tag: str = ""
    url: str = field(default="", repr=False)

    @property
    def markup(self) -> str:
        """The run as HTML."""
        text = html.escape(self.text, quote=False)
        if self.url:
            return f'<a href="{html.escape(self.url)}">{text}</a>'
        if not self.tag:
            return text
        return f"<{self.tag}>{text}</{self.tag.partition(' ')[0]}>"


def bold(text: str) -> Run:
    """Return a bold run."""
    return Run(text, "b")


def quoted(text: str) -> Run:
    """Return a quote that folds when it is long."""
    return Run(text, "blockquote expandable")


def plain(text: str) -> str:
    """Return a stranger's text without marks that would steer the text around it."""
    return text.translate(_STEERING)


def one_line(text: str, limit: int) -> str:
    """Return a stranger's name or first line as one short line."""
    return shorten(" ".join(plain(text).split()), limit)


def units(text: str) -> int:
    """Return a text's length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """Return a text of at most `limit` UTF-16 units, an ellipsis where it was cut."""
    if units(text) <= limit:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: max(0, limit - 1) * 2]
    return f"{kept.decode('utf-16-le', 'ignore').rstrip()}…" if limit > 0 else ""


def write(runs: Iterable[Run], limit: int = LIMIT) -> str:
    """Return the runs as HTML whose plain text is at most `limit` units long."""
    left = limit
    written: list[str] = []
    for run in runs:
        text = shorten(run.text, left)
        if not text:
            continue
        written.append(Run(text, run.tag, run.url).markup)
        left -= units(text)
        if text != run.text:
            break
    return "".join(written)
