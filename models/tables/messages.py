"""Tables of what people wrote and what was thought of it.

Texts are in `message_version.body` and in `verdict.signals` and nowhere else of a message, so that
retention empties two columns.
"""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from models.tables.base import Key, Micros, key_column, metadata, workspace_column

message = Table(
    "message",
    metadata,
    key_column(),
    workspace_column(),
    Column("channel_id", Key, ForeignKey("channel.id"), nullable=False),
    Column(
        "alias_id",
        Key,
        ForeignKey("channel_alias.id"),
        nullable=False,
        comment="the address it was written at; its number is unique only there",
    ),
    Column("external_id", String(96), nullable=False),
    Column("place", String(16), nullable=False),
    Column("identity_id", Key, ForeignKey("identity.id"), nullable=False, index=True),
    Column("version", SmallInteger, nullable=False, comment="the latest"),
    Column("sent_at", Micros, nullable=False),
    Column("received_at", Micros, nullable=False),
    Column("thread", String(96)),
    Column("reply_to", String(96)),
    Column("album", String(96)),
    Column("business_connection", String(96)),
    Column("direct_topic", String(96)),
    Column("deleted_at", Micros),
    Column("deleted_by", String(96)),
    UniqueConstraint("alias_id", "external_id"),
    Index(
        "ix_message_album",
        "alias_id",
        "album",
        sqlite_where=text("album IS NOT NULL"),
        postgresql_where=text("album IS NOT NULL"),
    ),
)

message_version = Table(
    "message_version",
    metadata,
    Column("message_id", Key, ForeignKey("message.id"), primary_key=True, autoincrement=False),
    Column("version", SmallInteger, primary_key=True, autoincrement=False),
    workspace_column(),
    Column("received_at", Micros, nullable=False),
    Column("edited_at", Micros),
    Column(
        "body", Text, comment="JSON of parts, media, features; NULL once retention has taken it"
    ),
    Index(
        "ix_message_version_kept",
        "workspace_id",
        "received_at",
        sqlite_where=text("body IS NOT NULL"),
        postgresql_where=text("body IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

verdict = Table(
    "verdict",
    metadata,
    key_column(),
    workspace_column(),
    Column("message_id", Key, ForeignKey("message.id"), nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("tone", String(16), nullable=False),
    Column("policy", String(96), nullable=False),
    Column("at", Micros, nullable=False),
    Column("case_id", Key),
    Column("rules", Text, nullable=False, comment="JSON of hits and acts: codes only"),
    Column("signals", Text, comment="one JSON document with its schema version; see retention"),
    Index("ix_verdict_message_id", "message_id", "version"),
    Index(
        "ix_verdict_kept",
        "workspace_id",
        "at",
        sqlite_where=text("signals IS NOT NULL"),
        postgresql_where=text("signals IS NOT NULL"),
    ),
)

reach = Table(
    "reach",
    metadata,
    Column("message_id", Key, ForeignKey("message.id"), primary_key=True, autoincrement=False),
    workspace_column(),
    Column("followers", Integer, nullable=False, comment="of the author, when it was last seen"),
    Column("likes", Integer, nullable=False, comment="sum of changes; may be negative"),
    Column("replies", Integer, nullable=False, comment="sum of changes; may be negative"),
)

label = Table(
    "label",
    metadata,
    key_column(),
    workspace_column(),
    Column("message_id", Key, ForeignKey("message.id"), nullable=False, index=True),
    Column("version", SmallInteger, nullable=False),
    Column("name", String(48), nullable=False),
    Column("origin", String(32), nullable=False, comment="decision, undo, appeal, audit sample"),
    Column("by_identity_id", Key),
    Column("at", Micros, nullable=False),
    Column("weight", Float, nullable=False),
)

happening = Table(
    "happening",
    metadata,
    key_column(),
    workspace_column(),
    Column("channel_id", Key, ForeignKey("channel.id"), nullable=False),
    Column("identity_id", Key, ForeignKey("identity.id")),
    Column("kind", String(48), nullable=False),
    Column("at", Micros, nullable=False),
    Column("target", String(96), nullable=False),
    Column("detail", Text, nullable=False, comment="empty once retention has taken it"),
    Index("ix_happening_channel_id", "channel_id", "at"),
    Index(
        "ix_happening_kept",
        "workspace_id",
        "at",
        sqlite_where=text("detail <> ''"),
        postgresql_where=text("detail <> ''"),
    ),
)

report = Table(
    "report",
    metadata,
    key_column(),
    workspace_column(),
    Column("message_id", Key, ForeignKey("message.id"), nullable=False, index=True),
    Column("identity_id", Key, ForeignKey("identity.id"), nullable=False, comment="the reporter"),
    Column("reason", String(48), nullable=False),
    Column("state", String(16), nullable=False, comment="open, agreed, disagreed, ignored"),
    Column("at", Micros, nullable=False),
    Column("weight", Integer, nullable=False, server_default="1"),
)
