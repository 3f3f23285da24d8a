"""an index of what was put away holds that alone; things are found by their numbers, and lines of a
plan by their part

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = (
    "entries",
    "flowers",
    "good_things",
    "hopes",
    "goals",
    "steps",
    "plan_lines",
    "ready_shares",
    "askings",
    "network_items",
)
NUMBERED = ("flowers", "good_things", "hopes", "goals", "steps", "plan_lines", "askings")
PUT_AWAY = sa.text("gone_minute IS NOT NULL")


def upgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_gone_minute", table)
        op.create_index(
            f"ix_{table}_gone_minute",
            table,
            ["gone_minute"],
            sqlite_where=PUT_AWAY,
            postgresql_where=PUT_AWAY,
        )
    for table in NUMBERED:
        if table != "goals":  # found by their state until now
            op.drop_index(f"ix_{table}_owner", table)
        op.create_index(f"ix_{table}_owner_number", table, ["owner", "number"])
    op.create_index("ix_plan_lines_section", "plan_lines", ["section"])


def downgrade() -> None:
    op.drop_index("ix_plan_lines_section", "plan_lines")
    for table in NUMBERED:
        op.drop_index(f"ix_{table}_owner_number", table)
        if table != "goals":
            op.create_index(f"ix_{table}_owner", table, ["owner"])
    for table in TABLES:
        op.drop_index(f"ix_{table}_gone_minute", table)
        op.create_index(f"ix_{table}_gone_minute", table, ["gone_minute"])
