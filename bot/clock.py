"""Time: the only place that asks the system for it.

Within a process time advances by the monotonic clock, so that a wrong wall clock (a leap, a
suspended machine, somebody typing `date`) fires no timers. A gap above 5 s is reported once and not
followed until `confirm` hears from a platform (HTTP Date) that the wall clock is right.
"""

import time
from collections.abc import Callable

GAP_US = 5_000_000
"""A wall clock that is off by more than this is not followed unasked."""

Jumped = Callable[[int], None]
"""Called once per jump with the gap in microseconds, wall minus ours."""


def _wall() -> int:
    return time.time_ns() // 1000  # noqa: TID251 - this is the clock


def _monotonic() -> int:
    return time.monotonic_ns() // 1000


class SystemClock:
    """UTC microseconds that never run backwards."""

    def __init__(
        self,
        jumped: Jumped | None = None,
        wall: Callable[[], int] = _wall,
        monotonic: Callable[[], int] = _monotonic,
    ) -> None:
        """Take whom to tell of a jump; the two sources are parameters for tests."""
        self._jumped = jumped
        self._wall = wall
        self._monotonic = monotonic
        self._offset = wall() - monotonic()
        self._last = 0
        self._gap_told: int | None = None

    def now(self) -> int:
        """Return UTC microseconds; small drifts of the wall clock are followed, jumps are not."""
        ours = self._monotonic() + self._offset
        gap = self._wall() - ours
        if abs(gap) <= GAP_US:
            self._offset += gap
            ours += gap
            self._gap_told = None
        else:
            self._tell(gap)
        self._last = max(self._last, ours)
        return self._last

    def gap(self) -> int:
        """Return by how many microseconds the wall clock is ahead of ours."""
        return self._wall() - (self._monotonic() + self._offset)

    def on_jump(self, jumped: Jumped) -> None:
        """Set whom to tell of a jump, once there is somebody to tell."""
        self._jumped = jumped

    def confirm(self, platform_us: int) -> bool:
        """Hear a platform's time: follow the wall clock if the two agree; True if we now do."""
        wall = self._wall()
        if abs(wall - platform_us) > GAP_US:
            return False
        self._offset = wall - self._monotonic()
        self._gap_told = None
        return True

    def _tell(self, gap: int) -> None:
        known = self._gap_told
        if known is not None and abs(gap - known) <= GAP_US:
            return
        self._gap_told = gap
        if self._jumped is not None:
            self._jumped(gap)


class ManualClock:
    """Time that stands still until a test moves it."""

    def __init__(self, now_us: int = 1_700_000_000_000_000) -> None:
        """Start at a moment, UTC microseconds."""
        self._now = now_us

    def now(self) -> int:
        """Return the moment that was set."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += round(seconds * 1_000_000)

    def set(self, now_us: int) -> None:
        """Jump to a moment, UTC microseconds."""
        self._now = now_us
