"""Tables that outlive the texts: the audit chain and its heads, rule revisions, hourly counts."""

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from models.tables.base import Key, Micros, key_column, metadata, workspace_column, workspace_key

audit_event = Table(
    "audit_event",
    metadata,
    workspace_key(),
    Column(
        "chain",
        SmallInteger,
        primary_key=True,
        autoincrement=False,
        comment="0; one chain a lane partition where several processes write",
    ),
    Column("seq", Key, primary_key=True, autoincrement=False, comment="1, 2, 3 … without holes"),
    Column("at", Micros, nullable=False),
    Column("actor", String(96), nullable=False),
    Column("act", String(48), nullable=False),
    Column("entity", String(96), nullable=False),
    Column(
        "codes", Text, nullable=False, comment="JSON of codes and numbers; never a text or a name"
    ),
    Column("prev_hash", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False, comment="SHA-256 of prev_hash and this line"),
    Index("ix_audit_event_entity", "workspace_id", "entity", "seq"),
    sqlite_with_rowid=False,
)

audit_head = Table(
    "audit_head",
    metadata,
    workspace_key(),
    Column("chain", SmallInteger, primary_key=True, autoincrement=False),
    Column("seq", Key, primary_key=True, autoincrement=False),
    Column("at", Micros, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)

audit_pass = Table(
    "audit_pass",
    metadata,
    workspace_key(),
    Column("before_seq", Key, nullable=False, comment="retention may delete lines up to here, now"),
)

rule_revision = Table(
    "rule_revision",
    metadata,
    key_column(),
    workspace_column(),
    Column("name", String(96), nullable=False),
    Column("revision", String(64), nullable=False, comment="hash of the source"),
    Column("source", Text, nullable=False),
    Column("mode", String(16), nullable=False),
    Column("origin", String(32), nullable=False, comment="file, chat, built-in"),
    Column("by_identity_id", Key),
    Column("at", Micros, nullable=False),
    UniqueConstraint("workspace_id", "name", "revision"),
)

metric_bucket = Table(
    "metric_bucket",
    metadata,
    workspace_key(),
    Column("hour", Integer, primary_key=True, autoincrement=False, comment="hours since 1970, UTC"),
    Column("channel_id", Key, primary_key=True, autoincrement=False),
    Column("name", String(64), primary_key=True, comment="kind, tone or rule as a code"),
    Column("count", Integer, nullable=False),
)
