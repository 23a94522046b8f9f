"""Whether the author is new here.

What new means is fixed by contract.md and counted in `Situation`.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Newcomer:
    """The author has under 3 clean messages here, or under 7 days."""

    mood: ClassVar[bool] = False
    wanted: bool = option("false asks for the contrary", default=True)

    @property
    def code(self) -> str:
        """`newcomer`, or denied."""
        return "newcomer" if self.wanted else "not:newcomer"

    def holds(self, situation: Situation) -> bool | None:
        """Always known."""
        return situation.newcomer is self.wanted
