"""Tables of the durable road: what came in, what was seen already, how far, and what is due.

`bot.store` appends here before a platform is told that anything arrived.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, SmallInteger, String, Table, Text, text

from models.tables.base import Key, Micros, key_column, metadata, workspace_column, workspace_key

WAITING = 0
DONE = 1
QUARANTINED = 2

inbox = Table(
    "inbox",
    metadata,
    key_column(),
    workspace_column(),
    Column("platform", String(16), nullable=False),
    Column("account_id", String(64), nullable=False),
    Column("update_key", String(64), nullable=False, comment="the platform's id of the update"),
    Column("payload_hash", String(64), nullable=False),
    Column("lane_key", String(128), nullable=False),
    Column("received_at", Micros, nullable=False),
    Column("state", SmallInteger, nullable=False, comment="0 waiting, 1 done, 2 quarantined"),
    Column("tries", SmallInteger, nullable=False),
    Column("not_before", Micros, nullable=False),
    Column("code", Text, comment="why it was given back or quarantined"),
    Column("payload", LargeBinary, comment="NULL once retention has taken it"),
    Index(
        "ix_inbox_waiting",
        "workspace_id",
        "id",
        sqlite_where=text("state = 0"),
        postgresql_where=text("state = 0"),
    ),
    Index(
        "ix_inbox_kept",
        "workspace_id",
        "received_at",
        sqlite_where=text("state = 2"),
        postgresql_where=text("state = 2"),
    ),
)

seen = Table(
    "seen",
    metadata,
    workspace_key(),
    Column(
        "digest",
        LargeBinary(16),
        primary_key=True,
        comment="BLAKE2b of platform, account, update key and payload hash",
    ),
    Column("day", Integer, nullable=False, index=True, comment="days since 1970, UTC"),
    sqlite_with_rowid=False,
)

cursor = Table(
    "cursor",
    metadata,
    workspace_key(),
    Column("source", String(96), primary_key=True, comment="platform:account"),
    Column("value", Text, nullable=False),
)

timer = Table(
    "timer",
    metadata,
    workspace_key(),
    Column("key", String(160), primary_key=True),
    Column("due_at", Micros, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("args", Text, nullable=False, comment="JSON"),
    Index("ix_timer_due_at", "workspace_id", "due_at"),
)

action = Table(
    "action",
    metadata,
    key_column(),
    workspace_column(),
    Column("account", String(96), nullable=False, comment="platform:account of the courier"),
    Column("channel_id", Key, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("key", String(192), nullable=False, comment="idempotency: one row a key"),
    Column("target", String(128), nullable=False),
    Column("params", Text, nullable=False, comment="JSON; emptied by retention"),
    Column("inverse", String(32), nullable=False),
    Column("inverse_state", Text, nullable=False, comment="JSON of the member before the act"),
    Column("priority", SmallInteger, nullable=False),
    Column("not_before", Micros, nullable=False),
    Column("case_id", Key, index=True),
    Column("message_id", Key, index=True),
    Column("cause", String(96), nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("run", Key, nullable=False, comment="the process that started it, by its run id"),
    Column("started_at", Micros),
    Column("settled_at", Micros),
    Column("code", String(96), nullable=False),
    Column("answer", Text, nullable=False, comment="JSON"),
    Column("repeated", SmallInteger, nullable=False),
    Index("uq_action_key", "workspace_id", "key", unique=True),
    Index(
        "ix_action_waiting",
        "workspace_id",
        "account",
        "priority",
        "id",
        sqlite_where=text("state IN ('queued', 'running')"),
        postgresql_where=text("state IN ('queued', 'running')"),
    ),
)
