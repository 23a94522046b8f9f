"""At what hour a message was written, on the clock of the people who answer.

A span that ends before it starts reaches over midnight.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Hour:
    """The message was written from `start` until before `end`, in hours of the day."""

    mood: ClassVar[bool] = False
    start: int = option("first hour, 0 to 23")
    end: int = option("hour before which it ends, 0 to 24")
    zone: str = option("IANA name of the time zone", default="UTC")

    def __post_init__(self) -> None:
        if not (self.start in range(24) and self.end in range(25)):
            raise ValueError("hours go from 0 to 24")
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{self.zone!r} is no time zone") from error

    @property
    def code(self) -> str:
        """`hour:` and the span."""
        return f"hour:{self.start}:{self.end}"

    def holds(self, situation: Situation) -> bool | None:
        """Compare the hour of sending in the zone; always known."""
        sent = datetime.fromtimestamp(situation.message.sent_at / 1_000_000, UTC)
        hour = sent.astimezone(ZoneInfo(self.zone)).hour
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end
