"""R4, R5, R9, R13, R34: every route × every member of the cast × own, shared, foreign and missing
id, against one table."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, insert, select, update

from app import appointments, flower, goals, good_things, hopes, journal, network, plan, reminders
from app.chime import CODES
from app.circle import live
from app.companions import goings
from app.companions.models import goings as going_rows
from app.foundation import clock, ids
from app.foundation.database import Database
from app.foundation.web.limits import Bucket
from app.hard_days import askings, day_words
from app.hard_days.models import askings as asking_rows
from app.hard_days.models import day_words as word_rows
from app.initiatives import kept as initiatives
from app.municipality import invitations, municipalities
from app.municipality.models import staff, staff_invitations
from app.people import Keyring, people
from app.people.models import people as people_table
from app.people.people import LOOK
from app.places import imports, overview_pages, proposals, reports, shelf
from app.places.csv_in import Read
from app.places.importing import Bringer
from app.places.listing import Place
from app.places.models import place_offers
from app.reminders.models import phones as phone_rows
from app.saved_places import kept as saved_places
from app.sharing import bonds, called, grants, keeping
from app.sharing.grants import Wish
from app.sharing.models import bonds as bond_rows
from app.sign_in import Attempts
from app.sign_in.models import logins
from tests.cast import hire
from tests.circle import crowd
from tests.conftest import NOON
from tests.house.test_edge import Answer
from tests.places.conftest import activity
from tests.sharing.bonded import bond, person
from tests.world import Template, World

MISSING = "00000000-0000-4000-8000-000000000000"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
"""The browser of the example in RFC 8291."""
SORTS = ("own", "shared", "foreign", "missing")

# --- Who comes ------------------------------------------------------------------------------------

ACTORS = (
    "visitor",
    "Anna",
    "Anna, later",
    "Gry",
    "Sam",
    "Ida",
    "Mette",
    "Mette, one factor",
    "Vera",
    "Otto",
    "Karen",
    "Ellen",
    "Viggo",
)


@dataclass
class House:
    """A world in which everybody has something. `ids` are by actor, then by what stands in an
    address, then by sort."""

    world: World
    sessions: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    ids: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    mine: dict[str, str] = field(default_factory=dict)
    """A bond of the actor's own, where they have one, whatever else stands in the address."""

    def cast(self, actor: str) -> str:
        return actor.partition(",")[0]


def things(db: Connection, me: people.Person, word: str) -> dict[str, str]:
    """One of each, under the name an address has for it."""
    goal = goals.kept.keep(db, me, ids.new(), goals.kept.Words(f"{word} mål"))
    grown = flower.kept.begin(db, me, ids.new())
    for code in CODES:
        flower.kept.answer(db, me, grown, code, 2)
    made = {
        "entry_id": journal.entries.keep(
            db, me, ids.new(), me.today, journal.entries.Words(f"{word} ord")
        ),
        "hope_id": hopes.kept.keep(db, me, ids.new(), hopes.kept.Words(f"{word} håb")),
        "goal_id": goal,
        "step_id": goals.small_steps.keep(
            db, me, goal, ids.new(), goals.small_steps.Words(f"{word} skridt")
        ),
        "thing_id": good_things.kept.keep(db, me, ids.new(), good_things.kept.Words(f"{word} god")),
        "flower_id": grown,
        "line_id": plan.kept.keep(db, me, "helps", ids.new(), plan.kept.Words(f"{word} plan")),
        "around_id": network.kept.keep(db, me, ids.new(), network.kept.Words(f"{word} netværk")),
        "saved_id": saved_places.keep(db, me, ids.new(), somewhere(db, f"{word} sted").id),
        "initiative_id": _proposed(db, me, somewhere(db, f"{word} sted")),
        "appointment_id": appointments.kept.keep(
            db, me, ids.new(), appointments.kept.Words(f"{word} møde", "2030-01-01", often="uge")
        ),
        "joint_id": appointments.joint.keep(
            db, me, ids.new(), appointments.joint.Words(f"{word} linje")
        ),
        "contact_id": appointments.contacts.keep(
            db, me, ids.new(), appointments.contacts.Words(f"{word} hjælper")
        ),
    }
    return {name: str(row) for name, row in made.items()}


def somewhere(db: Connection, name: str, town: str = "Vestby") -> shelf.Listed:
    """A place one can go to, and something that happens there."""
    there = Place(name=name, activities=(activity(f"{name} kaffe", "torsdag 14-16"),))
    fresh = shelf.new(municipalities.found(db, town), there, source="test", checked_on=None)
    shelf.add(db, [fresh], shelf.IMPORTED)
    return fresh


def _proposed(db: Connection, me: people.Person, at: shelf.Listed) -> UUID:
    """What somebody would like to do there."""
    day = me.today.isoformat()
    words = initiatives.Words("Gåtur", "", "Bo", day, 600, "uge", at.id.hex, at.place.name)
    return initiatives.propose(db, me, ids.new(), words)


def to_keep_true(db: Connection, town: str, me: people.Person) -> dict[str, str]:
    """A place with all that its editors may meet: what waits for a second person, what somebody
    says is wrong, what a citizen proposes, and a list that was read in."""
    there, report, row = somewhere(db, f"Huset i {town}", town), ids.new(), ids.new()
    proposals.put(db, there, Place(name="", phone="86 00 00 00", calls="86000000"), None)
    reports.put(db, report, there.id, "andet", "")
    imports.begin(db, row, Bringer("test", there.municipality, town), Read(), dry=True)
    (happens,) = there.place.activities
    this = place_offers.c.initiative == _proposed(db, me, there)
    made = {
        "place_id": there.id,
        "activity_id": happens.id,
        "report_id": report,
        "import_id": row,
        "offer_id": db.execute(select(place_offers.c.id).where(this)).scalar_one(),
    }
    return {name: str(each) for name, each in made.items()}


def rung(db: Connection, me: people.Person, word: str) -> dict[str, str]:
    """A greeting to oneself, and where it rings."""
    row = ids.new()
    leads = f"/paamindelser/{row}/hilsen"
    wish = reminders.chosen.Wish("hello", leads, 10 * 60, text=f"{word} hilsen")
    made = {"reminder_id": reminders.chosen.keep(db, me, row, wish), "phone_id": _phone(db, me)}
    return {name: str(row) for name, row in made.items()}


def _phone(db: Connection, me: people.Person) -> UUID:
    """Where somebody is rung, with a login of its own."""
    row, login = ids.new(), ids.new().bytes
    now = clock.minute()
    began = {"created_minute": now, "proved_minute": now}
    db.execute(insert(logins).values(id=login, owner=me.id, shared=False, **began))
    sealed = me.box.seal(
        "phones", row, reminders.phones.Phone("https://fcm.googleapis.com/x", P256DH, AUTH)
    )
    there = {"login": login, "endpoint_index": row.bytes, "until_minute": now + 90 * 24 * 60}
    db.execute(insert(phone_rows).values(id=row, owner=me.id, push_key=1, sealed=sealed, **there))
    return row


