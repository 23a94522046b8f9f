"""The short line that answers a press: at most 90 letters, since VK takes no more.

A longer answer keeps the whole sentences that fit; where not even the first one does, it is cut at
a word. VK knows no alerts, so an alarming answer is the same line. `sends` gives it out.
"""

import re
from typing import Final

from bot.connectors.vk.params import compact
from bot.runs import plain, shorten, units

LIMIT: Final = 90
"""Letters of `show_snackbar` (dev.vk.com, messages.sendMessageEventAnswer)."""

_SENTENCES: Final = re.compile(r"(?<=[.!?…])\s+")


def event_data(text: str) -> str | None:
    """Return what to send with the answer; None only stops the button's waiting."""
    line = fitted(text)
    return compact({"type": "show_snackbar", "text": line}) if line else None


def fitted(text: str) -> str:
    """Return a text of any length as one line of at most 90 UTF-16 units."""
    line = " ".join(plain(text).split())
    if units(line) <= LIMIT:
        return line
    kept = ""
    for sentence in _SENTENCES.split(line):
        longer = f"{kept} {sentence}".strip()
        if units(longer) > LIMIT:
            break
        kept = longer
    return kept or _cut(line)


def _cut(line: str) -> str:
    cut = shorten(line, LIMIT)
    head = cut.rpartition(" ")[0].rstrip(" ,;:–—-")
    return f"{head}…" if len(head) > LIMIT // 2 else cut
