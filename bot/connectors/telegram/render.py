"""Cards and short texts as Telegram shows them: HTML and an inline keyboard.

What they say and in which order is laid out for all networks in `bot.layout`; strangers are escaped
in `html`. Rendering the same card twice gives the same bytes, so its hash tells whether an edit
would change anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from bot.buttons import card_keys, speech_keys
from bot.connectors.telegram.aio import types
from bot.connectors.telegram.html import LIMIT, write
from bot.connectors.telegram.keyboard import markup
from bot.layout import Page, card_runs, repost_runs, speech_runs
from bot.runs import Run, units
from bot.texts import Texts
from models.action import Json
from models.card import Card


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to be sent."""

    text: str = field(repr=False)
    keyboard: types.InlineKeyboardMarkup | None = None

    @property
    def hash(self) -> str:
        """Fingerprint of all that a reader sees."""
        buttons = self.keyboard.model_dump_json(exclude_none=True) if self.keyboard else ""
        return sha256(f"{self.text}\0{buttons}".encode("utf-8", "surrogatepass")).hexdigest()


def _fits(runs: Sequence[Run]) -> bool:
    return sum(units(run.text) for run in runs) <= LIMIT


_PAGE: Final = Page(_fits)


def render_card(card: Card, texts: Texts) -> Rendered:
    """Return a card as a message of at most 4096 units."""
    return Rendered(write(card_runs(card, texts, _PAGE)), markup(card_keys(card, texts)))


def render_speech(params: Mapping[str, Json], texts: Texts) -> Rendered:
    """Return a short text of ours: words, lines below, a quote, buttons."""
    keyboard = markup(speech_keys(params.get("buttons"), texts))
    return Rendered(write(speech_runs(params, texts)), keyboard)


def render_repost(params: Mapping[str, Json], texts: Texts) -> Rendered:
    """Return a restored message: whose it was, and its words as a quote."""
    return Rendered(write(repost_runs(params, texts)))
