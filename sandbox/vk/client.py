"""The smallest client there can be, for tests and for poking at a sandbox by hand.

async with Client(vk.url, vk.token) as api:
await api.ok("messages.send", peer_id=peer, message="Привет", random_id=1)
"""

from types import TracebackType
from typing import Any, Self

import aiohttp

from sandbox.vk.wire import API_VERSION, JsonObject


class Client:
    """Calls methods with forms and polls; no retry, no types, no mercy."""

    def __init__(self, url: str, token: str) -> None:
        """Talk to the sandbox at `url` with this token."""
        self.url, self.token = url, token
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
        """The whole body of the answer; `token` and `v` may be given."""
        form = {"access_token": self.token, "v": API_VERSION}
        if "token" in params:
            form["access_token"] = str(params.pop("token"))
        form.update({name: _text(value) for name, value in params.items()})
        async with self.session.post(f"{self.url}/method/{method}", data=form) as response:
            body: JsonObject = await response.json()
            return body

    async def ok(self, method: str, **params: object) -> Any:  # noqa: ANN401 - any shape there is
        """The response; RuntimeError where the answer is a refusal."""
        body = await self.call(method, **params)
        if "error" in body:
            raise RuntimeError(body["error"]["error_msg"])
        return body["response"]

    async def refused(self, method: str, **params: object) -> int:
        """The code of the refusal; RuntimeError where it was done."""
        body = await self.call(method, **params)
        if "error" not in body:
            raise RuntimeError(f"{method} was not refused")
        return int(body["error"]["error_code"])

    async def poll(self, server: JsonObject, wait: float = 0) -> JsonObject:
        """One poll of the Long Poll; `server` is what getLongPollServer gave, its ts moves on."""
        query = {"act": "a_check", "key": server["key"], "ts": server["ts"], "wait": str(wait)}
        async with self.session.get(server["server"], params=query) as response:
            body: JsonObject = await response.json()
        if "ts" in body:
            server["ts"] = str(body["ts"])
        return body


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
