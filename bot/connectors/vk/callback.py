"""VK calls us: `ok` only after the event is committed, so that VK repeats what we lost.

Whoever does not know the secret learns nothing. Too many calls at once are put off with 429, a full
disk with 503, both with Retry-After; another community's events are refused for good with 410.
`bot.http` gives the handler its path.
"""

import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.connectors.vk.arrival import Arrival
from bot.connectors.vk.envelope import piece_of
from bot.connectors.vk.wire import JsonObject, number, words
from bot.ports import Cursor, FullError, RawUpdate

Store = Callable[[Sequence[RawUpdate], Cursor | None], Awaitable[None]]
"""Commits updates; returns when they are durable, raises FullError when they cannot be."""

RETRY_HEADER: Final = "X-Retry-Counter"
LARGEST_BYTES: Final = 1024 * 1024
MOST_AT_ONCE: Final = 64
"""Calls that may wait for the commit at one time; the next are asked to come again."""
_CONFIRMATION: Final = "confirmation"
_BUSY_SECONDS: Final = 5
_FULL_SECONDS: Final = 30


@dataclass(slots=True)
class Callback:
    """Whose calls are answered, and with what; counts calls and repeats."""

    secret: str = field(repr=False)
    confirmation: Callable[[], Awaitable[str]]
    """Returns the line that VK expects; it changes whenever the community's servers are edited."""
    most_at_once: int = MOST_AT_ONCE
    retried: int = 0
    """Calls that VK made again after we had failed one."""
    put_off: int = 0
    """Calls that were answered 429 or 503."""
    inside: int = 0


def callback_handler(door: Callback, arrival: Arrival, store: Store) -> Handler:
    """Return the handler of VK's calls; the secret is compared in constant time."""

    async def handle(request: web.Request) -> web.StreamResponse:
        update = await _read(request)
        if status := _refused(door, update, arrival.around.account):
            return web.Response(status=status)
        if update.get("type") == _CONFIRMATION:
            return web.Response(text=await door.confirmation())
        door.retried += request.headers.get(RETRY_HEADER, "0") != "0"
        if door.inside >= door.most_at_once:
            return _later(door, 429, _BUSY_SECONDS)
        door.inside += 1
        try:
            rows = await arrival.admitted([piece_of(update)])
            if rows:
                await store(rows, None)
        except FullError:
            return _later(door, 503, _FULL_SECONDS)
        finally:
            door.inside -= 1
        return web.Response(text="ok")

    return handle


def _refused(door: Callback, update: JsonObject, account: str) -> int:
    """Return the status of the refusal, 0 where the call is VK's and about our community."""
    known = hmac.compare_digest(words(update, "secret").encode(), door.secret.encode())
    confirms = update.get("type") == _CONFIRMATION
    if not known and not (confirms and "secret" not in update):
        return 403
    return 0 if str(number(update, "group_id")) == account else 410


def _later(door: Callback, status: int, seconds: int) -> web.Response:
    door.put_off += 1
    return web.Response(status=status, headers={"Retry-After": str(seconds)})


async def _read(request: web.Request) -> JsonObject:
    """Return the event; raises 413 for what is larger than any, 400 for what is none."""
    if (request.content_length or 0) > LARGEST_BYTES:
        raise web.HTTPRequestEntityTooLarge(LARGEST_BYTES, request.content_length or 0)
    body = await request.read()
    if len(body) > LARGEST_BYTES:
        raise web.HTTPRequestEntityTooLarge(LARGEST_BYTES, len(body))
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest from None
    if not isinstance(update, dict):
        raise web.HTTPBadRequest
    return update
