"""lines of a plan

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PUT_AWAY = "gone_minute <= (SELECT actor_minute()) - 1440"


def upgrade() -> None:
    op.create_table(
        "plan_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.String(8), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("written_minute", sa.Integer(), nullable=False),
        sa.Column("gone_minute", sa.Integer()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name=op.f("fk_plan_lines_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_lines")),
    )
    op.create_index("ix_plan_lines_owner", "plan_lines", ["owner"])
    op.create_index("ix_plan_lines_gone_minute", "plan_lines", ["gone_minute"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in WALLS:
            op.execute(statement)


WALLS = (
    "ALTER TABLE plan_lines ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE plan_lines FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own ON plan_lines FOR ALL USING (CASE WHEN owner = (SELECT actor_id()) THEN "
    "true ELSE false END)",
    f"CREATE POLICY named_worker ON plan_lines FOR ALL USING ((SELECT actor_way()) = 'worker' "
    f"AND ({PUT_AWAY} OR due(owner))) WITH CHECK (false)",
)
"""As every table with an owner has them: see revision 0003. Nobody else reads a plan yet."""


def downgrade() -> None:
    op.drop_table("plan_lines")
