"""reminders, phones, and an e-mail that was confirmed

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PUT_AWAY = "gone_minute <= (SELECT actor_minute()) - 1440"


def upgrade() -> None:
    _reminders()
    _occurrences()
    _phones()
    _choices()
    op.add_column(
        "people",
        sa.Column("email_confirmed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, what in OWNED.items():
            _walls(table, what)
        for statement in MORE:
            op.execute(statement)


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("written_minute", sa.Integer(), nullable=False),
        sa.Column("gone_minute", sa.Integer()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("about", sa.Uuid()),
        _to("people", "owner", "reminders"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    op.create_index("ix_reminders_owner_number", "reminders", ["owner", "number"])
    gone = sa.text("gone_minute IS NOT NULL")
    op.create_index(
        "ix_reminders_gone_minute",
        "reminders",
        ["gone_minute"],
        sqlite_where=gone,
        postgresql_where=gone,
    )


def _occurrences() -> None:
    op.create_table(
        "occurrences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("reminder", sa.Uuid()),
        sa.Column("bond", sa.Uuid()),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("due_minute", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("look_at", sa.BigInteger()),
        sa.Column("leased_by", sa.Uuid()),
        sa.Column("tries", sa.SmallInteger(), nullable=False, server_default="0"),
        _to("people", "owner", "occurrences"),
        _to("reminders", "reminder", "occurrences"),
        _to("bonds", "bond", "occurrences"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint("reminder", name=op.f("uq_occurrences_reminder")),
        sa.UniqueConstraint("bond", name=op.f("uq_occurrences_bond")),
    )
    op.create_index("ix_occurrences_owner", "occurrences", ["owner"])
    waits = sa.text("look_at IS NOT NULL")
    op.create_index(
        "ix_occurrences_look_at",
        "occurrences",
        ["look_at"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_table(
        "tallies",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("date", "outcome", name=op.f("pk_tallies")),
    )


def _phones() -> None:
    op.create_table(
        "phones",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("login", sa.LargeBinary(), nullable=False),
        sa.Column("endpoint_index", sa.LargeBinary(), nullable=False),
        sa.Column("push_key", sa.SmallInteger(), nullable=False),
        sa.Column("until_minute", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _to("people", "owner", "phones"),
        sa.ForeignKeyConstraint(
            ["login"],
            ["logins.id"],
            name=op.f("fk_phones_login"),
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phones")),
        sa.UniqueConstraint("endpoint_index", name=op.f("uq_phones_endpoint_index")),
    )
    op.create_index("ix_phones_owner", "phones", ["owner"])
    op.create_index("ix_phones_login", "phones", ["login"])


def _choices() -> None:
    op.create_table(
        "reminder_choices",
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _to("people", "owner", "reminder_choices"),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_reminder_choices")),
    )
    op.create_table(
        "ring_consents",
        sa.Column("bond", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("at_night", sa.Boolean(), nullable=False),
        _to("bonds", "bond", "ring_consents"),
        _to("people", "owner", "ring_consents"),
        sa.PrimaryKeyConstraint("bond", name=op.f("pk_ring_consents")),
    )
    op.create_index("ix_ring_consents_owner", "ring_consents", ["owner"])


def _to(table: str, column: str, here: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.id"], name=op.f(f"fk_{here}_{column}"), ondelete="CASCADE"
    )


OWNED = {
    "reminders": PUT_AWAY,
    "occurrences": "",
    "phones": "",
    "reminder_choices": "",
    "ring_consents": "",
}
"""As every table with an owner: see revision 0003."""


def _walls(table: str, what: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own ON {table} FOR ALL USING (CASE WHEN owner = (SELECT actor_id()) "
        "THEN true ELSE false END)"
    )
    due = f"({what} OR due(owner))" if what else "due(owner)"
    op.execute(
        f"CREATE POLICY named_worker ON {table} FOR ALL USING ((SELECT actor_way()) = 'worker' "
        f"AND {due}) WITH CHECK (false)"
    )


RINGS = "(SELECT actor_way()) = 'ringer'"
FOR_ANOTHER = "kind = 'ring' AND may_ring(bond, owner)"
MORE = (
    """CREATE FUNCTION may_ring(on_bond uuid, whose uuid) RETURNS boolean LANGUAGE plpgsql STABLE
    AS $$ BEGIN
        RETURN EXISTS (SELECT FROM ring_consents c JOIN bonds b ON b.id = c.bond
            WHERE c.bond = on_bond AND c.owner = whose AND b.owner = actor_id());
    END $$""",
    # Who rings sees whom and where, and changes how it went; nothing that anybody wrote.
    f"CREATE POLICY named_ringer ON occurrences FOR ALL USING ({RINGS})",
    f"CREATE POLICY named_ringer ON reminders FOR SELECT USING ({RINGS})",
    f"CREATE POLICY named_ringer ON phones FOR ALL USING ({RINGS})",
    f"CREATE POLICY named_ringer ON reminder_choices FOR SELECT USING ({RINGS})",
    f"CREATE POLICY named_ringer_notes ON reminder_choices FOR UPDATE USING ({RINGS})",
    f"CREATE POLICY named_ringer ON ring_consents FOR SELECT USING ({RINGS})",
    f"CREATE POLICY named_ringer ON people FOR SELECT USING ({RINGS})",
    f"CREATE POLICY named_ringer ON citizen_keys FOR SELECT USING ({RINGS})",
    # A browser changes hands: what rang for another account rings no more.
    "CREATE POLICY named_door ON phones FOR SELECT USING ((SELECT actor_way()) = 'door')",
    "CREATE POLICY named_door_moves ON phones FOR DELETE USING ((SELECT actor_way()) = 'door')",
    # Somebody has something for another, who said that it may ring.
    "CREATE POLICY bonded ON ring_consents FOR SELECT USING (EXISTS (SELECT FROM bonds b WHERE "
    "b.id = ring_consents.bond AND b.owner = (SELECT actor_id())))",
    f"CREATE POLICY bonded ON occurrences FOR SELECT USING ({FOR_ANOTHER})",
    f"CREATE POLICY bonded_rings ON occurrences FOR INSERT WITH CHECK ({FOR_ANOTHER})",
    f"CREATE POLICY bonded_takes_back ON occurrences FOR DELETE USING ({FOR_ANOTHER})",
)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("people", "citizen_keys"):
            op.execute(f"DROP POLICY named_ringer ON {table}")
    for table in ("occurrences", "tallies", "ring_consents", "reminder_choices", "phones"):
        op.drop_table(table)
    op.drop_table("reminders")
    op.drop_column("people", "email_confirmed")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION may_ring(uuid, uuid)")
