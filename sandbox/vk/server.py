"""The local VK API server: `async with VkSandbox() as vk`, then a bot talks to `vk.url`.

HTTP outside, `answers/` inside, people's hands on the same object. `python -m sandbox` runs it
beside the Telegram one.
"""

import asyncio
import time
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.vk import longpoll, params
from sandbox.vk.answers import ANSWERS
from sandbox.vk.answers.ask import Ask
from sandbox.vk.answers.execute import parsed
from sandbox.vk.callback import Courier
from sandbox.vk.core import Settings
from sandbox.vk.errors import VkApiError
from sandbox.vk.eyes import Eyes
from sandbox.vk.faults import DroppedError, HtmlError
from sandbox.vk.journal import Call
from sandbox.vk.limits import Limits, Meter
from sandbox.vk.table import METHODS
from sandbox.vk.tokens import Token
from sandbox.vk.wire import JsonObject

MAX_BODY_BYTES = 8 * 1024 * 1024
EXECUTE = "execute"


class VkSandbox(Eyes):
    """A whole platform with one community on it; see `people`, `letters`, `eyes`."""

    def __init__(self, settings: Settings | None = None, *, limits: Limits | None = None) -> None:
        """Prepare; nothing listens until `start` or `async with`."""
        super().__init__(settings or Settings())
        if limits is not None:
            self.meter = Meter(limits)
        self._runner: web.AppRunner | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._pump: asyncio.Task[None] | None = None

    async def start(self) -> Self:
        """Listen on loopback; `url` is known afterwards."""
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_route("*", "/method/{method}", self._serve)
        app.router.add_get("/lp/{group}", self._poll)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=0.2
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.settings.port).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._tasks = await asyncio.TaskGroup().__aenter__()
        courier = Courier(self.callbacks, self.group_id, self.journal.pulse)
        self._pump = self._tasks.create_task(courier.run())
        return self

    async def stop(self) -> None:
        """End every connection and stop listening; the state stays to be looked at."""
        self.faults.outage = DroppedError()
        self.feed.wake()
        if self._pump is not None and self._tasks is not None:
            self._pump.cancel()
            await self._tasks.__aexit__(None, None, None)
        if self._runner is not None:
            await self._runner.cleanup()
        self.faults.outage = None

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

    async def _poll(self, request: web.Request) -> web.StreamResponse:
        return await longpoll.serve(self, request)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        arrived, name = time.monotonic(), request.match_info["method"]
        if self.faults.outage is not None:
            return longpoll.broken(request, self.faults.outage)
        raw = await params.read_raw(request)
        shown = {key: value for key, value in raw.items() if key != "access_token"}
        call = self.journal.begin(Call(name, dict(shown), "", "", arrived))
        try:
            token = self._admitted(call, raw)
            body = await self._run(call, token, raw)
        except VkApiError as refusal:
            self.journal.fail(call, refusal.code, refusal.text)
            return web.json_response({"error": refusal.wire(_echo(name, shown))})
        except (HtmlError, DroppedError) as fault:
            self.journal.fail(call, 0, str(fault), getattr(fault, "status", 0))
            return longpoll.broken(request, fault)
        self.journal.succeed(call, body["response"])
        return web.json_response(body)

    def _admitted(self, call: Call, raw: dict[str, str]) -> Token:
        """The token, after what VK looks at first: is it alive, does it come too often."""
        token = self.tokens.find(raw.get("access_token", ""))
        call.token, call.kind = token.value, token.kind
        self.meter.check(token)
        params.check_version(raw)
        return token

    async def _run(self, call: Call, token: Token, raw: JsonObject) -> JsonObject:
        """The body of the answer to one call."""
        delay = self.faults.delay(call.method)
        if delay:
            await asyncio.sleep(delay)
        if call.method == EXECUTE:
            self._planned(call.method, token, after=False)
            self._permit(call.method, token)
            body = self._batch(token, str(raw.get("code", "")))
        else:
            body = {"response": self._one(call, token, raw)}
        self._planned(call.method, token, after=True)
        return body

    def _planned(self, method: str, token: Token, *, after: bool) -> None:
        fault = self.faults.next_for(method, (token.value, token.kind), after=after)
        if fault is not None:
            raise fault

    def _permit(self, method: str, token: Token) -> None:
        if method not in METHODS:
            self.journal.surprises.append(f"method {method} is not simulated")
            raise VkApiError(3)
        refusal = self.tokens.refusal(METHODS[method], token)
        if refusal is not None:
            raise refusal

    def _one(self, call: Call, token: Token, raw: JsonObject) -> object:
        self._planned(call.method, token, after=False)
        self._permit(call.method, token)
        known, strange = params.typed(METHODS[call.method], raw)
        call.params = known
        self.journal.surprises.extend(f"{call.method}: unknown {name}" for name in strange)
        return ANSWERS[call.method](self, Ask(token, known))

    def _batch(self, token: Token, code: str) -> JsonObject:
        """Each call of an `execute`: a refused one is `false`, with an error beside the list."""
        results: list[object] = []
        errors: list[JsonObject] = []
        for method, values in parsed(code):
            inside = Call(method, dict(values), token.value, token.kind, time.monotonic())
            inside.inside = True
            self.journal.begin(inside)
            try:
                results.append(self._inside(inside, token, values))
            except VkApiError as refusal:
                self.journal.fail(inside, refusal.code, refusal.text)
                results.append(False)
                found: JsonObject = {"method": method, "error_code": refusal.code}
                errors.append({**found, "error_msg": refusal.text})
        body: JsonObject = {"response": results}
        return {**body, "execute_errors": errors} if errors else body

    def _inside(self, call: Call, token: Token, values: JsonObject) -> object:
        """One call of an `execute`, with its JSON values as if they had come in a form."""
        result = self._one(call, token, {k: v for k, v in values.items() if v is not None})
        self._planned(call.method, token, after=True)
        self.journal.succeed(call, result)
        return result


def _echo(method: str, shown: dict[str, str]) -> list[JsonObject]:
    """`request_params` of an error: everything but the token."""
    pairs = {"method": method, "oauth": "1", **shown}
    return [{"key": key, "value": value} for key, value in pairs.items()]
