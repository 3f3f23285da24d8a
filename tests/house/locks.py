"""Which rows a transaction on PostgreSQL locks, in which order; and whether two of them could each
hold what the other needs.

Triggers that only this database has say which rows are changed, those that go by a foreign key too;
a SELECT … FOR … is asked again for whose rows it took; and what a new row refers to is held by its
key. A place is a table and whose rows they are.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations_with_replacement
from typing import Any, NamedTuple

from sqlalchemy import event

from app.foundation.database import metadata
from tests.world import World

LOCKING = re.compile(
    r"SELECT .*?\bFROM (\w+)\s.*\bFOR (NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)", re.S
)
FUNCTION = """
CREATE FUNCTION says_its_lock() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE NOTICE USING MESSAGE =
        concat_ws(' ', 'lock', TG_OP, TG_TABLE_NAME, to_jsonb(CASE TG_OP WHEN 'INSERT' THEN NEW
            ELSE OLD END));
    RETURN coalesce(NEW, OLD);
END $$"""
WHOSE = {
    table.name: "owner" if "owner" in table.c else "id" if table.name == "people" else ""
    for table in metadata.sorted_tables
}
PARENTS = {
    table.name: [
        (key.column.table.name, key.parent.name)
        for column in table.c
        for key in column.foreign_keys
    ]
    for table in metadata.sorted_tables
}


class Place(NamedTuple):
    """`part` is the row itself, or its key, which whoever refers to it holds with others and
    whoever deletes it holds alone."""

    table: str
    whose: str
    part: str = "row"

    def __str__(self) -> str:
        return f"{self.part} of {self.table} of {self.whose[:8]}"


@dataclass
class Taken:
    """The locks of one transaction in the order in which they were first taken, each with whether
    nobody else may have it."""

    story: str
    locks: dict[Place, bool] = field(default_factory=dict)

    def take(self, place: Place, *, alone: bool) -> None:
        self.locks[place] = self.locks.get(place, False) or alone


def crossings(one: Taken, other: Taken) -> Iterator[str]:
    """Places that the two take in opposite order, unless both have to pass an earlier one that only
    one of them can have."""
    first, second = list(one.locks), list(other.locks)
    meet = [
        place
        for place in first
        if place in other.locks and (one.locks[place] or other.locks[place])
    ]
    for at, here in enumerate(meet):
        for there in meet[at + 1 :]:
            if (
                second.index(there) > second.index(here) or here[:2] == there[:2]
            ):  # a row and its key are taken as one
                continue
            gates = set(first[: first.index(here)]) & set(second[: second.index(there)])
            if not any(one.locks[gate] or other.locks[gate] for gate in gates):
                yield f"{one.story}: {here} → {there}; {other.story}: {there} → {here}"


class Watched:
    """The transactions of a world's server, from when it was made on."""

    def __init__(self, world: World) -> None:
        self.world, self.story = world, ""
        self.done: list[Taken] = []
        self._now: dict[int, Taken] = {}
        self._bonds: dict[str, str] = {}
        world.as_owner(self._lay_out)
        engine = world.db.writing
        engine.dispose()
        event.listen(engine, "connect", self._connected)
        for end in ("commit", "rollback"):
            event.listen(engine, end, self._ended)
        event.listen(engine, "after_cursor_execute", self._asked)

    @staticmethod
    def _lay_out(db: Any) -> None:
        db.exec_driver_sql(FUNCTION)
        for name in WHOSE:
            when = (
                f"BEFORE INSERT OR UPDATE OR DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION "
                "says_its_lock()"
            )
            db.exec_driver_sql(f"CREATE TRIGGER zz_says_its_lock {when}")

    def _connected(self, raw: Any, _: object) -> None:
        raw.add_notice_handler(lambda said: self._told(raw, said.message_primary or ""))

    def _ended(self, db: Any) -> None:
        self._now.pop(id(db.connection.driver_connection), None)

    def _taken(self, raw: object) -> Taken:
        """What this connection's transaction has taken so far."""
        if id(raw) not in self._now:
            self._now[id(raw)] = Taken(self.story)
            self.done.append(self._now[id(raw)])
        return self._now[id(raw)]

    def _told(self, raw: object, said: str) -> None:
        if not said.startswith("lock "):
            return
        _, how, table, row = said.split(" ", 3)
        values = json.loads(row)
        taken = self._taken(raw)
        if how == "INSERT":
            if table == "bonds":
                self._bonds[values["id"]] = values["owner"]
            for parent, column in PARENTS[table]:
                if values[column] is not None:
                    taken.take(
                        Place(parent, self._whose(parent, str(values[column])), "key"), alone=False
                    )
            return
        whose = str(values.get(WHOSE[table], ""))
        if how == "DELETE":
            taken.take(Place(table, whose, "key"), alone=True)
        taken.take(Place(table, whose), alone=True)

    def _whose(self, parent: str, row: str) -> str:
        """Whose the row is that a foreign key leads to."""
        return row if parent == "people" else self._bonds.get(row, "") if parent == "bonds" else ""

    def _asked(self, db: Any, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        found = LOCKING.search(statement)
        if found is None:
            return
        table, how, raw = found[1], found[2], db.connection.driver_connection
        column = WHOSE[table] or "''"
        again = (
            f"SELECT DISTINCT CAST({column} AS text) FROM "
            f"({_unlocked(statement[found.start() :])}) AS x"
        )
        for (whose,) in raw.cursor().execute(again, parameters or None).fetchall():
            whole = how == "UPDATE"
            if how == "KEY SHARE" or whole:
                self._taken(raw).take(Place(table, str(whose), "key"), alone=whole)
            if how != "KEY SHARE":
                self._taken(raw).take(Place(table, str(whose)), alone=True)

    def crossed(self) -> list[str]:
        """Every two that could stop each other, the same two once."""
        kinds = {
            (each.story, tuple(each.locks.items())): each
            for each in self.done
            if len(each.locks) > 1
        }
        found = (
            line
            for one, other in combinations_with_replacement(kinds.values(), 2)
            for line in crossings(one, other)
        )
        return sorted(set(found))


def _unlocked(statement: str) -> str:
    """The same rows, all their columns, without locking them."""
    bare = re.sub(
        r"\s*FOR (NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\s*$", "", statement.strip().rstrip(";")
    )
    return re.sub(r"^SELECT .*?\bFROM\b", "SELECT * FROM", bare, count=1, flags=re.S)


@contextmanager
def watched(world: World) -> Iterator[Watched]:
    watching = Watched(world)
    yield watching
    world.db.writing.dispose()
