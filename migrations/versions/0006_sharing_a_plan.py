"""sharing a plan; a word for a hard day; what somebody is asked for

Revision: 0006, after 0005

Every line gets the part it stands in as a thing of its own, which a grant can name and which has a
place in its writer's order.
"""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MINE = "CASE WHEN owner = (SELECT actor_id()) THEN true ELSE false END"
PUT_AWAY = "gone_minute <= (SELECT actor_minute()) - 1440"
OVER = "ends_minute <= (SELECT actor_minute())"
TABLES = {
    "plan_sections": "",
    "ready_shares": PUT_AWAY,
    "day_words": f"{OVER} OR {PUT_AWAY}",
    "askings": PUT_AWAY,
}
"""And how much of each the worker may see and erase beside what belongs to somebody who is due."""
PLACES = {
    code: place
    for place, code in enumerate(
        (
            "signs",
            "helps",
            "places",
            "people",
            "pros",
            "meet",
            "matters",
            "good",
            "hard",
            "close",
            "rus",
            "wait",
            "instead",
            "may",
            "maynot",
            "admit",
            "day",
            "week",
            "month",
            "meeting",
        ),
        start=1,
    )
}
"""Where each part stood when this was written."""


def upgrade() -> None:
    _tables()
    op.add_column("plan_lines", sa.Column("section", sa.Uuid()))
    if op.get_bind().dialect.name == "postgresql":
        _walls()
    _fill_in()


def _tables() -> None:
    owner, number = ("owner", sa.Uuid()), ("number", sa.BigInteger())
    _table(
        "plan_sections",
        owner,
        number,
        ("part", sa.String(8)),
        ("place", sa.Integer()),
        ("hidden", sa.Integer()),
    )
    _table(
        "ready_shares",
        owner,
        number,
        ("bond", sa.Uuid()),
        ("sealed", sa.LargeBinary()),
        more=(_gone(),),
    )
    _table(
        "day_words",
        owner,
        number,
        ("ends_minute", sa.Integer()),
        ("sealed", sa.LargeBinary()),
        more=(_gone(),),
    )
    answer = (
        sa.Column("answered_minute", sa.Integer()),
        sa.Column("answer_sealed", sa.LargeBinary()),
        _gone(),
    )
    _table(
        "askings",
        owner,
        number,
        ("bond", sa.Uuid()),
        ("kind", sa.String(8)),
        ("asked_minute", sa.Integer()),
        ("sealed", sa.LargeBinary()),
        more=answer,
    )
    op.create_index("ix_ready_shares_gone_minute", "ready_shares", ["gone_minute"])
    op.create_index("ix_day_words_owner", "day_words", ["owner"])
    op.create_index("ix_day_words_ends_minute", "day_words", ["ends_minute"])
    op.create_index("ix_askings_owner", "askings", ["owner"])
    op.create_index("ix_askings_gone_minute", "askings", ["gone_minute"])


def _gone() -> sa.Column[int]:
    return sa.Column("gone_minute", sa.Integer())


def _table(
    name: str, *columns: tuple[str, sa.types.TypeEngine[Any]], more: tuple[sa.Column[Any], ...] = ()
) -> None:
    named = [column for column, _ in columns]
    rules: list[sa.Constraint] = [
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name=op.f(f"fk_{name}_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    ]
    if "bond" in named:
        goes = "SET NULL" if name == "askings" else "CASCADE"
        rules.append(
            sa.ForeignKeyConstraint(
                ["bond"], ["bonds.id"], name=op.f(f"fk_{name}_bond"), ondelete=goes
            )
        )
    if name == "plan_sections":
        rules.append(sa.UniqueConstraint("owner", "part", name=op.f("uq_plan_sections_owner_part")))
    if name == "ready_shares":
        rules.append(sa.UniqueConstraint("owner", "bond", name=op.f("uq_ready_shares_owner_bond")))
    stays = {"bond"} if name == "askings" else set()  # the words outlive whoever wrote them
    made = [sa.Column(column, kind, nullable=column in stays) for column, kind in columns]
    op.create_table(name, sa.Column("id", sa.Uuid(), nullable=False), *made, *more, *rules)


def _walls() -> None:
    for table, what in TABLES.items():
        due = f"({what} OR due(owner))" if what else "due(owner)"
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY own ON {table} FOR ALL USING ({MINE})",
            f"CREATE POLICY named_worker ON {table} FOR ALL USING ((SELECT actor_way()) = "
            f"'worker' AND {due}) WITH CHECK (false)",
        ):
            op.execute(statement)
    far = "number <= CAST((SELECT reach('plan')) ->> CAST(owner AS text) AS bigint)"
    line = f"{far} OR {_single('plan', 'id')} OR {_single('plan', 'section')}"
    _granted("plan_sections", f"({far} OR {_single('plan', 'id')}) AND {_let_in('id')}")
    _granted(
        "plan_lines",
        f"gone_minute IS NULL AND ({line}) AND {_let_in('id')} AND {_let_in('section')}",
    )
    _granted("day_words", f"gone_minute IS NULL AND {_single('word', 'id')} AND {_let_in('id')}")
    asked = f"gone_minute IS NULL AND {_single('asks', 'id')} AND {_let_in('id')}"
    _granted("askings", asked)
    op.execute(
        f"CREATE POLICY granted_answers ON askings FOR UPDATE USING ({asked} AND "
        f"answered_minute IS NULL) WITH CHECK ({asked})"
    )


def _single(kind: str, column: str) -> str:
    return (
        f"CAST(owner AS text) || CAST({column} AS text) = ANY (CAST((SELECT singles('{kind}')) "
        "AS text[]))"
    )


def _let_in(column: str) -> str:
    return (
        f"CAST(owner AS text) || CAST({column} AS text) <> ALL (CAST((SELECT apart()) AS text[]))"
    )


def _granted(table: str, seen: str) -> None:
    op.execute(f"CREATE POLICY granted ON {table} FOR SELECT USING ({seen})")


def _fill_in() -> None:
    """The parts of plans that were written before. Whoever migrates owns the tables and reads
    through the walls for a moment."""
    db, walled = op.get_bind(), op.get_bind().dialect.name == "postgresql"
    for table in ("plan_lines", "plan_sections") if walled else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    lines = sa.table(
        "plan_lines",
        sa.column("owner", sa.Uuid()),
        sa.column("part"),
        sa.column("section", sa.Uuid()),
        sa.column("number"),
    )
    sections = sa.table(
        "plan_sections",
        sa.column("id", sa.Uuid()),
        sa.column("owner", sa.Uuid()),
        sa.column("number"),
        sa.column("part"),
        sa.column("place"),
        sa.column("hidden"),
    )
    found = db.execute(
        sa.select(lines.c.owner, lines.c.part, sa.func.min(lines.c.number)).group_by(
            lines.c.owner, lines.c.part
        )
    )
    for owner, part, number in found.all():
        row = uuid4()
        values = {
            "id": row,
            "owner": owner,
            "number": number,
            "part": part,
            "place": PLACES.get(part, 99),
            "hidden": 0,
        }
        db.execute(sections.insert().values(**values))
        db.execute(
            lines.update().where(lines.c.owner == owner, lines.c.part == part).values(section=row)
        )
    for table in ("plan_lines", "plan_sections") if walled else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY granted ON plan_lines")
    op.drop_column("plan_lines", "section")
    for table in reversed(TABLES):
        op.drop_table(table)
