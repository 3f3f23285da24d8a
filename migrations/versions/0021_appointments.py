"""what happens and when, who is who, and a joint plan

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _kept("appointments", sa.Column("last_day", sa.Date()))
    _kept("contacts")
    _kept("joint_lines")
    if op.get_bind().dialect.name == "postgresql":
        for table in ("appointments", "contacts", "joint_lines"):
            for statement in WALLS:
                op.execute(statement.format(table=table))
        for table, kind in (("appointments", "appointments"), ("joint_lines", "joint")):
            seen = SEEN.format(kind=kind)
            op.execute(f"CREATE POLICY granted ON {table} FOR SELECT USING ({seen})")


def _kept(name: str, *more: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("written_minute", sa.Integer(), nullable=False),
        sa.Column("gone_minute", sa.Integer()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name=op.f(f"fk_{name}_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_owner_number", name, ["owner", "number"])
    gone = sa.text("gone_minute IS NOT NULL")
    op.create_index(
        f"ix_{name}_gone_minute",
        name,
        ["gone_minute"],
        sqlite_where=gone,
        postgresql_where=gone,
    )


WALLS = (
    "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own ON {table} FOR ALL USING (CASE WHEN owner = (SELECT actor_id()) "
    "THEN true ELSE false END)",
    "CREATE POLICY named_worker ON {table} FOR ALL USING ((SELECT actor_way()) = 'worker' "
    "AND (gone_minute <= (SELECT actor_minute()) - 1440 OR due(owner))) WITH CHECK (false)",
)
THIS = "CAST(owner AS text) || CAST(id AS text)"
SEEN = (
    "gone_minute IS NULL AND (number <= CAST((SELECT reach('{kind}')) ->> "
    f"CAST(owner AS text) AS bigint) OR {THIS} = ANY (CAST((SELECT singles('{{kind}}')) AS "
    f"text[]))) AND {THIS} <> ALL (CAST((SELECT apart()) AS text[]))"
)
"""As every table with an owner, and what a grant opens: see revision 0003."""


def downgrade() -> None:
    op.drop_table("joint_lines")
    op.drop_table("contacts")
    op.drop_table("appointments")
