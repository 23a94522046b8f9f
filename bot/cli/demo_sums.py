"""The demo's account of the day: what was said, what was stored, what was done, how fast."""

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from bot.texts import Texts
from models.channel import Place, Platform
from models.message import Message
from models.verdict import Outcome, Verdict

_P95 = 0.95
MARKS: dict[str, str] = {Platform.TELEGRAM: "TG", Platform.VK: "VK"}
"""How the networks are told apart in a line."""
_COUNTED = (
    *("card", "card_edited", "pressed", "press_answered"),
    *("deleted", "deleted_by_hand", "banned"),
)
Spot = tuple[str, str, str]
"""Platform, chat and number of a message, as both sides call them."""


class Sums:
    """Counts; times are seconds by the sandbox's own clock."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.last_at = 0.0
        self.said: dict[Spot, float] = {}
        self.stored: set[Spot] = set()
        self._outcomes: dict[Spot, Outcome] = {}
        self._waits: dict[Spot, float] = {}
        self._happenings: Counter[tuple[str, str]] = Counter()

    def judged(self, message: Message, verdict: Verdict) -> None:
        """Count a stored message and its newest verdict."""
        place = _stored(message)
        self.stored.add(place)
        self._outcomes[place] = verdict.outcome

    def waits(self, message: Message) -> None:
        """Count a message that is stored and not judged yet."""
        self.stored.add(_stored(message))

    def happened(self, kind: str, happening: dict[str, Any], *, watched: bool) -> None:
        """Count what happened; what was said in a watched chat must come to be stored."""
        self.last_at = float(happening.get("at", self.last_at))
        self._happenings[kind, str(happening.get("platform", ""))] += 1
        if kind == "said" and watched and not _of_brand(happening):
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

    def silent(self, platforms: Iterable[str]) -> list[str]:
        """Return the platforms that nothing was stored from."""
        heard = {platform for platform, _, _ in self.stored}
        return [platform for platform in platforms if platform not in heard]

    def idle(self, platforms: Iterable[str]) -> list[str]:
        """Return the platforms where the bot removed nothing: every day there is spam in each."""
        return [platform for platform in platforms if not self._happenings["deleted", platform]]

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
        yield "written", _shares(spot[0] for spot in self.said)
        yield "stored", texts.say("demo.lost" if lost else "demo.whole", args)
        waiting = len(self.stored - self._outcomes.keys())
        if waiting:
            yield "waiting", texts.say("demo.next_start", {"waiting": waiting})
        for outcome in (Outcome.LEFT, Outcome.ROLLED, Outcome.CARDED, Outcome.ALERTED):
            yield outcome.value, self._became(outcome)
        yield "removed", self._removed(texts)
        for name in _COUNTED:
            yield (
                name,
                _shares(
                    where
                    for (kind, where), times in self._happenings.items()
                    for _ in range(times if kind == name else 0)
                ),
            )

    def _became(self, outcome: Outcome) -> str:
        return _shares(spot[0] for spot, found in self._outcomes.items() if found is outcome)

    def _removed(self, texts: Texts) -> str:
        """Return how many were removed, and how long they stood there."""
        removed, waits = self._became(Outcome.REMOVED), sorted(self._waits.values())
        if not waits:
            return removed
        p95 = waits[min(len(waits) - 1, int(len(waits) * _P95))]
        speed = {"median": f"{statistics.median(waits):.2f}", "p95": f"{p95:.2f}"}
        return texts.say("demo.speed", {"removed": removed, **speed})


def _shares(platforms: Iterable[str]) -> str:
    """Return how many there are, and how many of each network."""
    counted = Counter(platforms)
    parts = ", ".join(f"{mark} {counted[platform]}" for platform, mark in MARKS.items())
    return f"{counted.total()} ({parts})" if counted else "0"


def _of_brand(happening: dict[str, Any]) -> bool:
    """Tell whether the brand itself spoke.

    A post of a Telegram channel is copied into its discussion group, and the copy is what counts; a
    community of VK speaks as minus its number.
    """
    user = happening.get("user")
    return user == happening.get("chat") or (
        happening.get("platform") == Platform.VK and isinstance(user, int) and user < 0
    )


def _place(happening: dict[str, Any]) -> Spot:
    chat, message = str(happening.get("chat", "")), str(happening.get("message", ""))
    return str(happening.get("platform", "")), chat, message


def _stored(message: Message) -> Spot:
    """Return where a message stands in the sandbox's words: VK's addresses name the thread too."""
    channel, address = message.channel, message.external_id
    thread, _, number = address.rpartition("/")
    chat = thread if message.place is Place.DIRECT and thread else channel.external_id
    return str(channel.platform), chat, number
