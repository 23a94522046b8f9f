"""Reading VK's JSON tolerantly: essentials are demanded with their path, the rest taken if sane.

VK sends fields that its schema does not name, and other types than it names. Neither may ever cost
a comment; `translate` and its families read only through these functions.
"""

import json
from collections.abc import Iterator
from typing import Final

from bot.ports import MalformedUpdateError

JsonObject = dict[str, object]

EMPTY: Final[JsonObject] = {}
LARGEST_ID: Final = 1 << 53
"""VK's ids and dates stay below this; what is greater is poison for a database column."""
CHAT_BASE: Final = 2_000_000_000
"""Peers above it are chats of several people, the rest are private."""

_TEXT_KEYS: Final = frozenset(
    {"text", "title", "question", "description", "url", "caption", "transcript", "label", "message"}
)
_NODES: Final = 5_000


def child(parent: JsonObject, key: str) -> JsonObject:
    """Return an optional object; empty where it is absent or something else."""
    value = parent.get(key)
    return value if isinstance(value, dict) else EMPTY


def children(parent: JsonObject, key: str) -> Iterator[JsonObject]:
    """Yield the objects of an optional list, passing over what is not an object."""
    value = parent.get(key)
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            yield one


def words(parent: JsonObject, key: str) -> str:
    """Return an optional string, fit for every database; empty where there is none."""
    value = parent.get(key)
    return clean(value) if isinstance(value, str) else ""


def number(parent: JsonObject, key: str) -> int | None:
    """Return an optional integer that is sane as an id or a date."""
    value = parent.get(key)
    return value if type(value) is int and -LARGEST_ID < value < LARGEST_ID else None


def flag(parent: JsonObject, key: str) -> bool:
    """Tell whether an optional boolean is set; VK writes them as true and as 1."""
    value = parent.get(key)
    return value is True or (type(value) is int and value == 1)


def need_number(parent: JsonObject, key: str, path: str) -> int:
    """Return a required sane integer; raises MalformedUpdateError with its path."""
    value = number(parent, key)
    if value is None:
        raise MalformedUpdateError(f"{path}.{key}: int expected")
    return value


def need_time(parent: JsonObject, key: str, path: str) -> int:
    """Return a required Unix time as UTC microseconds; raises MalformedUpdateError."""
    value = need_number(parent, key, path)
    if not 0 <= value < 1 << 33:
        raise MalformedUpdateError(f"{path}.{key}: Unix time expected")
    return value * 1_000_000


def need_words(parent: JsonObject, key: str, path: str) -> str:
    """Return a string that may be absent but not of another type; raises MalformedUpdateError."""
    value = parent.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedUpdateError(f"{path}.{key}: str expected")
    return clean(value)


def clean(text: str) -> str:
    """Make a string storable: lone surrogates and NUL, legal in JSON, break UTF-8 databases."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", " ") if "\0" in text else text


def dump(value: object) -> bytes:
    """Return a parsed value as compact JSON, also where it holds half of a surrogate pair."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def harvest(node: object) -> str:
    """Collect every string under a text-like key, however deep: of what could not be read."""
    found: list[str] = []
    waiting: list[tuple[bool, object]] = [(False, node)]
    for _ in range(_NODES):
        if not waiting:
            break
        is_text, value = waiting.pop()
        if isinstance(value, str):
            if is_text and value:
                found.append(clean(value))
        elif isinstance(value, list):
            waiting.extend((is_text, one) for one in reversed(value[:_NODES]))
        elif isinstance(value, dict):
            pairs = list(value.items())[:_NODES]
            waiting.extend((key in _TEXT_KEYS, one) for key, one in reversed(pairs))
    return "\n".join(found)
