"""What is wrong right now, by name and since when: for /readyz, /status and the watchdog."""

from collections.abc import Callable

from handlers.ports import Clock

SETTLES_US = {"disk_full": 5_000_000}
"""Faults that end only when they were not met for so long: on a nearly full disk small writes go in
between large ones that fail, and people need not hear of each."""

Listener = Callable[[str, bool], None]
"""Called with a fault's code and whether it mended."""


class Health:
    """Named faults; a code is `what` or `what:account`, never a text or a token."""

    def __init__(self, clock: Clock) -> None:
        """Start well."""
        self._clock = clock
        self._faults: dict[str, int] = {}
        self._met: dict[str, int] = {}
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Hear of every fault that begins and every one that mends, once each."""
        self._listeners.append(listener)

    def fault(self, code: str) -> None:
        """Say that something is wrong; saying it again changes nothing."""
        now = self._clock.now()
        self._met[code] = now
        if code not in self._faults:
            self._faults[code] = now
            self._tell(code, mended=False)

    def mended(self, code: str) -> None:
        """Say that it is right again; what must settle first stays until it is said later."""
        settled = self._clock.now() - self._met.get(code, 0) >= SETTLES_US.get(code, 0)
        if settled and self._faults.pop(code, None) is not None:
            self._tell(code, mended=True)

    def faults(self) -> dict[str, int]:
        """Return what is wrong and since when (UTC microseconds)."""
        return dict(self._faults)

    def well(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self._faults

    def _tell(self, code: str, *, mended: bool) -> None:
        for listener in self._listeners:
            listener(code, mended)
