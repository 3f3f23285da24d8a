"""places somebody has saved

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_places",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("written_minute", sa.Integer(), nullable=False),
        sa.Column("gone_minute", sa.Integer()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name=op.f("fk_saved_places_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_places")),
    )
    op.create_index("ix_saved_places_owner", "saved_places", ["owner"])
    gone = sa.text("gone_minute IS NOT NULL")
    op.create_index(
        "ix_saved_places_gone_minute",
        "saved_places",
        ["gone_minute"],
        sqlite_where=gone,
        postgresql_where=gone,
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in WALLS:
            op.execute(statement)


WALLS = (
    "ALTER TABLE saved_places ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE saved_places FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own ON saved_places FOR ALL USING (CASE WHEN owner = (SELECT actor_id()) "
    "THEN true ELSE false END)",
    "CREATE POLICY named_worker ON saved_places FOR ALL USING ((SELECT actor_way()) = 'worker' "
    "AND (gone_minute <= (SELECT actor_minute()) - 1440 OR due(owner))) WITH CHECK (false)",
)
"""As every table with an owner: see revision 0003."""


def downgrade() -> None:
    op.drop_table("saved_places")
