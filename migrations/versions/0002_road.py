"""The tables of the durable road: what came in, how far, what is due and what is promised.

The previous release keeps running while this step is applied, and may be started again after it:
a step only adds, or takes away what the previous release no longer reads. Never rename in one step.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _setting()
    _inbox()
    _seen()
    _cursor()
    _timer()
    _action()


def downgrade() -> None:
    for table in ("action", "timer", "cursor", "seen", "inbox", "setting"):
        op.drop_table(table)


def _setting() -> None:
    op.create_table(
        "setting",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(128), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "name", name="pk_setting"),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column(
            "update_key", sa.String(64), nullable=False, comment="the platform's id of the update"
        ),
        sa.Column("payload_hash", sa.String(64), nullable=False),
        sa.Column("lane_key", sa.String(128), nullable=False),
        sa.Column("received_at", Key, nullable=False),
        sa.Column(
            "state", sa.SmallInteger(), nullable=False, comment="0 waiting, 1 done, 2 quarantined"
        ),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("not_before", Key, nullable=False),
        sa.Column("code", sa.Text(), comment="why it was given back or quarantined"),
        sa.Column("payload", sa.LargeBinary(), comment="NULL once retention has taken it"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
    )
    op.create_index(
        "ix_inbox_kept",
        "inbox",
        ["workspace_id", "received_at"],
        sqlite_where=sa.text("state = 2"),
        postgresql_where=sa.text("state = 2"),
    )
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["workspace_id", "id"],
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )


def _seen() -> None:
    op.create_table(
        "seen",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "digest",
            sa.LargeBinary(16),
            autoincrement=False,
            nullable=False,
            comment="BLAKE2b of platform, account, update key and payload hash",
        ),
        sa.Column("day", sa.Integer(), nullable=False, comment="days since 1970, UTC"),
        sa.PrimaryKeyConstraint("workspace_id", "digest", name="pk_seen"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_seen_day", "seen", ["day"])


def _cursor() -> None:
    op.create_table(
        "cursor",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "source", sa.String(96), autoincrement=False, nullable=False, comment="platform:account"
        ),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "source", name="pk_cursor"),
    )


def _timer() -> None:
    op.create_table(
        "timer",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(160), autoincrement=False, nullable=False),
        sa.Column("due_at", Key, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("args", sa.Text(), nullable=False, comment="JSON"),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="pk_timer"),
    )
    op.create_index("ix_timer_due_at", "timer", ["workspace_id", "due_at"])


def _action() -> None:
    op.create_table(
        "action",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column(
            "account", sa.String(96), nullable=False, comment="platform:account of the courier"
        ),
        sa.Column("channel_id", Key, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.String(192), nullable=False, comment="idempotency: one row a key"),
        sa.Column("target", sa.String(128), nullable=False),
        sa.Column("params", sa.Text(), nullable=False, comment="JSON; emptied by retention"),
        sa.Column("inverse", sa.String(32), nullable=False),
        sa.Column(
            "inverse_state", sa.Text(), nullable=False, comment="JSON of the member before the act"
        ),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("not_before", Key, nullable=False),
        sa.Column("case_id", Key),
        sa.Column("message_id", Key),
        sa.Column("cause", sa.String(96), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("run", Key, nullable=False, comment="the process that started it, by its run id"),
        sa.Column("started_at", Key),
        sa.Column("settled_at", Key),
        sa.Column("code", sa.String(96), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("repeated", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_action"),
    )
    op.create_index("ix_action_case_id", "action", ["case_id"])
    op.create_index("ix_action_message_id", "action", ["message_id"])
    op.create_index(
        "ix_action_waiting",
        "action",
        ["workspace_id", "account", "priority", "id"],
        sqlite_where=sa.text("state IN ('queued', 'running')"),
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_index("uq_action_key", "action", ["workspace_id", "key"], unique=True)
