"""The readers' half of the storage: the reads of `handlers.ports.Store`, apart from the writer.

Lanes, timers and couriers read on the readers' thread; what people ask goes through `long_reads`.
A reader has no transaction open between two reads, so each one sees all that was committed.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.store import read_cases, read_messages, read_people, read_reach
from bot.store.ahead import Ahead, Print
from bot.store.faults import told
from bot.store.known import KnownLoader
from bot.store.open_cases import OpenCases, keep
from bot.store.read_people import Found, Memory
from bot.store.seat import Asked, Seat
from handlers.ports import JudgedMessage, Known
from models.action import Action
from models.audit import AuditLine
from models.case import Case, CaseItem, CaseKind, Delivery
from models.channel import Channel, ChannelKey, Purpose
from models.effects import Record
from models.message import Message, Reach
from models.person import Grant, Role, Standing

T = TypeVar("T")


class SqlReads:
    """Reads of one workspace."""

    _readers: Seat
    _people: Asked
    _loader: KnownLoader
    _workspace: int
    _open: OpenCases

    async def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._readers.run(work)
        except SQLAlchemyError as error:
            raise told(error) from error

    async def _read_long(self, work: Callable[[Connection], T]) -> T:
        """Read what a person asked for, out of the way of the lanes."""
        try:
            return await self._people.run(work)
        except SQLAlchemyError as error:
            raise told(error) from error

    def _heard(self, what: set[str], records: Sequence[Record]) -> None:
        """Follow a commit; a read under way keeps the copy that it began with."""
        memory = self._loader.memory
        if "channels" in what:
            self._open = OpenCases()
            self._loader.ahead = Ahead()
        if what:
            self._loader.memory = Memory(
                {} if "channels" in what else memory.addresses,
                None if {"grants", "channels"} & what else memory.roles,
            )
        self._open = self._open.without(records)
        for record in records:
            self._loader.ahead.hear(record)

    async def _find(self, key: ChannelKey) -> Found | None:
        memory = self._loader.memory
        if key in memory.addresses:
            return memory.addresses[key]
        return await self._read(lambda connection: memory.find(connection, self._workspace, key))

    async def known(self, message: Message) -> Known:
        """Return what is remembered around `message`; calls made at once share one query."""
        try:
            return await self._loader.known(message)
        except SQLAlchemyError as error:
            raise told(error) from error

    async def expect(self, messages: Sequence[Message], prints: Sequence[str]) -> None:
        """Read ahead what these messages will ask of the store, in one go."""
        try:
            await self._loader.expect(messages, prints)
        except SQLAlchemyError as error:
            raise told(error) from error

    async def standing(self, identity_key: str, channel: ChannelKey) -> Standing:
        """Return an author's standing and role in a channel."""
        found = await self._find(channel)
        channel_id = found.channel_id if found else 0
        memory = self._loader.memory

        def work(connection: Connection) -> Standing:
            wanted = [(identity_key, channel_id)]
            standing = read_people.standings(connection, self._workspace, wanted)[0]
            roles = memory.all_roles(connection, self._workspace)
            return roles.fit(standing, identity_key, channel_id)

        return await self._read(work)

    async def roles(self, identity_key: str) -> Sequence[Grant]:
        """Return all roles of an identity, of every source."""
        memory = self._loader.memory
        roles = await self._read(lambda c: memory.all_roles(c, self._workspace))
        return [grant for _, grant in roles.by_identity.get(identity_key, ())]

    async def holders(self, role: Role) -> Sequence[str]:
        """Return the identity keys that hold a role in the whole workspace."""
        memory = self._loader.memory
        roles = await self._read(lambda c: memory.all_roles(c, self._workspace))
        return [
            key
            for key, grants in roles.by_identity.items()
            if any(grant.role is role and grant.channel is None for _, grant in grants)
        ]

    async def channel(self, key: ChannelKey) -> Channel | None:
        """Return a channel by its address or an alias of it."""
        found = await self._find(key)
        return found.channel if found else None

    async def channels(self, purpose: Purpose) -> Sequence[Channel]:
        """Return all channels of a purpose."""
        return await self._read(lambda c: read_people.channels(c, self._workspace, purpose))

    async def message(self, channel: ChannelKey, external_id: str) -> JudgedMessage | None:
        """Return a message by its address."""
        found = await self._find(channel)
        if found is None:
            return None
        return await self._read(lambda c: read_messages.by_address(c, found.alias_id, external_id))

    async def message_by_id(self, message_id: int) -> JudgedMessage | None:
        """Return a message by our id."""
        return await self._read(lambda c: read_messages.by_id(c, message_id))

    async def message_of_verdict(self, verdict_id: int) -> JudgedMessage | None:
        """Return the message that a verdict speaks of."""
        return await self._read(lambda c: read_messages.by_verdict(c, verdict_id))

    async def reach(self, message_id: int) -> Reach:
        """Return how far a message carries, as counted so far."""
        return await self._read(lambda c: read_reach.reach(c, message_id))

    async def open_case(self, kind: CaseKind, fingerprint: str) -> Case | None:
        """Return the one open case with this fingerprint."""
        kept, key = self._open.cases, (kind.value, fingerprint)
        if Print(fingerprint) in self._loader.ahead.unused:
            return None
        if key not in kept:
            found = await self._read(
                lambda c: read_cases.open_case(c, self._workspace, kind, fingerprint)
            )
            keep(kept, key, found)
            return found
        return kept[key]

    async def latest_case(self, kinds: Sequence[CaseKind], fingerprint: str) -> Case | None:
        """Return the newest case of these kinds with this fingerprint, whatever its state."""
        if Print(fingerprint) in self._loader.ahead.unused:
            return None
        return await self._read(
            lambda c: read_cases.latest_case(c, self._workspace, kinds, fingerprint)
        )

    async def case(self, case_id: int) -> Case | None:
        """Return a case by our id."""
        return await self._read(lambda c: read_cases.case(c, case_id))

    async def items(self, case_id: int, limit: int = 10) -> Sequence[CaseItem]:
        """Return a case's newest items first."""
        return await self._read(lambda c: read_cases.items(c, case_id, limit))

    async def cases_of(self, message_id: int) -> Sequence[Case]:
        """Return the cases that a message is in."""
        return await self._read(lambda c: read_cases.cases_of(c, message_id))

    async def deliveries(self, case_id: int) -> Sequence[Delivery]:
        """Return the cards of a case, retired ones included."""
        kept = self._open.cards
        if case_id not in kept:
            found = await self._read(lambda c: read_cases.deliveries(c, case_id))
            keep(kept, case_id, found)
            return found
        return kept[case_id]

    async def delivery_at(self, channel: ChannelKey, external_id: str) -> Delivery | None:
        """Return the card that a platform message is."""
        found = await self._find(channel)
        if found is None:
            return None
        return await self._read(lambda c: read_cases.delivery_at(c, found.channel_id, external_id))

    async def action(self, action_id: int) -> Action | None:
        """Return a promise by our id."""
        return await self._read(lambda c: read_cases.action(c, action_id))

    async def actions_of(self, case_id: int | None, message_id: int | None) -> Sequence[Action]:
        """Return promises made for a case, or for a message, oldest first."""
        return await self._read(lambda c: read_cases.actions_of(c, case_id, message_id))

    async def inverse_state(self, action_id: int) -> str:
        """Return the JSON that the courier read before a restrict or ban; empty if none."""
        return await self._read(lambda c: read_cases.inverse_state(c, action_id))

    async def audit_of(self, entity: str, limit: int = 50) -> Sequence[AuditLine]:
        """Return the newest audit lines of an entity, oldest first."""
        return await self._read_long(
            lambda c: read_cases.audit_lines(c, self._workspace, entity, limit)
        )

    async def counts(self, since: int) -> dict[str, int]:
        """Return counts for /status by name: `messages`, `removed`, `cases_open` and others."""
        return await self._read_long(lambda c: read_cases.counts(c, self._workspace, since))

    async def setting(self, name: str) -> str | None:
        """Return a small fact of the workspace."""
        return await self._read(lambda c: read_people.setting(c, self._workspace, name))

    async def settings(self, prefix: str) -> dict[str, str]:
        """Return the small facts whose name begins with `prefix`, by name."""
        return await self._read(lambda c: read_people.settings(c, self._workspace, prefix))
