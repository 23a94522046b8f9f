"""Bare calls to the Bot API over HTTP, for what must not pass through a schema.

The poller reads raw updates with it, and the few calls of the doorman and the webhook ride along;
acts go through aiogram's Bot (`acts`). The token is part of every URL, so no exception of the HTTP
library leaves this module.
"""

import json
from collections.abc import Mapping
from typing import Final

import aiohttp

from bot.connectors.telegram.envelope import Refusal, read_refusal
from bot.connectors.telegram.wire import JsonObject
from bot.dated import Dated
from bot.ports import PlatformDownError

_CONNECT_SECONDS: Final = 10.0
_CALL_SECONDS: Final = 20.0
_SERVER_ERROR: Final = 500


class BareApi:
    """One HTTP session to one Bot API server with one token."""

    def __init__(self, base: str, token: str) -> None:
        """Take the server's address and the token; nothing is opened before the first call."""
        self._root = f"{base.rstrip('/')}/bot{token}/"
        self._session: aiohttp.ClientSession | None = None
        self._dated = Dated()

    async def post(
        self, method: str, params: Mapping[str, object], seconds: float = _CALL_SECONDS
    ) -> bytes:
        """Return the raw body of an answer, refusals too; raises PlatformDownError."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=_CONNECT_SECONDS)
        try:
            async with self._session.post(
                self._root + method, json=dict(params), timeout=timeout
            ) as answer:
                body = await answer.read()
                status = answer.status
                self._dated.hear(answer.headers.get("Date", ""))
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            # The URL, and with it the token, may be in the error's words: only its kind leaves.
            raise PlatformDownError(f"{method}: {type(error).__name__}") from None
        if status >= _SERVER_ERROR:
            raise PlatformDownError(f"{method}: HTTP {status}")
        return body

    def platform_time(self) -> int | None:
        """Return the server's time as of now (UTC microseconds); None before its first answer."""
        return self._dated.now()

    async def call(self, method: str, params: Mapping[str, object]) -> JsonObject | Refusal:
        """Return an answer's envelope, or the refusal; raises PlatformDownError."""
        body = await self.post(method, params)
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            raise PlatformDownError(f"{method}: the answer is not JSON") from None
        if not isinstance(answer, dict):
            raise PlatformDownError(f"{method}: the answer is not an object")
        return answer if answer.get("ok") is True else read_refusal(answer)

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
