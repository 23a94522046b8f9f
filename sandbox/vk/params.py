"""From an HTTP request to the typed parameters of a method, refused with VK's code 100.

VK takes the query string and urlencoded or multipart forms, no JSON bodies; lists are joined with
commas, objects are JSON text. `server.py` hands the result to `answers/`.
"""

import json
from typing import cast

from aiohttp import web

from sandbox.vk.errors import VkApiError, bad
from sandbox.vk.methods import Method, Parameter
from sandbox.vk.wire import OLDEST_VERSION, JsonObject

_BOOLS = {"1": True, "0": False, "true": True, "false": False}
_ALWAYS = frozenset({"access_token", "v", "lang", "captcha_sid", "captcha_key", "test_mode"})
_INTERNAL = frozenset({"success_token", "conversation_message_id", "device_id"})


async def read_raw(request: web.Request) -> dict[str, str]:
    """Every parameter of the request, still text; the token may come in a header."""
    raw = dict(request.query)
    if request.can_read_body:
        form = await request.post()
        raw.update({name: value for name, value in form.items() if isinstance(value, str)})
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        raw["access_token"] = token.strip()
    return raw


def check_version(raw: dict[str, str]) -> None:
    """Raise 8 where `v` is absent or older than VK still serves."""
    version = raw.get("v", "")
    if not version:
        raise VkApiError(8, "v (version) is required")
    try:
        major, _, minor = version.partition(".")
        known = (int(major), int(minor or 0))
    except ValueError as error:
        raise VkApiError(8, "v (version) is incorrect") from error
    if known < OLDEST_VERSION:
        text = f"v (version) {version} is deprecated. Version lower than 5.81 are not supported"
        raise VkApiError(8, text)


def typed(method: Method, raw: JsonObject) -> tuple[JsonObject, list[str]]:
    """The parameters by their types, and the names that the method does not know."""
    known: JsonObject = {}
    for parameter in method.parameters.values():
        value = raw.get(parameter.name)
        if value is None or value == "":
            if parameter.required:
                raise bad(f"{parameter.name} is undefined")
            # An empty list is a value: it empties the stop words, for one.
            if value == "" and parameter.kind in {"list", "str"}:
                known[parameter.name] = [] if parameter.kind == "list" else ""
            continue
        known[parameter.name] = _coerced(parameter, value)
    strange = [name for name in raw if name not in method.parameters and name not in _ALWAYS]
    return known, [name for name in strange if name not in _INTERNAL]


def _coerced(parameter: Parameter, value: object) -> object:
    if parameter.kind == "bool":
        return _boolean(parameter.name, value)
    if parameter.kind == "int":
        return _within(parameter, _integer(parameter.name, value))
    if parameter.kind in {"list", "ints"}:
        return _several(parameter, value)
    if parameter.kind == "json":
        return _object(parameter.name, value)
    text = str(value)
    if parameter.most is not None and len(text) > parameter.most:
        raise bad(f"{parameter.name} should be less or equal to {parameter.most} letters length")
    _one_of(parameter, text)
    return text


def _boolean(name: str, value: object) -> bool:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if text not in _BOOLS:
        raise bad(f"{name} should be boolean")
    return _BOOLS[text]


def _integer(name: str, value: object) -> int:
    try:
        return int(str(value))
    except ValueError as error:
        raise bad(f"{name} not integer") from error


def _within(parameter: Parameter, number: int) -> int:
    if parameter.low is not None and number < parameter.low:
        raise bad(f"{parameter.name} should be greater or equal to {parameter.low}")
    if parameter.high is not None and number > parameter.high:
        raise bad(f"{parameter.name} should be less or equal to {parameter.high}")
    _one_of(parameter, str(number))
    return number


def _one_of(parameter: Parameter, text: str) -> None:
    if parameter.choices and text not in parameter.choices:
        raise bad(f"{parameter.name} should be one of {', '.join(parameter.choices)}")


def _several(parameter: Parameter, value: object) -> list[object]:
    items = value if isinstance(value, list) else str(value).split(",")
    items = [item.strip() if isinstance(item, str) else item for item in items]
    if parameter.most is not None and len(items) > parameter.most:
        raise bad(f"{parameter.name} should contain at most {parameter.most} items")
    if parameter.kind == "ints":
        return [_integer(parameter.name, item) for item in items]
    return cast("list[object]", items)


def _object(name: str, value: object) -> object:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            code = 911 if name == "keyboard" else 100
            raise VkApiError(code, f"{name} is not valid JSON") from error
    if not isinstance(value, dict):
        raise bad(f"{name} is invalid")
    return value
