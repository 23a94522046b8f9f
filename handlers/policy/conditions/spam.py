"""How sure the classifier is that a message is spam.

One kind of evidence among others: it deletes nothing by itself.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option, probability
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Spam:
    """The classifier gives spam at least this probability."""

    mood: ClassVar[bool] = False
    at_least: float = option("least calibrated probability, 0 to 1")

    def __post_init__(self) -> None:
        probability(self.at_least)

    @property
    def code(self) -> str:
        """`spam:` and the threshold."""
        return f"spam:{self.at_least:g}"

    def holds(self, situation: Situation) -> bool | None:
        """Compare the classifier's probability; unknown where it was silent."""
        judged = situation.judgement
        return None if judged is None else judged.spam >= self.at_least
