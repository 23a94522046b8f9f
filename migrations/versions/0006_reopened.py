"""How often a case was opened again, and a short way to the happenings that retention empties.

The previous release keeps running while this step is applied, and may be started again after it:
the new column has a default that its inserts leave alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "case_", sa.Column("reopened", sa.SmallInteger(), nullable=False, server_default="0")
    )
    op.create_index(
        "ix_happening_kept",
        "happening",
        ["workspace_id", "at"],
        sqlite_where=sa.text("detail <> ''"),
        postgresql_where=sa.text("detail <> ''"),
    )


def downgrade() -> None:
    op.drop_index("ix_happening_kept", "happening")
    op.drop_column("case_", "reopened")
