"""Buttons as an inline keyboard of Telegram, in the rows they were laid out in."""

from bot.buttons import Key, Rows
from bot.connectors.telegram.aio import types


def markup(rows: Rows) -> types.InlineKeyboardMarkup | None:
    """Return the keyboard; None where no button is left."""
    if not rows:
        return None
    return types.InlineKeyboardMarkup(inline_keyboard=[[_key(key) for key in row] for row in rows])


def _key(key: Key) -> types.InlineKeyboardButton:
    if key.url:
        return types.InlineKeyboardButton(text=key.label, url=key.url)
    return types.InlineKeyboardButton(text=key.label, callback_data=key.data)
