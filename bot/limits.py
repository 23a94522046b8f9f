"""How fast one account may act: token buckets per account and chat, and what a 429 teaches.

VK's keys have buckets of their own below (`connectors.vk.buckets`): this pace only keeps the
courier from taking more than they carry, so that what waits here can still share a call.

Telegram publishes no exact limits; the starting points are its FAQ's (about 30 sends a second
overall, one a second and 20 a minute to one group). Edits are no messages: they have a bucket a
chat and do not count among the 20. `retry_after` is obeyed where it was met, and
the overall rate is halved on every 429 and grows back slowly (additive increase, multiplicative
decrease). Sends and acts (delete, ban, restrict) have separate buckets.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from models.action import Action, ActionKind, Priority

ACTS = frozenset(
    {
        ActionKind.DELETE,
        ActionKind.BAN,
        ActionKind.UNBAN,
        ActionKind.RESTRICT,
        ActionKind.UNRESTRICT,
        ActionKind.LEAVE,
        ActionKind.RESTORE,
        ActionKind.KICK,
        ActionKind.CLOSE_COMMENTS,
        ActionKind.OPEN_COMMENTS,
        ActionKind.MARK,
        ActionKind.STOP_WORDS,
    }
)
"""Kinds that ride in the acts bucket; answers to presses ride free, the rest are sends."""

_MINUTE = 60.0
_RECOVERY_PER_SUCCESS = 0.02
_ROUNDING = 1e-6
_MOST_CHATS = 10_000
_VK_CHATS = 2_000_000_000
_WHOLE_ACCOUNT_SECONDS = 5.0
_KEPT = {Priority.CRITICAL: 0, Priority.ANSWER: 2}
_KEPT_FROM_OTHERS = 4
"""Sends a minute to a group that ordinary cards may not use: alarms and answers to a moderator
never wait for news."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A platform's starting limits, per second unless said."""

    sends: float
    acts: float
    acts_burst: float
    """Acts that may go at once after a rest."""
    chat_sends: float
    chat_burst: float
    group_sends_per_minute: int
    """To one group; 0: the platform knows no such limit."""


TELEGRAM = Pace(
    sends=28, acts=28, acts_burst=28, chat_sends=1, chat_burst=3, group_sends_per_minute=20
)
"""Telegram FAQ "My bot is hitting limits", two below the 30 for safety."""
VK = Pace(sends=15, acts=15, acts_burst=6, chat_sends=3, chat_burst=6, group_sends_per_minute=20)
"""20 calls a second to a community key (dev.vk.com, "Limits"), some left to reading; VK names no
number a minute for a chat, its people read no more than Telegram's."""
VK_BY_PERSON = replace(VK, acts=3, acts_burst=1)
"""Acts go first with a manager's key, which is given 3 calls a second: evenly spaced, each takes
along what has gathered meanwhile, and nothing waits longer than a third of a second."""


@dataclass(slots=True)
class Bucket:
    """A token bucket with a rate that learns; times are monotonic seconds."""

    full_rate: float
    burst: float
    rate: float = field(init=False)
    level: float = field(init=False)
    closed_until: float = 0.0
    touched: float = 0.0

    def __post_init__(self) -> None:
        """Start full and at full rate."""
        self.rate, self.level = self.full_rate, self.burst

    def wait(self, now: float, reserve: float = 0.0) -> float:
        """Return seconds until one token above `reserve` is there; 0 when it is."""
        self.level = min(self.burst, self.level + (now - self.touched) * self.rate)
        self.touched = now
        missing = 1 + reserve - self.level
        refill = missing / self.rate if missing > _ROUNDING else 0.0
        return max(self.closed_until - now, refill, 0.0)

    def take(self) -> None:
        """Spend one token."""
        self.level -= 1

    def hit(self, until: float) -> None:
        """A 429 came: close until then and go on at half the rate."""
        self.closed_until = max(self.closed_until, until)
        self.rate = max(self.rate / 2, self.full_rate / 16)

    def well(self) -> None:
        """A call went well: grow back towards the full rate."""
        self.rate = min(self.full_rate, self.rate + self.full_rate * _RECOVERY_PER_SUCCESS)