def _everything(db: Connection, me: people.Person, word: str) -> dict[str, str]:
    return things(db, me, word) | rung(db, me, word)


def on_bond(db: Connection, keys: Keyring, me: people.Person, bond: UUID) -> dict[str, str]:
    """What needs somebody else: a share made ready, a word for today, somebody who is asked, and
    somebody who has answered."""
    day_words.choose(db, keys, me, {bond})
    ready = plan.ready.keep(db, me, bond, ["helps"], "12 34 56 78")
    plan.ready.confirm_shown(db, me, ready, plan.ready.find(db, me, ready).words.mark)
    asked: dict[str, Any] = {"bond": bond, "kind": "hope", "asked_minute": clock.minute()}
    row = keeping.keep(
        db, me, asking_rows, ids.new(), askings.Asked("kanarie bedt", "Den anden"), **asked
    )
    answered = me.box.seal("askings", row, askings.Answer("kanarie svar"), "answer_sealed")
    db.execute(
        update(asking_rows)
        .where(asking_rows.c.id == row)
        .values(answered_minute=1, answer_sealed=answered)
    )
    made = {
        "ready_id": ready,
        "asking_id": row,
        "question_id": keeping.keep(
            db, me, asking_rows, ids.new(), askings.Asked("kanarie spurgt", "Den anden"), **asked
        ),
        "going_id": keeping.keep(
            db,
            me,
            going_rows,
            ids.new(),
            goings.Words("kanarie sted", me.today.isoformat(), 14 * 60, "Den anden"),
            written_minute=clock.minute(),
            bond=bond,
            state=goings.ASKED,
        ),
        "word_id": keeping.keep(
            db, me, word_rows, ids.new(), day_words.Word("call"), ends_minute=clock.minute() + 9_000
        ),
    }
    return {name: str(row) for name, row in made.items()}


SHARED = {
    "entry_id": "entries", "hope_id": "hopes", "goal_id": "goals", "thing_id": "good_things",
    "flower_id": "flower", "line_id": "plan", "word_id": "word", "question_id": "asks",
    "going_id": "going", "appointment_id": "appointments",
    "joint_id": "joint",
}  # fmt: skip
STAFF = ("Mette", "Vera", "Otto", "Karen", "Ellen", "Viggo")


def furnish(world: World) -> House:
    """Two days ago Anna shared one of each with Gry, Mette and those who may see nothing; Sam
    shared with Gry. Viggo goes along with people, and was given the same by mistake."""
    house = House(world)
    world.cast["Viggo"] = world.write(hire, world.keys, "Viggo", "guide")
    ida = world.read(
        lambda db: db.execute(
            select(people_table.c.id).where(people_table.c.kind == LOOK)
        ).scalar_one()
    )
    with clock.held(NOON - timedelta(days=2)):
        made = {
            name: world.write(_everything, person(world, name), f"kanarie {name}")
            for name in ("Anna", "Gry", "Sam")
        }
        made["Anna hidden"] = world.write(_everything, person(world, "Anna"), "kanarie hidden")
        made["Ida"] = world.write(
            lambda db: _everything(db, _person(db, world, ida), "kanarie Ida")
        )
        known = ("Gry", "Mette", "Vera", "Otto", "Viggo")
        on = {name: str(bond(world, "Anna", name)) for name in known}
        on |= {
            name: str(world.write(_odd_bond, world, world.cast[name].id))
            for name in ("Karen", "Ellen")
        }
        on["Sam"] = str(bond(world, "Sam", "Gry"))
        for name, whose, other in (
            ("Anna hidden", "Anna", "Gry"),
            ("Anna", "Anna", "Mette"),
            ("Sam", "Sam", "Sam"),
        ):
            made[name] |= world.write(on_bond, world.keys, person(world, whose), UUID(on[other]))
        given = {
            name: _give_all(world, "Anna", UUID(on[name]), made["Anna"])
            for name in (*known, "Karen", "Ellen")
        }
        given["Sam"] = _give_all(world, "Sam", UUID(on["Sam"]), made["Sam"])
        world.write(bonds.end, world.keys, person(world, "Anna"), UUID(on["Vera"]), owner=True)
        odd = (
            update(bond_rows)
            .where(bond_rows.c.id.in_([UUID(on["Karen"]), UUID(on["Ellen"])]))
            .values(role="guide")
        )
        world.write(lambda db: db.execute(odd))
        going = update(bond_rows).where(bond_rows.c.id == UUID(on["Viggo"])).values(role="friend")
        world.write(lambda db: db.execute(going))
        along = update(staff).where(staff.c.person == world.cast["Viggo"].id).values(role="friend")
        world.write(lambda db: db.execute(along))
        otto = (
            update(bond_rows)
            .where(bond_rows.c.id == UUID(on["Otto"]))
            .values(municipality=world.municipality("Vestby"))
        )
        world.write(lambda db: db.execute(otto))
    invited = {town: _invited(world, town) for town in ("Vestby", "Østby")}
    anna = world.person()
    kept_true = {town: world.write(to_keep_true, town, anna) for town in ("Vestby", "Østby")}
    for actor in ACTORS:
        name = house.cast(actor)
        who = ida if name == "Ida" else world.cast[name].id if name in world.cast else None
        house.sessions[actor] = house.marks[actor] = ""
        if who is not None:
            house.sessions[actor] = crowd.session_of(
                world, who, second="one" not in actor, proved_before=11 if "later" in actor else 0
            )
            house.marks[actor] = people.mark(world.keys, who)
        house.ids[actor] = _ids(name, made, on, given, invited, world) | _places(kept_true)
        house.mine[actor] = {"Anna": on["Mette"], "Sam": on["Sam"]}.get(name, MISSING)
    return house


def _person(db: Connection, world: World, who: UUID) -> people.Person:
    me = people.get(db, world.keys, who)
    assert me is not None
    return me


def _odd_bond(db: Connection, world: World, other: UUID) -> UUID:
    """One that no page would make: with somebody who works for the municipality and is no guide. It
    becomes a guide's later."""
    me, row, now = _person(db, world, world.cast["Anna"].id), ids.new(), clock.minute()
    town = world.municipality()
    values = {
        "owner": me.id,
        "other": other,
        "role": "relative",
        "municipality": town,
        "made_minute": now,
        "expires_minute": now + 9,
    }
    sealed = me.box.seal("bonds", row, called.Names("Skæv", "Skæv"))
    theirs = _person(db, world, other).box.seal("bonds", row, "Anna", "other_sealed")
    db.execute(
        insert(bond_rows).values(
            id=row, accepted_minute=now, sealed=sealed, other_sealed=theirs, **values
        )
    )
    return row


