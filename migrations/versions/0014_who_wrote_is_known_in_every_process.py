"""who wrote is known in every process: an open page looks again when its owner or its reader wrote,
not when anybody did

Revision: 0014, after 0013

It is logged as everything else: after a crash it says what it said before
(app/foundation/moves.py). On SQLite, where one process writes, it stays empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moves",
        sa.Column("place", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_moves"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE moves SET (fillfactor = 50)")


def downgrade() -> None:
    op.drop_table("moves")
