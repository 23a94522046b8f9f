"""What every family of checks looks at, worked out once per message.

Made by `run_checks`; the families read it and yield signals.
"""

from dataclasses import dataclass, field
from typing import Final

from handlers.canonical import Canonical
from models.message import Message
from models.signal import Detail, Signal

PRODUCER: Final = "checks@1"
"""Who answers, and in which revision: raised whenever a check starts to answer otherwise."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A message, its canonical form, its raw text and the ideas found in it."""

    message: Message
    canonical: Canonical
    text: str = field(repr=False)
    """All text as written: links, case and emoji are read from here."""
    ideas: frozenset[str] = frozenset()
    """Names of the ideas that the canonical text holds."""


def fact(name: str, evidence: str = "", **detail: str | float) -> Signal:
    """Make the signal of something that is so."""
    found: Detail = detail
    return Signal(name, PRODUCER, fact=True, evidence=evidence, detail=found)
