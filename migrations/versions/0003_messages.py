"""The tables of what was said and what was thought of it.

The previous release keeps running while this step is applied, and may be started again after it:
a step only adds, or takes away what the previous release no longer reads. Never rename in one step.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _message()
    _message_version()
    _verdict()
    _label()
    _happening()
    _report()


def downgrade() -> None:
    for table in ("report", "happening", "label", "verdict", "message_version", "message"):
        op.drop_table(table)


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", Key, nullable=False),
        sa.Column(
            "alias_id",
            Key,
            nullable=False,
            comment="the address it was written at; its number is unique only there",
        ),
        sa.Column("external_id", sa.String(96), nullable=False),
        sa.Column("place", sa.String(16), nullable=False),
        sa.Column("identity_id", Key, nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False, comment="the latest"),
        sa.Column("sent_at", Key, nullable=False),
        sa.Column("received_at", Key, nullable=False),
        sa.Column("thread", sa.String(96)),
        sa.Column("reply_to", sa.String(96)),
        sa.Column("album", sa.String(96)),
        sa.Column("business_connection", sa.String(96)),
        sa.Column("direct_topic", sa.String(96)),
        sa.Column("deleted_at", Key),
        sa.Column("deleted_by", sa.String(96)),
        sa.ForeignKeyConstraint(
            ["alias_id"], ["channel_alias.id"], name="fk_message_alias_id_channel_alias"
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name="fk_message_channel_id_channel"
        ),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name="fk_message_identity_id_identity"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("alias_id", "external_id", name="uq_message_alias_id_external_id"),
    )
    op.create_index(
        "ix_message_album",
        "message",
        ["alias_id", "album"],
        sqlite_where=sa.text("album IS NOT NULL"),
        postgresql_where=sa.text("album IS NOT NULL"),
    )
    op.create_index("ix_message_identity_id", "message", ["identity_id"])


def _message_version() -> None:
    op.create_table(
        "message_version",
        sa.Column("message_id", Key, autoincrement=False, nullable=False),
        sa.Column("version", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("received_at", Key, nullable=False),
        sa.Column("edited_at", Key),
        sa.Column(
            "body",
            sa.Text(),
            comment="JSON of parts, media, features; NULL once retention has taken it",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_message_version_message_id_message"
        ),
        sa.PrimaryKeyConstraint("message_id", "version", name="pk_message_version"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_message_version_kept",
        "message_version",
        ["workspace_id", "received_at"],
        sqlite_where=sa.text("body IS NOT NULL"),
        postgresql_where=sa.text("body IS NOT NULL"),
    )


def _verdict() -> None:
    op.create_table(
        "verdict",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("message_id", Key, nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("tone", sa.String(16), nullable=False),
        sa.Column("policy", sa.String(96), nullable=False),
        sa.Column("at", Key, nullable=False),
        sa.Column("case_id", Key),
        sa.Column("rules", sa.Text(), nullable=False, comment="JSON of hits and acts: codes only"),
        sa.Column(
            "signals", sa.Text(), comment="one JSON document with its schema version; see retention"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_verdict_message_id_message"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_verdict"),
    )
    op.create_index(
        "ix_verdict_kept",
        "verdict",
        ["workspace_id", "at"],
        sqlite_where=sa.text("signals IS NOT NULL"),
        postgresql_where=sa.text("signals IS NOT NULL"),
    )
    op.create_index("ix_verdict_message_id", "verdict", ["message_id", "version"])


def _label() -> None:
    op.create_table(
        "label",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("message_id", Key, nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(48), nullable=False),
        sa.Column(
            "origin", sa.String(32), nullable=False, comment="decision, undo, appeal, audit sample"
        ),
        sa.Column("by_identity_id", Key),
        sa.Column("at", Key, nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_label_message_id_message"),
        sa.PrimaryKeyConstraint("id", name="pk_label"),
    )
    op.create_index("ix_label_message_id", "label", ["message_id"])


def _happening() -> None:
    op.create_table(
        "happening",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", Key, nullable=False),
        sa.Column("identity_id", Key),
        sa.Column("kind", sa.String(48), nullable=False),
        sa.Column("at", Key, nullable=False),
        sa.Column("target", sa.String(96), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name="fk_happening_channel_id_channel"
        ),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name="fk_happening_identity_id_identity"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_happening"),
    )
    op.create_index("ix_happening_channel_id", "happening", ["channel_id", "at"])


def _report() -> None:
    op.create_table(
        "report",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("message_id", Key, nullable=False),
        sa.Column("identity_id", Key, nullable=False, comment="the reporter"),
        sa.Column("reason", sa.String(48), nullable=False),
        sa.Column(
            "state", sa.String(16), nullable=False, comment="open, agreed, disagreed, ignored"
        ),
        sa.Column("at", Key, nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False, server_default="1"),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name="fk_report_identity_id_identity"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_report_message_id_message"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
    )
    op.create_index("ix_report_message_id", "report", ["message_id"])
