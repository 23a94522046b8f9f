"""Whether this version is an edit.

Spammers post an innocent text first and edit it when nobody looks.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Edited:
    """The message was edited."""

    mood: ClassVar[bool] = False
    wanted: bool = option("false asks for the contrary", default=True)

    @property
    def code(self) -> str:
        """`edited`, or denied."""
        return "edited" if self.wanted else "not:edited"

    def holds(self, situation: Situation) -> bool | None:
        """Always known."""
        return situation.edited is self.wanted
