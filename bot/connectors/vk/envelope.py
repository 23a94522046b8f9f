"""The answer of a long poll, taken apart so that no event can spoil its neighbours.

Each event is kept as its own JSON bytes. Where the whole cannot be parsed (a nest too deep, a
number too long), it is cut at its brackets without parsing what is inside.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Final

from bot.connectors.vk.wire import JsonObject, dump

_STRUCTURE: Final = re.compile(rb'["{}\[\]]')
_STRING_END: Final = re.compile(rb'(?:[^"\\]|\\.)*"', re.DOTALL)
_UPDATES: Final = re.compile(rb'"updates"\s*:\s*\[')
_TS: Final = re.compile(rb'"ts"\s*:\s*"?(\d{1,20})')
_TS_WORD: Final = re.compile(r"[\w.:-]{1,64}\Z")


class EnvelopeError(ValueError):
    """The answer is not a long poll's: a proxy's page, or cut off in the middle."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One event: its bytes, and its object if it can be read."""

    payload: bytes = field(repr=False)
    update: JsonObject | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Batch:
    """What has happened since the `ts` that was asked with, and the `ts` to go on from."""

    ts: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Failed:
    """VK's `failed`: 1 history outdated, 2 key expired, 3 information lost, 4 bad version."""

    code: int
    ts: str | None = None


def open_envelope(body: bytes) -> Batch | Failed:
    """Return what an answer says; raises EnvelopeError on anything that is none."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return _cut_open(body)
    if not isinstance(answer, dict):
        raise EnvelopeError("the answer is not an object")
    ts = ts_of(answer)
    if "failed" in answer:
        code = answer["failed"]
        return Failed(code if type(code) is int else 0, ts)
    updates = answer.get("updates")
    if ts is None or not isinstance(updates, list):
        raise EnvelopeError("the answer has no ts or no updates")
    return Batch(ts, [piece_of(update) for update in updates])


def ts_of(answer: JsonObject) -> str | None:
    """Return `ts`, which VK writes as a word, and inside `failed` 1 as a number."""
    ts = answer.get("ts")
    if type(ts) is int and ts >= 0:
        return str(ts)
    return ts if isinstance(ts, str) and _TS_WORD.match(ts) else None


def piece_of(update: object) -> Piece:
    """Return one parsed event with its bytes; the callback's secret is no part of either."""
    if not isinstance(update, dict):
        return Piece(dump(update), None)
    kept = {key: value for key, value in update.items() if key != "secret"}
    return Piece(dump(kept), kept)


def _raw_piece(payload: bytes) -> Piece:
    try:
        return piece_of(json.loads(payload))
    except (ValueError, RecursionError):
        return Piece(payload, None)


def _cut_open(body: bytes) -> Batch:
    start = _UPDATES.search(body)
    if start is None:
        raise EnvelopeError("the answer is not JSON")
    pieces, end = _cut(body, start.end())
    found = _TS.search(body[: start.start()]) or _TS.search(body[end:])
    if found is None:
        raise EnvelopeError("the answer has no ts")
    return Batch(found[1].decode(), [_raw_piece(piece) for piece in pieces])


def _cut(body: bytes, at: int) -> tuple[list[bytes], int]:
    pieces: list[bytes] = []
    depth, begin = 0, at
    while (mark := _STRUCTURE.search(body, at)) is not None:
        at = mark.end()
        if mark[0] == b'"':
            at = _after_string(body, at)
        elif mark[0] in b"{[":
            begin = mark.start() if depth == 0 else begin
            depth += 1
        else:
            depth -= 1
            if depth < 0:
                return pieces, at
            if depth == 0:
                pieces.append(body[begin:at])
    raise EnvelopeError("the answer is cut off")


def _after_string(body: bytes, at: int) -> int:
    end = _STRING_END.match(body, at)
    if end is None:
        raise EnvelopeError("the answer is cut off")
    return end.end()
