"""The tables of matters for people.

The previous release keeps running while this step is applied, and may be started again after it:
a step only adds, or takes away what the previous release no longer reads. Never rename in one step.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _case()
    _case_item()
    _delivery()
    _notice()
    _appeal()
    _sanction()
    _escalation_run()


def downgrade() -> None:
    for table in (
        "escalation_run",
        "sanction",
        "appeal",
        "notice",
        "delivery",
        "case_item",
        "case_",
    ):
        op.drop_table(table)


def _case() -> None:
    op.create_table(
        "case_",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("fingerprint", sa.String(160), nullable=False),
        sa.Column(
            "is_open",
            sa.Boolean(),
            comment="TRUE or NULL, never FALSE: NULLs differ, so one open case fits the key",
        ),
        sa.Column("channel_id", Key, nullable=False),
        sa.Column("opened_at", Key, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="guards against two decisions at once"
        ),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("thread", sa.String(96)),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("resolution", sa.String(48), nullable=False),
        sa.Column("resolved_by", Key),
        sa.Column("resolved_at", Key),
        sa.Column("changed_at", Key, nullable=False),
        sa.Column("assignee", Key),
        sa.Column(
            "detail", sa.Text(), nullable=False, comment="of a notice: code and arguments as JSON"
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name="fk_case__channel_id_channel"),
        sa.PrimaryKeyConstraint("id", name="pk_case_"),
        sa.UniqueConstraint(
            "workspace_id",
            "kind",
            "fingerprint",
            "is_open",
            name="uq_case__workspace_id_kind_fingerprint_is_open",
        ),
    )
    op.create_index("ix_case__opened_at", "case_", ["workspace_id", "opened_at"])


def _case_item() -> None:
    op.create_table(
        "case_item",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("message_id", Key, nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("attached_because", sa.String(96), nullable=False),
        sa.Column("at", Key, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name="fk_case_item_case_id_case_"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_case_item_message_id_message"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_item"),
        sa.UniqueConstraint("case_id", "message_id", name="uq_case_item_case_id_message_id"),
    )
    op.create_index("ix_case_item_message_id", "case_item", ["message_id"])


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("channel_id", Key, nullable=False),
        sa.Column("external_id", sa.String(96), nullable=False, comment="empty: not sent yet"),
        sa.Column("rendered_hash", sa.String(64), nullable=False),
        sa.Column("sent_at", Key),
        sa.Column("edited_at", Key),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name="fk_delivery_case_id_case_"),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name="fk_delivery_channel_id_channel"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
    )
    op.create_index("ix_delivery_case_id", "delivery", ["case_id"])
    op.create_index("ix_delivery_channel_id", "delivery", ["channel_id", "external_id"])


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("identity_id", Key, nullable=False, comment="who was told"),
        sa.Column(
            "code", sa.String(48), nullable=False, comment="code of the text, never the text"
        ),
        sa.Column("appeal_code", sa.String(32)),
        sa.Column("sent_at", Key),
        sa.Column("delivered", sa.Boolean()),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name="fk_notice_case_id_case_"),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name="fk_notice_identity_id_identity"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_case_id", "notice", ["case_id"])


def _appeal() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("notice_id", Key),
        sa.Column("identity_id", Key, nullable=False),
        sa.Column("body", sa.Text(), comment="NULL once retention has taken it"),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reviewer", Key, comment="never the decider"),
        sa.Column("at", Key, nullable=False),
        sa.Column("closed_at", Key),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name="fk_appeal_case_id_case_"),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name="fk_appeal_identity_id_identity"
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_appeal_notice_id_notice"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal"),
    )
    op.create_index("ix_appeal_case_id", "appeal", ["case_id"])


def _sanction() -> None:
    op.create_table(
        "sanction",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", Key, nullable=False),
        sa.Column("case_id", Key),
        sa.Column("cause", sa.String(96), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("at", Key, nullable=False),
        sa.Column("expires_at", Key),
        sa.Column("voided_at", Key),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name="fk_sanction_case_id_case_"),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name="fk_sanction_identity_id_identity"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sanction"),
    )
    op.create_index("ix_sanction_identity_id", "sanction", ["identity_id"])


def _escalation_run() -> None:
    op.create_table(
        "escalation_run",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("chain", sa.Text(), nullable=False, comment="JSON, frozen when the run began"),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", Key),
        sa.Column("ack_by", Key),
        sa.Column("ack_until", Key),
        sa.Column("status", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name="fk_escalation_run_case_id_case_"),
        sa.PrimaryKeyConstraint("id", name="pk_escalation_run"),
    )
    op.create_index("ix_escalation_run_case_id", "escalation_run", ["case_id"])
