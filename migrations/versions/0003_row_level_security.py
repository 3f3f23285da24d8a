"""row-level security

Revision: 0003, after 0002

PostgreSQL only: the database itself shows each actor only the rows that are theirs to see, also
where a query forgets to ask. The first wall is the owner in every statement and the sharing rule,
the second the key; this is the third.

A new table with an owner needs `_own(table)`, what of it others may see, and `_worker(table)`; the
server does not start without. Policies are joined by OR and tried in reverse order of their names,
so that one's own rows cost next to nothing.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A CASE, or the planner takes what each query says itself for a second, unlikely condition, and
# sorts a whole diary for a page.
MINE = "CASE WHEN owner = (SELECT actor_id()) THEN true ELSE false END"

# Who acts is said at the beginning of each transaction (app/foundation/actor.py).
SETTINGS = """
CREATE FUNCTION actor_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT CAST(nullif(current_setting('app.actor', true), '') AS uuid) $$;
CREATE FUNCTION actor_way() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('app.way', true), '') $$;
CREATE FUNCTION actor_second() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('app.second', true), '') = '1' $$;
CREATE FUNCTION actor_minute() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT CAST(nullif(current_setting('app.minute', true), '') AS integer) $$
"""

# The same rule as app/sharing/rule.py, asked once for a query and not for each row: how far each
# owner's grants reach in their own order, single things, and what is kept apart. They run as
# whoever asks, on tables whose policies do not lead back to them.
RULE = """
CREATE FUNCTION at_work(role text, municipality uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
    BEGIN
    RETURN role <> 'guide' OR (actor_second() AND EXISTS (
        SELECT FROM staff s WHERE s.person = actor_id() AND s.municipality = at_work.municipality
            AND s.role = 'guide'
            AND s.closed_minute IS NULL AND s.seen_minute > actor_minute() - 86400));
END $$;
CREATE FUNCTION bonded(whose uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN EXISTS (SELECT FROM bonds b WHERE b.owner = whose AND b.other = actor_id()
        AND b.accepted_minute IS NOT NULL
        AND b.ended_minute IS NULL AND at_work(b.role, b.municipality));
END $$;
CREATE FUNCTION granted(sort text) RETURNS TABLE (whose uuid, scope text, item uuid, upto bigint)
LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN QUERY SELECT g.owner, CAST(g.scope AS text), g.item, g.upto
        FROM bonds b JOIN grants g ON g.bond = b.id AND g.owner = b.owner
        WHERE b.other = actor_id() AND b.accepted_minute IS NOT NULL AND b.ended_minute IS NULL
            AND at_work(b.role, b.municipality)
            AND g.kind = sort AND g.ended_minute IS NULL AND g.start_minute <= actor_minute()
                AND g.end_minute > actor_minute()
            AND NOT EXISTS (SELECT FROM pauses p WHERE p.owner = b.owner)
            AND EXISTS (SELECT FROM people p WHERE p.id = b.owner AND p.erase_minute IS NULL);
END $$;
CREATE FUNCTION reach(sort text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN (SELECT jsonb_object_agg(r.whose, r.far) FROM (
        SELECT g.whose, max(CASE g.scope WHEN 'coming' THEN 9223372036854775807
            ELSE g.upto END) AS far
        FROM granted(sort) g WHERE g.scope IN ('now', 'coming') GROUP BY g.whose) r);
END $$;
CREATE FUNCTION singles(sort text) RETURNS text[] LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN (SELECT array_agg(CAST(g.whose AS text) || CAST(g.item AS text)) FROM granted(sort) g
        WHERE g.scope = 'item');
END $$;
CREATE FUNCTION apart() RETURNS text[] LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN (SELECT coalesce(array_agg(CAST(h.owner AS text) || CAST(h.item AS text)), '{}')
        FROM held_apart h);
END $$;
CREATE FUNCTION knows(whose uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN EXISTS (SELECT FROM bonds b WHERE b.owner = whose AND b.other = actor_id());
END $$;
CREATE FUNCTION coordinates(whom uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN actor_second() AND EXISTS (
        SELECT FROM staff me JOIN staff they ON they.municipality = me.municipality
        WHERE me.person = actor_id() AND me.role = 'coordinator' AND me.closed_minute IS NULL
            AND me.seen_minute > actor_minute() - 86400 AND they.person = whom);
END $$;
CREATE FUNCTION due(whose uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN EXISTS (SELECT FROM people p WHERE p.id = whose AND (p.erase_minute <= actor_minute()
        OR p.kind = 'look'));
END $$
"""

# What a grant opens: by which whole kinds, by which kind thing by thing, and which column a single
# grant points to.
GRANTED = {
    "days": (("days", "days_words"), "", ""),
    "entries": (("days_words",), "entries", "id"),
    "hopes": (("hopes",), "hopes", "id"),
    "goals": (("goals",), "goals", "id"),
    "steps": (("goals",), "goals", "goal"),
    "good_things": (("good_things",), "good_things", "id"),
    "flowers": (("flower",), "flower", "id"),
}
PUT_AWAY = "gone_minute <= (SELECT actor_minute()) - 1440"
LONG_AGO = "(SELECT actor_minute()) - 1051200"  # two years

# Beside what belongs to somebody who is due, the worker sees and erases this much of each table.
DUE = {
    "days": "",
    **dict.fromkeys(("entries", "hopes", "goals", "steps", "good_things", "flowers"), PUT_AWAY),
    "citizen_keys": "",
    "logins": "created_minute < (SELECT actor_minute()) - 260640",  # 181 days
    "devices": "",
    "recovery_codes": "",
    "passkeys": "",
    "second_factors": "",
    "challenges": "made_minute < (SELECT actor_minute()) - 60",
    "bonds": f"(other IS NULL AND expires_minute < {LONG_AGO}) OR ended_minute < {LONG_AGO}",
    "grants": "",
    "held_apart": "",
    "pauses": "",
    "readings": f"minute < {LONG_AGO}",
    "log_heads": "",
}
FUNCTIONS = (
    "due(uuid)", "coordinates(uuid)", "knows(uuid)", "apart()", "singles(text)", "reach(text)",
    "granted(text)", "bonded(uuid)", "at_work(text, uuid)", "actor_minute()", "actor_second()",
    "actor_way()", "actor_id()",
)  # fmt: skip


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for function in (SETTINGS + ";" + RULE).split(";\nCREATE"):
        op.execute(function if function.lstrip().startswith("CREATE") else "CREATE" + function)
    for table, what in DUE.items():
        _own(table)
        _worker(table, what)
    for table, how in GRANTED.items():
        _policy(table, "granted", "SELECT", _granted(*how))
    _accounts()
    _bonds()


def _own(table: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    _policy(table, "own", "ALL", MINE if table != "people" else MINE.replace("owner", "id"))


def _worker(table: str, what: str = "") -> None:
    _policy(
        table,
        "named_worker",
        "ALL",
        _way("worker", f"({what} OR due(owner))" if what else "due(owner)"),
        "false",
    )


def _granted(wholes: tuple[str, ...], single: str, item: str) -> str:
    reached = [
        f"number <= CAST((SELECT reach('{kind}')) ->> CAST(owner AS text) AS bigint)"
        for kind in wholes
    ]
    if not single:
        return " OR ".join(reached)
    this = f"CAST(owner AS text) || CAST({item} AS text)"
    reached.append(f"{this} = ANY (CAST((SELECT singles('{single}')) AS text[]))")
    return (
        f"gone_minute IS NULL AND ({' OR '.join(reached)}) AND {this} <> ALL (CAST((SELECT "
        "apart()) AS text[]))"
    )


def _accounts() -> None:
    """Who is here: found at the door, read by those a living bond leads to, wrapped anew by the
    strongroom."""
    _own("people")
    leaving = "erase_minute <= (SELECT actor_minute()) OR kind = 'look'"
    _policy("people", "named_worker", "ALL", _way("worker", f"({leaving})"), "false")
    for table in ("people", "citizen_keys", "logins", "devices", "recovery_codes", "passkeys"):
        _policy(table, "named_door", "SELECT", _way("door"))
    _policy("passkeys", "named_door_locks", "UPDATE", _way("door"), "false")
    _policy("challenges", "named_door", "ALL", _way("door", "owner IS NULL"))
    _policy("people", "bonded", "SELECT", "bonded(id)")
    _policy("citizen_keys", "bonded", "SELECT", "bonded(owner)")
    _policy("people", "named_strongroom", "SELECT", _way("strongroom"))
    _policy("citizen_keys", "named_strongroom", "SELECT", _way("strongroom"))
    _policy("citizen_keys", "named_strongroom_wraps", "UPDATE", _way("strongroom"))
    for table in ("logins", "devices"):
        _policy(table, "coordinated", "ALL", "coordinates(owner)", "false")


def _bonds() -> None:
    """The other sees the bond, what it grants, and whether the owner keeps something apart; and
    writes in the owner's log."""
    other = "other = (SELECT actor_id())"
    _policy("bonds", "bonded", "SELECT", other)
    _policy("bonds", "bonded_ends", "UPDATE", other)
    _policy("bonds", "named_invited", "SELECT", _way("invited", "other IS NULL"))
    still = "other IS NULL AND ended_minute IS NULL AND expires_minute > (SELECT actor_minute())"
    _policy("bonds", "named_invited_accepts", "UPDATE", _way("invited", still), other)
    _policy(
        "grants",
        "bonded",
        "SELECT",
        f"EXISTS (SELECT FROM bonds WHERE bonds.id = grants.bond AND bonds.{other})",
    )
    for table in ("pauses", "held_apart"):
        _policy(table, "bonded", "SELECT", "bonded(owner)")
    _policy("readings", "bonded", "INSERT", "knows(owner) AND reader = (SELECT actor_id())")
    _policy("log_heads", "bonded", "SELECT", "knows(owner)")
    _policy("log_heads", "bonded_begins", "INSERT", "knows(owner)")
    _policy("log_heads", "bonded_goes_on", "UPDATE", "knows(owner)")
    for command in ("SELECT", "UPDATE"):
        _policy("log_heads", f"named_worker_{command.lower()}s", command, _way("worker"))


def _way(name: str, what: str = "") -> str:
    return f"(SELECT actor_way()) = '{name}'" + (f" AND {what}" if what else "")


def _policy(table: str, name: str, command: str, sees: str, writes: str = "") -> None:
    using = f"WITH CHECK ({sees})" if command == "INSERT" else f"USING ({sees})"
    check = f" WITH CHECK ({writes})" if writes else ""
    op.execute(f"CREATE POLICY {name} ON {table} FOR {command} {using}{check}")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    ours = op.get_bind().exec_driver_sql(
        "SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()"
    )
    for table, policy in ours.all():
        op.execute(f"DROP POLICY {policy} ON {table}")
    for table in ("people", *DUE):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