def _give_all(world: World, owner: str, on: UUID, made: Mapping[str, str]) -> str:
    """One of each singly, and every kind as a whole that can be; returns the id of one of the
    grants."""
    me = person(world, owner)
    first = ""
    for name, kind in SHARED.items():
        given = world.write(
            grants.give, world.keys, me, ids.new(), Wish(on, kind, "item", "1", UUID(made[name]))
        )
        first = first or str(given.id)
    for kind in ("days", "days_words"):
        world.write(grants.give, world.keys, me, ids.new(), Wish(on, kind, "coming", "1"))
    return first


def _invited(world: World, town: str) -> str:
    here = world.municipality(town)
    world.write(invitations.make, here, "guide")
    found = select(staff_invitations.c.id).where(staff_invitations.c.municipality == here)
    return str(world.read(lambda db: db.execute(found).scalars().first()))


def _ids(
    name: str,
    made: Mapping[str, Mapping[str, str]],
    on: Mapping[str, str],
    given: Mapping[str, str],
    invited: Mapping[str, str],
    world: World,
) -> dict[str, dict[str, str]]:
    """What stands in an address, and which one is this actor's own, shared with them, or foreign to
    them."""
    anna, found = name == "Anna", {}
    for part in made["Anna"]:
        kept = {"own": made[name][part]} if part in made.get(name, {}) else {}
        shared = {"shared": made["Anna"][part]} if name in on and name != "Sam" else {}
        found[part] = kept | shared | {"foreign": made["Sam" if anna else "Anna hidden"][part]}
    found["item_id"] = found["hope_id"]
    mine = {"Anna": on["Mette"], "Sam": on["Sam"]}.get(name)
    theirs = on.get(name) if name != "Sam" else None
    strange = on["Sam"] if anna else on["Mette" if name == "Gry" else "Gry"]
    found["bond_id"] = _some(own=mine, shared=theirs, foreign=strange)
    found["own_bond_id"] = found["bond_id"]
    own = {"Anna": given["Mette"], "Sam": given["Sam"]}.get(name)
    found["grant_id"] = _some(
        own=own,
        shared=given.get(name) if theirs else None,
        foreign=given["Sam"] if anna else given["Mette" if name == "Gry" else "Gry"],
    )
    people_ids = {each: str(member.id) for each, member in world.cast.items()}
    found["person_id"] = _some(
        own=people_ids.get(name),
        shared=people_ids["Mette" if name == "Ellen" else "Ellen"],
        foreign=people_ids["Anna" if name == "Otto" else "Otto"],
    )
    found["invitation_id"] = _some(shared=invited["Vestby"], foreign=invited["Østby"])
    return {part: {**sorts, "missing": MISSING} for part, sorts in found.items()}


def _places(kept_true: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Of the municipality in which Karen and Ellen work, and of another."""
    own, foreign = kept_true["Vestby"], kept_true["Østby"]
    return {part: {"own": own[part], "foreign": foreign[part], "missing": MISSING} for part in own}


def _some(**sorts: str | None) -> dict[str, str]:
    return {sort: value for sort, value in sorts.items() if value}


# --- Knocking without leaving a trace -------------------------------------------------------------


class Undone(Exception):
    def __init__(self, result: object) -> None:
        super().__init__()
        self.result = result


@pytest.fixture
def traceless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is written is taken back: each cell finds the same house. Streams end after their
    first look."""

    async def gone(_: object) -> bool:
        return False

    monkeypatch.setattr(overview_pages, "SAYING", Bucket(10_000, 300))
    for name in ("write", "write_long"):
        monkeypatch.setattr(Database, name, _undoing(getattr(Database, name)))
    monkeypatch.setattr(live.Look, "again", gone)


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
    "tekst": "Ord", "slags": "good", "svar": "2", "ord": "ord", "navn": "Per", "kaldenavn": "Per",
    "rolle": "relative", "kode": "forkert", "mail": "per@sted.dk", "laas": "60",
    "adgangskode": "forkert", "nu": "forkert", "ny": "forkert",
}  # fmt: skip
"""What every form of the matrix carries, so that a refusal is never for want of words."""
PLAIN = {
    "place": "2",
    "day": "2026-03-01",
    **dict.fromkeys(("service_id", "organization_id", "at_id", "taxonomy_id", "term_id"), MISSING),
    "year": "2026",
    "kind": "haab",
    "what": "haab",
    "municipality": "randers",
    "version": "1",
}
PARTS = re.compile(r"\{(\w+)\}")


def cells(house: House, row: str) -> Iterator[tuple[str, str, str, str, dict[str, str]]]:
    """Every actor with every sort of id on a row of the table: actor, sort, method, path and
    fields."""
    method, _, rest = row.partition(" ")
    for actor in ACTORS:
        parts = house.ids[actor]
        main = next((each for each in PARTS.findall(rest) if each in parts), None)
        for sort in SORTS if main else ("own",):
            known = (
                PLAIN
                | {"mine": house.mine[actor], "push_key": house.world.state["signer"].public()}
                | {each: sorts.get(sort, "") for each, sorts in parts.items()}
            )
            if main and not known[main]:
                continue
            filled = rest.format_map(known)
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
        found[actor][sort] = (
            crowd.get(house.world, session, path)
            if get
            else crowd.post(house.world, session, path, fields)
        )
    return found


def inventory(world: World) -> list[str]:
    """What the app answers to: method and path of every route."""
    app: Any = world.app._app
    found = [
        (route.path_format, handler) for route in app.routes for handler in route.route_handlers
    ]
    return sorted(
        {
            f"{method} {path}"
            for path, handler in found
            for method in handler.http_methods & {"GET", "POST"}
        }
    )


# --- The table ------------------------------------------------------------------------------------

LIKE = {
    "visitor": ("visitor",),
    "Anna": ("Anna", "citizen"),
    "Anna, later": ("later", "Anna", "citizen"),
    "Gry": ("Gry", "citizen"),
    "Sam": ("Sam", "citizen"),
    "Ida": ("Ida", "citizen"),
    "Mette": ("Mette", "guide", "staff"),
    "Mette, one factor": ("one factor", "staff"),
    "Vera": ("Vera", "guide", "staff"),
    "Otto": ("Otto", "guide", "staff"),
    "Karen": ("Karen", "staff"),
    "Ellen": ("Ellen", "staff"),
    "Viggo": ("Viggo", "guide", "staff"),
}
"""The first of these that a rule names counts; `all` counts when none is named."""
Rule = dict[str, str]
"""Who → what happens, once for all ids or one for own, shared, foreign and missing. `in`: sign in
first; `prove`: is it you; `second`: the second factor first; `on`: onwards to another page; a
number: the status."""

