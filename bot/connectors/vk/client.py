"""The one way to VK's methods: at a bearable pace, from threads of our own, with errors of our own.

vk_api can only wait, so each call waits in a thread; before it stand the key's bucket and the
circuit. Reads and writes that carry an idempotency key are repeated when their fate is not known;
other writes end as VkDown and are the courier's to repeat. `execute` carries up to 25 calls as one.
"""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from bot.connectors.vk.buckets import Bucket
from bot.connectors.vk.circuit import Circuit
from bot.connectors.vk.errors import TOO_FAST, VkDown, VkError, VkNotForThisToken, meaning
from bot.connectors.vk.library import Access, Answer, Library
from bot.connectors.vk.params import Value, compact, normalise, repeatable
from bot.connectors.vk.threads import Threads
from bot.connectors.vk.tokens import PACES, Token

BATCH: Final = 25
"""API calls that one `execute` may make (dev.vk.com, execute)."""

_THREADS: Final = 8
_TRIES: Final = 3
_TOO_FAST_TRIES: Final = 8
_FIRST_PAUSE: Final = 0.3

Call = tuple[str, Mapping[str, object]]
"""A method and its parameters."""


class VkClient:
    """The methods of VK for one community, with whichever keys it has."""

    def __init__(self, access: Access, now_us: Callable[[], int], second: float = 1.0) -> None:
        """Take keys and address, the clock, and for tests the length of VK's second."""
        self._library = Library(access)
        self._threads: Threads[Answer] = Threads(_THREADS, "vk")
        self._buckets = {token: Bucket(pace, second) for token, pace in PACES.items()}
        self._circuit = Circuit(now_us)

    def holds(self, token: Token) -> bool:
        """Tell whether there is a key of this kind."""
        return self._library.holds(token)

    def platform_time(self) -> int | None:
        """Return VK's time as of now (UTC microseconds), by its latest HTTP Date."""
        return self._library.dated.now()

    async def call(
        self, method: str, *, token: Token, background: bool = False, **params: object
    ) -> object:
        """Return the `response` of one call; raises a VkError.

        `background` reads let acts pass. A key that we do not hold is VkNotForThisToken.
        """
        answer = await self._answer(method, token, normalise(params), background=background)
        return answer["response"]

    async def execute(self, calls: Sequence[Call], token: Token) -> list[object | VkError]:
        """Make up to 25 calls as one; each has its own response or error, in order.

        Raises a VkError when the whole batch failed, ValueError when it is empty or too long.
        """
        if not 0 < len(calls) <= BATCH:
            raise ValueError("execute takes 1 to 25 calls")
        lines = [f"API.{method}({compact(normalise(params))})" for method, params in calls]
        values: dict[str, Value] = {"code": f"return [{','.join(lines)}];"}
        answer = await self._answer("execute", token, values)
        return _matched(calls, answer)

    def close(self) -> None:
        """Let the threads end after what they are at; nobody waits for them."""
        self._threads.close()

    async def _answer(
        self, method: str, token: Token, values: dict[str, Value], *, background: bool = False
    ) -> Mapping[str, object]:
        if not self.holds(token):
            raise VkNotForThisToken(method, what="no_key")
        since = asyncio.get_running_loop().time()
        tries = too_fast = 0
        while True:
            self._circuit.check(token, method)
            await self._buckets[token].turn(since, background=background)
            answer = await self._asked(method, token, values)
            if not isinstance(answer, VkError):
                self._circuit.well(token, method)
                return answer
            self._circuit.learn(token, answer)
            if answer.code == TOO_FAST and too_fast < _TOO_FAST_TRIES:
                too_fast += 1
                self._buckets[token].overrun()
                continue
            tries += 1
            again = isinstance(answer, VkDown) and repeatable(method, values)
            if not again or tries >= _TRIES:
                raise answer
            await asyncio.sleep(_FIRST_PAUSE * 2**tries * random.uniform(0.5, 1))  # noqa: S311 - jitter

    async def _asked(self, method: str, token: Token, values: dict[str, Value]) -> Answer:
        """Ask in a thread; the turn ends when the thread has its answer, cancelled or not."""
        loop, bucket = asyncio.get_running_loop(), self._buckets[token]

        def answered(_: object) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody counts any more
                loop.call_soon_threadsafe(bucket.answered)

        future = self._threads.run(lambda: self._library.ask(method, token, values))
        future.add_done_callback(answered)
        return await asyncio.wrap_future(future)


def _matched(calls: Sequence[Call], answer: Mapping[str, object]) -> list[object | VkError]:
    """Give each call of a batch its own answer: a failed one is `false`, its error comes in order.

    Methods that we batch never answer `false` themselves.
    """
    responses, errors = answer["response"], answer.get("execute_errors")
    if not isinstance(responses, list) or len(responses) != len(calls):
        raise VkDown("execute", what="unreadable")
    said = iter(errors if isinstance(errors, list) else ())
    return [
        response if response is not False else meaning(method, next(said, None))
        for (method, _), response in zip(calls, responses, strict=True)
    ]
