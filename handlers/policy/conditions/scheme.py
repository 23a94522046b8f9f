"""The wording of a known scheme: easy money, casino, crypto, drugs and their kin.

Each scheme is several independent parts; how many of them a text holds is the strength.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.checks.schemes import SCHEMES
from handlers.policy.conditions.options import one_of, option
from handlers.policy.situation import Situation

_PREFIX = "scheme_"


@dataclass(frozen=True, slots=True)
class Scheme:
    """One of the named schemes, or any, is worded with at least so many of its parts."""

    mood: ClassVar[bool] = False
    parts: int = option("least number of co-occurring parts", default=2)
    names: tuple[str, ...] = option("schemes, for instance job or casino; empty: any", default=())

    def __post_init__(self) -> None:
        for name in self.names:
            one_of(name, tuple(SCHEMES))

    @property
    def code(self) -> str:
        """`scheme:`, the number of parts and the names asked for."""
        return ":".join(filter(None, ("scheme", str(self.parts), "|".join(self.names))))

    def holds(self, situation: Situation) -> bool | None:
        """Look for a scheme that is strong enough; always known."""
        return any(
            signal.name.startswith(_PREFIX)
            and int(signal.detail.get("parts", 0)) >= self.parts
            and (not self.names or signal.name.removeprefix(_PREFIX) in self.names)
            for signal in situation.signals
        )
