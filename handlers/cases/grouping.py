"""Which messages are one matter: the fingerprint by which at most one case is open.

The same long text is one violation however often it is posted; a customer's trouble is theirs,
so two customers who write the same words are two cases.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from models.channel import ChannelKey
from models.message import Message

LETTERS: Final = 20
"""Shorter texts are too common to say that two messages are the same act."""

HOUR_US: Final = 3_600_000_000
DAY_US: Final = 24 * HOUR_US
CATCH_UP_US: Final = 6 * HOUR_US
WAVE: Final = 5
"""So many messages of one thread within `WAVE_US` are a wave."""
WAVE_US: Final = HOUR_US // 6


def violation(text: str, letters: int, message_id: int) -> str:
    """Group by the exact canonical text where it is long enough, else by the message itself."""
    if letters >= LETTERS:
        return f"text:{hashlib.sha256(text.encode()).hexdigest()}"
    return f"message:{message_id}"


def personal(message: Message) -> str:
    """Group a complaint or an urgent matter by who speaks and where: (person, thread)."""
    return f"{message.author.key}:{message.channel}:{message.thread or '-'}"


def rolling(name: str, message: Message, at: int) -> str:
    """Group by thread and hour: ordinary negatives and questions."""
    return f"{name}:{message.channel}:{message.thread or '-'}:{at // HOUR_US}"


def removals(channel: ChannelKey, at: int) -> str:
    """Group what strict rules removed by channel and hour."""
    return f"removals:{channel}:{at // HOUR_US}"


def by_hand(message: Message) -> str:
    """Group what only a person may remove by thread, however many hours it takes."""
    return f"by_hand:{message.channel}:{message.thread or '-'}"


def catch_up(channel: ChannelKey, at: int) -> str:
    """Group what arrived late by account and six hours."""
    return f"catch_up:{channel.platform}:{channel.account_id}:{at // CATCH_UP_US}"


def notice(code: str, place: str, at: int) -> str:
    """Group what the operator must see by code, place and day."""
    return f"{code}:{place}:{at // DAY_US}"


def is_wave(times: Iterable[int]) -> bool:
    """Tell whether many messages of one thread came at once; the times in any order."""
    ordered = sorted(times)
    pairs = zip(ordered, ordered[WAVE - 1 :], strict=False)
    return any(last - first <= WAVE_US for first, last in pairs)
