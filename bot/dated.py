"""A platform's own time, by the Date headers of its answers.

A machine's clock may leap; whoever answers us over HTTP says what time it is there. `clock` follows
a leap only once this agrees.
"""

import time
from email.utils import parsedate_to_datetime


class Dated:
    """The latest Date header, carried on by the monotonic clock; safe to hear from any thread."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._heard: tuple[int, float] | None = None

    def hear(self, header: str) -> None:
        """Take the Date header of an answer; one that is no date says nothing."""
        try:
            said = parsedate_to_datetime(header).timestamp()
        except ValueError:
            return
        self._heard = (int(said * 1_000_000), time.monotonic())

    def now(self) -> int | None:
        """Return the platform's time as of now (UTC microseconds); None before its first answer."""
        if self._heard is None:
            return None
        said, heard = self._heard
        return said + int((time.monotonic() - heard) * 1_000_000)
