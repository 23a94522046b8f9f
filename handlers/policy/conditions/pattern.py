"""A regular expression over the canonical text, of a kind that cannot run away.

Every repetition must be bounded and the product of the bounds is small, so that a search over
the part of the text that is looked at takes milliseconds at worst, whoever wrote the text.
"""

import re
from dataclasses import dataclass, field
from typing import ClassVar, Final

from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation

LONGEST: Final = 200
"""Characters a pattern may have."""
MOST_WORK: Final = 2_000
"""Largest product of a pattern's bounds: ways to try it at one place of a text."""
LOOKED_AT: Final = 1_000
"""Characters of a text that are searched."""

_TOKEN: Final = re.compile(
    r"\\(?P<escape>.)|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<look>\(\?[=!<P(>])"
    r"|(?P<group>\)(?:[*+]|\{))|(?P<endless>[*+]|\{\d*,\})|\{(?:\d*,)?(?P<bound>\d+)\}|(?P<maybe>\?)|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """The first 1,000 characters of the canonical text match this regular expression somewhere."""

    mood: ClassVar[bool] = False
    regex: str = option("regular expression; repetitions bounded, as in \\w{0,20}")
    compiled: "re.Pattern[str]" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _refuse_runaways(self.regex)
        try:
            compiled = re.compile(self.regex)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from error
        object.__setattr__(self, "compiled", compiled)

    @property
    def code(self) -> str:
        """`pattern`: the expression itself stays in the policy file."""
        return "pattern"

    def holds(self, situation: Situation) -> bool | None:
        """Search the head of the canonical text; always known."""
        return self.compiled.search(situation.canonical.text[:LOOKED_AT]) is not None


def _refuse_runaways(regex: str) -> None:
    if len(regex) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters")
    work = 1
    for token in _TOKEN.finditer(regex):
        if token["endless"] or token["group"]:
            raise ValueError("a repetition without bound, or of a group: write it as \\w{0,20}")
        if token["look"] or (token["escape"] or "").isdigit():
            raise ValueError("looking around and back references are not allowed")
        work *= max(1, int(token["bound"])) if token["bound"] else 1
        work *= 2 if token["maybe"] else 1
    if work > MOST_WORK:
        raise ValueError(f"its bounds multiply to {work}, more than {MOST_WORK}")
