"""The demo's account of the day: what was said, what was stored, what was done, how fast."""

import statistics
from collections import Counter
from collections.abc import Iterator
from typing import Any

from models.message import Message
from models.verdict import Outcome, Verdict

_P95 = 0.95
Place = tuple[str, str]
"""Chat and message, as both sides call them."""


class Sums:
    """Counts; times are seconds by the sandbox's own clock."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.last_at = 0.0
        self.said: dict[Place, float] = {}
        self.stored: set[Place] = set()
        self._outcomes: dict[Place, Outcome] = {}
        self._waits: dict[Place, float] = {}
        self._happenings: Counter[str] = Counter()

    def judged(self, message: Message, verdict: Verdict) -> None:
        """Count a stored message and its newest verdict."""
        place = (message.channel.external_id, message.external_id)
        self.stored.add(place)
        self._outcomes[place] = verdict.outcome

    def waits(self, message: Message) -> None:
        """Count a message that is stored and not judged yet."""
        self.stored.add((message.channel.external_id, message.external_id))

    def happened(self, kind: str, happening: dict[str, Any], *, watched: bool) -> None:
        """Count what happened; what was said in a watched chat must come to be stored."""
        self.last_at = float(happening.get("at", self.last_at))
        self._happenings[kind] += 1
        # A post of the channel itself is copied into its discussion group: the copy is what counts.
        own_post = happening.get("user") == happening.get("chat")
        if kind == "said" and watched and not own_post:
            self.said.setdefault(_place(happening), self.last_at)

    def deleted_after(self, happening: dict[str, Any]) -> float | None:
        """Return how long a deleted message stood there, and remember it if a rule deleted it."""
        said_at = self.said.get(_place(happening))
        if said_at is None:
            return None
        took = float(happening["at"]) - said_at
        if self._outcomes.get(_place(happening)) is Outcome.REMOVED:
            self._waits[_place(happening)] = took
        return took

    @property
    def all_stored(self) -> bool:
        """Whether everything said in a watched chat was stored."""
        return not self.said.keys() - self.stored

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield the lines of the summary."""
        lost = len(self.said.keys() - self.stored)
        kept = "nothing lost" if not lost else f"{lost} LOST"
        yield "messages written", str(len(self.said))
        yield "messages stored", f"{len(self.said) - lost} of {len(self.said)}: {kept}"
        outcomes = Counter(self._outcomes.values())
        waiting = len(self.stored - self._outcomes.keys())
        if waiting:
            yield "stored, to be judged", f"{waiting} (at the next start)"
        yield "left alone", str(outcomes[Outcome.LEFT])
        yield "on silent lists", str(outcomes[Outcome.ROLLED])
        yield "put to a moderator", str(outcomes[Outcome.CARDED])
        yield "moderator called at once", str(outcomes[Outcome.ALERTED])
        yield "removed by a rule", f"{outcomes[Outcome.REMOVED]}{self._speed()}"
        names = ("card", "card_edited", "pressed", "press_answered", "deleted", "banned")
        words = (
            "cards sent",
            "cards edited",
            "buttons pressed",
            "presses answered",
            "deleted in all",
            "banned",
        )
        for name, word in zip(names, words, strict=True):
            yield word, str(self._happenings[name])

    def _speed(self) -> str:
        waits = sorted(self._waits.values())
        if not waits:
            return ""
        p95 = waits[min(len(waits) - 1, int(len(waits) * _P95))]
        return f"; gone after {statistics.median(waits):.2f} s (median), {p95:.2f} s (p95)"


def _place(happening: dict[str, Any]) -> Place:
    return str(happening.get("chat", "")), str(happening.get("message", ""))
