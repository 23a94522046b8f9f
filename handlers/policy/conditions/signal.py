"""Whether a check said something, by the name of its signal.

Names are listed in `handlers.checks.NAMES`; a policy file that asks for another is refused.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.checks import NAMES
from handlers.policy.conditions.options import one_of, option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Signal:
    """At least one of the named signals holds."""

    mood: ClassVar[bool] = False
    names: tuple[str, ...] = option("names of signals, for instance link_invite or contact_lure")

    def __post_init__(self) -> None:
        for name in self.names:
            one_of(name, NAMES)

    @property
    def code(self) -> str:
        """`signal:` and the names asked for."""
        return "signal:" + "|".join(self.names)

    def holds(self, situation: Situation) -> bool | None:
        """Look the names up; a check that did not speak did not hold."""
        return any(name in situation.named and situation.named[name].holds for name in self.names)
