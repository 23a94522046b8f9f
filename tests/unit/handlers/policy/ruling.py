"""What tests of deciding share: a condition of words, a rule, a verdict."""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.decide import decide
from handlers.policy.rules import (
    Policy,
    Rule,
)
from handlers.policy.situation import Situation
from models.verdict import Verdict
from tests.unit.handlers.policy.situations import (
    DAY,
    NOW,
    Scene,
    situation,
)


@dataclass(frozen=True, slots=True)
class Says:
    """Answers what it was told to."""

    mood: ClassVar[bool] = False
    answer: bool | None = True

    @property
    def code(self) -> str:
        return f"says:{self.answer}"

    def holds(self, _: Situation) -> bool | None:
        return self.answer


YES, NO, UNKNOWN = Says(answer=True), Says(answer=False), Says(answer=None)
LATE = Scene(sent_at=NOW - DAY)


def rule(name: str, *acts: str, **more: object) -> Rule:
    return Rule(name=name, when=YES, acts=acts, **more)  # type: ignore[arg-type]


def verdict(*rules: Rule, scene: Scene | None = None) -> Verdict:
    return decide(Policy("test", rules), situation(scene=scene or Scene()))
