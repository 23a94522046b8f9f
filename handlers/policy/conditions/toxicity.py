"""How sure the classifier is that a message insults.

Toxicity is put to people; it is not the same as criticism, and criticism is not toxic.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option, probability
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Toxicity:
    """The classifier gives toxicity at least this probability."""

    mood: ClassVar[bool] = False
    at_least: float = option("least calibrated probability, 0 to 1")

    def __post_init__(self) -> None:
        probability(self.at_least)

    @property
    def code(self) -> str:
        """`toxicity:` and the threshold."""
        return f"toxicity:{self.at_least:g}"

    def holds(self, situation: Situation) -> bool | None:
        """Compare the classifier's probability; unknown where it was silent."""
        judged = situation.judgement
        return None if judged is None else judged.toxicity >= self.at_least
