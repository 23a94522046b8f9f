"""The answer to getUpdates, taken apart so that no update can spoil its neighbours.

Each update is kept as its own JSON bytes. Where the whole cannot be parsed (a nest too deep, a
number too long), it is cut at its brackets without parsing what is inside.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.connectors.telegram.wire import JsonObject

_STRUCTURE: Final = re.compile(rb'["{}\[\]]')
_STRING_END: Final = re.compile(rb'(?:[^"\\]|\\.)*"', re.DOTALL)
_RESULT: Final = re.compile(rb'"result"\s*:\s*\[')
_UPDATE_ID: Final = re.compile(rb'"update_id"\s*:\s*(\d{1,15})\b')


class EnvelopeError(ValueError):
    """The answer is not one of the Bot API's: a proxy's page, or cut off in the middle."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One update: its bytes, its id if it has a usable one, and its object if it can be read."""

    payload: bytes = field(repr=False)
    update_id: int | None
    update: JsonObject | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The Bot API's no: HTTP-like code, its words, and how long to wait."""

    code: int
    description: str
    retry_after: float | None = None


def open_envelope(body: bytes) -> list[Piece] | Refusal:
    """Return the updates of an answer, or the refusal; raises EnvelopeError on anything else."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return [_raw_piece(piece) for piece in _cut(body)]
    if not isinstance(answer, dict):
        raise EnvelopeError("the answer is not an object")
    if answer.get("ok") is not True:
        return read_refusal(answer)
    result = answer.get("result")
    if not isinstance(result, list):
        raise EnvelopeError("the result is not a list")
    return [piece_of(update) for update in result]


def read_refusal(answer: JsonObject) -> Refusal:
    """Read an `ok: false` answer; what it does not say is 0 and empty."""
    code, words = answer.get("error_code"), answer.get("description")
    parameters = answer.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return Refusal(
        code if type(code) is int else 0,
        words if isinstance(words, str) else "",
        float(wait) if isinstance(wait, (int, float)) and 0 <= wait < 1 << 31 else None,
    )


def piece_of(update: object) -> Piece:
    """Return one parsed update with its bytes."""
    try:
        payload = json.dumps(update, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        payload = json.dumps(update, separators=(",", ":")).encode()
    if not isinstance(update, dict):
        return Piece(payload, None, None)
    key = update.get("update_id")
    usable = type(key) is int and 0 <= key < 1 << 53
    return Piece(payload, key if usable and isinstance(key, int) else None, update)


def _raw_piece(payload: bytes) -> Piece:
    try:
        return piece_of(json.loads(payload))
    except (ValueError, RecursionError):
        match = _UPDATE_ID.search(payload)
        return Piece(payload, int(match[1]) if match else None, None)


def _cut(body: bytes) -> Iterator[bytes]:
    start = _RESULT.search(body)
    if start is None:
        raise EnvelopeError("the answer is not JSON")
    depth, begin, at = 0, start.end(), start.end()
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
                return
            if depth == 0:
                yield body[begin:at]
    raise EnvelopeError("the answer is cut off")


def _after_string(body: bytes, at: int) -> int:
    end = _STRING_END.match(body, at)
    if end is None:
        raise EnvelopeError("the answer is cut off")
    return end.end()
