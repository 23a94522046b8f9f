"""How far messages carry: followers of the author, likes, replies.

The previous release keeps running while this step is applied, and may be started again after it:
it does not know the table and needs none of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reach",
        sa.Column("message_id", Key, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column(
            "followers",
            sa.Integer(),
            nullable=False,
            comment="of the author, when it was last seen",
        ),
        sa.Column("likes", sa.Integer(), nullable=False, comment="sum of changes; may be negative"),
        sa.Column(
            "replies", sa.Integer(), nullable=False, comment="sum of changes; may be negative"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_reach_message_id_message"),
        sa.PrimaryKeyConstraint("message_id", name="pk_reach"),
    )


def downgrade() -> None:
    op.drop_table("reach")
