"""Cards and short texts as VK shows them: bare text and an inline keyboard.

VK's messages have neither bold nor quotes (messages.send, schema 5.199), so every line that a
stranger wrote begins with a mark, and a link is its whole address. VK makes mentions of `[id1|…]`,
`@name` and `*name`, signs of `&#91;` and lines of `<br>`: a joiner without width behind the sign
leaves them readable and dead. Rendering the same card twice gives the same bytes, so its hash tells
whether an edit would change anything.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from bot.buttons import card_keys, speech_keys
from bot.connectors.vk.keyboard import inline
from bot.layout import Page, card_runs, repost_runs, speech_runs
from bot.runs import Run, Style, plain, shorten, units
from bot.texts import Texts
from models.action import Json
from models.card import Card

LIMIT: Final = 4096
"""Letters of one message that VK's apps show; UTF-16 units are the strictest way to count them."""

_JOINER: Final = "\u2060"
_LIVE: Final = re.compile(rf"(\[|[@*](?=[\w.])|&(?=[#\w])|<(?=[/\w]))(?!{_JOINER})")
_QUOTES: Final = frozenset({Style.QUOTE, Style.WHOLE_QUOTE})
_MARK: Final = "> "
_LINK: Final = "🔗 "


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to be sent; the keyboard is JSON, empty without buttons."""

    text: str = field(repr=False)
    keyboard: str = field(default="", repr=False)

    @property
    def hash(self) -> str:
        """Fingerprint of all that a reader sees."""
        seen = f"{self.text}\0{self.keyboard}"
        return sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()


def render_card(card: Card, texts: Texts) -> Rendered:
    """Return a card as a message of at most 4096 units."""
    return Rendered(write(card_runs(card, texts, _PAGE)), inline(card_keys(card, texts)))


def render_speech(params: Mapping[str, Json], texts: Texts) -> Rendered:
    """Return a short text of ours: words, lines below, a quote, buttons."""
    keyboard = inline(speech_keys(params.get("buttons"), texts))
    return Rendered(write(speech_runs(params, texts)), keyboard)


def render_repost(params: Mapping[str, Json], texts: Texts) -> Rendered:
    """Return a restored message: whose it was, and its words as a quote."""
    return Rendered(write(repost_runs(params, texts)))


def render_reply(text: str) -> Rendered:
    """Return an answer of the brand's, in its own words."""
    return Rendered(shorten(inert(plain(text)), LIMIT))


def write(runs: Iterable[Run], limit: int = LIMIT) -> str:
    """Return the runs as bare text of at most `limit` units that VK shows as it is."""
    return shorten(inert("".join(_bare(run) for run in runs)), limit)


def inert(text: str) -> str:
    """Return a text in which VK finds nothing to mention or to decode; it reads the same."""
    return _LIVE.sub(rf"\1{_JOINER}", text)


def _bare(run: Run) -> str:
    if run.url:
        return f"{_LINK}{run.url}"
    if run.style not in _QUOTES:
        return run.text
    return "\n".join(f"{_MARK}{line}" for line in run.text.splitlines() if line.strip())


def _fits(runs: Sequence[Run]) -> bool:
    return units(inert("".join(map(_bare, runs)))) <= LIMIT


_PAGE: Final = Page(_fits, bare_links=True)
