"""Buttons as an inline keyboard of VK, which holds less than Telegram's.

At most 6 rows, 5 buttons in a row, 10 in all, 40 letters on each (dev.vk.com, bots-docs-3). What
has too many rows is drawn in pairs; of more than ten buttons the first ten are kept, since those
come first that matter most. Our cards and lists stay within ten.
"""

from collections.abc import Mapping
from typing import Final

from bot.buttons import Key, Rows
from bot.connectors.vk.params import compact
from bot.runs import plain, shorten
from models.action import Json
from models.card import Choice

MOST_ROWS: Final = 6
MOST_IN_ROW: Final = 5
MOST: Final = 10
LABEL: Final = 40

NO_BUTTONS: Final = '{"inline":true,"buttons":[]}'
"""Takes the buttons of an edited message away; without any keyboard VK may leave them."""

_COLOURS: Final[Mapping[Choice, str]] = {
    Choice.DELETE: "negative",
    Choice.DELETE_BAN: "negative",
    Choice.DONE: "positive",
    Choice.KEEP: "positive",
}
_USUAL: Final = "secondary"
_WEB: Final = ("https://", "http://")


def inline(rows: Rows) -> str:
    """Return the keyboard as JSON; empty where no button is left."""
    drawn = _within([[made for key in row if (made := _key(key)) is not None] for row in rows])
    return compact({"inline": True, "buttons": drawn}) if drawn else ""


def _within(rows: list[list[Json]]) -> list[list[Json]]:
    """Lay buttons out within VK's limits, in their order."""
    flat = [button for row in rows for button in row]
    if len(flat) > MOST:
        rows, flat = [flat[:MOST]], flat[:MOST]
    split = [
        row[at : at + MOST_IN_ROW] for row in rows for at in range(0, len(row), MOST_IN_ROW) if row
    ]
    if len(split) <= MOST_ROWS:
        return split
    return [flat[at : at + 2] for at in range(0, len(flat), 2)]


def _key(key: Key) -> Json:
    label = shorten(" ".join(plain(key.label).split()), LABEL)
    if not label or (key.url and not key.url.startswith(_WEB)):
        return None
    if key.url:
        return {"action": {"type": "open_link", "link": key.url, "label": label}}
    colour = _USUAL if key.choice is None else _COLOURS.get(key.choice, _USUAL)
    payload = compact({"d": key.data})
    return {"action": {"type": "callback", "payload": payload, "label": label}, "color": colour}
