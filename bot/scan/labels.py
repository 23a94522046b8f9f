"""What becomes of rows that somebody has labelled: counts by label and outcome, and their bounds.

`vakhta scan` prints it of a user's own data, `benchmarks/policy_on_data.py` of the public sets.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from models.verdict import Outcome, Verdict

SHOWN = (Outcome.CARDED, Outcome.ALERTED)
"""Outcomes that put a message before a person."""
OTHERS = "…"
"""Where labels beyond the first so many are counted, lest an id be taken for a label."""
_MOST_LABELS = 100
_Z = 1.959964


@dataclass(slots=True)
class Tally:
    """Counts by label: rows, their outcomes, and the rules that spoke."""

    totals: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, label: str, verdict: Verdict) -> None:
        """Count one row."""
        if label not in self.totals and len(self.totals) >= _MOST_LABELS:
            label = OTHERS
        self.totals[label] += 1
        self.outcomes[label, verdict.outcome] += 1
        self.rules.update((label, hit.rule) for hit in verdict.hits)

    def count(self, label: str, *outcomes: Outcome) -> int:
        """Return how many rows of a label ended in one of these ways."""
        return sum(self.outcomes[label, outcome] for outcome in outcomes)

    def share(self, label: str, *outcomes: Outcome) -> float:
        """Return the same in percent of the label's rows."""
        return 100 * self.count(label, *outcomes) / max(1, self.totals[label])

    def rows(self) -> Iterator[tuple[str, int]]:
        """Yield labels with their rows, by name."""
        yield from sorted(self.totals.items())


def wilson_upper(hits: int, total: int) -> float:
    """Return the upper 95 % bound of a share."""
    if not total:
        return 1.0
    share, spread = hits / total, _Z * _Z / total
    middle = share + spread / 2
    return (middle + math.sqrt(share * (1 - share) * spread + spread * spread / 4)) / (1 + spread)
