"""Rich messages: blocks within blocks, of kinds that are added every few months.

Every string that a reader sees is taken, kinds nobody told us about included; depth and size are
bounded, so that a nest made to choke a parser is only cut.
"""

from typing import Final

from bot.connectors.telegram.entities import Found
from bot.connectors.telegram.wire import JsonObject, clean
from models.message import PartKind

_NODES: Final = 5_000
_INLINE: Final = frozenset({"text", "expression", "alternative_text"})
_SILENT: Final = frozenset(
    {"type", "name", "language", "align", "valign", "date_time_format", "custom_emoji_id"}
    | {"anchor_name", "reference_name", "file_id", "file_unique_id", "mime_type"}
    | {"email_address", "phone_number", "bank_card_number", "username", "hashtag", "cashtag"}
    | {"bot_command"}
)
"""Strings that no reader sees, or that only repeat what the same node shows as its text."""


def read_rich(found: Found, message: JsonObject) -> None:
    """Gather the words and links of a rich message into one part."""
    lines: list[str] = []
    _walk(_lines(message.get("blocks")), lines, found)
    found.add(
        PartKind.RICH, "\n".join(line for line in "".join(lines).splitlines() if line.strip())
    )


def _walk(root: object, lines: list[str], found: Found) -> None:
    waiting: list[object] = [root]
    for _ in range(_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, str):
            lines.append(clean(node))
        elif isinstance(node, list):
            waiting.extend(reversed(node[:_NODES]))
        elif isinstance(node, dict):
            waiting.extend(reversed(_inside(node, found)))


def _inside(node: JsonObject, found: Found) -> list[object]:
    """Return a node's readable children in order; a block ends its line, a run of text does not."""
    inside: list[object] = []
    for key, value in node.items():
        if key in _INLINE:
            inside.append(value)
        elif isinstance(value, (dict, list)):
            if key != "user":
                inside.extend(_lines(value))
        elif isinstance(value, str) and key not in _SILENT:
            if key == "url":
                found.hidden_link(clean(value))
            else:
                inside.extend(("\n", value, "\n"))
    if node.get("type") in {"custom_emoji", "mention", "text_mention"}:
        _count(node, found)
    return inside


def _lines(value: object) -> list[object]:
    """Return blocks, list items and the cells of table rows with a line end before each."""
    if not isinstance(value, list):
        return ["\n", value, "\n"]
    lines: list[object] = []
    for one in value[:_NODES]:
        row = one if isinstance(one, list) else [one]
        for cell in row[:_NODES]:
            lines.extend(("\n", cell))
    lines.append("\n")
    return lines


def _count(node: JsonObject, found: Found) -> None:
    if node.get("type") == "custom_emoji":
        found.custom_emoji += 1
    elif isinstance(node.get("username"), str):
        found.mentions.append(f"@{clean(str(node['username']))}")
    elif isinstance(user := node.get("user"), dict):
        found.mentions.append(f"tg://user?id={user.get('id')}")
