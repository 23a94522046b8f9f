"""How much a message says, counted in letters of its canonical text.

Links, names and emoji count nothing: a message of these alone has no letters.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Letters:
    """The text has at least so many letters."""

    mood: ClassVar[bool] = False
    at_least: int = option("least number of letters")

    @property
    def code(self) -> str:
        """`letters:` and the number."""
        return f"letters:{self.at_least}"

    def holds(self, situation: Situation) -> bool | None:
        """Compare the count; always known."""
        return situation.canonical.letters >= self.at_least
