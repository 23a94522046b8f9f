"""Tables of where people write: workspaces, channels with their addresses, small facts.

A channel keeps its row when its address changes; messages hang on the address at which they were
written, because a group that becomes a supergroup begins to count its messages anew.
"""

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, Text, UniqueConstraint, false

from models.tables.base import Key, Micros, key_column, metadata, workspace_column, workspace_key

workspace = Table(
    "workspace",
    metadata,
    key_column(),
    Column("name", Text, nullable=False, server_default=""),
    Column("created_at", Micros, nullable=False, server_default="0"),
)

channel = Table(
    "channel",
    metadata,
    key_column(),
    workspace_column(),
    Column("platform", String(16), nullable=False),
    Column("account_id", String(64), nullable=False, comment="our bot or community there"),
    Column("external_id", String(64), nullable=False, comment="the current address"),
    Column("place", String(16), nullable=False),
    Column("purpose", String(16), nullable=False, comment="empty: only met, never bound"),
    Column("watched_since", Micros, nullable=False, server_default="0"),
    Column("title", Text, nullable=False, server_default=""),
    Column("username", Text, nullable=False, server_default=""),
    Column("linked_external_id", String(64)),
    Column("is_forum", Boolean, nullable=False, server_default=false()),
    Column("rights", Text, comment="space-separated; NULL: not known yet"),
    UniqueConstraint("workspace_id", "platform", "account_id", "external_id"),
)

channel_alias = Table(
    "channel_alias",
    metadata,
    key_column(),
    workspace_column(),
    Column("channel_id", Key, ForeignKey("channel.id"), nullable=False, index=True),
    Column("platform", String(16), nullable=False),
    Column("account_id", String(64), nullable=False),
    Column("external_id", String(64), nullable=False, comment="the current or a former address"),
    UniqueConstraint("workspace_id", "platform", "account_id", "external_id"),
)

setting = Table(
    "setting",
    metadata,
    workspace_key(),
    Column("name", String(128), primary_key=True),
    Column("value", Text, nullable=False),
)
