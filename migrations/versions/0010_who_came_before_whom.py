"""a login and a device say when they first came, in the person's own order

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("logins", "devices"):
        op.add_column(table, sa.Column("came", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    for table in ("logins", "devices"):
        op.drop_column(table, "came")
