"""execute: a list of calls in one, in the two forms that batches are sent in.

`return [API.a.b({…}),API.c({…})];`, and the loop of one method over `var values = […]`. Anything
else is error 12. `server.py` carries the calls out, each with its own rights and faults.
"""

import json
import re

from sandbox.vk.errors import VkApiError
from sandbox.vk.wire import JsonObject

MOST_CALLS = 25
_LIST = re.compile(r"\s*return\s*\[(.*)\]\s*;?\s*", re.DOTALL)
_CALL = re.compile(r"\s*,?\s*API\.(\w+\.\w+|\w+)\s*\(\s*")
_LOOP = re.compile(
    r"\s*var values\s*=\s*(?P<values>\[.*\]),\s*i\s*=\s*0,.*?"
    r"result\.push\(API\.(?P<method>\w+\.\w+)\(values\[i\]\)\);.*return result;\s*",
    re.DOTALL,
)


def parsed(code: str) -> list[tuple[str, JsonObject]]:
    """The calls of a script; raises 12 where it is none of ours, 13 where they are too many."""
    loop = _LOOP.fullmatch(code)
    if loop is not None:
        calls = [(loop["method"], values) for values in _decoded(loop["values"])]
    else:
        listed = _LIST.fullmatch(code)
        if listed is None:
            raise VkApiError(12)
        calls = _calls(listed.group(1))
    if len(calls) > MOST_CALLS:
        raise VkApiError(13, "too many api calls")
    return calls


def _decoded(text: str) -> list[JsonObject]:
    try:
        values = json.loads(text)
    except ValueError as error:
        raise VkApiError(12) from error
    return [value for value in values if isinstance(value, dict)]


def _calls(source: str) -> list[tuple[str, JsonObject]]:
    calls: list[tuple[str, JsonObject]] = []
    decoder, at = json.JSONDecoder(), 0
    while source[at:].strip():
        found = _CALL.match(source, at)
        if found is None:
            raise VkApiError(12)
        values: JsonObject = {}
        at = found.end()
        if source[at] != ")":
            try:
                values, at = decoder.raw_decode(source, at)
            except ValueError as error:
                raise VkApiError(12) from error
        at = source.find(")", at) + 1
        if at == 0:
            raise VkApiError(12)
        calls.append((found.group(1), values))
    return calls
