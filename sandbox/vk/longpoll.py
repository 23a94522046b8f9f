"""GET `?act=a_check`: holds the connection until something happens or `wait` is over.

`feed.py` says what there is to hand out; `server.py` mounts the handler.
"""

import asyncio
import json
import time

from aiohttp import web

from sandbox.vk.core import Core
from sandbox.vk.faults import HTML, DroppedError, Fault, HtmlError
from sandbox.vk.journal import Call
from sandbox.vk.wire import JsonObject

METHOD = "a_check"
LONGEST_WAIT = 90
BATCH = 1000


async def serve(vk: Core, request: web.Request) -> web.StreamResponse:
    """Answer one poll."""
    query = request.query
    if query.get("act") != METHOD:
        return web.json_response({"failed": 4, "min_version": 0, "max_version": 3})
    call = vk.journal.begin(Call(METHOD, dict(query), "", "", time.monotonic()))
    fault = vk.faults.outage or vk.faults.next_for(METHOD, ("", ""), after=False)
    await asyncio.sleep(vk.faults.delay(METHOD))
    vk.feed.polls += 1
    body: JsonObject = {}
    if fault is None:
        body = await _held(vk, query.get("key", ""), _ts(query.get("ts")), _wait(query.get("wait")))
        fault = vk.faults.outage or vk.faults.next_for(METHOD, ("", ""), after=True)
    if fault is not None:
        vk.journal.fail(call, 0, str(fault))
        return broken(request, fault)
    vk.journal.succeed(call, None)
    return web.json_response(body, dumps=_dumps)


def _dumps(body: object) -> str:
    return json.dumps(body, ensure_ascii=False)


def _ts(text: str | None) -> int:
    try:
        return int(text or "")
    except ValueError:
        return -1


def _wait(text: str | None) -> float:
    try:
        return max(0.0, min(float(text or 25), LONGEST_WAIT))
    except ValueError:
        return 25.0


async def _held(vk: Core, key: str, ts: int, wait: float) -> JsonObject:
    feed, ends = vk.feed, time.monotonic() + wait
    while True:
        arrived = feed.arrived
        failure = feed.failure(key, ts)
        if failure is not None:
            vk.journal.pulse()
            return failure
        events = feed.after(ts)[:BATCH]
        vk.journal.pulse()
        left = ends - time.monotonic()
        if events or left <= 0 or vk.faults.outage:
            feed.handed(events)
            return {"ts": str(ts + len(events)), "updates": events}
        try:
            async with asyncio.timeout(left):
                await arrived.wait()
        except TimeoutError:
            continue


def broken(request: web.Request, fault: Fault) -> web.StreamResponse:
    """What a fault looks like on the wire; VK's own errors are `server.py`'s."""
    if isinstance(fault, HtmlError):
        return web.Response(text=HTML, status=fault.status, content_type="text/html")
    if isinstance(fault, DroppedError) and request.transport is not None:
        request.transport.abort()
        return web.Response()
    return web.json_response({"error": "sandbox"})
