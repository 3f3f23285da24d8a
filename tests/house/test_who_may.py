"""R4, R5, R9, R13, R34: every route × every member of the cast × own, shared, foreign and missing id, against one table."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, insert, select, update

from app import flower, goals, good_things, hopes, journal
from app.chime import CODES
from app.circle import live
from app.foundation import clock, ids
from app.foundation.database import Database
from app.identity import Attempts, people
from app.identity.models import people as people_table
from app.identity.people import LOOK
from app.municipality import invitations
from app.municipality.models import staff_invitations
from app.sharing import bonds, grants
from app.sharing.grants import Wish
from app.sharing.models import bonds as bond_rows
from tests.circle import crowd
from tests.conftest import NOON
from tests.house.test_edge import Answer
from tests.sharing.bonded import bond, person
from tests.world import World

MISSING = "00000000-0000-4000-8000-000000000000"
SORTS = ("own", "shared", "foreign", "missing")

# --- Who comes -----------------------------------------------------------------------------------------------------------

ACTORS = ("visitor", "Anna", "Anna, later", "Gry", "Sam", "Ida", "Mette", "Mette, one factor", "Vera", "Otto", "Karen", "Ellen")


@dataclass
class House:
    """A world in which everybody has something. `ids` are by actor, then by what stands in an address, then by sort."""

    world: World
    sessions: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    ids: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)

    def cast(self, actor: str) -> str:
        return actor.partition(",")[0]


def things(db: Connection, me: people.Person, word: str) -> dict[str, str]:
    """One of each, under the name an address has for it."""
    goal = goals.kept.keep(db, me, ids.new(), goals.kept.Words(f"{word} mål"))
    grown = flower.kept.begin(db, me, ids.new())
    for code in CODES:
        flower.kept.answer(db, me, grown, code, 2)
    made = {
        "entry_id": journal.entries.keep(db, me, ids.new(), me.today, journal.entries.Words(f"{word} ord")),
        "hope_id": hopes.kept.keep(db, me, ids.new(), hopes.kept.Words(f"{word} håb")),
        "goal_id": goal,
        "step_id": goals.small_steps.keep(db, me, goal, ids.new(), goals.small_steps.Words(f"{word} skridt")),
        "thing_id": good_things.kept.keep(db, me, ids.new(), good_things.kept.Words(f"{word} god")),
        "flower_id": grown,
    }
    return {name: str(row) for name, row in made.items()}


SHARED = {"entry_id": "entries", "hope_id": "hopes", "goal_id": "goals", "thing_id": "good_things", "flower_id": "flower"}
STAFF = ("Mette", "Vera", "Otto", "Karen", "Ellen")


def furnish(world: World) -> House:
    """Two days ago Anna shared one of each with Gry, Mette and those who may see nothing; Sam shared with Gry."""
    house = House(world)
    ida = world.read(lambda db: db.execute(select(people_table.c.id).where(people_table.c.kind == LOOK)).scalar_one())
    with clock.held(NOON - timedelta(days=2)):
        made = {name: world.write(things, person(world, name), f"kanarie {name}") for name in ("Anna", "Gry", "Sam")}
        made["Anna hidden"] = world.write(things, person(world, "Anna"), "kanarie hidden")
        made["Ida"] = world.write(lambda db: things(db, _person(db, world, ida), "kanarie Ida"))
        on = {name: str(bond(world, "Anna", name)) for name in ("Gry", "Mette", "Vera", "Otto")}
        on |= {name: str(world.write(_odd_bond, world, world.cast[name].id)) for name in ("Karen", "Ellen")}
        on["Sam"] = str(bond(world, "Sam", "Gry"))
        given = {
            name: _give_all(world, "Anna", UUID(on[name]), made["Anna"])
            for name in ("Gry", "Mette", "Vera", "Otto", "Karen", "Ellen")
        }
        given["Sam"] = _give_all(world, "Sam", UUID(on["Sam"]), made["Sam"])
        world.write(bonds.end, world.keys, person(world, "Anna"), UUID(on["Vera"]), owner=True)
        otto = update(bond_rows).where(bond_rows.c.id == UUID(on["Otto"])).values(municipality=world.municipality("Vestby"))
        world.write(lambda db: db.execute(otto))
    invited = {town: _invited(world, town) for town in ("Vestby", "Østby")}
    for actor in ACTORS:
        name = house.cast(actor)
        who = ida if name == "Ida" else world.cast[name].id if name in world.cast else None
        house.sessions[actor] = house.marks[actor] = ""
        if who is not None:
            house.sessions[actor] = crowd.session_of(
                world, who, second="one" not in actor, proved_before=11 if "later" in actor else 0
            )
            house.marks[actor] = people.mark(world.keys, who)
        house.ids[actor] = _ids(name, made, on, given, invited, world)
    return house


def _person(db: Connection, world: World, who: UUID) -> people.Person:
    me = people.get(db, world.keys, who)
    assert me is not None
    return me


def _odd_bond(db: Connection, world: World, other: UUID) -> UUID:
    """One that no page would make: with somebody who works for the municipality and is no guide."""
    me, row, now = _person(db, world, world.cast["Anna"].id), ids.new(), clock.minute()
    town = world.municipality()
    values = {"owner": me.id, "other": other, "role": "guide", "municipality": town, "made_minute": now, "expires_minute": now + 9}
    sealed = me.box.seal("bonds", row, bonds.Names("Skæv", "Skæv"))
    theirs = _person(db, world, other).box.seal("bonds", row, "Anna", "other_sealed")
    db.execute(insert(bond_rows).values(id=row, accepted_minute=now, sealed=sealed, other_sealed=theirs, **values))
    return row


def _give_all(world: World, owner: str, on: UUID, made: Mapping[str, str]) -> str:
    """One of each singly, and every kind as a whole that can be; returns the id of one of the grants."""
    me = person(world, owner)
    first = ""
    for name, kind in SHARED.items():
        given = world.write(grants.give, world.keys, me, ids.new(), Wish(on, kind, "item", "1", UUID(made[name])))
        first = first or str(given.id)
    for kind in ("days", "days_words"):
        world.write(grants.give, world.keys, me, ids.new(), Wish(on, kind, "coming", "1"))
    return first


def _invited(world: World, town: str) -> str:
    here = world.municipality(town)
    world.write(invitations.make, here, "guide")
    found = select(staff_invitations.c.id).where(staff_invitations.c.municipality == here)
    return str(world.read(lambda db: db.execute(found).scalars().first()))


def _ids(name: str, made: Mapping[str, Mapping[str, str]], on: Mapping[str, str], given: Mapping[str, str],
         invited: Mapping[str, str], world: World) -> dict[str, dict[str, str]]:  # fmt: skip
    """What stands in an address, and which one is this actor's own, shared with them, or foreign to them."""
    anna, found = name == "Anna", {}
    for part in made["Anna"]:
        own = {"own": made[name][part]} if name in made else {}
        shared = {"shared": made["Anna"][part]} if name in on and name != "Sam" else {}
        found[part] = own | shared | {"foreign": made["Sam" if anna else "Anna hidden"][part]}
    found["item_id"] = found["hope_id"]
    mine = {"Anna": on["Mette"], "Sam": on["Sam"]}.get(name)
    theirs = on.get(name) if name != "Sam" else None
    strange = on["Sam"] if anna else on["Mette" if name == "Gry" else "Gry"]
    found["bond_id"] = _some(own=mine, shared=theirs, foreign=strange)
    found["own_bond_id"] = found["bond_id"]
    found["grant_id"] = _some(own={"Anna": given["Mette"], "Sam": given["Sam"]}.get(name), shared=given.get(name) if theirs else None,
                              foreign=given["Sam"] if anna else given["Mette" if name == "Gry" else "Gry"])  # fmt: skip
    people_ids = {each: str(member.id) for each, member in world.cast.items()}
    found["person_id"] = _some(
        own=people_ids.get(name),
        shared=people_ids["Mette" if name == "Ellen" else "Ellen"],
        foreign=people_ids["Anna" if name == "Otto" else "Otto"],
    )
    found["invitation_id"] = _some(shared=invited["Vestby"], foreign=invited["Østby"])
    return {part: {**sorts, "missing": MISSING} for part, sorts in found.items()}


