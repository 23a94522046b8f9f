"""What happened, for tests and for the demo: every call of the bot, and a live line per happening.

`server.py` writes calls here; `eyes.py` reads them.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.telegram.wire import JsonObject

Listener = Callable[[JsonObject], None]


@dataclass
class Call:
    """One call of the bot: times are monotonic seconds; `ok` is None while it is being served."""

    method: str
    params: JsonObject
    at: float
    ok: bool | None = None
    code: int = 0
    description: str = ""
    result: object = None
    done_at: float = 0.0


@dataclass
class Journal:
    """All calls in order of arrival, and those who want to hear of each change."""

    calls: list[Call] = field(default_factory=list)
    by_method: dict[str, list[Call]] = field(default_factory=dict)
    surprises: list[str] = field(default_factory=list)
    listeners: list[Listener] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self, method: str, params: JsonObject, at: float) -> Call:
        """Record that a call has arrived."""
        call = Call(method, params, at)
        self.calls.append(call)
        self.by_method.setdefault(method, []).append(call)
        return call

    def succeed(self, call: Call, result: object) -> None:
        """Record the call's result."""
        call.ok, call.code, call.result, call.done_at = True, 200, result, time.monotonic()
        self.pulse()

    def fail(self, call: Call, code: int, description: str) -> None:
        """Record the call's refusal; code 0 is a broken connection."""
        call.ok, call.code, call.description = False, code, description
        call.done_at = time.monotonic()
        if call.method != "getUpdates":
            chat = call.params.get("chat_id")
            self.tell("refused", method=call.method, chat=chat, code=code, why=description)
        self.pulse()

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
