"""Writes channels and their addresses, roles, small facts, and rows that could not be read."""

import sqlalchemy as sa

from bot.store.codec import sound
from bot.store.desk import Desk
from bot.store.dialect import insert_over
from models import tables as t
from models.channel import ChannelKey
from models.effects import (
    DropGrants,
    MoveChannel,
    PutChannel,
    PutGrant,
    PutSetting,
    QuarantineRow,
)
from models.tables.road import QUARANTINED

_put_setting = insert_over(t.setting, ["workspace_id", "name"], ["value"])
_FOLLOW = (t.message, t.happening, t.case_, t.delivery, t.action, t.role_grant, t.channel_alias)
"""Tables whose rows follow a channel when two of its addresses turn out to be one."""


def put_channel(desk: Desk, record: PutChannel) -> None:
    """Write a channel as it is now; one that was only met keeps the row it has."""
    channel = record.channel
    desk.flush()
    found = desk.find_address(channel.key) or desk.add_channel(channel.key, channel.id)
    desk.now(
        sa.update(t.channel)
        .where(t.channel.c.id == found.channel_id)
        .values(
            place=channel.place,
            purpose=channel.purpose,
            watched_since=channel.watched_since,
            title=sound(channel.title),
            username=sound(channel.username),
            linked_external_id=channel.linked_external_id,
            is_forum=channel.is_forum,
            rights=None if channel.rights is None else " ".join(sorted(channel.rights)),
        )
    )
    desk.touched.add("channels")


def move_channel(desk: Desk, record: MoveChannel) -> None:
    """Give a channel its new address; what was met under the new one joins it."""
    desk.flush()
    old, new = desk.address(record.old), desk.find_address(record.new)
    if new is None:
        _add_alias(desk, old.channel_id, record.new)
    elif new.channel_id != old.channel_id:
        _join(desk, new.channel_id, old.channel_id)
    moved = sa.update(t.channel).where(t.channel.c.id == old.channel_id)
    desk.now(moved.values(external_id=record.new.external_id, account_id=record.new.account_id))
    desk.forget_addresses()
    desk.touched.update({"channels", "grants"})


def _add_alias(desk: Desk, channel_id: int, key: ChannelKey) -> None:
    desk.now(
        sa.insert(t.channel_alias),
        {
            "id": desk.ids.new(),
            "workspace_id": desk.workspace,
            "channel_id": channel_id,
            "platform": key.platform,
            "account_id": key.account_id,
            "external_id": key.external_id,
        },
    )


def _join(desk: Desk, gone: int, kept: int) -> None:
    for table in _FOLLOW:
        moved = sa.update(table).where(table.c.channel_id == gone)
        desk.now(moved.values(channel_id=kept))
    member = t.membership.c
    there = sa.select(member.identity_id).where(member.channel_id == kept)
    known = sa.and_(member.channel_id == gone, member.identity_id.in_(there))
    desk.now(sa.delete(t.membership).where(known))
    desk.now(sa.update(t.membership).where(member.channel_id == gone).values(channel_id=kept))
    desk.now(sa.delete(t.channel).where(t.channel.c.id == gone))


def put_grant(desk: Desk, record: PutGrant) -> None:
    """Write a role; it takes the place of the one that the same source gave there before."""
    grant = record.grant
    drop_grants(desk, DropGrants(grant.source, grant.identity_key, grant.channel))
    desk.now(
        sa.insert(t.role_grant),
        {
            "id": desk.ids.new(),
            "workspace_id": desk.workspace,
            "identity_key": grant.identity_key,
            "role": grant.role,
            "source": grant.source,
            "channel_id": desk.address(grant.channel).channel_id if grant.channel else None,
        },
    )


def drop_grants(desk: Desk, record: DropGrants) -> None:
    """Take roles of one source back, where they were given: channel None is the workspace."""
    grant = t.role_grant.c
    channel_id = desk.address(record.channel).channel_id if record.channel else None
    dropped = sa.delete(t.role_grant).where(
        grant.workspace_id == desk.workspace,
        grant.source == record.source,
        grant.channel_id == channel_id if record.channel else grant.channel_id.is_(None),
    )
    if record.platform:
        dropped = dropped.where(grant.identity_key.startswith(f"{record.platform}:"))
    if record.identity_key:
        dropped = dropped.where(grant.identity_key == record.identity_key)
    desk.now(dropped)
    desk.touched.add("grants")


def quarantine_row(desk: Desk, record: QuarantineRow) -> None:
    """End an inbox row as unreadable: its payload stays until retention takes it."""
    row = t.inbox.c
    ended = sa.update(t.inbox).where(row.id == record.inbox_id, row.workspace_id == desk.workspace)
    desk.now(ended.values(state=QUARANTINED, code=record.code))


def put_setting(desk: Desk, record: PutSetting) -> None:
    """Write a small fact, or forget it."""
    if record.value is None:
        fact = t.setting.c
        gone = sa.delete(t.setting).where(
            fact.workspace_id == desk.workspace, fact.name == record.name
        )
        desk.now(gone)
        return
    row = {"workspace_id": desk.workspace, "name": record.name, "value": record.value}
    desk.now(_put_setting, row)
