"""${message}.

The previous release keeps running while this step is applied, and may be started again after it:
a step only adds, or takes away what the previous release no longer reads. Never rename in one step.

Revision ${up_revision}, after ${down_revision | comma,n}; ${create_date}.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
