"""Faults on demand: error codes, HTML instead of JSON, dropped connections, slow answers, outages.

`server.py` asks here around each call; the Long Poll asks as the method `a_check`.
"""

from dataclasses import dataclass, field

from sandbox.vk.errors import VkApiError

HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


class HtmlError(Exception):
    """An answer that is a page of HTML with this status, as a gateway gives."""

    def __init__(self, status: int = 502) -> None:
        """Take the HTTP status."""
        super().__init__(f"HTTP {status}")
        self.status = status


class DroppedError(Exception):
    """The connection is broken without an answer."""


Fault = VkApiError | HtmlError | DroppedError


@dataclass
class _Planned:
    method: str
    fault: Fault
    times: int
    after: bool
    token: str


@dataclass
class _Slow:
    method: str
    seconds: float
    times: int


@dataclass
class Faults:
    """What goes wrong next; `outage` is what every connection gets meanwhile."""

    outage: Fault | None = None
    latency: float = 0.0
    _planned: list[_Planned] = field(default_factory=list)
    _slow: list[_Slow] = field(default_factory=list)

    def plan(self, method: str, fault: Fault, times: int, *, after: bool, token: str) -> None:
        """Fail the next `times` calls of a method; `*` is any but the polls of the Long Poll.

        `token` narrows it to a kind of token or to one, empty is any.
        """
        self._planned.append(_Planned(method, fault, times, after, token))

    def slow(self, method: str, seconds: float, times: int) -> None:
        """Hold the next calls of a method back."""
        self._slow.append(_Slow(method, seconds, times))

    def clear(self) -> None:
        """Nothing is planned any more."""
        self._planned.clear()
        self._slow.clear()

    def next_for(self, method: str, who: tuple[str, str], *, after: bool) -> Fault | None:
        """The planned fault of this call, used up by asking; `who` is the token and its kind."""
        for planned in self._planned:
            if planned.after != after or not _meant(planned.method, method):
                continue
            if planned.token and planned.token not in who:
                continue
            planned.times -= 1
            if planned.times <= 0:
                self._planned.remove(planned)
            return planned.fault
        return None

    def delay(self, method: str) -> float:
        """How long this call is held back, used up by asking."""
        for slow in self._slow:
            if _meant(slow.method, method):
                slow.times -= 1
                if slow.times <= 0:
                    self._slow.remove(slow)
                return slow.seconds + self.latency
        return self.latency


def _meant(planned: str, method: str) -> bool:
    return planned == method or (planned == "*" and method != "a_check")
