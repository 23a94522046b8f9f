"""Telegram's HTML, written from runs of plain text, so that a stranger's words are only ever text.

Telegram counts 4096 UTF-16 units after the markup is read, so length is counted on the plain text
and a cut never falls inside an entity, an escape or an emoji.
"""

import html
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.runs import Run, Style, shorten, units

LIMIT: Final = 4096
"""UTF-16 units of one message, after entities are parsed (Bot API: `sendMessage.text`)."""

_TAGS: Final = {
    Style.PLAIN: "",
    Style.BOLD: "b",
    Style.ITALIC: "i",
    Style.QUOTE: "blockquote expandable",
    Style.WHOLE_QUOTE: "blockquote",
}


def write(runs: Iterable[Run], limit: int = LIMIT) -> str:
    """Return the runs as HTML whose plain text is at most `limit` units long."""
    left = limit
    written: list[str] = []
    for run in runs:
        text = shorten(run.text, left)
        if not text:
            continue
        written.append(_markup(replace(run, text=text)))
        left -= units(text)
        if text != run.text:
            break
    return "".join(written)


def _markup(run: Run) -> str:
    text = html.escape(run.text, quote=False)
    if run.url:
        return f'<a href="{html.escape(run.url)}">{text}</a>'
    tag = _TAGS[run.style]
    return f"<{tag}>{text}</{tag.partition(' ')[0]}>" if tag else text
