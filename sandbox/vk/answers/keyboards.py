"""What VK demands of a keyboard; anything else is error 911.

`messages.py` asks before a message is stored.
"""

import json

from sandbox.vk.errors import VkApiError
from sandbox.vk.wire import JsonObject

KINDS = frozenset({"text", "callback", "open_link", "location", "vkpay", "open_app", "open_photo"})
COLOURS = frozenset({"primary", "secondary", "negative", "positive"})
MOST_ROWS, MOST_INLINE_ROWS, MOST_IN_ROW = 10, 6, 5
MOST_BUTTONS, MOST_INLINE_BUTTONS = 40, 10
MOST_LABEL, MOST_PAYLOAD = 40, 255


def checked(keyboard: JsonObject) -> JsonObject | None:
    """The keyboard as it is kept; None where it has no buttons. Raises 911."""
    rows = keyboard.get("buttons")
    inline = bool(keyboard.get("inline"))
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        raise VkApiError(911, "buttons is invalid")
    if inline and keyboard.get("one_time"):
        raise VkApiError(911, "inline keyboard can't be one_time")
    if len(rows) > (MOST_INLINE_ROWS if inline else MOST_ROWS):
        raise VkApiError(911, "too much rows")
    if any(len(row) > MOST_IN_ROW for row in rows):
        raise VkApiError(911, "too much buttons in row")
    buttons = [button for row in rows for button in row]
    if len(buttons) > (MOST_INLINE_BUTTONS if inline else MOST_BUTTONS):
        raise VkApiError(911, "too much buttons")
    for button in buttons:
        _check(button)
    return keyboard if buttons else None


def _check(button: object) -> None:
    action = button.get("action") if isinstance(button, dict) else None
    if not isinstance(button, dict) or not isinstance(action, dict):
        raise VkApiError(911, "action is undefined")
    kind = action.get("type")
    if kind not in KINDS:
        raise VkApiError(911, "action type is invalid")
    label = action.get("label")
    if kind in {"text", "callback", "open_link"} and (
        not isinstance(label, str) or not 0 < len(label) <= MOST_LABEL
    ):
        raise VkApiError(911, "label is invalid")
    if button.get("color", "primary") not in COLOURS:
        raise VkApiError(911, "color is invalid")
    _check_payload(action.get("payload"))


def _check_payload(payload: object) -> None:
    if payload is None:
        return
    text = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
    try:
        json.loads(text)
    except ValueError as error:
        raise VkApiError(911, "payload is not valid JSON") from error
    if len(text) > MOST_PAYLOAD:
        raise VkApiError(911, "payload is too long")