MINE, NOT_HERE = "200 404 404 404", {"staff": "404"}
SEEN, DONE = {"visitor": "in"}, {"visitor": "401", "Ida": "403"}
PAGE: Rule = SEEN | NOT_HERE | {"citizen": "200"}
THING: Rule = SEEN | NOT_HERE | {"citizen": MINE}
PROVED: Rule = PAGE | {"later": "prove"}
WRITE: Rule = DONE | NOT_HERE | {"citizen": "on"}
CHANGE: Rule = DONE | NOT_HERE | {"citizen": "on 404 404 404"}
PUBLIC: Rule = {"all": "200"}
MY_ACCOUNT: Rule = SEEN | {"all": "200"}
MY_KEYS: Rule = SEEN | {"all": "200", "later": "prove", "one factor": "second"}
READING: Rule = SEEN | {
    "citizen": "404",
    "guide": "404",
    "staff": "404",
    "one factor": "second",
    "Gry": "404 200 404 404",
    "Mette": "404 200 404 404",
}
ANSWERING: Rule = DONE | {
    "all": "404",
    "one factor": "second",
    "Gry": "404 on 404 404",
    "Mette": "404 on 404 404",
}
NEEDS: Rule = DONE | {"all": "422"}
FOR_ALL: Rule = {"all": "on"}
MEETS: Rule = {"citizen": "200", "guide": "200", "one factor": "second", "staff": "404"}
MEETING_ON: Rule = DONE | {**MEETS, "citizen": "on", "guide": "on"}
COORDINATOR: Rule = SEEN | {"citizen": "404", "staff": "404", "Karen": "200"}
IN_PLACES: Rule = SEEN | {"citizen": "404", "staff": "404", "Karen": "200", "Ellen": "200"}
OWN_PLACE: Rule = IN_PLACES | {"Karen": "200 404 404 404", "Ellen": "200 404 404 404"}
KEEPING: Rule = DONE | {"all": "404", "Karen": "on 404 404 404", "Ellen": "on 404 404 404"}
OPEN_PLACE: Rule = {"all": "200 404 200 404"}
PREVIEW: Rule = THING | {"later": "prove"}
GIVING: Rule = CHANGE | {"later": "prove"}

