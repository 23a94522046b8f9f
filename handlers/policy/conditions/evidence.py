"""How many independent kinds of evidence speak: what strict rules stand on.

Two links are one kind; a link and the wording of a known scheme are two.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Evidence:
    """At least so many independent kinds of evidence hold, the classifier's highest step too."""

    mood: ClassVar[bool] = False
    kinds: int = option("least number of kinds, for instance 3")

    @property
    def code(self) -> str:
        """`evidence:` and the number."""
        return f"evidence:{self.kinds}"

    def holds(self, situation: Situation) -> bool | None:
        """Count the kinds; always known."""
        return len(situation.evidence) >= self.kinds
