"""companions: staff who are asked to come along, and see nothing else

Revision: 0019, after 0018

PostgreSQL only: the same rule as app/sharing/rule.py, as in 0003.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

AT_WORK = """
CREATE OR REPLACE FUNCTION at_work(role text, municipality uuid) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN {free} OR (actor_second() AND EXISTS (
        SELECT FROM staff s WHERE s.person = actor_id() AND s.municipality = at_work.municipality
            AND s.role = at_work.role
            AND s.closed_minute IS NULL AND s.seen_minute > actor_minute() - 86400));
END $$
"""
GRANTED = """
CREATE OR REPLACE FUNCTION granted(sort text)
RETURNS TABLE (whose uuid, scope text, item uuid, upto bigint)
LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN QUERY SELECT g.owner, CAST(g.scope AS text), g.item, g.upto
        FROM bonds b JOIN grants g ON g.bond = b.id AND g.owner = b.owner
        WHERE b.other = actor_id() AND b.accepted_minute IS NOT NULL AND b.ended_minute IS NULL
            AND at_work(b.role, b.municipality){more}
            AND g.kind = sort AND g.ended_minute IS NULL AND g.start_minute <= actor_minute()
                AND g.end_minute > actor_minute()
            AND NOT EXISTS (SELECT FROM pauses p WHERE p.owner = b.owner)
            AND EXISTS (SELECT FROM people p WHERE p.id = b.owner AND p.erase_minute IS NULL);
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(AT_WORK.format(free="role = 'relative'"))
        op.execute(GRANTED.format(more="\n            AND (b.role <> 'friend' OR sort = 'going')"))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(GRANTED.format(more=""))
        op.execute(AT_WORK.format(free="role <> 'guide'"))
