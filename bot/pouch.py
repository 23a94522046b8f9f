"""What a courier carries: promises it holds, which of them go next, and which may not overlap.

Most pressing first; a class that has not been served for five seconds goes right after the critical
ones, so that none waits for ever behind another. The courier asks, sends, and says when it is done.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from models.action import Action, ActionKind, Priority

COALESCE = 100
"""deleteMessages takes at most 100 ids (Bot API)."""

_PATIENCE_SECONDS = 5.0
_CARDS = frozenset({ActionKind.SEND_CARD, ActionKind.REFRESH_CARD})
_ALONE = frozenset({ActionKind.DELETE, ActionKind.SAY, ActionKind.ANSWER_PRESS})


@dataclass(slots=True)
class Pouch:
    """Promises of one account in memory; times are monotonic seconds."""

    waiting: dict[int, Action] = field(default_factory=dict)
    running: set[int] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)
    """What calls under way are about, one a call."""
    _served: dict[Priority, float] = field(default_factory=dict)

    def empty(self) -> bool:
        """Tell whether nothing waits and nothing is under way."""
        return not self.waiting and not self.running

    def known(self) -> set[int]:
        """Return the ids of all that is held."""
        return self.waiting.keys() | self.running

    def take_in(self, actions: Iterable[Action]) -> None:
        """Hold promises; those under way are not taken twice."""
        for action in actions:
            if action.id not in self.running:
                self.waiting.setdefault(action.id, action)

    def ready(self, action: Action) -> bool:
        """Tell whether an act still waits and no call under way is about the same thing."""
        return action.id in self.waiting and _thing(action) not in self.busy

    def in_order(self, now: float) -> list[Action]:
        """Return what waits, what goes next first."""
        starving = {
            action.priority
            for action in self.waiting.values()
            if now - self._served.setdefault(action.priority, now) > _PATIENCE_SECONDS
        } - {Priority.CRITICAL}

        def rank(action: Action) -> tuple[float, int]:
            hurried = action.priority in starving
            return (Priority.CRITICAL + 0.5 if hurried else float(action.priority), action.id)

        return sorted(self.waiting.values(), key=rank)

    def start(
        self, action: Action, coalesces: Callable[[Action, Action], bool], now: float
    ) -> list[Action]:
        """Begin an act together with those that may ride in the same call; returns all of them."""
        company = [action]
        for other in self.waiting.values():
            if len(company) >= COALESCE:
                break
            if other.id != action.id and coalesces(action, other):
                company.append(other)
        for one in company:
            self.waiting.pop(one.id, None)
            self.running.add(one.id)
        self.busy.add(_thing(action))
        self._served[action.priority] = now
        return company

    def end(self, actions: Sequence[Action]) -> None:
        """A call has ended, however it did."""
        self.running.difference_update(action.id for action in actions)
        self.busy.discard(_thing(actions[0]))


def _thing(action: Action) -> str:
    """Name what a call is about: two about one card, or one person's rights, never overlap."""
    if action.kind in _CARDS:
        return f"card:{action.target}"
    if action.kind in _ALONE:
        return f"act:{action.id}"
    return f"{action.channel}:{action.target}"
