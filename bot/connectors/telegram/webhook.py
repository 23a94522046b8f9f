"""Telegram calls us: 200 only after the update is committed, so that it repeats what we lost.

Whoever does not know the secret learns nothing. `bot.http` gives the handler its path.
"""

import hmac
import json
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.connectors.telegram.arrival import Arrival
from bot.connectors.telegram.envelope import piece_of
from bot.ports import Deliver, FullError, PlatformDownError

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_BYTES: Final = 1024 * 1024


def webhook_handler(secret: str, arrival: Arrival, deliver: Deliver) -> Handler:
    """Return the handler of Telegram's calls; `secret` is compared in constant time."""

    async def handle(request: web.Request) -> web.StreamResponse:
        given = request.headers.get(SECRET_HEADER, "")
        # Bytes that are no text arrive as surrogates, which plain UTF-8 refuses to encode.
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), secret.encode()):
            return web.Response(status=403)
        try:
            piece = piece_of(await _read(request))
            await arrival.acquaint([piece])
            rows = arrival.admitted([piece])
            if rows:
                await deliver(rows, None)
        except (FullError, PlatformDownError):
            # Telegram tries again for a day; nothing is lost while the disk is full.
            return web.Response(status=503)
        await arrival.doorman.see_out()
        return web.Response()

    return handle


async def _read(request: web.Request) -> dict[str, object]:
    """Return the update; raises 413 for what is larger than any, 400 for what is none."""
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
