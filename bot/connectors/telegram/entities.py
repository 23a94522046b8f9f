"""Links, mentions and custom emoji of a text, by its entities.

Offsets count UTF-16 units, so a text with emoji is cut in that encoding. A broken entity is passed
over: the words are worth more than their decoration.
"""

from dataclasses import dataclass, field

from bot.connectors.telegram.wire import JsonObject, children, clean, words
from models.message import PartKind, TextPart


@dataclass(slots=True)
class Found:
    """What has been gathered from one message so far; `parts` keep the order of discovery."""

    parts: list[TextPart] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    custom_emoji: int = 0
    buttons: int = 0

    def add(self, kind: PartKind, text: str) -> None:
        """Keep a piece of text, unless it is empty."""
        if text:
            self.parts.append(TextPart(kind, text))

    def hidden_link(self, url: str) -> None:
        """Keep a target that the reader does not see in the text."""
        if url:
            self.links.append(url)
            self.parts.append(TextPart(PartKind.LINK, url))


def read_entities(found: Found, text: str, holder: JsonObject, key: str) -> None:
    """Gather what the entities under `key` say of `text`."""
    for entity in children(holder, key):
        kind = entity.get("type")
        if kind in {"url", "email"}:
            found.links.append(_cut(text, entity))
        elif kind == "text_link":
            found.hidden_link(words(entity, "url"))
        elif kind == "mention":
            found.mentions.append(_cut(text, entity))
        elif kind == "text_mention":
            user = entity.get("user")
            if isinstance(user, dict):
                found.mentions.append(f"tg://user?id={user.get('id')}")
        elif kind == "custom_emoji":
            found.custom_emoji += 1


def _cut(text: str, entity: JsonObject) -> str:
    start, length = entity.get("offset"), entity.get("length")
    if type(start) is not int or type(length) is not int or start < 0 or length < 0:
        return ""
    if text.isascii():
        return text[start : start + length]
    units = text.encode("utf-16-le", "surrogatepass")[start * 2 : (start + length) * 2]
    return clean(units.decode("utf-16-le", "surrogatepass"))