TABLE: dict[str, Rule] = {
    "GET /": {"visitor": "200", "citizen": "200", "Gry": "on", "staff": "on"},
    "GET /.well-known/change-password": FOR_ALL,
    "GET /bedt": PAGE,
    "GET /bedt/ny/{what}": PROVED,
    "GET /bedt/{asking_id}": THING,
    "GET /blomst": PAGE,
    "GET /blomst/{flower_id}": THING,
    "GET /blomst/{flower_id}/ved-siden-af": SEEN | {"all": "404"},
    "GET /blomst/{flower_id}/ved-siden-af?anden={flower_id}": THING,
    "GET /blomst/{flower_id}/{place}": THING,
    "GET /dag": PAGE,
    "GET /dag/aar/{year}": PAGE,
    "GET /dag/anden": PAGE,
    "GET /dag/{day}": PAGE,
    "GET /dagbog": PAGE,
    "GET /dagbog/skriv": PAGE,
    "GET /dagbog/{entry_id}": THING,
    "GET /dagbog/{entry_id}/ret": THING,
    "GET /deling": PAGE,
    "GET /deling/inviter": PROVED,
    "GET /deling/klar/{ready_id}": PREVIEW,
    "GET /deling/ny": PAGE,
    "GET /deling/ny?hvem={bond_id}&hvad=haab": PAGE,
    "GET /deling/ny/se": SEEN | {"all": "404", "later": "prove"},
    "GET /deling/ny/se?hvem={bond_id}&hvad=haab&laenge=1": PREVIEW,
    "GET /deling/ny/se?hvem={mine}&hvad=haab&laenge=1&ting={hope_id}": PREVIEW
    | {"Gry": "404", "Ida": "404"},
    "GET /deling/person/{own_bond_id}/slut": THING,
    "GET /deling/set": PAGE,
    "GET /deling/ting/{kind}/{item_id}": THING,
    "GET /er-det-dig": MY_ACCOUNT,
    "GET /favicon.ico": PUBLIC,
    "GET /gode-ting": PAGE,
    "GET /gode-ting/alle": PAGE,
    "GET /gode-ting/en": PAGE,
    "GET /gode-ting/{thing_id}/ret": THING,
    "GET /foelges": PAGE,
    "GET /foelges/ny": PROVED,
    "GET /haab": PAGE,
    "GET /haab/{hope_id}": THING,
    "GET /haab/{hope_id}/ret": THING,
    "GET /hjaelp-nu": PUBLIC,
    "GET /hjaelp-nu/{municipality}": PUBLIC,
    "GET /indstillinger": PUBLIC,
    "GET /jeg-er-her": MY_ACCOUNT,
    "GET /konto": MY_ACCOUNT,
    "GET /konto/adgangskode": MY_ACCOUNT,
    "GET /konto/enheder": MY_ACCOUNT | {"Ida": "404"},
    "GET /konto/koder": SEEN | {"all": "on", "later": "prove"},
    "GET /konto/koder/nye": MY_KEYS,
    "GET /konto/mail": PROVED,
    "GET /konto/mail/bekraeft": PAGE,
    "GET /konto/noegler": MY_KEYS,
    "GET /konto/ny": PUBLIC,
    "GET /kreds": SEEN | MEETS,
    "GET /kreds/kom": PUBLIC,
    "GET /kreds/ring": SEEN | MEETS,
    "GET /kreds/{bond_id}/kan-ikke/{word_id}": READING,
    "GET /kreds/{bond_id}/foelges-svar/{going_id}": READING | {"Gry": "404"},
    "GET /kreds/{bond_id}/svar/{question_id}": READING | {"Gry": "404"},
    "GET /kreds/{bond_id}/{kind}": READING,
    "GET /kreds/{bond_id}/{kind}/endnu": READING
    | {"Gry": "404 204 404 404", "Mette": "404 204 404 404"},
    "GET /kreds/{bond_id}/{kind}/her": READING,
    "GET /log-ind": PUBLIC,
    "GET /log-ind/kode": PUBLIC,
    "GET /luk": PUBLIC,
    "GET /maal": PAGE,
    "GET /maal/nyt": PAGE,
    "GET /maal/{goal_id}": THING,
    "GET /maal/{goal_id}/ret": THING,
    "GET /maal/{goal_id}/skridt": THING,
    "GET /mine-ting": PAGE,
    "GET /mine-ting/hent": PROVED,
    "GET /mine-ting/hent/fil": PROVED | {"Ida": "403"},
    "GET /mine-ting/slet": PROVED,
    "GET /mine-ting/slettet": SEEN | NOT_HERE | {"citizen": "on"},
    "GET /mit": PAGE,
    "GET /netvaerk": PAGE,
    "GET /netvaerk/nyt": PAGE,
    "GET /netvaerk/{around_id}": THING,
    "GET /netvaerk/{around_id}/ret": THING,
    "GET /om": PUBLIC,
    "GET /personale": COORDINATOR,
    "GET /personale/inviter": COORDINATOR,
    "GET /personale/kode": SEEN | {"citizen": "404", "staff": "on", "one factor": "200"},
    "GET /personale/kom": PUBLIC,
    "GET /personale/{person_id}/luk": COORDINATOR | {"Karen": "404 200 404 404"},
    "GET /ord": PAGE,
    "GET /ord/hvem": PROVED,
    "GET /plan": PAGE,
    "GET /plan/del": PAGE,
    "GET /plan/del/{own_bond_id}": PREVIEW,
    "GET /plan/orden": PAGE,
    "GET /plan/laes/{place}": PAGE,
    "GET /plan/linje/{line_id}/ret": THING,
    "GET /plan/papir": PAGE,
    "GET /plan/skriv": PAGE,
    "GET /plan/{place}": PAGE,
    "GET /robots.txt": PUBLIC,
    "GET /sw.js": PUBLIC,
    "GET /app.webmanifest": PUBLIC,
    "GET /api/hsds/v3": PUBLIC,
    "GET /api/hsds/v3/openapi.json": PUBLIC,
    "GET /api/hsds/v3/services": PUBLIC,
    "GET /api/hsds/v3/services/{service_id}": {"all": "404"},
    "GET /api/hsds/v3/organizations": PUBLIC,
    "GET /api/hsds/v3/organizations/{organization_id}": {"all": "404"},
    "GET /api/hsds/v3/service_at_locations": PUBLIC,
    "GET /api/hsds/v3/service_at_locations/{at_id}": {"all": "404"},
    "GET /api/hsds/v3/taxonomies": PUBLIC,
    "GET /api/hsds/v3/taxonomies/{taxonomy_id}": {"all": "404"},
    "GET /api/hsds/v3/taxonomy_terms": PUBLIC,
    "GET /api/hsds/v3/taxonomy_terms/{term_id}": {"all": "404"},
    "GET /paa-telefonen": PUBLIC,
    "GET /indkoeb": PUBLIC,
    "GET /paamindelser": PAGE,
    "GET /paamindelser/ny": PAGE,
    "GET /paamindelser/stille": PAGE,
    "GET /paamindelser/{reminder_id}": THING,
    "GET /paamindelser/{reminder_id}/hilsen": THING,
    "GET /paamindelser/{reminder_id}/kalender": THING,
    "GET /skridt/{step_id}/mind-mig": THING,
    "GET /skridt/{step_id}/ret": THING,
    "GET /sitemap.xml": PUBLIC,
    "GET /steder": PUBLIC,
    "GET /steder/aktivitet/{activity_id}/kalender": OPEN_PLACE,
    "GET /det-sker": PAGE,
    "GET /det-sker/foer": PAGE,
    "GET /det-sker/hvem": PAGE,
    "GET /det-sker/hvem/ny": PAGE,
    "GET /det-sker/hvem/{contact_id}": THING,
    "GET /det-sker/ny": PAGE,
    "GET /det-sker/{appointment_id}": THING,
    "GET /det-sker/{appointment_id}/mind-mig": THING,
    "GET /det-sker/{appointment_id}/ret": THING,
    "GET /faelles-plan": PAGE,
    "GET /faelles-plan/ny": PAGE,
    "GET /faelles-plan/paa-papir": PAGE,
    "GET /faelles-plan/{joint_id}": THING,
    "GET /steder/forslag": PAGE,
    "GET /steder/gemte": PAGE,
    "GET /steder/gemte/{saved_id}": THING,
    "GET /steder/gemte/{saved_id}/mind-mig": THING,
    "GET /steder/hent": PUBLIC,
    "GET /steder/indlaes": COORDINATOR,
    "GET /steder/indlaes/{import_id}": COORDINATOR | {"Karen": "200 404 404 404"},
    "GET /steder/nyt": IN_PLACES,
    "GET /steder/overblik": IN_PLACES,
    "GET /steder/{place_id}": OPEN_PLACE,
    "GET /steder/{place_id}/foreslaa": SEEN | NOT_HERE | {"citizen": "200 404 200 404"},
    "GET /steder/{place_id}/aktivitet": OWN_PLACE,
    "GET /steder/{place_id}/aktivitet/{activity_id}": OWN_PLACE,
    "GET /steder/{place_id}/historik": OWN_PLACE,
    "GET /steder/{place_id}/kalender": OPEN_PLACE,
    "GET /steder/{place_id}/ret": OWN_PLACE,
    "GET /steder/{place_id}/sig-til": OPEN_PLACE,
    "GET /telefon": PAGE,
    "GET /telefon/hvem": {"all": "204"},
    "GET /telefon/med": SEEN | {"all": "404"},
    "GET /velkommen": PUBLIC,
    "GET /velkommen/{place}": PUBLIC,
    "GET /was": PUBLIC,
    "GET /paaroerende": PUBLIC,
    "POST /bedt/ny/{what}": DONE | NOT_HERE | {"citizen": "422", "later": "prove"},
    "POST /bedt/ny/{what}?hvem={mine}": WRITE
    | {"Anna": "200", "Sam": "200", "Gry": "422", "later": "prove"},
    "POST /bedt/{asking_id}/fortryd": CHANGE,
    "POST /bedt/{asking_id}/slet": CHANGE,
    "POST /blomst": WRITE,
    "POST /blomst/{flower_id}/fortryd": CHANGE,
    "POST /blomst/{flower_id}/slet": CHANGE,
    "POST /blomst/{flower_id}/{place}": CHANGE,
    "POST /csp": {"all": "204"},
    "POST /sync": {"all": "415"},
    "POST /dag": WRITE,
    "POST /dag/{day}/fortryd": WRITE,
    "POST /dagbog": WRITE,
    "POST /dagbog/find": WRITE | {"Anna": "200", "Gry": "200", "Sam": "200"},
    "POST /dagbog/{entry_id}/fortryd": CHANGE,
    "POST /dagbog/{entry_id}/ret": CHANGE,
    "POST /dagbog/{entry_id}/slet": CHANGE,
    "POST /del": FOR_ALL | {"Anna": "200", "Gry": "200", "Sam": "200"},
    "POST /deling/inviter": WRITE | {"Anna": "200", "Gry": "200", "Sam": "200", "later": "prove"},
    "POST /deling/klar/{ready_id}": GIVING,
    "POST /deling/klar/{ready_id}/del": WRITE,
    "POST /deling/ny": DONE | {"all": "404", "later": "prove"},
    "POST /deling/ny?hvem={bond_id}&hvad=haab&laenge=1": GIVING,
    "POST /deling/ny?hvem={bond_id}&hvad=haab&laenge=1&omfang=coming": GIVING,
    "POST /deling/ny?hvem={mine}&hvad=haab&laenge=1&ting={hope_id}": GIVING | {"Gry": "404"},
    "POST /deling/pause": WRITE,
    "POST /deling/pause/slut": WRITE,
    "POST /deling/person/{own_bond_id}/slut": CHANGE,
    "POST /deling/person/{own_bond_id}/stop/{kind}": CHANGE,
    "POST /deling/set/laest": WRITE,
    "POST /deling/stop-alt": WRITE,
    "POST /deling/ting/{kind}/{item_id}": CHANGE,
    "POST /deling/{grant_id}/stop": CHANGE,
    "POST /er-det-dig": NEEDS,
    "POST /er-det-dig/noegle": NEEDS,
    "POST /er-det-dig/noegle/spoerg": DONE | {"all": "200"},
    "POST /gode-ting": WRITE,
    "POST /gode-ting/{thing_id}/fortryd": CHANGE,
    "POST /gode-ting/{thing_id}/ret": CHANGE,
    "POST /gode-ting/{thing_id}/slet": CHANGE,
    "POST /foelges/ny": DONE | NOT_HERE | {"citizen": "422", "later": "prove"},
    "POST /foelges/ny?hvem={mine}&tekst=x&dato=2026-03-17&tid=14:00": WRITE
    | {"Anna": "200", "Sam": "200", "Gry": "422", "later": "prove"},
    "POST /foelges/{going_id}/aflys": CHANGE,
    "POST /foelges/{going_id}/bagefter": DONE | NOT_HERE | {"citizen": "404"},
    "POST /foelges/{going_id}/bagefter?sagt=igen": CHANGE,
    "POST /foelges/{going_id}/fortryd": CHANGE,
    "POST /foelges/{going_id}/slet": CHANGE,
    "POST /haab": WRITE,
    "POST /haab/{hope_id}/fortryd": CHANGE,
    "POST /haab/{hope_id}/maal": CHANGE,
    "POST /haab/{hope_id}/ret": CHANGE,
    "POST /haab/{hope_id}/slet": CHANGE,
    "POST /hjaelp-nu": FOR_ALL,
    "POST /indstillinger": FOR_ALL,
    "POST /indstillinger/konto": WRITE,
    "POST /kig-dig-omkring": FOR_ALL,
    "POST /konto/adgangskode": NEEDS | {"one factor": "second"},
    "POST /konto/enheder/log-ud": DONE | {"all": "on", "one factor": "second"},
    "POST /konto/koder/gemt": DONE | {"all": "on"},
    "POST /konto/koder/nye": DONE | {"all": "on", "later": "prove", "one factor": "second"},
    "POST /konto/log-ud-alle-andre": DONE | {"all": "on", "one factor": "second"},
    "POST /konto/mail": WRITE | {"later": "prove"},
    "POST /konto/mail/bekraeft": WRITE,
    "POST /konto/noegler": DONE | {"all": "on", "later": "prove", "one factor": "second"},
    "POST /konto/noegler/slet": DONE | {"all": "404", "later": "prove", "one factor": "second"},
    "POST /konto/noegler/spoerg": DONE | {"all": "200", "later": "prove", "one factor": "second"},
    "POST /konto/ny": FOR_ALL,
    "POST /konto/ny-enhed": DONE | {"all": "on", "one factor": "second"},
    "POST /konto/ny/navn": PUBLIC,
    "POST /kreds/kom": NEEDS | {"one factor": "second"},
    "POST /kreds/{bond_id}/slut": DONE
    | {
        "all": "404",
        "Gry": "404 on 404 404",
        "Mette": "404 on 404 404",
        "Vera": "404 on 404 404",
        "Viggo": "404 on 404 404",
        "Otto": "404 on 404 404",
        "one factor": "second",
    },
    "POST /kreds/{bond_id}/kan-ikke/{word_id}": ANSWERING,
    "POST /kreds/{bond_id}/ring": ANSWERING | {"Viggo": "404 on 404 404", "Otto": "404 on 404 404"},
    "POST /kreds/{bond_id}/ring?maa=1": ANSWERING
    | {"Viggo": "404 on 404 404", "Otto": "404 on 404 404"},
    "POST /kreds/{bond_id}/foelges-svar/{going_id}": DONE | {"all": "404", "one factor": "second"},
    "POST /kreds/{bond_id}/foelges-svar/{going_id}?svar=ja": ANSWERING | {"Gry": "404"},
    "POST /kreds/{bond_id}/svar/{question_id}": DONE
    | {
        "all": "409",
        "one factor": "second",
        "Karen": "404",
        "Ellen": "404",
        "Mette": "409 on 409 409",
    },
    "POST /laas": PUBLIC,
    "POST /log-ind": {"all": "422"},
    "POST /log-ind/kode": {"all": "422"},
    "POST /log-ind/noegle": {"all": "422"},
    "POST /log-ind/noegle/spoerg": PUBLIC,
    "POST /log-ud": FOR_ALL,
    "POST /maal": WRITE,
    "POST /maal/{goal_id}/fortryd": CHANGE,
    "POST /maal/{goal_id}/hvile": CHANGE,
    "POST /maal/{goal_id}/i-gang": CHANGE,
    "POST /maal/{goal_id}/naaet": CHANGE,
    "POST /maal/{goal_id}/ret": CHANGE,
    "POST /maal/{goal_id}/skridt": CHANGE,
    "POST /maal/{goal_id}/slet": CHANGE,
    "POST /maal/{goal_id}/slip": CHANGE,
    "POST /mine-ting/behold": WRITE,
    "POST /mine-ting/slet": WRITE | {"later": "prove"},
    "POST /netvaerk": WRITE,
    "POST /netvaerk/{around_id}/fortryd": CHANGE,
    "POST /netvaerk/{around_id}/ret": CHANGE,
    "POST /netvaerk/{around_id}/slet": CHANGE,
    "POST /paamindelser": DONE | NOT_HERE | {"citizen": "422"},
    "POST /paamindelser?tid=10:00&dag=1": WRITE,
    "POST /paamindelser?om=hilsen&tid=10:00&dag=1": WRITE,
    "POST /paamindelser/igen": WRITE,
    "POST /paamindelser/nej": WRITE,
    "POST /paamindelser/ro": WRITE,
    "POST /paamindelser/ro/slut": WRITE,
    "POST /paamindelser/set": WRITE,
    "POST /paamindelser/stille": DONE | NOT_HERE | {"citizen": "422"},
    "POST /paamindelser/stille?fra=20:00&til=09:00": WRITE,
    "POST /paamindelser/{reminder_id}": DONE | NOT_HERE | {"citizen": "422 404 404 404"},
    "POST /paamindelser/{reminder_id}?tid=10:00&dag=1": CHANGE,
    "POST /paamindelser/{reminder_id}/fortryd": CHANGE,
    "POST /paamindelser/{reminder_id}/slet": CHANGE,
    "POST /personale/invitation/{invitation_id}/tilbage": DONE
    | {"all": "404", "Karen": "404 on 404 404"},
    "POST /personale/inviter": DONE | {"all": "404", "Karen": "422"},
    "POST /personale/inviter?rolle=guide": DONE | {"all": "404", "Karen": "200"},
    "POST /personale/kode": DONE | {"citizen": "404", "staff": "422"},
    "POST /personale/kom": {"all": "422"},
    "POST /personale/kom/ny": FOR_ALL,
    "POST /personale/{person_id}/luk": DONE | {"all": "404", "Karen": "404 on 404 404"},
    "POST /ord": WRITE,
    "POST /ord/hvem": WRITE | {"later": "prove"},
    "POST /ord/slut": WRITE,
    "POST /ord?ord=call": WRITE,
    "POST /plan/del/{own_bond_id}": DONE
    | NOT_HERE
    | {"citizen": "422 404 404 404", "later": "prove"},
    "POST /plan/del/{own_bond_id}?del=2": GIVING,
    "POST /plan/del/{ready_id}/slet": CHANGE,
    "POST /plan/linje/{line_id}/fortryd": CHANGE,
    "POST /plan/linje/{line_id}/op": CHANGE,
    "POST /plan/linje/{line_id}/ret": CHANGE,
    "POST /plan/linje/{line_id}/slet": CHANGE,
    "POST /plan/{place}": WRITE,
    "POST /plan/{place}/eksempler": WRITE,
    "POST /plan/{place}/op": WRITE,
    "POST /skridt/{step_id}/fortryd": CHANGE,
    "POST /skridt/{step_id}/gjorde": CHANGE,
    "POST /skridt/{step_id}/god-ting": CHANGE,
    "POST /skridt/{step_id}/ikke-nu": CHANGE,
    "POST /skridt/{step_id}/mind-mig": DONE | NOT_HERE | {"citizen": "422 404 404 404"},
    "POST /skridt/{step_id}/mind-mig?tid=10:00&dag=1": CHANGE,
    "POST /skridt/{step_id}/proevede": CHANGE,
    "POST /skridt/{step_id}/ret": CHANGE,
    "POST /skridt/{step_id}/slet": CHANGE,
    "POST /skridt/{step_id}/venter": CHANGE,
    "POST /skjul": FOR_ALL,
    "POST /steder/anmeldt/{report_id}/set": DONE | {"all": "404", "Karen": "on", "Ellen": "on"},
    "POST /faelles-plan": WRITE,
    "POST /faelles-plan/{joint_id}": CHANGE,
    "POST /faelles-plan/{joint_id}/fortryd": CHANGE,
    "POST /faelles-plan/{joint_id}/gjort": CHANGE,
    "POST /faelles-plan/{joint_id}/gjort/slut": CHANGE,
    "POST /faelles-plan/{joint_id}/slet": CHANGE,
    "POST /det-sker": WRITE,
    "POST /det-sker/hvem": WRITE,
    "POST /det-sker/hvem/{contact_id}": CHANGE,
    "POST /det-sker/hvem/{contact_id}/fortryd": CHANGE,
    "POST /det-sker/hvem/{contact_id}/slet": CHANGE,
    "POST /det-sker/{appointment_id}/aflys?dato=2030-01-01": CHANGE,
    "POST /det-sker/{appointment_id}/fortryd": CHANGE,
    "POST /det-sker/{appointment_id}/mind-mig": DONE | NOT_HERE | {"citizen": "422 404 404 404"},
    "POST /det-sker/{appointment_id}/mind-mig?tid=10:00&dag=1": CHANGE,
    "POST /det-sker/{appointment_id}/ret": CHANGE,
    "POST /det-sker/{appointment_id}/slet": CHANGE,
    "POST /steder/forslag/{initiative_id}/fortryd": CHANGE,
    "POST /steder/forslag/{initiative_id}/slet": CHANGE,
    "POST /steder/forslag/{initiative_id}/traek": CHANGE,
    "POST /steder/tilbud/{offer_id}/ja": KEEPING,
    "POST /steder/tilbud/{offer_id}/nej": KEEPING,
    "POST /steder/gemte/{saved_id}/bagefter": DONE | NOT_HERE | {"citizen": "404"},
    "POST /steder/gemte/{saved_id}/bagefter?sagt=igen": CHANGE,
    "POST /steder/gemte/{saved_id}/fortryd": CHANGE,
    "POST /steder/gemte/{saved_id}/mind-mig": DONE | NOT_HERE | {"citizen": "422 404 404 404"},
    "POST /steder/gemte/{saved_id}/mind-mig?tid=10:00&dag=1": CHANGE,
    "POST /steder/gemte/{saved_id}/slet": CHANGE,
    "POST /steder/indlaes": DONE | {"all": "404", "Karen": "422"},
    "POST /steder/by": WRITE,
    "POST /steder/by?by=alling%C3%A5bro": WRITE,
    "POST /steder/nyt": DONE | {"all": "404", "Karen": "422", "Ellen": "422"},
    "POST /steder/nyt?slags=sted": DONE | {"all": "404", "Karen": "on", "Ellen": "on"},
    "POST /steder/{place_id}/aaben": KEEPING,
    "POST /steder/{place_id}/aktivitet?aktivitet=Kaffe&version=1": KEEPING,
    "POST /steder/{place_id}/aktivitet/{activity_id}/fjern": KEEPING,
    "POST /steder/{place_id}/forslag/ja": KEEPING,
    "POST /steder/{place_id}/forslag/nej": KEEPING,
    "POST /steder/{place_id}/foreslaa": DONE | NOT_HERE | {"citizen": "422 404 422 404"},
    "POST /steder/{place_id}/foreslaa?vaerter=Bo&aftalt=1&dato=2026-03-17&tid=10:00": DONE
    | NOT_HERE
    | {"citizen": "200 404 200 404"},
    "POST /steder/{place_id}/gem": DONE | NOT_HERE | {"citizen": "on 404 on 404"},
    "POST /steder/{place_id}/historik/{version}/tilbage": KEEPING,
    "POST /steder/{place_id}/luk": KEEPING,
    "POST /steder/{place_id}/ret?slags=sted&version=1": KEEPING,
    "POST /steder/{place_id}/sig-til": {"all": "422 404 422 404"},
    "POST /steder/{place_id}/sig-til?hvad=andet": {"all": "on 404 on 404"},
    "POST /steder/{place_id}/stadig-rigtigt": KEEPING,
    "POST /telefon/aabnet": MEETING_ON | {"citizen": "204", "guide": "204"},
    "POST /telefon/proev": MEETING_ON,
    "POST /telefon/ringer": MEETING_ON | {"citizen": "422", "guide": "422"},
    f"POST /telefon/ringer?endpoint=https://fcm.googleapis.com/x&p256dh={P256DH}&auth={AUTH}"
    "&noegle={push_key}": MEETING_ON | {"citizen": "204", "guide": "204"},
    "POST /telefon/ringer/{phone_id}/fjern": MEETING_ON,
    "POST /telefon/ryd": WRITE | {"Anna": "204", "Gry": "204", "Sam": "204"},
    "POST /vis-mere": WRITE,
    "POST /vis-mindre": WRITE,
}
UNLISTED = (
    "{} is not in the table of tests/house/test_who_may.py: add a row that says who may, for "
    "own, shared, foreign and missing ids"
)
"""A row with a ? is the same route once more, with its codes filled in."""
MEETING = re.compile("^(GET|POST) /(kreds|deling|personale)")


