"""The local Bot API server: `async with TelegramSandbox() as tg`, then a bot talks to `tg.url`.

HTTP outside, `answers/` inside, people's hands on the same object. `python -m sandbox` runs it as
a process for the demo.
"""

import asyncio
import inspect
import time
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.telegram import params, webhook
from sandbox.telegram.answers import ANSWERS
from sandbox.telegram.core import Settings
from sandbox.telegram.errors import NO_METHOD, UNAUTHORIZED, ApiError
from sandbox.telegram.eyes import Eyes
from sandbox.telegram.journal import Call
from sandbox.telegram.limits import Limits, Meter
from sandbox.telegram.methods import BY_LOWER_NAME, Method
from sandbox.telegram.state import GROUPS
from sandbox.telegram.wire import JsonObject

MAX_BODY_BYTES = 60 * 1024 * 1024


class TelegramSandbox(Eyes):
    """A whole platform with one bot account on it; see `people`, `media`, `membership`, `eyes`."""

    def __init__(self, settings: Settings | None = None, *, limits: Limits | None = None) -> None:
        """Prepare; nothing listens until `start` or `async with`."""
        super().__init__(settings or Settings())
        if limits is not None:
            self.meter = Meter(limits)
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._pump: asyncio.Task[None] | None = None

    async def start(self) -> Self:
        """Listen on loopback; `url` is known afterwards."""
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/files/{file_id}", self._file)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=0.2
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.settings.port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._tasks = await asyncio.TaskGroup().__aenter__()
        self._pump = self._tasks.create_task(webhook.pump(self, self._carry_out))
        return self

    async def stop(self) -> None:
        """End every connection and stop listening; the state stays to be looked at."""
        self.faults.outage = -1
        self.queue.arrived.set()
        if self._pump is not None and self._tasks is not None:
            self._pump.cancel()
            await self._tasks.__aexit__(None, None, None)
        if self._runner is not None:
            await self._runner.cleanup()
        self.faults.outage = 0

    async def __aenter__(self) -> Self:
        """Start."""
        return await self.start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        arrived = time.monotonic()
        if self.faults.drop():
            return _broken(request)
        try:
            method = self._method(request)
            raw = await params.read_raw(request)
        except ApiError as refusal:
            return _answer(refusal)
        call = self.journal.begin(method.name, raw, arrived)
        refused: ApiError | None = None
        result: object = None
        try:
            result = await self._run(method, call)
        except ApiError as refusal:
            refused = refusal
        if self.faults.outage < 0:
            refused = ApiError(0, "connection broken")
        if refused is not None:
            self.journal.fail(call, refused.code, refused.description)
            return _answer(refused) if refused.code else _broken(request)
        self.journal.succeed(call, None if method.name == "getUpdates" else result)
        return web.json_response({"ok": True, "result": result})

    def _method(self, request: web.Request) -> Method:
        if self.faults.outage:
            raise ApiError(self.faults.outage, "Bad Gateway")
        if request.match_info["token"] != self.token:
            raise UNAUTHORIZED
        name = request.match_info["method"]
        method = BY_LOWER_NAME.get(name.lower())
        if method is None:
            self.journal.surprises.append(f"method {name} is not simulated")
            raise NO_METHOD
        return method

    async def _run(self, method: Method, call: Call) -> object:
        if self.faults.latency:
            await asyncio.sleep(self.faults.latency)
        known, strange = params.typed(method, call.params)
        call.params = known
        self.journal.surprises.extend(f"{method.name}: unknown {name}" for name in strange)
        planned = self.faults.next_for(method.name, after=False)
        if planned is not None:
            raise planned
        self._meter(method.name, known)
        result = ANSWERS[method.name](self, known)
        if inspect.isawaitable(result):
            result = await result
        lost = self.faults.next_for(method.name, after=True)
        if lost is not None:
            raise lost
        return result

    def _meter(self, method: str, known: JsonObject) -> None:
        reference = known.get("chat_id")
        if isinstance(reference, str):
            reference = self.state.names.get(reference.lstrip("@").lower(), 0)
        chat = self.state.chats.get(int(reference or 0))
        is_group = chat is not None and chat.kind in GROUPS
        self.meter.check(method, int(reference or 0), is_group=is_group)

    async def _carry_out(self, name: str, raw: JsonObject) -> object:
        """Carry out a method that came in the answer to a webhook; its result goes nowhere."""
        method = BY_LOWER_NAME.get(name.lower())
        if method is None:
            self.journal.surprises.append(f"method {name} is not simulated")
            return None
        call = self.journal.begin(method.name, raw, time.monotonic())
        try:
            result = await self._run(method, call)
        except ApiError as refusal:
            self.journal.fail(call, refusal.code, refusal.description)
            return None
        self.journal.succeed(call, result)
        return result

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content = self.state.files.get(request.match_info["file_id"])
        if request.match_info["token"] != self.token or content is None:
            return _answer(ApiError(404, "Not Found"))
        return web.Response(body=content)


def _answer(refusal: ApiError) -> web.Response:
    return web.json_response(refusal.wire(), status=refusal.code)


def _broken(request: web.Request) -> web.Response:
    """Close the connection under the client's feet; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
