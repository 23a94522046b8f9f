"""Faults on demand: refusals, 429 storms, dropped connections, an outage, latency.

`server.py` asks here before it serves a call.
"""

from dataclasses import dataclass, field

from sandbox.telegram.errors import ApiError


@dataclass
class _Planned:
    method: str
    error: ApiError
    times: int
    after: bool


@dataclass
class Faults:
    """What goes wrong next. `outage` 0 is none, -1 breaks connections, else that HTTP status."""

    outage: int = 0
    drops: int = 0
    latency: float = 0.0
    _planned: list[_Planned] = field(default_factory=list)

    def plan(self, method: str, error: ApiError, times: int, *, after: bool) -> None:
        """Fail the next `times` calls of a method; `*` is any but getUpdates."""
        self._planned.append(_Planned(method.lower(), error, times, after))

    def drop(self) -> bool:
        """Whether this connection shall be broken without an answer."""
        if self.outage < 0:
            return True
        if self.drops > 0:
            self.drops -= 1
            return True
        return False

    def next_for(self, method: str, *, after: bool) -> ApiError | None:
        """The planned refusal of this call, used up by asking; `after`: once it has been done."""
        name = method.lower()
        for planned in self._planned:
            any_call = planned.method == "*" and name != "getupdates"
            if planned.after == after and (planned.method == name or any_call):
                planned.times -= 1
                if planned.times <= 0:
                    self._planned.remove(planned)
                return planned.error
        return None
