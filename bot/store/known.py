"""What is remembered around messages that have just come in, for a whole tick of them at once."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future

from sqlalchemy import Connection

from bot.store.read_messages import Near, near
from bot.store.read_people import Memory, standings
from bot.store.seat import Seat
from handlers.ports import Known
from models.message import Message
from models.person import Standing
from models.verdict import Outcome

_MOST = 200
"""Messages of one query: lanes look one message ahead each, `scan` asks for pages."""


class KnownLoader:
    """Gathers the calls of one tick, and those made while a query is under way, into one query."""

    def __init__(self, seat: Seat, workspace: int) -> None:
        """Take the readers' connection."""
        self._seat = seat
        self._workspace = workspace
        self._waiting: list[tuple[Message, asyncio.Future[Known]]] = []
        self._busy = False
        self.memory = Memory()

    async def known(self, message: Message) -> Known:
        """Return what is remembered around `message`."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Known] = loop.create_future()
        self._waiting.append((message, future))
        if not self._busy:
            self._busy = True
            loop.call_soon(self._ask)
        return await future

    async def known_of(self, messages: Sequence[Message]) -> list[Known]:
        """Return what is remembered around each of `messages`, in one query."""
        memory, workspace = self.memory, self._workspace
        return await self._seat.run(lambda c: read(c, memory, workspace, messages))

    def _ask(self) -> None:
        batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
        messages = [message for message, _ in batch]
        memory, workspace = self.memory, self._workspace
        asked = self._seat.submit(lambda connection: read(connection, memory, workspace, messages))
        loop = asyncio.get_running_loop()
        futures = [future for _, future in batch]
        asked.add_done_callback(lambda done: loop.call_soon_threadsafe(self._answer, futures, done))

    def _answer(self, futures: Sequence[asyncio.Future[Known]], done: Future[list[Known]]) -> None:
        error = done.exception()
        for place, future in enumerate(futures):
            if future.cancelled():
                continue
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(done.result()[place])
        self._busy = bool(self._waiting)
        if self._waiting:
            self._ask()


def read(
    connection: Connection, memory: Memory, workspace: int, messages: Sequence[Message]
) -> list[Known]:
    """Return what is remembered around each of `messages`, in their order."""
    places = {one.channel: memory.find(connection, workspace, one.channel) for one in messages}
    ids = {key: found.channel_id if found else 0 for key, found in places.items()}
    aliases = {key: found.alias_id for key, found in places.items() if found}
    wanted = [(one.author.key, ids[one.channel]) for one in messages]
    found = zip(
        wanted,
        standings(connection, workspace, wanted),
        near(connection, messages, aliases),
        strict=True,
    )
    roles = memory.all_roles(connection, workspace)
    return [
        _known(roles.fit(standing, key, channel_id), around)
        for (key, channel_id), standing, around in found
    ]


def _known(standing: Standing, around: Near) -> Known:
    if not around.album:
        return Known(standing, around.earlier)
    outcomes = [Outcome(part.verdict_outcome) for part in around.album if part.verdict_outcome]
    cases = [part.case_id for part in around.album if part.case_id is not None]
    return Known(
        standing,
        around.earlier,
        album_outcome=max(outcomes, key=lambda one: one.weight, default=None),
        album_case_id=cases[0] if cases else None,
        album_parts=tuple(part.message.external_id for part in around.album),
    )
