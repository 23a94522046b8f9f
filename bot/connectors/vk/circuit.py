"""What VK asked us to leave alone, and until when: calls to it end here without being asked.

A flood (9) closes one method of a key for minutes, the daily limit (29) until midnight in Moscow; a
captcha (14) or a validation (17) closes whatever a key writes, a dead key (5, 1117) all it does. A
closed way is tried again when its time has passed, and opened by the first success.
"""

from collections.abc import Callable
from typing import Final

from bot.connectors.vk.errors import VkCaptcha, VkError, VkResting, VkTokenDead
from bot.connectors.vk.params import reads
from bot.connectors.vk.tokens import Token

_SECOND_US: Final = 1_000_000
_DAY_US: Final = 86_400 * _SECOND_US
_MOSCOW_US: Final = 3 * 3_600 * _SECOND_US
"""VK counts its days in Moscow, UTC+3 without summer time."""
_FLOOD_US: Final = 5 * 60 * _SECOND_US
_CAPTCHA_US: Final = 60 * 60 * _SECOND_US
_DEAD_US: Final = 60 * _SECOND_US
"""A dead key is asked again every minute, so that one that works again is noticed."""
_DAILY: Final = 29
_ALL: Final = "*"
_WRITES: Final = "writes"


class Circuit:
    """Closed ways by key and method."""

    def __init__(self, now_us: Callable[[], int]) -> None:
        """Take the clock, in UTC microseconds; everything is open."""
        self._now = now_us
        self._closed: dict[tuple[Token, str], VkResting] = {}

    def check(self, token: Token, method: str) -> None:
        """Raise the VkResting that closed this way, if its time has not passed."""
        for way in self._ways(method):
            closed = self._closed.get((token, way))
            if closed is not None and closed.until > self._now():
                raise type(closed)(method, closed.code, closed.subcode).resting(closed.until)

    def learn(self, token: Token, error: VkError) -> None:
        """Close what an error says must be left alone, and date the error."""
        if not isinstance(error, VkResting):
            return
        if isinstance(error, VkTokenDead):
            way, until = _ALL, self._now() + _DEAD_US
        elif isinstance(error, VkCaptcha):
            way, until = _WRITES, self._now() + _CAPTCHA_US
        elif error.code == _DAILY:
            way, until = error.method, self._midnight()
        else:
            way, until = error.method, self._now() + _FLOOD_US
        self._closed[token, way] = error.resting(until)

    def well(self, token: Token, method: str) -> None:
        """Open the ways that a success has shown to be open."""
        for way in self._ways(method):
            self._closed.pop((token, way), None)

    def _ways(self, method: str) -> tuple[str, ...]:
        return (_ALL, method) if reads(method) else (_ALL, _WRITES, method)

    def _midnight(self) -> int:
        today = (self._now() + _MOSCOW_US) // _DAY_US
        return (today + 1) * _DAY_US - _MOSCOW_US
