"""From an HTTP request to the typed parameters of a method.

The Bot API takes a query string, urlencoded forms, multipart forms and JSON, with nested objects
as JSON text inside form fields. Here all of them become one dict by the types of `methods.py`;
`server.py` hands it to the method.
"""

import json
from typing import Any, cast

from aiohttp import web

from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods import SCALARS, Method, Parameter
from sandbox.telegram.wire import JsonObject

_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "user_id": "invalid user_id specified",
    "sender_chat_id": "invalid sender_chat_id specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "permissions": "permissions are not specified",
    "from_chat_id": "from_chat_id is empty",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "action": "wrong parameter action in request",
}
_TRUE = {"true", "1", "yes", "t", "y"}


async def read_raw(request: web.Request) -> JsonObject:
    """Every parameter of the request, from wherever the client put it, still untyped."""
    raw: JsonObject = dict(request.query)
    if not request.can_read_body:
        return raw
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read())
        except ValueError as error:
            raise bad_request("can't parse JSON object") from error
        raw.update(body if isinstance(body, dict) else {})
        return raw
    for name, value in (await request.post()).items():
        raw[name] = _uploaded(value) if isinstance(value, web.FileField) else value
    return raw


def _uploaded(field: web.FileField) -> JsonObject:
    return {"filename": field.filename, "bytes": field.file.read(), "mime": field.content_type}


def typed(method: Method, raw: JsonObject) -> tuple[JsonObject, list[str]]:
    """The parameters by their types, and the names that the method does not know.

    Raises ApiError 400 on a missing required parameter or a value of another type.
    """
    known: JsonObject = {}
    for parameter in method.parameters.values():
        value = raw.get(parameter.name)
        if value is not None and value != "":
            known[parameter.name] = _coerced(parameter, value)
        elif parameter.required and not (parameter.name == "url" and method.name == "setWebhook"):
            name = parameter.name
            raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
    files = {name for name, value in raw.items() if isinstance(value, dict) and "bytes" in value}
    strange = [name for name in raw if name not in method.parameters and name not in files]
    for name in files:
        known.setdefault(f"attach://{name}", raw[name])
    return known, strange


def _coerced(parameter: Parameter, value: object) -> object:
    kinds = parameter.types
    if "Integer" in kinds:
        return _integer(parameter, value)
    if "Boolean" in kinds:
        return value if isinstance(value, bool) else str(value).lower() in _TRUE
    if set(kinds) <= SCALARS:
        return value if isinstance(value, dict) else str(value)
    return _json(parameter, value)


def _integer(parameter: Parameter, value: object) -> object:
    if isinstance(value, bool):
        raise bad_request(f'parameter "{parameter.name}" must be an Integer')
    try:
        return int(cast("Any", value))
    except (TypeError, ValueError) as error:
        if "String" in parameter.types and isinstance(value, str):
            return value
        raise bad_request(_MISSING.get(parameter.name, f"invalid {parameter.name}")) from error


def _json(parameter: Parameter, value: object) -> object:
    wanted = list if parameter.types[0].startswith("[") else dict
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            words = parameter.name.replace("_", " ")
            raise bad_request(f"can't parse {words} JSON object") from error
    if not isinstance(value, wanted):
        kind = "Array" if wanted is list else "Object"
        raise bad_request(f"{parameter.name} must be of type {kind}")
    if parameter.types[0] == "[Integer]":
        return [_integer(parameter, item) for item in value]
    return value