def expected(row: str, actor: str, sort: str) -> str:
    rule = TABLE[row]
    words = next((rule[name] for name in (*LIKE[actor], "all") if name in rule), None)
    assert words is not None, f"{row}: the rule says nothing of {actor}"
    by_sort = words.split()
    return by_sort[0] if len(by_sort) == 1 else by_sort[SORTS.index(sort)]


def outcome(answer: Answer) -> str:
    if (
        answer.status == 401
    ):  # a door that asks something first answers words with its own page, in which they wait
        asked = {b'action="/er-det-dig"': "prove", b'action="/personale/kode"': "second"}
        return next((word for form, word in asked.items() if form in answer.body), "401")
    if answer.status != 303:
        return str(answer.status)
    to = answer.get("location")
    ways = {"/log-ind?til=": "in", "/er-det-dig?til=": "prove", "/personale/kode?til=": "second"}
    return next((word for start, word in ways.items() if to.startswith(start)), "on")


def unlisted(routes: list[str]) -> list[str]:
    listed = {row.partition("?")[0] for row in TABLE}
    return [UNLISTED.format(route) for route in routes if route not in listed]


def test_every_route_is_in_the_table(world: World) -> None:
    """R4"""
    found = inventory(world)
    assert not unlisted(found), unlisted(found)
    gone = {row.partition("?")[0] for row in TABLE} - set(found)
    assert not gone, f"take these rows out, there are no such routes: {sorted(gone)}"


