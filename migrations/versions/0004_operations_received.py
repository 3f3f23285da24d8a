"""operations received from phones

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

A_YEAR_AGO = "(SELECT actor_minute()) - 525600"


def upgrade() -> None:
    op.create_table(
        "operations",
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("op", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("received_minute", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name=op.f("fk_operations_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner", "op", name=op.f("pk_operations")),
    )
    op.create_index("ix_operations_received_minute", "operations", ["received_minute"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in WALLS:
            op.execute(statement)


WALLS = (
    "ALTER TABLE operations ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE operations FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own ON operations FOR ALL USING (CASE WHEN owner = (SELECT actor_id()) THEN "
    "true ELSE false END)",
    f"CREATE POLICY named_worker ON operations FOR ALL USING ((SELECT actor_way()) = 'worker' "
    f"AND (received_minute < {A_YEAR_AGO} OR due(owner))) WITH CHECK (false)",
)
"""As every table with an owner has them: see revision 0003."""


def downgrade() -> None:
    op.drop_table("operations")
