"""What the author's past here says.

Counts come from the ledger that the store keeps; the author of a first message has all zeros.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Standing:
    """The author has at least so many clean, and at least so many removed, messages here."""

    mood: ClassVar[bool] = False
    clean: int = option("least number of messages that were left alone", default=0)
    removed: int = option("least number of messages that were removed", default=0)

    @property
    def code(self) -> str:
        """`standing:` and both numbers."""
        return f"standing:{self.clean}:{self.removed}"

    def holds(self, situation: Situation) -> bool | None:
        """Compare both counts; always known."""
        past = situation.standing
        return past.clean_messages >= self.clean and past.removed_messages >= self.removed