def test_a_route_without_a_row_is_noticed(world: World) -> None:
    """Seeded."""
    assert unlisted(["GET /deling", "GET /alt/om/{person_id}"]) == [
        UNLISTED.format("GET /alt/om/{person_id}")
    ]


def wrong(house: House, rows: list[str]) -> tuple[list[str], int]:
    """What does not fit the table, and how many cells were tried."""
    found, tried = [], 0
    for row in rows:
        for actor, answers in knocks(house, row).items():
            for sort, answer in answers.items():
                tried += 1
                should = expected(row, actor, sort)
                if outcome(answer) != should:
                    found.append(f"{row}: {actor}, {sort}: {outcome(answer)}, should be {should}")
            found += _told_apart(house, row, actor, answers)
    return found, tried


def _told_apart(house: House, row: str, actor: str, answers: dict[str, Answer]) -> list[str]:
    """Foreign and missing are the same bytes, and so is what is shared where it may not be
    opened."""
    sames = [
        sort
        for sort in SORTS
        if sort in answers and expected(row, actor, sort) == expected(row, actor, "missing")
    ]
    if "missing" not in answers:
        return []
    plain = {
        sort: _plain(house, actor, sort, answers[sort])
        for sort in sames
        if sort != "own" or outcome(answers[sort]) == "404"
    }
    return [
        f"{row}: {actor} can tell {sort} from missing"
        for sort, each in plain.items()
        if each != plain["missing"]
    ]


