"""Copies of open cases and their cards: rolling cases are asked for by every message that joins.

`sql_reads` fills them, and puts what `without` returns in their place after every commit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from models.case import Case, Delivery
from models.effects import ChangeCase, OpenCase, PutDelivery, Record

K = TypeVar("K")
V = TypeVar("V")

_MOST = 1_000


@dataclass(slots=True)
class OpenCases:
    """Open cases by kind and fingerprint, and cards by case, as last read."""

    cases: dict[tuple[str, str], Case | None] = field(default_factory=dict)
    cards: dict[int, Sequence[Delivery]] = field(default_factory=dict)

    def without(self, records: Iterable[Record]) -> "OpenCases":
        """Return these without what committed records changed; a new object, so that a read under
        way fills the old one.
        """
        prints: set[tuple[str, str]] = set()
        cards: set[int] = set()
        for record in records:
            if isinstance(record, OpenCase | ChangeCase):
                prints.add((record.case.kind.value, record.case.fingerprint))
            elif isinstance(record, PutDelivery):
                cards.add(record.delivery.case_id)
        if not prints and not cards:
            return self
        return OpenCases(
            {key: case for key, case in self.cases.items() if key not in prints},
            {key: some for key, some in self.cards.items() if key not in cards},
        )


def keep(kept: dict[K, V], key: K, value: V) -> None:
    """Keep what was read; what is asked for again comes back soon after all is dropped."""
    if len(kept) >= _MOST:
        kept.clear()
    kept[key] = value