@dataclass(slots=True)
class _Chat:
    bucket: Bucket
    edits: Bucket
    sent: deque[float] = field(default_factory=deque)
    acts_closed_until: float = 0.0


class Limits:
    """All buckets of one account."""

    def __init__(self, pace: Pace, monotonic: Callable[[], float]) -> None:
        """Take a platform's pace and a monotonic clock in seconds."""
        self._pace = pace
        self._now = monotonic
        self._sends = Bucket(pace.sends, pace.sends)
        self._acts = Bucket(pace.acts, pace.acts_burst)
        self._chats: dict[str, _Chat] = {}
        self._last_hit = ("", -_MINUTE)

    def wait(self, action: Action) -> float:
        """Return seconds until this act may be sent; 0 for now."""
        if action.kind is ActionKind.ANSWER_PRESS:
            return 0.0
        now = self._now()
        chat = self._chat(action)
        if action.kind in ACTS:
            return max(self._acts.wait(now), chat.acts_closed_until - now, 0.0)
        if action.kind is ActionKind.REFRESH_CARD:
            return max(self._sends.wait(now), chat.edits.wait(now))
        reserve = 0.0 if action.priority in _KEPT else 1.0
        return max(
            self._sends.wait(now),
            chat.bucket.wait(now, reserve),
            self._minute_wait(action, chat, now),
        )

    def take(self, action: Action) -> None:
        """Spend what this act costs; call only when `wait` said 0."""
        if action.kind is ActionKind.ANSWER_PRESS:
            return
        if action.kind in ACTS:
            self._acts.take()
            return
        chat = self._chat(action)
        self._sends.take()
        if action.kind is ActionKind.REFRESH_CARD:
            chat.edits.take()
            return
        chat.bucket.take()
        chat.sent.append(self._now())

    def give_back(self, action: Action) -> None:
        """An edit that would have changed nothing was never sent: the next one need not wait."""
        if action.kind is ActionKind.REFRESH_CARD:
            edits = self._chat(action).edits
            edits.level = min(edits.burst, edits.level + 1)
            self._sends.level = min(self._sends.burst, self._sends.level + 1)

    def well(self, action: Action) -> None:
        """Learn from a call that was not refused for speed."""
        (self._acts if action.kind in ACTS else self._sends).well()

    def hit(self, action: Action, retry_after: float) -> None:
        """Obey a 429: the chat rests; when two chats are hit together the whole account does."""
        now = self._now()
        chat, where = self._chat(action), str(action.channel)
        bucket = self._acts if action.kind in ACTS else self._sends
        both = (
            self._last_hit[0] not in {"", where}
            and now - self._last_hit[1] < _WHOLE_ACCOUNT_SECONDS
        )
        self._last_hit = (where, now)
        bucket.hit(now + retry_after if both else 0.0)
        if action.kind in ACTS:
            chat.acts_closed_until = now + retry_after
        else:
            chat.bucket.closed_until = chat.edits.closed_until = now + retry_after

    def _minute_wait(self, action: Action, chat: _Chat, now: float) -> float:
        """Private chats know no limit a minute."""
        most = self._pace.group_sends_per_minute
        if not most or not _is_group(action.channel.external_id):
            return 0.0
        while chat.sent and now - chat.sent[0] >= _MINUTE:
            chat.sent.popleft()
        kept = _KEPT.get(action.priority, _KEPT_FROM_OTHERS)
        over = len(chat.sent) - (most - kept)
        return 0.0 if over < 0 else _MINUTE - (now - chat.sent[over])

    def _chat(self, action: Action) -> _Chat:
        where = str(action.channel)
        chat = self._chats.get(where)
        if chat is None:
            if len(self._chats) > _MOST_CHATS:
                self._chats.clear()
            rate, burst = self._pace.chat_sends, self._pace.chat_burst
            chat = _Chat(Bucket(rate, burst), Bucket(rate, burst))
            self._chats[where] = chat
        return chat


def _is_group(external_id: str) -> bool:
    """Groups have negative ids on Telegram; VK's chats are numbered from two thousand million."""
    return external_id.startswith("-") or (external_id.isdecimal() and int(external_id) > _VK_CHATS)
