"""Our keys: time-ordered 63-bit integers made in the process, shown as a prefix and base32.

Time-ordered keys keep index pages hot and make `ORDER BY id` an order of arrival. People see
`C-01HZX3K7Q2ABC`; `explain`, /why and buttons take the same word back.
"""

import itertools
import secrets
from collections.abc import Callable
from enum import StrEnum

EPOCH_US = 1_577_836_800_000_000
"""2020-01-01 UTC in microseconds: 41 bits of milliseconds from here last until 2089."""

_SEQUENCE_BITS = 12
_PROCESS_BITS = 10
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}


class Kind(StrEnum):
    """What a shown key points at; its value is the prefix."""

    MESSAGE = "M"
    CASE = "C"
    ACTION = "A"
    VERDICT = "V"


class MalformedIdError(ValueError):
    """A word that is not a key of ours; the message says what a key looks like."""


def show(kind: Kind, key: int) -> str:
    """Write a key as people see it: prefix, dash, Crockford base32 (13 letters)."""
    letters = []
    for _ in range(13):
        letters.append(_ALPHABET[key & 31])
        key >>= 5
    return f"{kind}-{''.join(reversed(letters))}"


def parse(word: str) -> tuple[Kind, int]:
    """Read a shown key; raises MalformedIdError with an example of a right one."""
    prefix, _, digits = word.strip().upper().partition("-")
    kind, key = Kind.MESSAGE, 0
    try:
        for letter in digits:
            key = key << 5 | _VALUES[letter]
        kind = Kind(prefix)
    except (KeyError, ValueError):
        key = 0
    if not 0 < key < 1 << 63:
        raise MalformedIdError(
            f"{word!r} is not an id; ids look like {show(Kind.CASE, 1 << 60)} "
            "(M- a message, C- a case, A- an action, V- a verdict)"
        )
    return kind, key


class IdMaker:
    """Makes keys: 41 bits of milliseconds, 10 random bits of this process, 12 bits of sequence."""

    def __init__(self, now_us: Callable[[], int]) -> None:
        """Take the wall clock as a function that returns UTC microseconds."""
        self._now_us = now_us
        self._process = secrets.randbits(_PROCESS_BITS)
        self._sequence = itertools.count()
        self._last_ms = 0

    def new(self) -> int:
        """Return a key greater than all keys returned before, whatever the clock does."""
        sequence = next(self._sequence) & ((1 << _SEQUENCE_BITS) - 1)
        now_ms = max((self._now_us() - EPOCH_US) // 1000, self._last_ms)
        if sequence == 0:
            now_ms += now_ms == self._last_ms
        self._last_ms = now_ms
        return (
            now_ms << (_PROCESS_BITS + _SEQUENCE_BITS) | self._process << _SEQUENCE_BITS | sequence
        )
