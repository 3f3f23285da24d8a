"""a login, a device, and what was made to come in with say when they first came, in the person's
own order

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


TABLES = ("logins", "devices", "passkeys", "recovery_codes")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("came", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "came")
