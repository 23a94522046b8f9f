"""Tables of who writes and who decides: persons, identities, standing, roles.

Every fact about people hangs on an identity's row, so that erasing one is a walk over one key.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from models.tables.base import Key, Micros, key_column, metadata, workspace_column

person = Table(
    "person",
    metadata,
    key_column(),
    workspace_column(),
    Column("created_at", Micros, nullable=False),
)

identity = Table(
    "identity",
    metadata,
    key_column(),
    workspace_column(),
    Column("person_id", Key, ForeignKey("person.id"), comment="NULL: a person of its own"),
    Column("platform", String(16), nullable=False),
    Column("external_id", String(64), nullable=False, comment="user, or sender_chat where present"),
    Column("kind", String(24), nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("username", Text, nullable=False, server_default=""),
    Column("language", String(16), nullable=False, server_default=""),
    Column(
        "seen_at",
        Micros,
        nullable=False,
        comment="last time, to the day: names are forgotten by it",
    ),
    Column("erased_at", Micros),
    Column("key_hash", LargeBinary(32), comment="keyed hash of the address that survives erasure"),
    UniqueConstraint("workspace_id", "platform", "external_id"),
    Index("ix_identity_seen_at", "workspace_id", "seen_at"),
)

standing = Table(
    "standing",
    metadata,
    Column("identity_id", Key, ForeignKey("identity.id"), primary_key=True, autoincrement=False),
    workspace_column(),
    Column("clean", Integer, nullable=False, comment="running sum of the ledger"),
    Column("removed", Integer, nullable=False, comment="running sum of the ledger"),
    Column("first_seen_at", Micros, nullable=False),
)

standing_line = Table(
    "standing_line",
    metadata,
    Column("identity_id", Key, ForeignKey("identity.id"), primary_key=True, autoincrement=False),
    Column(
        "alias_id",
        Key,
        ForeignKey("channel_alias.id"),
        primary_key=True,
        autoincrement=False,
        comment="the address where it happened",
    ),
    Column("day", Integer, primary_key=True, autoincrement=False, comment="days since 1970, UTC"),
    Column("reason", String(64), primary_key=True, comment="a code"),
    workspace_column(),
    Column("clean", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    sqlite_with_rowid=False,
)

membership = Table(
    "membership",
    metadata,
    Column("identity_id", Key, ForeignKey("identity.id"), primary_key=True, autoincrement=False),
    Column("channel_id", Key, ForeignKey("channel.id"), primary_key=True, autoincrement=False),
    workspace_column(),
    Column("joined_at", Micros, nullable=False, comment="the latest join that was seen"),
    Index("ix_membership_channel_id", "channel_id"),
    sqlite_with_rowid=False,
)

role_grant = Table(
    "role_grant",
    metadata,
    key_column(),
    workspace_column(),
    Column("identity_key", String(96), nullable=False, comment="platform:external_id"),
    Column("role", String(16), nullable=False),
    Column("source", String(16), nullable=False),
    Column("channel_id", Key, ForeignKey("channel.id"), comment="NULL: the whole workspace"),
    Index("ix_role_grant_identity_key", "workspace_id", "identity_key"),
)
