"""a login that goes on under a new id can be told to be the same one

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("logins", sa.Column("began_as", sa.LargeBinary()))


def downgrade() -> None:
    op.drop_column("logins", "began_as")
