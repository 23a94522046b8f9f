"""How often a case was opened again.

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


def downgrade() -> None:
    op.drop_column("case_", "reopened")
