"""whoever waits to be erased invites nobody: who was invited sees that much

Revision: 0012, after 0011
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Of those who wait to be erased alone: without it the filter of the query would find nobody who goes, and let everybody in.
GOING = "CREATE POLICY named_invited ON people FOR SELECT USING ((SELECT actor_way()) = 'invited' AND erase_minute IS NOT NULL)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(GOING)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY named_invited ON people")
