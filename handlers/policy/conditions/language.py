"""In what language a message is, as the classifier names it.

`und` is what it says of a text too short to tell.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Language:
    """The text is in one of these languages."""

    mood: ClassVar[bool] = False
    codes: tuple[str, ...] = option("ISO 639-1 codes, for instance ru, or und")

    @property
    def code(self) -> str:
        """`language:` and the codes asked for."""
        return "language:" + "|".join(self.codes)

    def holds(self, situation: Situation) -> bool | None:
        """Compare the classifier's language; unknown where it was silent."""
        judged = situation.judgement
        return None if judged is None else judged.language in self.codes
