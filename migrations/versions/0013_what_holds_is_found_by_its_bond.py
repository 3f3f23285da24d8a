"""what holds is found by its bond: a reader takes no time for what is shared with others, or was
stopped

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_minute IS NULL")
COLUMNS = {"bond": ["bond", "kind", "scope", "item"], "owner": ["owner", "item"]}


def upgrade() -> None:
    op.drop_index("ix_grants_reach", "grants")
    op.create_index("ix_grants_owner", "grants", ["owner"])
    for name, columns in COLUMNS.items():
        op.create_index(
            f"ix_grants_open_{name}", "grants", columns, sqlite_where=OPEN, postgresql_where=OPEN
        )


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_index(f"ix_grants_open_{name}", "grants")
    op.drop_index("ix_grants_owner", "grants")
    op.create_index("ix_grants_reach", "grants", ["owner", "kind", "scope", "item"])
