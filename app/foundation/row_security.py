"""The third wall stands on PostgreSQL only if the server's role cannot walk around it: looked at
before every start."""

from sqlalchemy import Engine, make_url, text

from app.foundation.errors import CannotStart

NOT_ALLOWED = (
    "This PostgreSQL role may not change the tables. Run «migrate» with FODFAESTE_MIGRATION_URL "
    "set to the role that owns them; "
    "docs/operating.md says how to make the two roles."
)
NO_RIGHT = ("42501", "3F000")
"""PostgreSQL's codes for what a role may not do, and for having no schema that it may use."""
TWO_ROLES = (
    "The server needs a role of its own in FODFAESTE_DATABASE_URL; docs/operating.md says how "
    "to make the two roles."
)

MIGHTY = (
    "SELECT rolname FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND "
    "pg_has_role(current_user, oid, 'MEMBER') LIMIT 1"
)
OWNED = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
    AND pg_has_role(current_user, c.relowner, 'MEMBER')
ORDER BY c.relname LIMIT 1"""
OPEN = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
AND (c.relname = 'people' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid
    AND a.attname = 'owner' AND a.attnum > 0))
AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p
    WHERE p.polrelid = c.oid))
ORDER BY c.relname"""


def check(engine: Engine) -> None:
    """Refuse to start where one forgotten filter would show everybody's words (R6)."""
    with engine.connect() as db:
        if role := db.execute(text(MIGHTY)).scalar():
            raise CannotStart(
                f"PostgreSQL's row-level security does not hold for the role {role}. {TWO_ROLES}"
            )
        if table := db.execute(text(OWNED)).scalar():
            raise CannotStart(
                f"The server's PostgreSQL role owns the table {table} and could take its "
                f"policies away. {TWO_ROLES}"
            )
        if bare := db.execute(text(OPEN)).scalars().all():
            raise CannotStart(
                f"Row-level security is not on for: {', '.join(bare)}. Each table with an owner "
                "needs its policies."
            )


def let_in(engine: Engine, server: str) -> None:
    """After a migration: what the server's own role may do. Never TRUNCATE, which asks no
    policy."""
    role = make_url(server).username
    with engine.begin() as db:
        if role is None or role == db.execute(text("SELECT current_user")).scalar_one():
            return
        if not db.execute(
            text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}
        ).first():
            raise CannotStart(f"There is no PostgreSQL role {role}. {TWO_ROLES}")
        schema = db.dialect.identifier_preparer.quote(
            db.execute(text("SELECT current_schema()")).scalar_one()
        )
        name = db.dialect.identifier_preparer.quote(role)
        db.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        db.exec_driver_sql(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}"
        )
        db.exec_driver_sql(f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {name}")
