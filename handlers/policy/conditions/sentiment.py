"""The tone of what the author himself wrote.

A rule that asks this may never punish: `rules.Rule` refuses it.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import one_of, option, probability
from handlers.policy.situation import Situation

_TONES = ("negative", "neutral", "positive")


@dataclass(frozen=True, slots=True)
class Sentiment:
    """The classifier gives this tone at least this probability."""

    mood: ClassVar[bool] = True
    tone: str = option("negative, neutral or positive")
    at_least: float = option("least calibrated probability, 0 to 1", default=0.5)

    def __post_init__(self) -> None:
        one_of(self.tone, _TONES)
        probability(self.at_least)

    @property
    def code(self) -> str:
        """`sentiment:`, the tone and the threshold."""
        return f"sentiment:{self.tone}:{self.at_least:g}"

    def holds(self, situation: Situation) -> bool | None:
        """Compare the tone's probability; unknown where the classifier was silent."""
        if situation.judgement is None:
            return None
        tones = situation.judgement.sentiment
        answers = {"negative": tones.negative, "neutral": tones.neutral, "positive": tones.positive}
        return answers[self.tone] >= self.at_least
