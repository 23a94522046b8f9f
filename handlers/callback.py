"""What a button carries: a choice, a case, the version it was shown at, and nothing else.

Callback data comes back from the platform, so it is as trustworthy as any text of a stranger:
`parse` reads only the exact shape that `build` writes, and rights are asked again at the press.
Connectors build with it, `handlers.review` parses with it.
"""

import re
from dataclasses import dataclass
from typing import Final

from models.card import Choice
from models.ids import Kind, MalformedIdError, show
from models.ids import parse as parse_id

VERSION: Final = "v1"
LIMIT_BYTES: Final = 64
"""Bot API: `InlineKeyboardButton.callback_data` holds 1 to 64 bytes."""

_SHAPE: Final = re.compile(
    r"v1:([a-z]{1,5}):([0-9A-Z]{13}):([0-9]{1,9})(?::([A-Za-z0-9_,.-]{1,40}))?"
)


class ForgedError(ValueError):
    """Data that no button of ours carries; the message never repeats it."""


@dataclass(frozen=True, slots=True)
class Data:
    """A press as it was meant; `argument` is a message in base32, or a role and its receiver."""

    choice: Choice
    case_id: int
    version: int
    argument: str = ""


def build(choice: Choice, case_id: int, version: int, argument: str = "") -> str:
    """Write callback data; raises ValueError when it would not fit into 64 bytes."""
    data = f"{VERSION}:{choice}:{word(case_id)}:{version}"
    if argument:
        data = f"{data}:{argument}"
    if len(data.encode()) > LIMIT_BYTES:
        raise ValueError("callback data is over 64 bytes")
    return data


def parse(data: str) -> Data:
    """Read callback data; raises ForgedError for whatever `build` could not have written."""
    found = _SHAPE.fullmatch(data)
    if found is None:
        raise ForgedError("not a button of ours")
    choice, case, version, argument = found.groups(default="")
    try:
        return Data(Choice(choice), number(case), int(version), argument)
    except ValueError:
        raise ForgedError("not a button of ours") from None


def word(key: int) -> str:
    """Write one of our keys as 13 letters of base32, without its prefix."""
    return show(Kind.CASE, key)[2:]


def number(letters: str) -> int:
    """Read a key back; raises ForgedError."""
    try:
        return parse_id(f"{Kind.CASE}-{letters}")[1]
    except MalformedIdError:
        raise ForgedError("not a key of ours") from None
