"""Reading raw JSON tolerantly: essentials are demanded with their path, the rest is taken if sane.

The Bot API grows monthly, so a field that we do not know, or that came in another shape, must
never cost a message. `translate` and its families read only through these functions.
"""

from collections.abc import Iterator
from typing import Final

from bot.ports import MalformedUpdateError

JsonObject = dict[str, object]

EMPTY: Final[JsonObject] = {}
LARGEST_ID: Final = 1 << 53
"""Telegram ids and dates stay below this; what is greater is poison for a database column."""

_TEXT_KEYS: Final = frozenset(
    {"text", "caption", "question", "title", "description", "explanation", "summary", "credit"}
    | {"label", "url", "expression", "alternative_text", "first_name", "prize_description"}
)
_NODES: Final = 5_000


def child(parent: JsonObject, key: str) -> JsonObject:
    """Return an optional object; empty where it is absent or something else."""
    value = parent.get(key)
    return value if isinstance(value, dict) else EMPTY


def children(parent: JsonObject, key: str) -> Iterator[JsonObject]:
    """Yield the objects of an optional list, passing over what is not an object."""
    value = parent.get(key)
    if isinstance(value, list):
        for one in value:
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
    """Tell whether an optional boolean is true."""
    return parent.get(key) is True


def need(parent: JsonObject, key: str, path: str) -> JsonObject:
    """Return a required object; raises MalformedUpdateError with its path."""
    value = parent.get(key)
    if not isinstance(value, dict):
        raise MalformedUpdateError(f"{path}.{key}: object expected")
    return value


def need_number(parent: JsonObject, key: str, path: str) -> int:
    """Return a required sane integer; raises MalformedUpdateError with its path."""
    value = parent.get(key)
    if type(value) is not int or not -LARGEST_ID < value < LARGEST_ID:
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
    if text.isascii():
        return text.replace("\0", " ") if "\0" in text else text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", " ") if "\0" in text else text


def harvest(node: object) -> str:
    """Collect every string under a text-like key, however deep: for what nobody described to us."""
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
