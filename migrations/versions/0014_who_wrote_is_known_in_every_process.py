"""who wrote is known in every process: an open page looks again when its owner or its reader wrote, not when anybody did

Revision: 0014, after 0013

PostgreSQL only, and nothing to keep: where it ends up empty every open page looks once more (app/foundation/moves.py).
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE UNLOGGED TABLE moves (place smallint PRIMARY KEY, at bigint NOT NULL) WITH (fillfactor = 50)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_table("moves")
