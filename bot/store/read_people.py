"""Reads standing, roles, channels and small facts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.ahead import Ledger
from bot.store.codec import pack
from bot.store.dialect import listed
from bot.store.rows import channel_of
from models import tables as t
from models.channel import Channel, ChannelKey, Platform
from models.person import Grant, Role, RoleSource, Standing

_MOST_ADDRESSES = 20_000
_RANK = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class Found:
    """An address that is known: our ids, and the channel where it is bound to a purpose."""

    channel_id: int
    alias_id: int
    channel: Channel | None


@dataclass(frozen=True, slots=True)
class Roles:
    """All roles, as committed."""

    by_identity: Mapping[str, tuple[tuple[int | None, Grant], ...]] = field(default_factory=dict)
    """Each with our id of its channel, since a channel may have had several addresses."""

    def fit(self, standing: Standing, identity_key: str, channel_id: int) -> Standing:
        """Return `standing` with the strongest role in a channel."""
        grants = self.by_identity.get(identity_key)
        if not grants:
            return standing
        here = [one.role for where, one in grants if where in {None, channel_id}]
        role = min(here, key=_RANK.__getitem__, default=None)
        return replace(standing, role=role, is_staff=True)


@dataclass(slots=True)
class Memory:
    """What readers keep between reads; a commit that touches it puts a fresh one in its place."""

    addresses: dict[ChannelKey, Found] = field(default_factory=dict)
    roles: Roles | None = None

    def find(self, connection: Connection, workspace: int, key: ChannelKey) -> Found | None:
        """Return an address, looking it up once; an unknown one is looked for every time."""
        found = self.addresses.get(key)
        if found is None:
            found = address(connection, workspace, key)
            if found is not None and len(self.addresses) < _MOST_ADDRESSES:
                self.addresses[key] = found
        return found

    def all_roles(self, connection: Connection, workspace: int) -> Roles:
        """Return every role; they are few."""
        if self.roles is None:
            self.roles = roles(connection, workspace)
        return self.roles


def address(connection: Connection, workspace: int, key: ChannelKey) -> Found | None:
    """Return what is known of an address, present or former."""
    alias = t.channel_alias
    row = connection.execute(
        sa.select(alias.c.id.label("alias_id"), t.channel)
        .join(t.channel, t.channel.c.id == alias.c.channel_id)
        .where(
            alias.c.workspace_id == workspace,
            alias.c.platform == key.platform,
            alias.c.account_id == key.account_id,
            alias.c.external_id == key.external_id,
        )
    ).first()
    return Found(row.id, row.alias_id, channel_of(row) if row.purpose else None) if row else None


def channels(connection: Connection, workspace: int, purpose: str) -> Sequence[Channel]:
    """Return all channels of a purpose, oldest first."""
    channel = t.channel
    rows = connection.execute(
        sa.select(channel)
        .where(channel.c.workspace_id == workspace, channel.c.purpose == purpose)
        .order_by(channel.c.id)
    )
    return [channel_of(row) for row in rows]


def roles(connection: Connection, workspace: int) -> Roles:
    """Return every role."""
    grant, channel = t.role_grant, t.channel
    rows = connection.execute(
        sa.select(grant, channel.c.platform, channel.c.account_id, channel.c.external_id)
        .select_from(grant.outerjoin(channel, channel.c.id == grant.c.channel_id))
        .where(grant.c.workspace_id == workspace)
        .order_by(grant.c.id)
    )
    found: dict[str, list[tuple[int | None, Grant]]] = defaultdict(list)
    for row in rows:
        key = None
        if row.channel_id is not None:
            key = ChannelKey(Platform(row.platform), row.account_id, row.external_id)
        one = Grant(row.identity_key, Role(row.role), RoleSource(row.source), key)
        found[row.identity_key].append((row.channel_id, one))
    return Roles({identity: tuple(grants) for identity, grants in found.items()})


_who, _sum, _member = t.identity.c, t.standing.c, t.membership.c
_LEDGERS = (
    sa.select(
        _who.external_id, _sum.clean, _sum.removed, _sum.first_seen_at,
        _member.channel_id, _member.joined_at,
    )
    .select_from(
        t.identity.outerjoin(t.standing, _sum.identity_id == _who.id).outerjoin(
            t.membership, _member.identity_id == _who.id
        )
    )
    .where(
        _who.workspace_id == sa.bindparam("workspace"),
        _who.platform == sa.bindparam("platform"),
        _who.external_id.in_(listed("people")),
    )
)  # fmt: skip


def ledgers(connection: Connection, workspace: int, keys: Iterable[str]) -> dict[str, Ledger]:
    """Return the ledger of each identity key; an empty one of those nobody has met."""
    found = {key: Ledger() for key in keys}
    people: dict[str, list[str]] = defaultdict(list)
    for key in found:
        platform, _, external_id = key.partition(":")
        people[platform].append(external_id)
    for platform, external_ids in people.items():
        asked = {"workspace": workspace, "platform": platform, "people": pack(external_ids)}
        for row in connection.execute(_LEDGERS, asked):
            ledger = found[f"{platform}:{row.external_id}"]
            if row.first_seen_at is not None:
                ledger.clean, ledger.removed = row.clean, row.removed
                ledger.first_seen_at = row.first_seen_at
            if row.channel_id is not None:
                ledger.joined[row.channel_id] = row.joined_at
    return found


def standings(
    connection: Connection, workspace: int, wanted: Sequence[tuple[str, int]]
) -> list[Standing]:
    """Return the standing of each (identity key, our channel id), without roles."""
    found = ledgers(connection, workspace, (key for key, _ in wanted))
    return [found[key].standing(channel_id) for key, channel_id in wanted]


def setting(connection: Connection, workspace: int, name: str) -> str | None:
    """Return a small fact."""
    fact = t.setting.c
    return connection.execute(
        sa.select(fact.value).where(fact.workspace_id == workspace, fact.name == name)
    ).scalar()


def settings(connection: Connection, workspace: int, prefix: str) -> dict[str, str]:
    """Return the small facts whose name begins with `prefix`."""
    fact = t.setting.c
    rows = connection.execute(
        sa.select(fact.name, fact.value).where(
            fact.workspace_id == workspace, fact.name.startswith(prefix, autoescape=True)
        )
    )
    return {row.name: row.value for row in rows}
