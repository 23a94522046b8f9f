"""Reads messages as they are remembered, and what surrounds one that has just come in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.codec import pack
from bot.store.dialect import paired
from bot.store.rows import AnyRow, key_of, unpack_body, verdict_of
from handlers.ports import JudgedMessage
from models import tables as t
from models.channel import ChannelKey, Place, Platform
from models.message import Message, StoredMessage
from models.person import Author, AuthorKind

m, v, j, i, a = (
    t.message.c,
    t.message_version.c,
    t.verdict.c,
    t.identity.c,
    t.channel_alias.c,
)
_newest_case = (
    sa.select(sa.func.max(t.case_item.c.case_id))
    .where(t.case_item.c.message_id == m.id)
    .scalar_subquery()
)
_newest_verdict = (
    sa.select(sa.func.max(j.id))
    .where(j.message_id == m.id, j.version == m.version)
    .correlate(t.message)
    .scalar_subquery()
)
_FROM = (
    t.message.join(t.channel_alias, a.id == m.alias_id)
    .join(t.identity, i.id == m.identity_id)
    .join(t.message_version, sa.and_(v.message_id == m.id, v.version == m.version))
    .outerjoin(t.verdict, j.id == _newest_verdict)
)
SELECT = sa.select(
    m.id,
    m.version,
    m.external_id,
    m.place,
    m.sent_at,
    v.received_at,
    v.edited_at,
    v.body,
    m.thread,
    m.reply_to,
    m.album,
    m.business_connection,
    m.direct_topic,
    m.deleted_at,
    a.id.label("alias_id"),
    a.platform,
    a.account_id,
    a.external_id.label("address"),
    i.external_id.label("author_id"),
    i.kind.label("author_kind"),
    i.name.label("author_name"),
    i.username,
    i.language,
    j.id.label("verdict_id"),
    j.outcome,
    j.kind,
    j.tone,
    j.policy,
    j.rules,
    j.signals,
    sa.func.coalesce(j.case_id, _newest_case).label("case_id"),
).select_from(_FROM)
"""A message with its newest version, its author, and the newest verdict on that version."""


@dataclass(frozen=True, slots=True)
class Near:
    """What was found at the address and in the album of a message."""

    earlier: StoredMessage | None = None
    album: tuple[StoredMessage, ...] = ()


def message_of(row: AnyRow) -> Message:
    """Read the newest version of a message."""
    parts, media, features = unpack_body(row.body)
    return Message(
        channel=key_of(row),
        place=Place(row.place),
        external_id=row.external_id,
        author=_author_of(row),
        sent_at=row.sent_at,
        received_at=row.received_at,
        parts=parts,
        media=media,
        features=features,
        edited_at=row.edited_at,
        thread=row.thread,
        reply_to=row.reply_to,
        album=row.album,
        business_connection=row.business_connection,
        direct_topic=row.direct_topic,
    )


def _author_of(row: AnyRow) -> Author:
    return Author(
        Platform(row.platform),
        row.author_id,
        AuthorKind(row.author_kind),
        row.author_name,
        row.username,
        row.language,
    )


def stored_of(row: AnyRow) -> StoredMessage:
    """Read a message as it is remembered."""
    return StoredMessage(
        id=row.id,
        version=row.version,
        message=message_of(row),
        verdict_outcome=row.outcome or "",
        case_id=row.case_id,
        deleted=row.deleted_at is not None,
    )


def judged_of(row: AnyRow) -> JudgedMessage:
    """Read a message with its last verdict."""
    verdict = verdict_of(row) if row.verdict_id is not None else None
    return JudgedMessage(stored_of(row), verdict, row.verdict_id)


def by_id(connection: Connection, message_id: int) -> JudgedMessage | None:
    """Return a message by our id."""
    row = connection.execute(SELECT.where(m.id == message_id)).first()
    return judged_of(row) if row else None


def by_verdict(connection: Connection, verdict_id: int) -> JudgedMessage | None:
    """Return the message that a verdict speaks of, with its newest verdict."""
    of = sa.select(t.verdict.c.message_id).where(t.verdict.c.id == verdict_id)
    message_id = connection.execute(of).scalar()
    return None if message_id is None else by_id(connection, message_id)


def by_address(connection: Connection, alias_id: int, external_id: str) -> JudgedMessage | None:
    """Return a message by its address."""
    found = SELECT.where(m.alias_id == alias_id, m.external_id == external_id)
    row = connection.execute(found).first()
    return judged_of(row) if row else None


def near(
    connection: Connection, messages: Sequence[Message], aliases: Mapping[ChannelKey, int]
) -> list[Near]:
    """Return what was stored at the addresses and in the albums of `messages`, in their order."""
    known = [(aliases.get(message.channel, 0), message) for message in messages]
    earlier = _earlier(connection, ((alias, message.external_id) for alias, message in known))
    albums = _albums(connection, {(alias, one.album) for alias, one in known if one.album})
    return [
        Near(
            earlier.get((alias, message.external_id)),
            tuple(
                part
                for part in albums[alias, message.album]
                if part.message.external_id != message.external_id
            ),
        )
        for alias, message in known
    ]


_pairs, _alias, _number = paired("addresses")
_SAME_ADDRESS = sa.select(m.id, m.alias_id, m.external_id).select_from(
    _pairs.join(t.message, sa.and_(m.alias_id == _alias, m.external_id == _number))
)


def stored_at(
    connection: Connection, addresses: Collection[tuple[int, str]]
) -> dict[tuple[int, str], int]:
    """Return our ids of the messages at these addresses (our alias id, external id)."""
    if not addresses:
        return {}
    found = connection.execute(_SAME_ADDRESS, {"addresses": pack(list(addresses))})
    return {(row.alias_id, row.external_id): row.id for row in found}


def _earlier(
    connection: Connection, addresses: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], StoredMessage]:
    """Most messages are new: their ids are looked for first, and read where there are any."""
    ids = stored_at(connection, {address for address in addresses if address[0]})
    if not ids:
        return {}
    rows = connection.execute(SELECT.where(m.id.in_(ids.values())))
    return {(row.alias_id, row.external_id): stored_of(row) for row in rows}


def _albums(
    connection: Connection, wanted: Iterable[tuple[int, str | None]]
) -> Mapping[tuple[int, str | None], list[StoredMessage]]:
    found: dict[tuple[int, str | None], list[StoredMessage]] = defaultdict(list)
    for alias_id, album in wanted:
        parts = SELECT.where(m.alias_id == alias_id, m.album == album).order_by(m.id)
        found[alias_id, album] = [stored_of(row) for row in connection.execute(parts)]
    return found
