"""what may be seen can be told from what may not without opening it; and less that tells of a hard
day

Revision: 0008, after 0007

Entries say whether they say what helped; nobody knows that of the old ones before their owner's own
key has opened them (the server does so when it starts), and until then nobody else sees them.
Grants that tell of a hard day are erased once they are over. Of whoever is erased a line is left
with those they were connected with.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MINE = "CASE WHEN owner = (SELECT actor_id()) THEN true ELSE false END"
LET_IN = "CAST(owner AS text) || CAST(id AS text) <> ALL (CAST((SELECT apart()) AS text[]))"
OVER = "(ended_minute IS NOT NULL OR end_minute <= (SELECT actor_minute()))"
FOR_A_DAY = "(kind = 'plan' AND scope = 'item' AND end_minute - start_minute = 1440)"
LONG_AGO = "(SELECT actor_minute()) - 1051200"  # two years
OVER_LONG_AGO = f"(other IS NULL AND expires_minute < {LONG_AGO}) OR ended_minute < {LONG_AGO}"
WORKER = (
    "CREATE POLICY named_worker ON {} FOR ALL USING ((SELECT actor_way()) = 'worker' AND ({})) "
    "WITH CHECK (false)"
)

# Whoever a living bond leads to is due: then the worker says in the log of the bond's owner that
# they left, and nothing else.
PARTING = """
CREATE FUNCTION parting(whose uuid, whom uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN EXISTS (SELECT FROM bonds b WHERE b.owner = whose AND (whom IS NULL OR b.other = whom)
        AND b.accepted_minute IS NOT NULL AND b.ended_minute IS NULL AND due(b.other));
END $$
"""
LEAVES = "CREATE POLICY named_worker_leaves ON {} FOR {} ((SELECT actor_way()) = 'worker' AND {})"
LEFT_IN = ("citizen_keys", "readings", "log_heads")


def upgrade() -> None:
    op.add_column("entries", sa.Column("helps", sa.BigInteger()))
    said = sa.text("helps > 0")
    op.create_index(
        "ix_entries_helps",
        "entries",
        ["owner", sa.text("date DESC"), sa.text("number DESC")],
        sqlite_where=said,
        postgresql_where=said,
    )
    op.add_column("bonds", sa.Column("pace", sa.Integer()))
    op.add_column("log_heads", sa.Column("looked", sa.BigInteger()))
    op.create_table(
        "cannot_today",
        sa.Column("word", sa.Uuid(), nullable=False),
        sa.Column("bond", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["word"], ["day_words.id"], name=op.f("fk_cannot_today_word"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["bond"], ["bonds.id"], name=op.f("fk_cannot_today_bond"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name=op.f("fk_cannot_today_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "bond", name=op.f("pk_cannot_today")),
    )
    op.create_index("ix_cannot_today_owner", "cannot_today", ["owner"])
    op.create_index("ix_cannot_today_bond", "cannot_today", ["bond"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in _walls():
            op.execute(statement)


def _walls() -> list[str]:
    return [
        *_granted("entries", f"({_far('days_words')} AND helps > 0) OR {_single('entries')}"),
        *_granted("flowers", f"finished AND ({_far('flower')} OR {_single('flower')})"),
        "DROP POLICY named_worker ON grants",
        WORKER.format("grants", f"({OVER} AND (kind = 'word' OR {FOR_A_DAY})) OR due(owner)"),
        "DROP POLICY named_worker ON bonds",
        WORKER.format("bonds", f"{OVER_LONG_AGO} OR due(owner) OR due(other)"),
        PARTING,
        LEAVES.format("citizen_keys", "SELECT USING", "parting(owner, NULL)"),
        LEAVES.format(
            "readings", "INSERT WITH CHECK", "reader IS NOT NULL AND parting(owner, reader)"
        ),
        LEAVES.format("log_heads", "INSERT WITH CHECK", "parting(owner, NULL)"),
        "ALTER TABLE cannot_today ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE cannot_today FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY own ON cannot_today FOR ALL USING ({MINE})",
        WORKER.format("cannot_today", "due(owner)"),
        f"CREATE POLICY bonded ON cannot_today FOR SELECT USING ({_mine_to_say()})",
        "CREATE POLICY bonded_says ON cannot_today FOR INSERT WITH CHECK "
        f"({_mine_to_say()} AND EXISTS "
        "(SELECT FROM day_words w "
        "WHERE w.id = cannot_today.word AND w.owner = cannot_today.owner))",
    ]


def _mine_to_say() -> str:
    return (
        "EXISTS (SELECT FROM bonds b "
        "WHERE b.id = cannot_today.bond AND b.owner = cannot_today.owner "
        "AND b.other = (SELECT actor_id()))"
    )


def _granted(table: str, reached: str) -> tuple[str, str]:
    seen = f"gone_minute IS NULL AND ({reached}) AND {LET_IN}"
    return (
        f"DROP POLICY granted ON {table}",
        f"CREATE POLICY granted ON {table} FOR SELECT USING ({seen})",
    )


def _far(kind: str) -> str:
    return f"number <= CAST((SELECT reach('{kind}')) ->> CAST(owner AS text) AS bigint)"


def _single(kind: str) -> str:
    singles = f"(SELECT singles('{kind}'))"
    return f"CAST(owner AS text) || CAST(id AS text) = ANY (CAST({singles} AS text[]))"


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        before = (
            *_granted("entries", f"{_far('days_words')} OR {_single('entries')}"),
            *_granted("flowers", f"{_far('flower')} OR {_single('flower')}"),
            *(f"DROP POLICY named_worker_leaves ON {table}" for table in LEFT_IN),
            "DROP FUNCTION parting(uuid, uuid)",
            "DROP POLICY named_worker ON grants",
            WORKER.format("grants", "due(owner)"),
            "DROP POLICY named_worker ON bonds",
            WORKER.format("bonds", f"{OVER_LONG_AGO} OR due(owner)"),
        )
        for statement in before:
            op.execute(statement)
    op.drop_table("cannot_today")
    op.drop_column("log_heads", "looked")
    op.drop_column("bonds", "pace")
    op.drop_index("ix_entries_helps", "entries")
    op.drop_column("entries", "helps")
