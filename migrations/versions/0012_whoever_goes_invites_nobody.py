"""whoever waits to be erased invites nobody: who was invited sees that much; and each reference is
found by an index

Revision: 0012, after 0011
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Of those who wait to be erased alone: without it the filter of the query would find nobody who
# goes, and let everybody in.
GOING = (
    "CREATE POLICY named_invited ON people FOR SELECT USING ((SELECT actor_way()) = 'invited' "
    "AND erase_minute IS NOT NULL)"
)

# Whoever is erased, and each bond that is swept, is looked for in these: without an index in
# everybody's rows.
REFERS = (
    ("askings", "bond"), ("ready_shares", "bond"), ("goals", "hope"), ("devices", "owner"),
    ("challenges", "owner"), ("citizen_keys", "master"), ("bonds", "municipality"),
)  # fmt: skip


def upgrade() -> None:
    for table, column in REFERS:
        op.create_index(f"ix_{table}_{column}", table, [column])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(GOING)


def downgrade() -> None:
    for table, column in REFERS:
        op.drop_index(f"ix_{table}_{column}", table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY named_invited ON people")
