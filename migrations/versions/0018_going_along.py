"""going along

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "goings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("written_minute", sa.Integer(), nullable=False),
        sa.Column("gone_minute", sa.Integer()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("bond", sa.Uuid()),
        sa.Column("state", sa.String(8), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name=op.f("fk_goings_owner"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["bond"], ["bonds.id"], name=op.f("fk_goings_bond"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goings")),
    )
    op.create_index("ix_goings_bond", "goings", ["bond"])
    op.create_index("ix_goings_owner_number", "goings", ["owner", "number"])
    gone = sa.text("gone_minute IS NOT NULL")
    op.create_index(
        "ix_goings_gone_minute", "goings", ["gone_minute"], sqlite_where=gone, postgresql_where=gone
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in WALLS:
            op.execute(statement)


def _single(column: str) -> str:
    return (
        f"CAST(owner AS text) || CAST({column} AS text) = ANY (CAST((SELECT singles('going')) "
        "AS text[]))"
    )


LET_IN = "CAST(owner AS text) || CAST(id AS text) <> ALL (CAST((SELECT apart()) AS text[]))"
ASKED = f"gone_minute IS NULL AND {_single('id')} AND {LET_IN}"
WALLS = (
    "ALTER TABLE goings ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE goings FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own ON goings FOR ALL USING (CASE WHEN owner = (SELECT actor_id()) "
    "THEN true ELSE false END)",
    "CREATE POLICY named_worker ON goings FOR ALL USING ((SELECT actor_way()) = 'worker' "
    "AND (gone_minute <= (SELECT actor_minute()) - 1440 OR due(owner))) WITH CHECK (false)",
    f"CREATE POLICY granted ON goings FOR SELECT USING ({ASKED})",
    f"CREATE POLICY granted_answers ON goings FOR UPDATE USING ({ASKED} AND state IN "
    f"('asked', 'yes')) WITH CHECK ({ASKED})",
)
"""As every table with an owner, and what a grant opens: see revisions 0003 and 0006."""


def downgrade() -> None:
    op.drop_table("goings")
