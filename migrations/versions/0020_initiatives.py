"""what citizens propose to do at a place

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "initiatives",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("written_minute", sa.Integer(), nullable=False),
        sa.Column("gone_minute", sa.Integer()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name=op.f("fk_initiatives_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiatives")),
    )
    op.create_index("ix_initiatives_owner_number", "initiatives", ["owner", "number"])
    gone = sa.text("gone_minute IS NOT NULL")
    op.create_index(
        "ix_initiatives_gone_minute",
        "initiatives",
        ["gone_minute"],
        sqlite_where=gone,
        postgresql_where=gone,
    )
    op.create_table(
        "place_offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("initiative", sa.Uuid()),
        sa.Column("place", sa.Uuid(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative"],
            ["initiatives.id"],
            name=op.f("fk_place_offers_initiative"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["places.id"], name=op.f("fk_place_offers_place"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_offers")),
        sa.UniqueConstraint("initiative", name=op.f("uq_place_offers_initiative")),
    )
    op.create_index("ix_place_offers_place", "place_offers", ["place"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in WALLS:
            op.execute(statement)


WALLS = (
    "ALTER TABLE initiatives ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE initiatives FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own ON initiatives FOR ALL USING (CASE WHEN owner = (SELECT actor_id()) "
    "THEN true ELSE false END)",
    "CREATE POLICY named_worker ON initiatives FOR ALL USING ((SELECT actor_way()) = 'worker' "
    "AND (gone_minute <= (SELECT actor_minute()) - 1440 OR due(owner))) WITH CHECK (false)",
)
"""As every table with an owner: see revision 0003."""


def downgrade() -> None:
    op.drop_table("place_offers")
    op.drop_table("initiatives")
