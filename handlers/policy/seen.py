"""What the classifier said, as signals and as one word of tone, with the thresholds of both.

`Situation` counts evidence with it, `decide` puts it into the verdict.
"""

from typing import Final

from models.signal import Judgement, Signal

SURE_OF_TONE: Final = 0.5
"""A tone is named when it is likelier than the other two together."""
HIGHEST_SPAM: Final = 0.95
"""The spam head's highest step: from here up it counts as evidence; calibrated on train splits."""


def tone(judgement: Judgement | None) -> str:
    """Name the tone: one that is likelier than the others together, else `unsure`."""
    if judgement is None:
        return "unsure"
    mood = judgement.sentiment
    best = max((mood.negative, "negative"), (mood.neutral, "neutral"), (mood.positive, "positive"))
    return best[1] if best[0] > SURE_OF_TONE else "unsure"


def classifier_signals(judgement: Judgement | None) -> tuple[Signal, ...]:
    """Put a judgement's heads into signals, so that a verdict keeps all that was seen."""
    if judgement is None:
        return ()
    producer = judgement.checkpoint
    strong = "classifier" if judgement.spam >= HIGHEST_SPAM else ""
    return (
        Signal("spam", producer, judgement.spam, evidence=strong),
        Signal("toxicity", producer, judgement.toxicity),
        Signal("negative", producer, judgement.sentiment.negative),
        Signal("positive", producer, judgement.sentiment.positive),
        Signal("urgency", producer, judgement.urgency),
    )
