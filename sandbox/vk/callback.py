"""Callback API: each server of the community gets its events by POST until it says `ok`.

Anything but status 200 with the body `ok` is tried again with X-Retry-Counter; 410, 429 and 503
with Retry-After say when; 410 without it refuses the event; the body `remove` takes the server off.
Other events do not wait for one that is tried again. `server.py` runs `Courier.run`.
"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp

from sandbox.vk.kinds import CALLBACK_KINDS
from sandbox.vk.wire import API_VERSION, JsonObject

RETRY_HEADER = "X-Retry-Counter"
STEERING = frozenset({410, 429, 503})
MOST_SERVERS = 10
GONE = 410
LONGEST_PAUSE = 5.0
LONGEST_RETRY_AFTER = 3 * 3600
TIMEOUT = aiohttp.ClientTimeout(total=10)


@dataclass
class _Waiting:
    event: JsonObject
    due: float
    tries: int = 0


@dataclass(eq=False)
class Server:
    """One callback server; `attempts` counts posts, `log` holds (event_id, status, body)."""

    id: int
    url: str
    title: str = ""
    secret: str = ""
    status: str = "unconfigured"
    version: str = API_VERSION
    switches: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(CALLBACK_KINDS, False))
    waiting: list[_Waiting] = field(default_factory=list)
    attempts: int = 0
    log: list[tuple[str, int, str]] = field(default_factory=list)
    retries: list[int] = field(default_factory=list)


@dataclass
class Callbacks:
    """All servers, and what goes wrong on the way on purpose.

    `duplicates`: each event is sent so many times more; `shuffle`: what waits goes out in a random
    order.
    """

    retry_seconds: float = 0.05
    servers: dict[int, Server] = field(default_factory=dict)
    code: str = "a1b2c3d4"
    duplicates: int = 0
    shuffle: bool = False
    hold: bool = False
    delivered: dict[str, float] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    dice: random.Random = field(default_factory=lambda: random.Random(1))
    _ids: int = 0

    def add(self, url: str, title: str = "", secret: str = "", *, on: bool = False) -> Server:
        """Add a server; `on` switches every kind of event on and takes it for confirmed."""
        self._ids += 1
        server = Server(self._ids, url, title, secret)
        if on:
            server.status = "ok"
            server.switches = dict.fromkeys(CALLBACK_KINDS, True)
        self.servers[server.id] = server
        self.renew_code()
        return server

    def renew_code(self) -> None:
        """Another confirmation code, as after each change of the servers."""
        self.code = f"{self.dice.getrandbits(32):08x}"
        self.wake()

    def push(self, event: JsonObject, kind: str) -> None:
        """Give an event to every confirmed server that wants its kind."""
        for server in self.servers.values():
            if server.status == "ok" and server.switches.get(kind, False):
                for _ in range(1 + self.duplicates):
                    server.waiting.append(_Waiting(event, 0.0))
        self.wake()

    def send_again(self, event: JsonObject) -> None:
        """Send an event once more to every confirmed server."""
        for server in self.servers.values():
            if server.status == "ok":
                server.waiting.append(_Waiting(event, 0.0))
        self.wake()

    def wake(self) -> None:
        """Something has changed: look again."""
        past, self.changed = self.changed, asyncio.Event()
        past.set()

    @property
    def unconfirmed(self) -> int:
        """How many events have not been answered `ok` yet."""
        return sum(len(server.waiting) for server in self.servers.values())


class Courier:
    """Carries what waits to its servers, one post at a time; `told` hears of each."""

    def __init__(self, callbacks: Callbacks, group_id: int, told: Callable[[], None]) -> None:
        """Deliver for this community."""
        self.callbacks, self.group_id, self.told = callbacks, group_id, told

    async def run(self) -> None:
        """Deliver for ever; cancelled when the sandbox closes."""
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
            while True:
                changed = self.callbacks.changed
                pause = await self._round(session)
                if pause == 0.0:
                    continue
                try:
                    async with asyncio.timeout(pause):
                        await changed.wait()
                except TimeoutError:
                    continue

    async def _round(self, session: aiohttp.ClientSession) -> float | None:
        """Send one thing to each server that has something due; the pause until more is due."""
        sent, soonest = False, None
        for server in list(self.callbacks.servers.values()):
            if server.status in {"unconfigured", "wait"}:
                await self._confirm(server, session)
                sent = True
                continue
            if self.callbacks.hold or server.status != "ok" or not server.waiting:
                continue
            now = time.monotonic()
            due = [one for one in server.waiting if one.due <= now]
            if due:
                chosen = self.callbacks.dice.choice(due) if self.callbacks.shuffle else due[0]
                await self._deliver(server, chosen, session)
                sent = True
            else:
                wait = min(one.due for one in server.waiting) - now
                soonest = wait if soonest is None else min(soonest, wait)
        return 0.0 if sent else soonest

    async def _confirm(self, server: Server, session: aiohttp.ClientSession) -> None:
        body: JsonObject = {"type": "confirmation", "group_id": self.group_id}
        if server.secret:
            body["secret"] = server.secret
        status, text, _ = await self._post(server, body, 0, session)
        right = status == 200 and text.strip() == self.callbacks.code  # noqa: PLR2004
        server.status = "ok" if right else "failed"
        self.told()

    async def _deliver(self, server: Server, one: _Waiting, session: aiohttp.ClientSession) -> None:
        body = {**one.event, "v": server.version}
        if server.secret:
            body["secret"] = server.secret
        status, text, after = await self._post(server, body, one.tries, session)
        event_id = str(one.event.get("event_id", ""))
        server.log.append((event_id, status, text[:20]))
        said = text.strip().lower() if status == 200 else ""  # noqa: PLR2004
        if said == "remove":
            self.callbacks.servers.pop(server.id, None)
        elif said == "ok" or (status == GONE and after is None):
            if said == "ok":
                self.callbacks.delivered.setdefault(event_id, time.monotonic())
            if one in server.waiting:
                server.waiting.remove(one)
        else:
            usual = min(self.callbacks.retry_seconds * 2**one.tries, LONGEST_PAUSE)
            steered = after if status in STEERING and after is not None else usual
            one.tries, one.due = one.tries + 1, time.monotonic() + steered
        self.told()

    async def _post(
        self, server: Server, body: JsonObject, tries: int, session: aiohttp.ClientSession
    ) -> tuple[int, str, float | None]:
        """Post once: status (0 where nobody answers), text and Retry-After."""
        headers = {RETRY_HEADER: str(tries)} if tries else {}
        server.attempts += 1
        server.retries.append(tries)
        try:
            async with session.post(server.url, json=body, headers=headers) as response:
                text = await response.text()
                return response.status, text, _seconds(response.headers.get("Retry-After"))
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0, "", None


def _seconds(header: str | None) -> float | None:
    try:
        return min(float(header or ""), LONGEST_RETRY_AFTER)
    except ValueError:
        return None
