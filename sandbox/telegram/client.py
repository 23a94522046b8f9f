"""The smallest client there can be, for tests and for poking at a sandbox by hand.

async with Client(tg.url, tg.token) as api:
await api.ok("sendMessage", chat_id=chat, text="Привет")
"""

from types import TracebackType
from typing import Any, Self

import aiohttp

from sandbox.telegram.wire import JsonObject


class Client:
    """Calls methods with JSON bodies; no retry, no types, no mercy."""

    def __init__(self, url: str, token: str) -> None:
        """Talk to the sandbox at `url` as the bot of `token`."""
        self.base = f"{url}/bot{token}"
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open connections."""
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close them."""
        await self.session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open session."""
        if self._session is None:
            raise RuntimeError("use `async with Client(...)`")
        return self._session

    async def call(self, method: str, **params: object) -> JsonObject:
        """The whole body of the answer, whatever it says."""
        async with self.session.post(f"{self.base}/{method}", json=params) as response:
            body: JsonObject = await response.json()
            return {**body, "status": response.status}

    async def ok(self, method: str, **params: object) -> Any:  # noqa: ANN401 - any shape there is
        """The result; RuntimeError where the answer is a refusal."""
        body = await self.call(method, **params)
        if not body["ok"]:
            raise RuntimeError(body["description"])
        return body["result"]

    async def refused(self, method: str, **params: object) -> str:
        """The description of the refusal; RuntimeError where it was done."""
        body = await self.call(method, **params)
        if body["ok"]:
            raise RuntimeError(f"{method} was not refused")
        return str(body["description"])
