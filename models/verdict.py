"""What the rules said of one version of one message, and in whose name."""

from dataclasses import dataclass
from enum import StrEnum

from models.signal import Signal


class Outcome(StrEnum):
    """What became of a message, mildest first; the worst of an album's parts holds for all."""

    LEFT = "left"
    ROLLED = "rolled"
    """Joined a rolling, silent card (an ordinary negative, a question)."""
    CARDED = "carded"
    """Put to a person."""
    ALERTED = "alerted"
    """Put to a person at once, with sound."""
    REMOVED = "removed"
    """Deleted by a strict rule, or by a rule that has earned it."""

    @property
    def weight(self) -> int:
        """Rank for choosing the worst of several outcomes."""
        return list(Outcome).index(self)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched: `policy.rule`, its mode, and the codes of the conditions that held."""

    rule: str
    mode: str
    strict: bool
    reasons: tuple[str, ...]
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rules' answer for one version: who hit, what is wanted, what was seen."""

    outcome: Outcome
    kind: str
    """`spam`, `toxicity`, `threat`, `urgent`, `negative`, `question`, or empty."""
    hits: tuple[Hit, ...]
    """Rules that matched and were not silenced, live ones and shadows alike."""
    acts: tuple[str, ...]
    """Wanted acts after union: `delete`, `card`, `alert`, `roll`, `label:…`, `route:…`."""
    signals: tuple[Signal, ...]
    policy: str
    """Name and revision hash of the policy that spoke."""
    tone: str = "unsure"
    """`negative`, `neutral`, `positive` or `unsure`."""
