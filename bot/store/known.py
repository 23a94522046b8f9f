"""What is remembered around messages that have just come in, for a whole page of them at once."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future

from sqlalchemy import Connection

from bot.store.ahead import Ahead, Ledger, Name, Print, address_of
from bot.store.read_cases import used_prints
from bot.store.read_messages import Near, near, stored_at
from bot.store.read_people import Memory, ledgers, standings
from bot.store.seat import Seat
from handlers.ports import Known
from models.message import Message
from models.person import Standing
from models.verdict import Outcome

_MOST = 200
"""Messages of one query."""


class KnownLoader:
    """Reads ahead for pages of messages, answers from that, and gathers the calls of one tick, and
    those made while a query is under way, into one query for the rest.
    """

    def __init__(self, seat: Seat, workspace: int) -> None:
        """Take the readers' connection."""
        self._seat = seat
        self._workspace = workspace
        self._waiting: list[tuple[Message, asyncio.Future[Known]]] = []
        self._busy = False
        self.memory = Memory()
        self.ahead = Ahead()

    async def expect(self, messages: Sequence[Message], prints: Sequence[str]) -> None:
        """Read ahead what `known` will be asked of `messages`, and which `prints` have no case."""
        memory, ahead, workspace = self.memory, self.ahead, self._workspace
        people = {message.author.key for message in messages} - ahead.ledgers.keys()

        def work(connection: Connection) -> tuple[dict[str, Ledger], list[Name]]:
            unused = _unused(connection, memory, workspace, messages)
            used = used_prints(connection, workspace, prints)
            memory.all_roles(connection, workspace)
            found = ledgers(connection, workspace, people)
            return found, [*unused, *(Print(one) for one in prints if one not in used)]

        with ahead.reading():
            ahead.keep(*await self._seat.run(work))

    async def known(self, message: Message) -> Known:
        """Return what is remembered around `message`."""
        if (known := self._in_hand(message)) is not None:
            return known
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Known] = loop.create_future()
        self._waiting.append((message, future))
        if not self._busy:
            self._busy = True
            loop.call_soon(self._ask)
        return await future

    def _in_hand(self, message: Message) -> Known | None:
        """Return what is known where the message is new, by an author whose sums we have."""
        place = self.memory.addresses.get(message.channel)
        ledger = self.ahead.ledgers.get(message.author.key)
        roles = self.memory.roles
        if place is None or ledger is None or roles is None or message.album:
            return None
        if address_of(message) not in self.ahead.unused:
            return None
        standing = ledger.standing(place.channel_id)
        return Known(roles.fit(standing, message.author.key, place.channel_id))

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


def _unused(
    connection: Connection, memory: Memory, workspace: int, messages: Sequence[Message]
) -> list[Name]:
    """Return the addresses of those `messages` of which nothing is stored yet."""
    places = {one.channel: memory.find(connection, workspace, one.channel) for one in messages}
    aliases = {key: found.alias_id for key, found in places.items() if found}
    stored = stored_at(
        connection,
        [(aliases[one.channel], one.external_id) for one in messages if one.channel in aliases],
    )
    return [
        address_of(one)
        for one in messages
        if (aliases.get(one.channel, 0), one.external_id) not in stored
    ]


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
