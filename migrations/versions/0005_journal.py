"""The tables of what outlives the texts.

The previous release keeps running while this step is applied, and may be started again after it:
a step only adds, or takes away what the previous release no longer reads. Never rename in one step.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _audit_event()
    _audit_head()
    _audit_pass()
    _rule_revision()
    _metric_bucket()
    _guard_audit()


def downgrade() -> None:
    for table in ("metric_bucket", "rule_revision", "audit_pass", "audit_head", "audit_event"):
        op.drop_table(table)


def _audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "chain",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=False,
            comment="0; one chain a lane partition where several processes write",
        ),
        sa.Column(
            "seq", Key, autoincrement=False, nullable=False, comment="1, 2, 3 … without holes"
        ),
        sa.Column("at", Key, nullable=False),
        sa.Column("actor", sa.String(96), nullable=False),
        sa.Column("act", sa.String(48), nullable=False),
        sa.Column("entity", sa.String(96), nullable=False),
        sa.Column(
            "codes",
            sa.Text(),
            nullable=False,
            comment="JSON of codes and numbers; never a text or a name",
        ),
        sa.Column("prev_hash", sa.LargeBinary(32), nullable=False),
        sa.Column(
            "hash", sa.LargeBinary(32), nullable=False, comment="SHA-256 of prev_hash and this line"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "chain", "seq", name="pk_audit_event"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_audit_event_entity", "audit_event", ["workspace_id", "entity", "seq"])


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chain", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", Key, autoincrement=False, nullable=False),
        sa.Column("at", Key, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "chain", "seq", name="pk_audit_head"),
    )


def _audit_pass() -> None:
    op.create_table(
        "audit_pass",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "before_seq", Key, nullable=False, comment="retention may delete lines up to here, now"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_audit_pass"),
    )


def _rule_revision() -> None:
    op.create_table(
        "rule_revision",
        sa.Column("id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(96), nullable=False),
        sa.Column("revision", sa.String(64), nullable=False, comment="hash of the source"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("origin", sa.String(32), nullable=False, comment="file, chat, built-in"),
        sa.Column("by_identity_id", Key),
        sa.Column("at", Key, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rule_revision"),
        sa.UniqueConstraint(
            "workspace_id", "name", "revision", name="uq_rule_revision_workspace_id_name_revision"
        ),
    )


def _metric_bucket() -> None:
    op.create_table(
        "metric_bucket",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "hour",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="hours since 1970, UTC",
        ),
        sa.Column("channel_id", Key, autoincrement=False, nullable=False),
        sa.Column(
            "name",
            sa.String(64),
            autoincrement=False,
            nullable=False,
            comment="kind, tone or rule as a code",
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "hour", "channel_id", "name", name="pk_metric_bucket"
        ),
    )


def _guard_audit() -> None:
    """Let no line of the audit chain change, and only retention take away the oldest."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(
        "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event "
        "BEGIN SELECT RAISE(ABORT, 'audit lines do not change'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event "
        "WHEN NOT EXISTS (SELECT 1 FROM audit_pass WHERE audit_pass.workspace_id = "
        "OLD.workspace_id AND OLD.seq <= audit_pass.before_seq) "
        "BEGIN SELECT RAISE(ABORT, 'audit lines are not deleted'); END"
    )
