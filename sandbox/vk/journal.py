"""What happened, for tests and for the demo: every call with its token, and a line per happening.

`server.py` writes calls here; `eyes.py` reads them and waits for changes.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.vk.wire import JsonObject

Listener = Callable[[JsonObject], None]


@dataclass
class Call:
    """One call: times are monotonic seconds; `ok` is None while it is being served.

    `code` is VK's error code; 0 with `ok` False is a broken connection, an HTTP status is kept in
    `status`. `inside` marks a call within an `execute`, which the rate does not count.
    """

    method: str
    params: JsonObject
    token: str
    kind: str
    at: float
    ok: bool | None = None
    code: int = 0
    status: int = 200
    text: str = ""
    result: object = None
    done_at: float = 0.0
    inside: bool = False


@dataclass
class Journal:
    """All calls in order of arrival, and those who want to hear of each change."""

    calls: list[Call] = field(default_factory=list)
    by_method: dict[str, list[Call]] = field(default_factory=dict)
    surprises: list[str] = field(default_factory=list)
    listeners: list[Listener] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self, call: Call) -> Call:
        """Record that a call has arrived."""
        self.calls.append(call)
        self.by_method.setdefault(call.method, []).append(call)
        return call

    def succeed(self, call: Call, result: object) -> None:
        """Record the call's result."""
        call.ok, call.result, call.done_at = True, result, time.monotonic()
        self.pulse()

    def fail(self, call: Call, code: int, text: str, status: int = 200) -> None:
        """Record the call's refusal."""
        call.ok, call.code, call.text, call.status = False, code, text, status
        call.done_at = time.monotonic()
        if call.method != "a_check":
            self.tell("refused", method=call.method, code=code, why=text)
        self.pulse()

    def max_rate(self, token: str | None = None, window: float = 1.0) -> int:
        """The most calls that arrived within any `window` seconds; `token` is a value or a kind."""
        times = [
            call.at
            for call in self.calls
            if call.method != "a_check"
            and not call.inside
            and (token is None or token in {call.token, call.kind})
        ]
        most = first = 0
        for last, at in enumerate(times):
            while at - times[first] >= window:
                first += 1
            most = max(most, last - first + 1)
        return most

    def pulse(self) -> None:
        """Wake everybody who waits for something to become true."""
        past, self._changed = self._changed, asyncio.Event()
        past.set()

    async def changed(self) -> None:
        """Return at the next pulse."""
        await self._changed.wait()

    def tell(self, kind: str, **details: object) -> None:
        """Pass one happening to the listeners, who print it in the demo."""
        if self.listeners:
            line = {"happened": kind, **details}
            for listener in self.listeners:
                listener(line)
