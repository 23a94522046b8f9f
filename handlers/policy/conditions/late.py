"""Whether the message came long after it was written.

After an outage nobody is to be woken by yesterday; see contract.md.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Late:
    """More than 30 minutes passed between writing and receipt."""

    mood: ClassVar[bool] = False
    wanted: bool = option("false asks for the contrary", default=True)

    @property
    def code(self) -> str:
        """`late`, or denied."""
        return "late" if self.wanted else "not:late"

    def holds(self, situation: Situation) -> bool | None:
        """Always known."""
        return situation.late is self.wanted
