"""Rate limits as Telegram is known to hold them, and 429 with `retry_after` where one is passed.

Telegram publishes only rough figures (about one message a second to one chat with short bursts,
twenty a minute to one group, thirty a second in all); edits, deletes and bans are looser and
unpublished. Each figure can be changed or switched off. `server.py` asks before each call.
"""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sandbox.telegram.errors import too_many

_SENDS = frozenset({"sendmessage", "sendphoto", "senddocument", "copymessage", "forwardmessage"})
_EDITS = frozenset({"editmessagetext", "editmessagecaption", "editmessagereplymarkup"})
_ACTS = frozenset(
    {
        *("deletemessage", "deletemessages", "banchatmember", "unbanchatmember"),
        *("restrictchatmember", "banchatsenderchat", "unbanchatsenderchat"),
        *("deletemessagereaction", "deleteallmessagereactions", "deletebusinessmessages"),
    }
)
MINUTE = 60.0


@dataclass(frozen=True)
class Limits:
    """The figures; None switches one off."""

    group_per_minute: int | None = 20
    chat_per_second: float | None = 1.0
    chat_burst: int = 3
    sends_per_second: float | None = 30.0
    edits_per_second: float | None = 1.0
    edit_burst: int = 5
    acts_per_second: float | None = 30.0

    def scaled(self, factor: float) -> "Limits":
        """The same limits, `factor` times looser."""
        return Limits(
            group_per_minute=_times(self.group_per_minute, factor),
            chat_per_second=self.chat_per_second and self.chat_per_second * factor,
            chat_burst=math.ceil(self.chat_burst * factor),
            sends_per_second=self.sends_per_second and self.sends_per_second * factor,
            edits_per_second=self.edits_per_second and self.edits_per_second * factor,
            edit_burst=math.ceil(self.edit_burst * factor),
            acts_per_second=self.acts_per_second and self.acts_per_second * factor,
        )

    @classmethod
    def off(cls) -> "Limits":
        """No limit at all, for load tests."""
        return replace(
            cls(),
            group_per_minute=None,
            chat_per_second=None,
            sends_per_second=None,
            edits_per_second=None,
            acts_per_second=None,
        )


def _times(figure: int | None, factor: float) -> int | None:
    return None if figure is None else math.ceil(figure * factor)


@dataclass
class _Bucket:
    """A token bucket: `wait` says how long until one token is there, `take` takes it."""

    rate: float
    size: float
    tokens: float
    filled: float

    def wait(self, now: float) -> float:
        self.tokens = min(self.size, self.tokens + (now - self.filled) * self.rate)
        self.filled = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate

    def take(self) -> None:
        self.tokens -= 1


@dataclass
class Meter:
    """Counts what was let through and refuses the rest."""

    limits: Limits
    now: Callable[[], float] = time.monotonic
    _buckets: dict[tuple[str, int], _Bucket] = field(default_factory=dict)
    _minutes: dict[int, deque[float]] = field(default_factory=dict)

    def check(self, method: str, chat_id: int, *, is_group: bool) -> None:
        """Raise ApiError 429 where the call comes too early; a refused call is not counted."""
        name, now = method.lower(), self.now()
        buckets = self._of(name, chat_id, now)
        waits = [bucket.wait(now) for bucket in buckets]
        minute = self._minute(chat_id, now) if is_group and name in _SENDS else None
        limit = self.limits.group_per_minute
        if minute is not None and limit is not None and len(minute) >= limit:
            waits.append(minute[0] + MINUTE - now)
        worst = max(waits, default=0.0)
        if worst > 0:
            raise too_many(math.ceil(worst))
        for bucket in buckets:
            bucket.take()
        if minute is not None:
            minute.append(now)

    def _of(self, name: str, chat_id: int, now: float) -> list[_Bucket]:
        limits = self.limits
        wanted: list[tuple[str, int, float | None, float]] = []
        if name in _SENDS:
            wanted = [
                ("chat", chat_id, limits.chat_per_second, limits.chat_burst),
                ("sends", 0, limits.sends_per_second, limits.sends_per_second or 0),
            ]
        elif name in _EDITS:
            wanted = [("edits", chat_id, limits.edits_per_second, limits.edit_burst)]
        elif name in _ACTS:
            wanted = [("acts", 0, limits.acts_per_second, limits.acts_per_second or 0)]
        return [
            self._buckets.setdefault((kind, key), _Bucket(rate, max(size, 1), max(size, 1), now))
            for kind, key, rate, size in wanted
            if rate
        ]

    def _minute(self, chat_id: int, now: float) -> deque[float]:
        sent = self._minutes.setdefault(chat_id, deque())
        while sent and sent[0] <= now - MINUTE:
            sent.popleft()
        return sent
