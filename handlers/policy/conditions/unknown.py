"""Whether a newcomer may be an old member whose join nobody saw.

Holds only in the first week of watching a channel; see contract.md.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Unknown:
    """The channel is watched for under 7 days and the join of this newcomer was not seen."""

    mood: ClassVar[bool] = False
    wanted: bool = option("false asks for the contrary", default=True)

    @property
    def code(self) -> str:
        """`unknown`, or denied."""
        return "unknown" if self.wanted else "not:unknown"

    def holds(self, situation: Situation) -> bool | None:
        """Always known."""
        return situation.unknown is self.wanted
