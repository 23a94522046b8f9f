"""Cheap pure looks at a message, one file per family; this page is their table of contents.

Run by `handlers/message.py` right after canonicalisation; what they say goes to the rules as
signals. None of them is evidence enough alone.
"""

from collections.abc import Callable, Iterable
from typing import Final

from handlers.canonical import Canonical
from models.message import Message
from models.signal import Signal

Check = Callable[[Message, Canonical], Iterable[Signal]]
"""One family: yields the signals that speak, and no others."""

CHECKS: Final[tuple[Check, ...]] = ()
"""Every family, in the order their signals are shown."""


def run_checks(message: Message, canonical: Canonical) -> tuple[Signal, ...]:
    """Return the signals that speak; `canonical` is of `message.text`."""
    return tuple(signal for check in CHECKS for signal in check(message, canonical))
