"""Buttons before a network draws them: words in the bot's language, and data or a link behind.

Data names only choice, case and version; `handlers.review` reads it at the press. Connectors turn
rows of these into their own keyboards.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from bot.layout import arguments
from bot.texts import Texts
from handlers.callback import LIMIT_BYTES, build
from models.action import Json
from models.card import Button, Card, Choice

_LINKS: Final = ("https://", "http://", "tg://")


@dataclass(frozen=True, slots=True)
class Key:
    """One button as it is shown: with data to be pressed, or with a link to be opened."""

    label: str = field(repr=False)
    data: str = ""
    url: str = ""
    choice: Choice | None = None
    """What a card's button asks for; a short text's buttons carry data alone."""


Rows = list[list[Key]]


def card_keys(card: Card, texts: Texts) -> Rows:
    """Return a card's buttons in rows; none empty."""
    return _rows((_button(button, card, texts) for button in row) for row in card.buttons)


def speech_keys(rows: Json, texts: Texts) -> Rows:
    """Return the buttons of a short text: `{"code", "args"?, "data" | "url"}` in rows."""
    listed = [
        row if isinstance(row, list) else [row] for row in (rows if isinstance(rows, list) else ())
    ]
    return _rows((_said(button, texts) for button in row) for row in listed)


def _rows(rows: Iterable[Iterable[Key | None]]) -> Rows:
    made = ([key for key in row if key is not None] for row in rows)
    return [row for row in made if row]


def _button(button: Button, card: Card, texts: Texts) -> Key | None:
    label = texts.say(button.label.code, button.label.args)
    if button.url:
        return _link(label, button.url)
    if button.choice is None:
        return None
    data = build(button.choice, card.case_id, card.version, button.argument)
    return Key(label, data, choice=button.choice)


def _said(button: Json, texts: Texts) -> Key | None:
    if not isinstance(button, dict):
        return None
    label = texts.say(str(button.get("code", "")), arguments(button.get("args")))
    if isinstance(url := button.get("url"), str):
        return _link(label, url)
    data = button.get("data")
    if not isinstance(data, str) or not 0 < len(data.encode()) <= LIMIT_BYTES:
        return None
    return Key(label, data)


def _link(label: str, url: str) -> Key | None:
    return Key(label, url=url) if url.startswith(_LINKS) else None
