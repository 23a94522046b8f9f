"""The demo's account of the day: what was said, what was stored, what was done, how fast."""

import statistics
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.texts import Texts
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

    def rows(self, texts: Texts) -> Iterator[tuple[str, str]]:
        """Yield the lines of the summary in words."""
        for name, value in self._rows(texts):
            yield texts.say(f"demo.sum.{name}"), value

    def _rows(self, texts: Texts) -> Iterator[tuple[str, str]]:
        lost = len(self.said.keys() - self.stored)
        args = {"said": len(self.said), "stored": len(self.said) - lost, "lost": lost}
        yield "written", str(len(self.said))
        yield "stored", texts.say("demo.lost" if lost else "demo.whole", args)
        outcomes = Counter(self._outcomes.values())
        waiting = len(self.stored - self._outcomes.keys())
        if waiting:
            yield "waiting", texts.say("demo.next_start", {"waiting": waiting})
        for outcome in (Outcome.LEFT, Outcome.ROLLED, Outcome.CARDED, Outcome.ALERTED):
            yield outcome.value, str(outcomes[outcome])
        yield "removed", self._removed(outcomes[Outcome.REMOVED], texts)
        for name in ("card", "card_edited", "pressed", "press_answered", "deleted", "banned"):
            yield name, str(self._happenings[name])

    def _removed(self, removed: int, texts: Texts) -> str:
        """Return how many were removed, and how long they stood there."""
        waits = sorted(self._waits.values())
        if not waits:
            return str(removed)
        p95 = waits[min(len(waits) - 1, int(len(waits) * _P95))]
        speed = {"median": f"{statistics.median(waits):.2f}", "p95": f"{p95:.2f}"}
        return texts.say("demo.speed", {"removed": removed, **speed})


def _place(happening: dict[str, Any]) -> Place:
    return str(happening.get("chat", "")), str(happening.get("message", ""))
