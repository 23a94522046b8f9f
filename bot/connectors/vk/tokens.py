"""The kinds of keys that VK gives out, and how fast each may ask.

Which kind may do what is never written down as certain: `tiers` learns it from VK's answers.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Token(StrEnum):
    """One key of ours by its kind; the key itself stays in `library`."""

    COMMUNITY = "community"
    """Made by an administrator in the community's settings; never expires."""
    USER = "user"
    """Of a manager's account: what VK grants to people only."""
    SERVICE = "service"
    """Of an application: reads what is public."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one key may ask: calls a second as VK counts them, and calls at once."""

    a_second: int
    at_once: int


PACES: Final = {
    Token.COMMUNITY: Pace(18, 6),
    Token.USER: Pace(3, 3),
    Token.SERVICE: Pace(3, 2),
}
"""VK allows 20 a second to a community key and 3 to the others; two of the 20 are left to whatever
else the administrator runs with the same key."""
