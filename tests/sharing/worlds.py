"""Small worlds, one for every combination: an owner, whoever looks, what was granted, and things.
All stand in one database.

What should be seen is told here in plain words, by what each choice means. It knows nothing of
app/sharing/rule.py: the matrix compares the two, and both with the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import product
from random import Random
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Table, insert

from app.appointments.models import appointments, joint_lines
from app.companions.models import goings
from app.days.models import days
from app.flower.models import flowers
from app.goals.models import goals, steps
from app.good_things.models import good_things
from app.hard_days.models import askings, day_words
from app.hopes.models import hopes
from app.journal.models import entries
from app.municipality.models import municipalities, staff
from app.people.models import people
from app.plan.models import plan_lines
from app.sharing.models import bonds, grants, held_apart, pauses

NOW = 29_500_000
"""The minute in which everybody looks."""
SIXTY_DAYS = 60 * 24 * 60
EARLY, LATE = 5, 20
"""The numbers of things."""


class Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)
Key = tuple[object, ...]
Row = dict[str, Any]


# --- The choices ----------------------------------------------------------------------------------

STATES = ("plain", "paused", "leaving")


@dataclass(frozen=True)
class Actor:
    """Whoever looks. `may`: somebody to whom sharing can show anything at all. `work`: role, town,
    minutes since, closed."""

    name: str
    may: bool
    role: str
    second: bool = False
    work: tuple[str, str, int, bool] | None = None
    town: str | None = None
    accepted: bool = True
    ended: bool = False
    bonded: bool = True


AT_WORK = ("guide", "Vestby", 10, False)
FRIEND = ("friend", "Vestby", 10, False)
ACTORS = (
    Actor("guide", True, "guide", True, AT_WORK, "Vestby"),
    Actor(
        "guide on the last day",
        True,
        "guide",
        True,
        ("guide", "Vestby", SIXTY_DAYS - 1, False),
        "Vestby",
    ),
    Actor("guide without a second factor", False, "guide", False, AT_WORK, "Vestby"),
    Actor(
        "guide whose account is closed",
        False,
        "guide",
        True,
        ("guide", "Vestby", 10, True),
        "Vestby",
    ),
    Actor(
        "guide away for sixty days",
        False,
        "guide",
        True,
        ("guide", "Vestby", SIXTY_DAYS, False),
        "Vestby",
    ),
    Actor("guide elsewhere", False, "guide", True, ("guide", "Østby", 10, False), "Vestby"),
    Actor("guide on a bond without a municipality", False, "guide", True, AT_WORK, None),
    Actor("editor", False, "guide", True, ("editor", "Vestby", 10, False), "Vestby"),
    Actor("once a guide, not staff", False, "guide", True, None, "Vestby"),
    Actor("former guide", False, "guide", True, AT_WORK, "Vestby", ended=True),
    Actor("invited guide", False, "guide", True, AT_WORK, "Vestby", accepted=False),
    Actor("companion", True, "friend", True, FRIEND, "Vestby"),
    Actor("companion without a second factor", False, "friend", False, FRIEND, "Vestby"),
    Actor("companion elsewhere", False, "friend", True, FRIEND, "Østby"),
    Actor("guide on a companion's bond", False, "friend", True, AT_WORK, "Vestby"),
    Actor("companion on a guide's bond", False, "guide", True, FRIEND, "Vestby"),
    Actor("relative", True, "relative"),
    Actor("former relative", False, "relative", ended=True),
    Actor("invited relative", False, "relative", accepted=False),
    Actor("stranger", False, "relative", bonded=False),
    Actor("with whom somebody else shares everything", False, "relative", bonded=False),
)
TRAPPED = ACTORS[-1]

WHOLE = (
    "days",
    "days_words",
    "flower",
    "hopes",
    "goals",
    "good_things",
    "plan",
    "appointments",
    "joint",
)
"""Kinds that can be shared as a whole; `SINGLY` one by one. Of `letters` nobody has heard."""
SINGLY = (*WHOLE[2:], "entries", "word", "asks", "going")
KINDS = (*WHOLE, "entries", "word", "asks", "going", "letters")


@dataclass(frozen=True)
class Grant:
    """What was granted. `opens` says in words what it should open: nothing, everything, what came
    early, or the thing named.

    `on` is the bond: this owner's with the reader, with somebody else, one that ended, or another
    owner's with the reader.
    """

    name: str
    opens: str
    scope: str = "coming"
    upto: int | None = None
    item: str | None = None
    starts: int = -10
    ends: int = 10
    stopped: bool = False
    on: str = "theirs"
    foreign_owner: bool = False

    @property
    def lives(self) -> bool:
        """On a living bond of its owner's with this reader, begun, neither stopped nor run out,
        whatever it reaches."""
        return (
            self.on == "theirs"
            and not self.foreign_owner
            and self.name not in ("stopped", "not begun", "over", "none")
        )


GRANTS = (
    Grant("none", "nothing"),
    Grant("coming", "everything"),
    Grant("now, above", "early", "now", upto=10),
    Grant("now, up to this very one", "early", "now", upto=EARLY),
    Grant("now, below", "nothing", "now", upto=EARLY - 1),
    Grant("now, without a number", "nothing", "now"),
    Grant("this thing", "this", "item", item="this"),
    Grant("the other thing", "other", "item", item="other"),
    Grant("the thing put away", "gone", "item", item="gone"),
    Grant("the thing held apart", "apart", "item", item="apart"),
    Grant("the late thing", "late", "item", item="late"),
    Grant("the thing half answered", "half answered", "item", item="half answered"),
    Grant("the thing that says nothing", "says nothing", "item", item="says nothing"),
    Grant("no thing at all", "nothing", "item"),
    Grant("a scope there is not", "nothing", "all", upto=10, item="this"),
    Grant("the other thing, with a number", "other", "item", upto=10, item="other"),
    Grant("now, below, with this thing", "nothing", "now", upto=EARLY - 1, item="this"),
    Grant("stopped", "nothing", stopped=True),
    Grant("not begun", "nothing", starts=1),
    Grant("begins now", "everything", starts=0),
    Grant("over", "nothing", ends=0),
    Grant("ends next minute", "everything", ends=1),
    Grant("on a bond with somebody else", "nothing", on="somebody else's"),
    Grant("on a bond that ended", "nothing", on="ended"),
    Grant("on another owner's bond", "nothing", on="foreign"),
    Grant("said to be another owner's", "nothing", foreign_owner=True),
)

Choice = tuple[str, Actor, str, Grant]

# --- Things ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Thing:
    """`named` is what a single grant has to name; `row` what stands in the database."""

    table: Table
    name: str
    named: str
    row: Row

    @property
    def key(self) -> Key:
        return tuple(self.row[column.name] for column in self.table.primary_key)

    @property
    def hidden(self) -> bool:
        return "gone" in (self.name, self.named) or self.named == "apart"

    def silent_in(self, kind: str) -> bool:
        return SILENT.get(self.table, {}).get(self.name, ("", {}))[0] == kind


@dataclass(frozen=True)
class Question:
    """One way to ask the rule: a kind, the table in which it lies, and the columns a single grant
    may point to."""

    kind: str
    table: Table
    item: tuple[str, ...] = ("id",)


QUESTIONS = (
    Question("hopes", hopes),
    Question("letters", hopes),
    Question("goals", steps, ("goal",)),
    Question("days_words", entries),
    Question("entries", entries),
    Question("days", days),
    Question("days_words", days),
    Question("goals", goals),
    Question("flower", flowers),
    Question("good_things", good_things),
    Question("plan", plan_lines, ("id", "section")),
    Question("word", day_words),
    Question("asks", askings),
    Question("going", goings),
    Question("appointments", appointments),
    Question("joint", joint_lines),
)
LIES_IN: dict[str, tuple[Table, ...]] = {
    "days": (days,),
    "days_words": (entries, days),
    "flower": (flowers,),
    "hopes": (hopes,),
    "goals": (goals, steps),
    "good_things": (good_things,),
    "plan": (plan_lines,),
    "entries": (entries,),
    "word": (day_words,),
    "asks": (askings,),
    "going": (goings,),
    "appointments": (appointments,),
    "joint": (joint_lines,),
    "letters": (hopes,),
}
SORTS = ("this", "other", "gone", "apart", "late")
SILENT: dict[Table, dict[str, tuple[str, Row]]] = {
    entries: {
        "says nothing": ("days_words", {"helps": 0}),
        "nobody knows": ("days_words", {"helps": None}),
    },
    flowers: {"half answered": ("flower", {"finished": False})},
}
"""Things in which there is nothing to see for those who may see one kind: an entry that does not
say what helped, or of which nobody knows yet, and a flower that is only begun."""
ALSO: dict[Table, Row] = {
    entries: {"date": date(2026, 1, 2), "helps": 1},
    flowers: {"date": date(2026, 1, 2), "finished": True},
    good_things: {"date": date(2026, 1, 2)},
    goals: {"state": "active", "state_minute": 1},
    steps: {"state": "waiting", "state_minute": 1},
    plan_lines: {"part": "helps", "place": 1},
    day_words: {"ends_minute": NOW + 100},
    askings: {"kind": "hope", "asked_minute": 1},
    goings: {"state": "asked"},
}
UNDATED = (day_words, askings)


@dataclass
class World:
    """One owner and everything about them."""

    owner: UUID
    state: str
    actor: Actor
    kind: str
    grant: Grant
    things: list[Thing] = field(default_factory=list)
    bonds: list[Row] = field(default_factory=list)
    grants: list[Row] = field(default_factory=list)
    apart: list[UUID] = field(default_factory=list)

    def shows(self, question: Question, thing: Thing) -> bool:
        """The promise. Somebody who may be shown anything sees a thing that is neither put away nor
        held apart, of an owner who neither pauses nor leaves, when it is of the very kind that was
        granted, that kind may be granted so, and this one of that kind was meant."""
        if (
            self.state != "plain"
            or not self.actor.may
            or thing.hidden
            or question.kind != self.kind
        ):
            return False
        if thing.silent_in(question.kind) or self.only_goes_along(question.kind):
            return False
        if self.kind not in (SINGLY if self.grant.scope == "item" else WHOLE):
            return False
        if self.grant.opens in (*SORTS, "half answered", "says nothing"):
            return thing.named == self.grant.opens and thing.table is not days
        return self.grant.opens == "everything" or (
            self.grant.opens == "early" and thing.row["number"] == EARLY
        )

    def only_goes_along(self, kind: str) -> bool:
        """A companion is shown nothing but what they are asked to come along to."""
        return self.actor.role == "friend" and kind != "going"

    def holds(self, kind: str) -> bool:
        """The grant is one of this kind and in force, whatever it reaches."""
        if self.only_goes_along(kind):
            return False
        return self.state == "plain" and self.actor.may and kind == self.kind and self.grant.lives


# --- All of it, once ------------------------------------------------------------------------------


class Universe:
    """Every world, one generous owner who shares everything with everybody who can be shared with,
    and a miser."""

    def __init__(self, combinations: Iterable[Choice]) -> None:
        self.new = partial(_uuid, Random(20260314))
        self.rows: dict[Table, list[Row]] = defaultdict(list)
        self.towns = {name: self._town(name) for name in ("Vestby", "Østby")}
        self.readers = {actor: self._reader(actor) for actor in ACTORS}
        self.somebody = self._person()
        self.generous_owner = self._person()
        self.generous = self._generous()
        self.miser = World(self._person(), "plain", TRAPPED, "hopes", GRANTS[0])
        self._furnish(self.miser, *LIES_IN)
        self.worlds = [self._world(*each) for each in combinations]

    def _town(self, name: str) -> UUID:
        row = self.new()
        self.rows[municipalities].append(
            {"id": row, "name": f"{name} i alle verdener", "created_minute": 1}
        )
        return row

    def _person(self, state: str = "plain") -> UUID:
        row = self.new()
        erase = NOW + 10_000 if state == "leaving" else None
        self.rows[people].append(
            {
                "id": row,
                "kind": "citizen",
                "sealed": b"",
                "created_minute": 1,
                "erase_minute": erase,
            }
        )
        if state == "paused":
            self.rows[pauses].append({"owner": row, "since_minute": NOW - 5})
        return row

    def _reader(self, actor: Actor) -> UUID:
        row = self._person()
        if actor.work is not None:
            role, town, since, closed = actor.work
            seen = {"seen_minute": NOW - since, "closed_minute": NOW - 5 if closed else None}
            self.rows[staff].append(
                {"person": row, "municipality": self.towns[town], "role": role, **seen}
            )
        return row

    def _bond(self, owner: UUID, other: UUID, actor: Actor, *, ended: bool = False) -> Row:
        row = {
            "id": self.new(),
            "owner": owner,
            "other": other,
            "role": actor.role,
            "municipality": self.towns[actor.town] if actor.town else None,
            "made_minute": NOW - 100,
            "expires_minute": NOW + 100,
            "accepted_minute": NOW - 90 if actor.accepted else None,
            "ended_minute": NOW - 20 if actor.ended or ended else None,
            "sealed": b"",
        }
        self.rows[bonds].append(row)
        return row

    def _grant(self, owner: UUID, bond: UUID, kind: str, how: Grant, item: UUID | None) -> Row:
        row = {
            "id": self.new(),
            "owner": owner,
            "bond": bond,
            "kind": kind,
            "scope": how.scope,
            "item": item,
            "upto": how.upto,
            "made_minute": NOW - 50,
            "start_minute": NOW + how.starts,
            "end_minute": NOW + how.ends,
            "ended_minute": NOW - 1 if how.stopped else None,
            "consent": 1,
        }
        self.rows[grants].append(row)
        return row

    def _generous(self) -> dict[tuple[Actor, str], World]:
        """One owner's worlds with each actor: everything of every kind, from now on and all that is
        to come."""
        owner, found = self.generous_owner, {}
        for actor in ACTORS:
            shaped = (
                ACTORS[[each.name for each in ACTORS].index("relative")]
                if actor is TRAPPED
                else actor
            )
            other = self.readers[actor] if actor.bonded or actor is TRAPPED else self.somebody
            bond = self._bond(owner, other, shaped)
            for kind in KINDS:
                world = World(owner, "plain", shaped, kind, GRANTS[1], bonds=[bond])
                world.grants.append(self._grant(owner, bond["id"], kind, world.grant, None))
                found[actor, kind] = world
        first = found[ACTORS[0], "hopes"]
        self._furnish(first, *KINDS)
        for world in found.values():
            world.things = first.things
        return found

    def _world(self, state: str, actor: Actor, kind: str, grant: Grant) -> World:
        world = World(self._person(state), state, actor, kind, grant)
        self._furnish(world, kind)
        world.things.append(
            self._thing(
                world, hopes if good_things in LIES_IN[kind] else good_things, "this", "this"
            )
        )
        reader = self.readers[actor] if actor.bonded else self.somebody
        world.bonds.append(self._bond(world.owner, reader, actor))
        if grant.name != "none":
            self._give(world, reader)
        return world

    def _give(self, world: World, reader: UUID) -> None:
        on = world.bonds[0]
        if world.grant.on == "somebody else's":
            on = self._bond(world.owner, self.somebody, ACTORS[11])
        elif world.grant.on == "ended":
            on = self._bond(world.owner, reader, world.actor, ended=True)
        elif world.grant.on == "foreign":
            on = self.generous[world.actor, world.kind].bonds[0]
        if on not in world.bonds:
            world.bonds.append(on)
        main = LIES_IN[world.kind][0]
        named = {
            thing.name: thing.row.get("id", self.new())
            for thing in world.things
            if thing.table is main
        }
        item = None if world.grant.item is None else named.get(world.grant.item, self.new())
        owner = self.miser.owner if world.grant.foreign_owner else world.owner
        world.grants.append(self._grant(owner, on["id"], world.kind, world.grant, item))

    def _furnish(self, world: World, *kinds: str) -> None:
        for table in dict.fromkeys(table for kind in kinds for table in LIES_IN[kind]):
            for thing in self._days(world) if table is days else self._things(world, table):
                world.things.append(thing)

    def _days(self, world: World) -> Iterator[Thing]:
        """A day has no id: it can be neither named, held apart nor put away."""
        for name, day in (("this", 1), ("late", 2)):
            number = LATE if name == "late" else EARLY
            row = {
                "owner": world.owner,
                "date": date(2026, 1, day),
                "number": number,
                "written_minute": 1,
                "sealed": b"",
            }
            self.rows[days].append(row)
            yield Thing(days, name, name, row)

    def _things(self, world: World, table: Table) -> Iterator[Thing]:
        """One of each sort; a step of each goal, and of the first two more. The other one is held
        apart by somebody else.

        Lines of a plan also stand in a part that can be named: two in this one, one in the part
        that is held apart.
        """
        more: tuple[tuple[str, str], ...] = ()
        if table is steps:
            more = (("late step", "this"), ("gone", "this"))
        elif table is plan_lines:
            more = (("late line", "this"), ("gone", "this"), ("line", "apart"))
        more += tuple((name, name) for name in SILENT.get(table, {}))
        return (
            self._thing(world, table, name, named)
            for name, named in (*((sort, sort) for sort in SORTS), *more)
        )

    def _thing(self, world: World, table: Table, name: str, named: str) -> Thing:
        row = {"id": self.new(), "owner": world.owner, "sealed": b"", **ALSO.get(table, {})}
        if table not in UNDATED:
            row["written_minute"] = 1
        row["number"] = LATE if "late" in name else EARLY
        row["gone_minute"] = NOW - 3 if name == "gone" else None
        row |= SILENT.get(table, {}).get(name, ("", {}))[1]
        if table is steps:
            row["goal"] = next(
                thing.row["id"]
                for thing in world.things
                if thing.table is goals and thing.name == named
            )
        elif table is plan_lines and name != named:
            row["section"] = next(
                thing.row["id"]
                for thing in world.things
                if thing.table is plan_lines and thing.name == named
            )
        elif name == "apart":
            world.apart.append(row["id"])
            self.rows[held_apart].append({"owner": world.owner, "item": row["id"]})
        elif name == "other" and world.owner != self.generous_owner:
            self.rows[held_apart].append({"owner": self.generous_owner, "item": row["id"]})
        if table is plan_lines:
            row.setdefault("section", self.new())
        if table in (askings, goings):
            row["bond"] = self.rows[bonds][0]["id"]
        self.rows[table].append(row)
        return Thing(table, name, named, row)

    def write(self, db: Connection) -> None:
        order = (
            municipalities,
            people,
            staff,
            bonds,
            grants,
            pauses,
            held_apart,
            days,
            entries,
            hopes,
            flowers,
            goals,
            steps,
        )
        for table in (
            *order,
            good_things,
            plan_lines,
            day_words,
            askings,
            goings,
            appointments,
            joint_lines,
        ):
            for first in range(0, len(self.rows[table]), 10_000):
                db.execute(insert(table), self.rows[table][first : first + 10_000])


def every_combination() -> Iterator[Choice]:
    return product(STATES, ACTORS, KINDS, GRANTS)


def one_at_a_time() -> Iterator[Choice]:
    """What differs in one way only from what is seen: a condition that is missing shows where all
    the others hold."""
    usual = (STATES[0], ACTORS[0], GRANTS[1])
    along = (STATES[0], _named(ACTORS, "companion"), _named(GRANTS, "this thing"))
    return (
        each
        for each in every_combination()
        if any(_ways((each[0], each[1], each[3]), seen) < 2 for seen in (usual, along))
    )


def _ways(one: tuple[object, ...], other: tuple[object, ...]) -> int:
    """In how many ways two worlds differ."""
    return sum(a != b for a, b in zip(one, other, strict=True))


def _named(those: Iterable[T], name: str) -> T:
    return next(each for each in those if each.name == name)


def _uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
