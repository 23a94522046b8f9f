"""What one look at a message answered: a calibrated probability or a fact, and why.

Classifiers answer with a `Judgement`, checks with `Signal`s; a verdict keeps both as signals.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

EVEN = 0.5
"""The probability above which a signal speaks, where no rule names a threshold of its own."""

Detail = Mapping[str, str | int | float]
"""Arguments of a signal's wording; numbers and codes, put into words where they are shown."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One named answer.

    Exactly one of `probability` (calibrated, 0..1) and `fact` speaks; `evidence` is the kind of
    independent evidence this signal counts as for strict rules (`link`, `wording`, `classifier`…).
    """

    name: str
    producer: str
    probability: float | None = None
    fact: bool | None = None
    evidence: str = ""
    detail: Detail = field(default_factory=dict, hash=False)

    @property
    def holds(self) -> bool:
        """Whether the signal speaks: the fact is true, or the probability is above one half."""
        return bool(self.fact) if self.probability is None else self.probability > EVEN


@dataclass(frozen=True, slots=True)
class Sentiment:
    """Probabilities of the three tones; they sum to one."""

    negative: float
    neutral: float
    positive: float


@dataclass(frozen=True, slots=True)
class Intent:
    """Probabilities of what a writer wants; they sum to one."""

    question: float
    """A question or a request."""
    complaint: float
    thanks: float
    other: float


@dataclass(frozen=True, slots=True)
class Reason:
    """A span of the canonical text that moved one head, with its weight in logits."""

    head: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the classifier says of one text; all probabilities are calibrated, 0..1."""

    checkpoint: str
    """Name and hash of the weights, `linear@1f3a…`: it travels in every verdict."""
    language: str
    """ISO 639-1, or `und`."""
    sentiment: Sentiment
    toxicity: float
    spam: float
    urgency: float
    latency_us: int = 0
    intent: Intent | None = None
    """None where the linear lane answers alone."""
