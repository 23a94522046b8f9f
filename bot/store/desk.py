"""The writer's desk: rows gathered for one group, and what it remembers between groups.

Lives on the writer's thread. What it remembers (addresses, identities, the audit head) is only a
copy of what is committed; after any rollback it forgets all of it and looks again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from bot.ports import RejectedError
from bot.store.chain import CHAIN, Head
from bot.store.codec import sound
from bot.store.statements import Op, Rendered
from handlers.ports import Clock, Ids
from models import tables as t
from models.channel import ChannelKey
from models.person import Author

DAY_US = 86_400_000_000
_MOST_IDENTITIES = 20_000
_who = t.identity.c
_FACES = sa.select(
    _who.id, _who.platform, _who.external_id, _who.kind, _who.name, _who.username, _who.language,
    _who.seen_at,
).where(
    _who.workspace_id == sa.bindparam("workspace"),
    _who.platform == sa.bindparam("platform"),
    _who.external_id.in_(sa.bindparam("people", expanding=True)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """Our ids of a channel and of one of its addresses."""

    channel_id: int
    alias_id: int


@dataclass(frozen=True, slots=True)
class _Known:
    """An identity as it was last written."""

    id: int
    face: tuple[str, str, str, str]
    seen_at: int


@dataclass(slots=True)
class Desk:
    """What one writer needs to put nouns into rows."""

    ids: Ids
    clock: Clock
    workspace: int
    run: int
    """Key of this process's run: acts started under another one may have been sent."""
    connection: sa.Connection = field(init=False)
    touched: set[str] = field(default_factory=set)
    """What readers keep in memory and must read again: `channels`, `grants`."""
    _rows: dict[Op, list[Mapping[str, object]]] = field(default_factory=dict)
    _addresses: dict[ChannelKey, Address] = field(default_factory=dict)
    _people: dict[str, _Known] = field(default_factory=dict)
    _strangers: set[str] = field(default_factory=set)
    """Looked for just now and not found: nobody else writes, so they are new."""
    _rendered: dict[Op, Rendered] = field(default_factory=dict)
    _head: Head | None = None
    _last_inbox_id: int | None = None

    def put(self, op: Op, row: Mapping[str, object]) -> None:
        """Gather a row for a shared statement."""
        self._rows.setdefault(op, []).append(row)

    def flush(self) -> None:
        """Run what was gathered, each statement once, tables before what points at them."""
        gathered, self._rows = self._rows, {}
        for op in sorted(gathered):
            rows = gathered[op]
            if op is Op.ITEM_COUNT:
                rows = list({row["which"]: row for row in rows}.values())
            rendered = self._rendered.get(op)
            if rendered is None:
                rendered = self._rendered[op] = Rendered(self.connection.dialect, op, rows[0])
            values = [rendered.values(row) for row in rows]
            result = self.connection.exec_driver_sql(rendered.text, values)
            if op is Op.DONE and result.rowcount != len(rows):
                raise RejectedError("the inbox row has ended already")

    def now(self, statement: sa.Executable, row: Mapping[str, object] | None = None) -> int:
        """Run one statement after everything gathered before it; return how many rows it met."""
        self.flush()
        result = self.connection.execute(statement, row or {})
        return result.rowcount

    def forget(self) -> None:
        """Drop what was gathered and all copies: after a rollback they may be of what never was."""
        self._rows.clear()
        self._addresses.clear()
        self._people.clear()
        self._strangers.clear()
        self._head = None

    def forget_addresses(self) -> None:
        """Look addresses up again: one has moved."""
        self._addresses.clear()

    @property
    def head(self) -> Head:
        """The end of the audit chain; whoever links a line to it moves it."""
        if self._head is None:
            chain = t.audit_event.c
            found = self.connection.execute(
                sa.select(chain.seq, chain.hash)
                .where(chain.workspace_id == self.workspace, chain.chain == CHAIN)
                .order_by(chain.seq.desc())
                .limit(1)
            ).first()
            last = found or self._last_checkpoint()
            self._head = Head(last.seq, last.hash) if last else Head()
        return self._head

    def _last_checkpoint(self) -> sa.Row[int, bytes] | None:
        """After retention took every line the chain goes on from its newest checkpoint."""
        heads = t.audit_head.c
        return self.connection.execute(
            sa.select(heads.seq, heads.hash)
            .where(heads.workspace_id == self.workspace, heads.chain == CHAIN)
            .order_by(heads.seq.desc())
            .limit(1)
        ).first()

    def inbox_id(self) -> int:
        """Return a key for the next inbox row, greater than all before, whatever the clock does."""
        if self._last_inbox_id is None:
            newest = sa.select(sa.func.max(t.inbox.c.id))
            self._last_inbox_id = self.connection.execute(newest).scalar() or 0
        self._last_inbox_id = max(self.ids.new(), self._last_inbox_id + 1)
        return self._last_inbox_id

    def address(self, key: ChannelKey) -> Address:
        """Return our ids of an address; one that is new here becomes a channel nobody bound."""
        found = self._addresses.get(key)
        if found is None:
            found = self.find_address(key) or self.add_channel(key, self.ids.new())
            self._addresses[key] = found
        return found

    def find_address(self, key: ChannelKey) -> Address | None:
        """Return our ids of an address that is known."""
        alias = t.channel_alias.c
        row = self.connection.execute(
            sa.select(alias.channel_id, alias.id).where(
                alias.workspace_id == self.workspace,
                alias.platform == key.platform,
                alias.account_id == key.account_id,
                alias.external_id == key.external_id,
            )
        ).first()
        return Address(row.channel_id, row.id) if row else None

    def add_channel(self, key: ChannelKey, channel_id: int) -> Address:
        """Store an address with a channel of its own, bound to no purpose yet."""
        address = {
            "workspace_id": self.workspace,
            "platform": key.platform,
            "account_id": key.account_id,
            "external_id": key.external_id,
        }
        alias_id = self.ids.new()
        self.connection.execute(
            sa.insert(t.channel), {"id": channel_id, "place": "", "purpose": "", **address}
        )
        self.connection.execute(
            sa.insert(t.channel_alias), {"id": alias_id, "channel_id": channel_id, **address}
        )
        return Address(channel_id, alias_id)

    def meet(self, authors: Iterable[Author]) -> None:
        """Look up everybody of a group who is not in memory, with one query a platform."""
        if len(self._people) > _MOST_IDENTITIES:
            self._people.clear()
        wanted: dict[str, set[str]] = {}
        self._strangers.clear()
        for author in authors:
            if author.key not in self._people:
                self._strangers.add(author.key)
                wanted.setdefault(author.platform, set()).add(author.external_id)
        for platform, external_ids in wanted.items():
            asked = {"workspace": self.workspace, "platform": platform}
            rows = self.connection.execute(_FACES, asked | {"people": sorted(external_ids)})
            for row in rows:
                face = (row.kind, row.name, row.username, row.language)
                self._people[f"{row.platform}:{row.external_id}"] = _Known(
                    row.id, face, row.seen_at
                )

    def identity(self, author: Author, at: int) -> int:
        """Return our id of an author; keeps the names that he has now."""
        if author.key not in self._people and author.key not in self._strangers:
            self.meet([author])
        known = self._people.get(author.key)
        if known is None:
            known = self._add_identity(author, at)
        elif author.name:
            known = self._see_again(known, author, at)
        self._people[author.key] = known
        return known.id

    def _add_identity(self, author: Author, at: int) -> _Known:
        known = _Known(self.ids.new(), _face(author), at - at % DAY_US)
        self.put(
            Op.IDENTITY,
            {
                "id": known.id,
                "workspace_id": self.workspace,
                "platform": author.platform,
                "external_id": author.external_id,
                "seen_at": known.seen_at,
                **_named(known.face),
            },
        )
        return known

    def _see_again(self, known: _Known, author: Author, at: int) -> _Known:
        seen_at = max(known.seen_at, at - at % DAY_US)
        again = _Known(known.id, _face(author), seen_at)
        if again != known:
            row = {"which": known.id, "new_seen_at": seen_at}
            named = {f"new_{name}": value for name, value in _named(again.face).items()}
            self.put(Op.IDENTITY_AGAIN, row | named)
        return again


def _face(author: Author) -> tuple[str, str, str, str]:
    return (author.kind, sound(author.name), sound(author.username), author.language)


def _named(face: tuple[str, str, str, str]) -> dict[str, object]:
    return dict(zip(("kind", "name", "username", "language"), face, strict=True))
