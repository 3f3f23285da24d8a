"""things in a network

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PUT_AWAY = "gone_minute <= (SELECT actor_minute()) - 1440"


def upgrade() -> None:
    op.create_table(
        "network_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("written_minute", sa.Integer(), nullable=False),
        sa.Column("gone_minute", sa.Integer()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name=op.f("fk_network_items_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_items")),
    )
    op.create_index("ix_network_items_owner", "network_items", ["owner"])
    op.create_index("ix_network_items_gone_minute", "network_items", ["gone_minute"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in WALLS:
            op.execute(statement)


WALLS = (
    "ALTER TABLE network_items ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE network_items FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own ON network_items FOR ALL USING (CASE WHEN owner = (SELECT actor_id()) "
    "THEN true ELSE false END)",
    f"CREATE POLICY named_worker ON network_items FOR ALL USING ((SELECT actor_way()) = 'worker' "
    f"AND ({PUT_AWAY} OR due(owner))) WITH CHECK (false)",
)
"""As every table with an owner has them: see revision 0003. Nobody else reads a network."""


def downgrade() -> None:
    op.drop_table("network_items")
