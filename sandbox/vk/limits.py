"""Calls per second of each token, as VK counts them; more than the limit is error 6.

`server.py` asks before each call; a refused call does not count against the next ones.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.vk.errors import VkApiError
from sandbox.vk.tokens import Token

SECOND = 1.0


@dataclass(frozen=True)
class Limits:
    """The figures; None switches one off."""

    group_per_second: int | None = 20
    user_per_second: int | None = 3

    @classmethod
    def off(cls) -> "Limits":
        """No limit at all."""
        return cls(None, None)


@dataclass
class Meter:
    """Lets so many calls through in any second."""

    limits: Limits
    now: Callable[[], float] = time.monotonic
    _passed: dict[str, deque[float]] = field(default_factory=dict)

    def check(self, token: Token) -> None:
        """Raise 6 where the call comes too early."""
        group = token.kind == "group"
        limit = self.limits.group_per_second if group else self.limits.user_per_second
        now, passed = self.now(), self._passed.setdefault(token.value, deque())
        while passed and passed[0] <= now - SECOND:
            passed.popleft()
        if limit is not None and len(passed) >= limit:
            raise VkApiError(6)
        passed.append(now)
