"""Buttons: words in the bot's language, and data that names only choice, case and version."""

from collections.abc import Sequence

from bot.connectors.telegram.aio import types
from bot.texts import Args, Texts
from handlers.callback import LIMIT_BYTES, build
from models.action import Json
from models.card import Button, Card

_LINKS = ("https://", "http://", "tg://")


def card_keyboard(card: Card, texts: Texts) -> types.InlineKeyboardMarkup | None:
    """Return a card's buttons; None when it has none left."""
    rows = [
        [made for button in row if (made := _button(button, card, texts)) is not None]
        for row in card.buttons
    ]
    return _markup(rows)


def speech_keyboard(rows: Json, texts: Texts) -> types.InlineKeyboardMarkup | None:
    """Return the buttons of a short text: `{"code", "args"?, "data" | "url"}` in rows."""
    made: list[list[types.InlineKeyboardButton]] = []
    for row in rows if isinstance(rows, list) else ():
        buttons = row if isinstance(row, list) else [row]
        made.append([one for button in buttons if (one := _said(button, texts)) is not None])
    return _markup(made)


def arguments(value: Json) -> Args:
    """Return the arguments of a code as they came through storage."""
    pairs = value.items() if isinstance(value, dict) else ()
    return {key: one for key, one in pairs if isinstance(one, (str, int, float))}


def _button(button: Button, card: Card, texts: Texts) -> types.InlineKeyboardButton | None:
    label = texts.say(button.label.code, button.label.args)
    if button.url:
        return _link(label, button.url)
    if button.choice is None:
        return None
    data = build(button.choice, card.case_id, card.version, button.argument)
    return types.InlineKeyboardButton(text=label, callback_data=data)


def _said(button: Json, texts: Texts) -> types.InlineKeyboardButton | None:
    if not isinstance(button, dict):
        return None
    label = texts.say(str(button.get("code", "")), arguments(button.get("args")))
    if isinstance(url := button.get("url"), str):
        return _link(label, url)
    data = button.get("data")
    if not isinstance(data, str) or not 0 < len(data.encode()) <= LIMIT_BYTES:
        return None
    return types.InlineKeyboardButton(text=label, callback_data=data)


def _link(label: str, url: str) -> types.InlineKeyboardButton | None:
    return types.InlineKeyboardButton(text=label, url=url) if url.startswith(_LINKS) else None


def _markup(rows: Sequence[list[types.InlineKeyboardButton]]) -> types.InlineKeyboardMarkup | None:
    rows = [row for row in rows if row]
    return types.InlineKeyboardMarkup(inline_keyboard=rows) if rows else None
