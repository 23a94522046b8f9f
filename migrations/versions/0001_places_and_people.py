"""The tables of where people write and who writes.

The previous release keeps running while this step is applied, and may be started again after it:
a step only adds, or takes away what the previous release no longer reads. Never rename in one step.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _workspace()
    _channel()
    _channel_alias()
    _person()
    _identity()
    _standing()
    _standing_line()
    _membership()
    _role_grant()


def downgrade() -> None:
    for table in (
        "role_grant",
        "membership",
        "standing_line",
        "standing",
        "identity",
        "person",
        "channel_alias",
        "channel",
        "workspace",
    ):
        op.drop_table(table)


def _workspace() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False, server_default=""),
        sa.Column("created_at", Key, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
    )


def _channel() -> None:
    op.create_table(
        "channel",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column(
            "account_id", sa.String(64), nullable=False, comment="our bot or community there"
        ),
        sa.Column("external_id", sa.String(64), nullable=False, comment="the current address"),
        sa.Column("place", sa.String(16), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False, comment="empty: only met, never bound"),
        sa.Column("watched_since", Key, nullable=False, server_default="0"),
        sa.Column("title", sa.Text(), nullable=False, server_default=""),
        sa.Column("username", sa.Text(), nullable=False, server_default=""),
        sa.Column("linked_external_id", sa.String(64)),
        sa.Column("is_forum", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("rights", sa.Text(), comment="space-separated; NULL: not known yet"),
        sa.PrimaryKeyConstraint("id", name="pk_channel"),
        sa.UniqueConstraint(
            "workspace_id",
            "platform",
            "account_id",
            "external_id",
            name="uq_channel_workspace_id_platform_account_id_external_id",
        ),
    )


def _channel_alias() -> None:
    op.create_table(
        "channel_alias",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", Key, nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column(
            "external_id", sa.String(64), nullable=False, comment="the current or a former address"
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name="fk_channel_alias_channel_id_channel"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_channel_alias"),
        sa.UniqueConstraint(
            "workspace_id",
            "platform",
            "account_id",
            "external_id",
            name="uq_channel_alias_workspace_id_platform_account_id_external_id",
        ),
    )
    op.create_index("ix_channel_alias_channel_id", "channel_alias", ["channel_id"])


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Key, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("person_id", Key, comment="NULL: a person of its own"),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column(
            "external_id",
            sa.String(64),
            nullable=False,
            comment="user, or sender_chat where present",
        ),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, server_default=""),
        sa.Column("username", sa.Text(), nullable=False, server_default=""),
        sa.Column("language", sa.String(16), nullable=False, server_default=""),
        sa.Column(
            "seen_at",
            Key,
            nullable=False,
            comment="last time, to the day: names are forgotten by it",
        ),
        sa.Column("erased_at", Key),
        sa.Column(
            "key_hash",
            sa.LargeBinary(32),
            comment="keyed hash of the address that survives erasure",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_identity_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_identity"),
        sa.UniqueConstraint(
            "workspace_id",
            "platform",
            "external_id",
            name="uq_identity_workspace_id_platform_external_id",
        ),
    )
    op.create_index("ix_identity_seen_at", "identity", ["workspace_id", "seen_at"])


def _standing() -> None:
    op.create_table(
        "standing",
        sa.Column("identity_id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("clean", sa.Integer(), nullable=False, comment="running sum of the ledger"),
        sa.Column("removed", sa.Integer(), nullable=False, comment="running sum of the ledger"),
        sa.Column("first_seen_at", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name="fk_standing_identity_id_identity"
        ),
        sa.PrimaryKeyConstraint("identity_id", name="pk_standing"),
    )


def _standing_line() -> None:
    op.create_table(
        "standing_line",
        sa.Column("identity_id", Key, autoincrement=False, nullable=False),
        sa.Column(
            "alias_id",
            Key,
            autoincrement=False,
            nullable=False,
            comment="the address where it happened",
        ),
        sa.Column(
            "day", sa.Integer(), autoincrement=False, nullable=False, comment="days since 1970, UTC"
        ),
        sa.Column("reason", sa.String(64), autoincrement=False, nullable=False, comment="a code"),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("clean", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alias_id"], ["channel_alias.id"], name="fk_standing_line_alias_id_channel_alias"
        ),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name="fk_standing_line_identity_id_identity"
        ),
        sa.PrimaryKeyConstraint(
            "identity_id", "alias_id", "day", "reason", name="pk_standing_line"
        ),
        sqlite_with_rowid=False,
    )


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("identity_id", Key, autoincrement=False, nullable=False),
        sa.Column("channel_id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", Key, nullable=False, comment="the latest join that was seen"),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name="fk_membership_channel_id_channel"
        ),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name="fk_membership_identity_id_identity"
        ),
        sa.PrimaryKeyConstraint("identity_id", "channel_id", name="pk_membership"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_membership_channel_id", "membership", ["channel_id"])


def _role_grant() -> None:
    op.create_table(
        "role_grant",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("identity_key", sa.String(96), nullable=False, comment="platform:external_id"),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("channel_id", Key, comment="NULL: the whole workspace"),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name="fk_role_grant_channel_id_channel"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
    )
    op.create_index("ix_role_grant_identity_key", "role_grant", ["workspace_id", "identity_key"])