def _some(**sorts: str | None) -> dict[str, str]:
    return {sort: value for sort, value in sorts.items() if value}


# --- Knocking without leaving a trace ----------------------------------------------------------------------------------


class Undone(Exception):
    def __init__(self, result: object) -> None:
        super().__init__()
        self.result = result


@pytest.fixture
def traceless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is written is taken back: each cell finds the same house. Streams end after their first look."""

    async def gone(*_: object) -> tuple[str, ...]:
        return ()

    for name in ("write", "write_long"):
        monkeypatch.setattr(Database, name, _undoing(getattr(Database, name)))
    monkeypatch.setattr(live, "_now", gone)


def _undoing(really: Any) -> Any:
    async def write(self: Database, fn: Any, *args: Any, **kwargs: Any) -> Any:
        def run(db: Connection) -> None:
            raise Undone(fn(db, *args, **kwargs))

        try:
            await really(self, run)
        except Undone as undone:
            return undone.result

    return write


EVERYWHERE = {
    "tekst": "Ord", "slags": "good", "svar": "2", "ord": "ord", "navn": "Per", "kaldenavn": "Per", "rolle": "relative",
    "kode": "forkert", "mail": "per@sted.dk", "laas": "60", "adgangskode": "forkert", "nu": "forkert", "ny": "forkert",
}  # fmt: skip
"""What every form of the matrix carries, so that a refusal is never for want of words."""
PLAIN = {"place": "1", "day": "2026-03-01", "year": "2026", "kind": "haab"}
PARTS = re.compile(r"\{(\w+)\}")


def cells(house: House, row: str) -> Iterator[tuple[str, str, str, str, dict[str, str]]]:
    """Every actor with every sort of id on a row of the table: actor, sort, method, path and fields."""
    method, _, rest = row.partition(" ")
    for actor in ACTORS:
        ids_ = house.ids[actor]
        part = next((each for each in PARTS.findall(rest) if each in ids_), None)
        for sort in SORTS if part else ("own",):
            known = {each: sorts.get(sort, "") for each, sorts in ids_.items()}
            if part and not known[part]:
                continue
            filled = PARTS.sub(lambda found, known=known: known.get(found[1]) or PLAIN[found[1]], rest)  # type: ignore[misc]
            path, _, query = filled.partition("?")
            fields = dict(pair.split("=") for pair in query.split("&") if pair)
            if method == "GET":
                yield actor, sort, method, filled, {}
            else:
                yield actor, sort, method, path, EVERYWHERE | fields | {"konto": house.marks[actor]}


def knocks(house: House, row: str) -> dict[str, dict[str, Answer]]:
    found: dict[str, dict[str, Answer]] = {actor: {} for actor in ACTORS}
    for actor, sort, method, path, fields in cells(house, row):
        house.world.state["door"].attempts = Attempts()
        session = house.sessions[actor]
        get = method == "GET"
        found[actor][sort] = crowd.get(house.world, session, path) if get else crowd.post(house.world, session, path, fields)
    return found


def inventory(world: World) -> list[str]:
    """What the app answers to: method and path of every route."""
    app: Any = world.app._app
    found = [(route.path_format, handler) for route in app.routes for handler in route.route_handlers]
    return sorted({f"{method} {path}" for path, handler in found for method in handler.http_methods & {"GET", "POST"}})


ROUTES: dict[str, str] = {}