SEALED = re.compile(rb'(name="baaret"\s+value=")[^"]*|(name="id"\s+value=")[^"]*')
"""What was typed, sealed anew each time; and the id of a thing that may come."""


def _plain(house: House, actor: str, sort: str, answer: Answer) -> tuple[object, ...]:
    known = sorted(
        {sorts[sort] for sorts in house.ids[actor].values() if sort in sorts}, key=len, reverse=True
    )
    body, headers = answer.body, repr(crowd.same(answer)[1])
    for each in known:
        body, headers = (
            body.replace(each.encode(), MISSING.encode()),
            headers.replace(each, MISSING),
        )
    return answer.status, headers, len(body), SEALED.sub(rb"\1\2", body)


def test_everybody_may_what_the_table_says(
    sqlite_template: Template, tmp_path: Path, traceless: None
) -> None:
    """R4, R5, R13, R34: every row of the table, on SQLite."""
    world = World(sqlite_template.copied(tmp_path / "data", "who"), sqlite_template.cast)
    try:
        found, tried = wrong(furnish(world), list(TABLE))
    finally:
        world.close()
    print(f"{len(TABLE)} rows, {tried} cells")
    assert not found, "\n".join(found)
    assert tried > 3000


def test_everybody_may_the_same_on_postgresql(
    postgres_template: Template, tmp_path: Path, traceless: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R4, R6: the rooms in which people meet, before the database's own wall. It keeps the
    citizen's key, and with it the log, from a guide who works elsewhere now: they cannot end what
    sleeps anyway."""
    server = postgres_template.server
    assert server is not None
    name = f"who_{uuid4().hex[:12]}"
    world = World(postgres_template.copied(tmp_path / "data", name), postgres_template.cast)
    rows = [row for row in TABLE if MEETING.match(row)]
    monkeypatch.setitem(
        TABLE, "POST /kreds/{bond_id}/slut", TABLE["POST /kreds/{bond_id}/slut"] | {"Otto": "404"}
    )
    try:
        found, tried = wrong(furnish(world), rows)
    finally:
        world.close()
        server.drop(name)
    print(f"{len(rows)} rows, {tried} cells")
    assert not found, "\n".join(found)


def test_a_wrong_answer_is_noticed(
    sqlite_template: Template, tmp_path: Path, traceless: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R4, seeded: a door that lets everybody in, and an answer that tells foreign from missing."""
    world = World(sqlite_template.copied(tmp_path / "data", "who"), sqlite_template.cast)
    try:
        house = furnish(world)
        monkeypatch.setitem(TABLE, "GET /deling", PUBLIC)
        found, _ = wrong(house, ["GET /deling"])
        assert "GET /deling: Mette, own: 404, should be 200" in found
        answers = knocks(house, "GET /haab/{hope_id}")["Anna"]
        answers["foreign"].body += b" "
        assert _told_apart(house, "GET /haab/{hope_id}", "Anna", answers) == [
            "GET /haab/{hope_id}: Anna can tell foreign from missing"
        ]
    finally:
        world.close()
