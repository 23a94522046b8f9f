"""How sure the classifier is that waiting makes harm grow.

A rule that asks this may never punish: `rules.Rule` refuses it.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option, probability
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Urgency:
    """The classifier gives urgency at least this probability."""

    mood: ClassVar[bool] = True
    at_least: float = option("least calibrated probability, 0 to 1")

    def __post_init__(self) -> None:
        probability(self.at_least)

    @property
    def code(self) -> str:
        """`urgency:` and the threshold."""
        return f"urgency:{self.at_least:g}"

    def holds(self, situation: Situation) -> bool | None:
        """Compare the classifier's probability; unknown where it was silent."""
        judged = situation.judgement
        return None if judged is None else judged.urgency >= self.at_least
