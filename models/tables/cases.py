"""Tables of what matters for people: cases, their items and cards, and what follows from them."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from models.tables.base import Key, Micros, key_column, metadata, workspace_column

case_ = Table(
    "case_",
    metadata,
    key_column(),
    workspace_column(),
    Column("kind", String(16), nullable=False),
    Column("fingerprint", String(160), nullable=False),
    Column(
        "is_open",
        Boolean,
        comment="TRUE or NULL, never FALSE: NULLs differ, so one open case fits the key",
    ),
    Column("channel_id", Key, ForeignKey("channel.id"), nullable=False),
    Column("opened_at", Micros, nullable=False),
    Column("status", String(16), nullable=False),
    Column("version", Integer, nullable=False, comment="guards against two decisions at once"),
    Column("severity", SmallInteger, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("thread", String(96)),
    Column("items", Integer, nullable=False),
    Column("resolution", String(48), nullable=False),
    Column("resolved_by", Key),
    Column("resolved_at", Micros),
    Column("changed_at", Micros, nullable=False),
    Column("assignee", Key),
    Column("detail", Text, nullable=False, comment="of a notice: code and arguments as JSON"),
    Column("reopened", SmallInteger, nullable=False, server_default="0"),
    UniqueConstraint("workspace_id", "kind", "fingerprint", "is_open"),
    Index("ix_case__opened_at", "workspace_id", "opened_at"),
)

case_item = Table(
    "case_item",
    metadata,
    key_column(),
    workspace_column(),
    Column("case_id", Key, ForeignKey("case_.id"), nullable=False),
    Column("message_id", Key, ForeignKey("message.id"), nullable=False, index=True),
    Column("version", SmallInteger, nullable=False),
    Column("attached_because", String(96), nullable=False),
    Column("at", Micros, nullable=False),
    Column("state", String(16), nullable=False),
    UniqueConstraint("case_id", "message_id"),
)

delivery = Table(
    "delivery",
    metadata,
    key_column(),
    workspace_column(),
    Column("case_id", Key, ForeignKey("case_.id"), nullable=False, index=True),
    Column("channel_id", Key, ForeignKey("channel.id"), nullable=False),
    Column("external_id", String(96), nullable=False, comment="empty: not sent yet"),
    Column("rendered_hash", String(64), nullable=False),
    Column("sent_at", Micros),
    Column("edited_at", Micros),
    Column("retired", Boolean, nullable=False),
    Index("ix_delivery_channel_id", "channel_id", "external_id"),
)

notice = Table(
    "notice",
    metadata,
    key_column(),
    workspace_column(),
    Column("case_id", Key, ForeignKey("case_.id"), nullable=False, index=True),
    Column("identity_id", Key, ForeignKey("identity.id"), nullable=False, comment="who was told"),
    Column("code", String(48), nullable=False, comment="code of the text, never the text"),
    Column("appeal_code", String(32)),
    Column("sent_at", Micros),
    Column("delivered", Boolean),
)

appeal = Table(
    "appeal",
    metadata,
    key_column(),
    workspace_column(),
    Column("case_id", Key, ForeignKey("case_.id"), nullable=False, index=True),
    Column("notice_id", Key, ForeignKey("notice.id")),
    Column("identity_id", Key, ForeignKey("identity.id"), nullable=False),
    Column("body", Text, comment="NULL once retention has taken it"),
    Column("status", String(16), nullable=False),
    Column("reviewer", Key, comment="never the decider"),
    Column("at", Micros, nullable=False),
    Column("closed_at", Micros),
)

sanction = Table(
    "sanction",
    metadata,
    key_column(),
    workspace_column(),
    Column("identity_id", Key, ForeignKey("identity.id"), nullable=False, index=True),
    Column("case_id", Key, ForeignKey("case_.id")),
    Column("cause", String(96), nullable=False),
    Column("weight", Integer, nullable=False),
    Column("at", Micros, nullable=False),
    Column("expires_at", Micros),
    Column("voided_at", Micros),
)

escalation_run = Table(
    "escalation_run",
    metadata,
    key_column(),
    workspace_column(),
    Column("case_id", Key, ForeignKey("case_.id"), nullable=False, index=True),
    Column("chain", Text, nullable=False, comment="JSON, frozen when the run began"),
    Column("step", SmallInteger, nullable=False),
    Column("due_at", Micros),
    Column("ack_by", Key),
    Column("ack_until", Micros),
    Column("status", String(16), nullable=False),
)
