"""an index of what was put away holds that alone; and lines of a plan are found by the part they stand in

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("entries", "flowers", "good_things", "hopes", "goals", "steps", "plan_lines", "ready_shares", "askings", "network_items")
PUT_AWAY = sa.text("gone_minute IS NOT NULL")


def upgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_gone_minute", table)
        op.create_index(f"ix_{table}_gone_minute", table, ["gone_minute"], sqlite_where=PUT_AWAY, postgresql_where=PUT_AWAY)
    op.create_index("ix_plan_lines_section", "plan_lines", ["section"])


def downgrade() -> None:
    op.drop_index("ix_plan_lines_section", "plan_lines")
    for table in TABLES:
        op.drop_index(f"ix_{table}_gone_minute", table)
        op.create_index(f"ix_{table}_gone_minute", table, ["gone_minute"])
