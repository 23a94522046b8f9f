"""Forgets what should be gone, a few rows at a time, so that intake is never held up."""

from dataclasses import dataclass

from bot.store.group import GroupWriter
from bot.store.seat import Seat


@dataclass(frozen=True, slots=True)
class Retention:
    """Days that things are kept; the `[retention]` section of the config."""

    raw_days: int = 7
    text_days: int = 180
    audit_days: int = 1095


async def sweep(
    readers: Seat, group: GroupWriter, retention: Retention, now: int
) -> dict[str, int]:
    """Remove what is too old."""
    return {}
