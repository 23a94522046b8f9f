"""Delivery by webhook: one POST per update, in order, repeated until the bot answers 2xx.

A JSON body with `method` in the bot's answer is carried out like a call, as on the real server.
`server.py` runs `pump` while the sandbox lives.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import cast

import aiohttp

from sandbox.telegram.core import Core
from sandbox.telegram.wire import JsonObject

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
FIRST_RETRY_SECONDS = 0.05
LONGEST_RETRY_SECONDS = 1.0
TIMEOUT = aiohttp.ClientTimeout(total=60)
Reply = Callable[[str, JsonObject], Awaitable[object]]


async def pump(tg: Core, reply: Reply) -> None:
    """Deliver for ever; cancelled when the sandbox closes."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        pause = FIRST_RETRY_SECONDS
        while True:
            if not tg.webhook.url or not len(tg.queue):
                await _something(tg)
                continue
            if await _deliver(tg, session, reply):
                pause = FIRST_RETRY_SECONDS
                continue
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY_SECONDS)


async def _something(tg: Core) -> None:
    """Wait for a change: an update that was queued, or a webhook that was set."""
    await tg.journal.changed()


async def _deliver(tg: Core, session: aiohttp.ClientSession, reply: Reply) -> bool:
    hook, order = tg.webhook, tg.queue.first_order
    update = tg.queue.take(1)[0]
    headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
    hook.attempts += 1
    try:
        async with session.post(hook.url, json=update, headers=headers) as response:
            if not 200 <= response.status < 300:  # noqa: PLR2004 - the 2xx range
                _failed(tg, f"Wrong response from the webhook: {response.status} {response.reason}")
                return False
            body = await _body(response)
    except (aiohttp.ClientError, TimeoutError, OSError):
        _failed(tg, "Connection refused")
        return False
    if tg.webhook is hook:
        tg.queue.confirm(order + 1)
    tg.journal.pulse()
    if "method" in body:
        await reply(str(body.pop("method")), body)
    return True


async def _body(response: aiohttp.ClientResponse) -> JsonObject:
    if response.content_type != "application/json":
        return {}
    try:
        body = await response.json()
    except ValueError:
        return {}
    return cast("JsonObject", body) if isinstance(body, dict) else {}


def _failed(tg: Core, why: str) -> None:
    tg.webhook.last_error, tg.webhook.last_error_at = why, int(time.time())
    tg.journal.pulse()
