"""The matrix: each cell of a universe asked three ways, and each mutant of the rule put before the
same cells.

What was promised (`worlds`), what the pure function says, and what the filter in the database lets
through.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, exists, select, true

from app.foundation import actor as acting
from app.foundation.database import Database
from app.municipality import colleagues
from app.municipality.models import staff
from app.people import account_state
from app.people.models import people
from app.sharing import kinds, rule
from app.sharing.models import bonds, grants, pauses
from tests.sharing.mutants import Mutant, mutants, twin
from tests.sharing.worlds import (
    ACTORS,
    KINDS,
    NOW,
    QUESTIONS,
    Actor,
    Key,
    Question,
    Row,
    Thing,
    Universe,
    World,
)
from tests.world import TESTS

Wrong = Iterator[str]


@dataclass(frozen=True)
class Cell:
    """Somebody looks at one thing and asks for one kind."""

    world: World
    thing: Thing
    question: Question
    seen: bool

    def __str__(self) -> str:
        world = self.world
        return (
            f"{world.state}, {world.actor.name}, {world.kind} {world.grant.name}: "
            f"{self.question.kind} {self.thing.name}"
        )


class Matrix:
    """All cells of a universe."""

    def __init__(self, universe: Universe) -> None:
        self.universe = universe

    @cached_property
    def cells(self) -> list[Cell]:
        """Those that should be seen first: a rule that sees too little is found at once."""
        found = [
            Cell(world, thing, question, world.shows(question, thing))
            for world in self.universe.worlds
            for thing in world.things
            for question in QUESTIONS
            if question.table is thing.table
        ]
        return sorted(found, key=lambda cell: not cell.seen)

    @property
    def allowed(self) -> int:
        return sum(cell.seen for cell in self.cells)

    # --- The pure function ---

    def wrong_in_python(self, rule_: ModuleType) -> Wrong:
        for cell, asked in self._told:
            if rule_.sees(*asked) != cell.seen:
                yield str(cell)
        for asked in self._beyond:
            if rule_.sees(*asked):
                yield f"beyond: {asked[-2]}"

    @cached_property
    def _told(self) -> list[tuple[Cell, tuple[Any, ...]]]:
        facts = {id(world): self._facts(world) for world in self.universe.worlds}
        return [
            (cell, (*facts[id(cell.world)], _thing(cell.world, cell.thing, cell.question), NOW))
            for cell in self.cells
        ]

    @cached_property
    def _beyond(self) -> list[tuple[Any, ...]]:
        """What no row in the database says: a thing asked about under another owner, and a thing
        that nothing can name."""
        found: list[tuple[Any, ...]] = []
        for world in self.universe.worlds:
            if world.grant.foreign_owner:
                facts = self._facts(world)
                asked = (
                    (thing, question)
                    for thing in self.universe.miser.things
                    for question in QUESTIONS
                )
                found += [
                    (*facts, _thing(world, *each), NOW)
                    for each in asked
                    if each[0].table is each[1].table
                ]
        open_ = next(
            each for each in self.universe.worlds if each.kind == "hopes" and each.holds("hopes")
        )
        reader, owner, bonds_, _ = self._facts(open_)
        nothing = rule.Grant(bonds_[0].id, owner.id, "hopes", "item", NOW, NOW + 1)
        return [
            *found,
            (reader, owner, bonds_, [nothing], rule.Thing(None, owner.id, "hopes", 1), NOW),
        ]

    def _facts(
        self, world: World
    ) -> tuple[rule.Reader, rule.Owner, list[rule.Bond], list[rule.Grant]]:
        """Who looks, whose things, and every bond and grant near them, another owner's generous
        ones too."""
        generous = [self.universe.generous[world.actor, kind] for kind in KINDS]
        rows = [*world.bonds, *(row for row in generous[0].bonds if row not in world.bonds)]
        given = [*world.grants, *(row for each in generous for row in each.grants)]
        owner = rule.Owner(world.owner, world.state == "paused", world.state == "leaving")
        return (
            self._reader(world.actor),
            owner,
            [_bond(row) for row in rows],
            [_grant(row) for row in given],
        )

    def _reader(self, actor: Actor) -> rule.Reader:
        who = self.universe.readers[actor]
        if actor.work is None:
            return rule.Reader(who, actor.second)
        role, town, since, closed = actor.work
        return rule.Reader(
            who,
            actor.second,
            not closed and since < 60 * 24 * 60,
            self.universe.towns[town],
            role,
        )

    # --- The filter ---

    def wrong_in_sql(self, db: Connection, rule_: ModuleType, *, within: bool) -> Wrong:
        """Each reader asks for every kind, of everybody at once: what belongs to another world must
        not show.

        `within`: the same is asked from within other queries too.
        """
        for question in QUESTIONS:
            for ask in (self._plainly, self._from_within) if within else (self._plainly,):
                yield from self._wrong(db, rule_, question, ask, self._promised)
            if within:
                yield from self._wrong(db, rule_, question, self._on_one_bond, self._promised_there)
                yield from self._wrongly_held(db, rule_, question.kind)

    def _wrong(
        self,
        db: Connection,
        rule_: ModuleType,
        question: Question,
        ask: Callable[..., frozenset[Key]],
        promised: dict[tuple[Actor, Question], frozenset[Key]],
    ) -> Wrong:
        for actor in (
            ACTORS if promised is self._promised else [each for each in ACTORS if each.may]
        ):
            right, got = promised[actor, question], ask(db, rule_, actor, question)
            if got != right:
                where = f"{question.kind} in {question.table.name}"
                yield (
                    f"{actor.name} asks for {where}: {len(got - right)} more, "
                    f"{len(right - got)} less"
                )

    def _wrongly_held(self, db: Connection, rule_: ModuleType, kind: str) -> Wrong:
        for actor in ACTORS:
            right, got = self._in_force[actor, kind], self._held(db, rule_, actor, kind)
            if got != right:
                yield (
                    f"{actor.name} holds of {kind}: {len(got - right)} more, "
                    f"{len(right - got)} less"
                )

    @cached_property
    def _promised(self) -> dict[tuple[Actor, Question], frozenset[Key]]:
        """What each reader should get when they ask the whole database."""
        found: dict[tuple[Actor, Question], set[Key]] = defaultdict(set)
        for cell in self.cells:
            if cell.seen:
                found[cell.world.actor, cell.question].add(cell.thing.key)
        for (actor, _), world in self.universe.generous.items():
            for thing in world.things:
                for question in QUESTIONS:
                    if question.table is thing.table and world.shows(question, thing):
                        found[actor, question].add(thing.key)
        return {
            (actor, question): frozenset(found[actor, question])
            for question in QUESTIONS
            for actor in ACTORS
        }

    @cached_property
    def _promised_there(self) -> dict[tuple[Actor, Question], frozenset[Key]]:
        """What each reader should get when they ask on their bond with the generous owner, and of
        nobody else's."""
        found: dict[tuple[Actor, Question], set[Key]] = defaultdict(set)
        for (actor, _), world in self.universe.generous.items():
            for thing, question in product(world.things, QUESTIONS):
                if question.table is thing.table and world.shows(question, thing):
                    found[actor, question].add(thing.key)
        return {
            (actor, question): frozenset(found[actor, question])
            for question in QUESTIONS
            for actor in ACTORS
        }

    @cached_property
    def _in_force(self) -> dict[tuple[Actor, str], frozenset[Key]]:
        """The grants that hold for each reader, and their owners."""
        found: dict[tuple[Actor, str], set[Key]] = defaultdict(set)
        generous = ((actor, world) for (actor, _), world in self.universe.generous.items())
        for actor, world in (*((world.actor, world) for world in self.universe.worlds), *generous):
            for kind in KINDS:
                if world.holds(kind):
                    found[actor, kind] |= {(row["id"], world.owner) for row in world.grants}
        return {(actor, kind): frozenset(found[actor, kind]) for kind in KINDS for actor in ACTORS}

    def _plainly(
        self, db: Connection, rule_: ModuleType, actor: Actor, question: Question
    ) -> frozenset[Key]:
        reader, table = self.universe.readers[actor], question.table
        seen = rule_.visible(
            table, question.kind, reader, NOW, second=actor.second, item=question.item
        )
        return frozenset(tuple(row) for row in db.execute(select(*table.primary_key).where(seen)))

    def _from_within(
        self, db: Connection, rule_: ModuleType, actor: Actor, question: Question
    ) -> frozenset[Key]:
        """In a query within the query: it still means the outer row."""
        reader, table = self.universe.readers[actor], question.table
        seen = rule_.visible(
            table, question.kind, reader, NOW, second=actor.second, item=question.item
        )
        somebodys = exists().where(people.c.id == table.c.owner, seen)
        return frozenset(
            tuple(row)
            for row in db.execute(select(*table.primary_key).where(somebodys.correlate(table)))
        )

    def _on_one_bond(
        self, db: Connection, rule_: ModuleType, actor: Actor, question: Question
    ) -> frozenset[Key]:
        """The filter that is built once and told the bond, as a page asks."""
        table, on = question.table, self.universe.generous[actor, question.kind].bonds[0]["id"]
        told = rule_.bind_params(on, self.universe.readers[actor], NOW, second=actor.second)
        seen = rule_.standing(table, question.kind, question.item)
        return frozenset(
            tuple(row) for row in db.execute(select(*table.primary_key).where(seen), told)
        )

    def _held(self, db: Connection, rule_: ModuleType, actor: Actor, kind: str) -> frozenset[Key]:
        """What holds, whatever it reaches; asked in a query that speaks of the same tables as the
        rule's own."""
        conditions = rule_.granted(
            kind, self.universe.readers[actor], NOW, second=actor.second
        ).values()
        near = grants.join(bonds, bonds.c.id == grants.c.bond).join(
            people, people.c.id == grants.c.owner
        )
        near = near.outerjoin(staff, staff.c.person == bonds.c.other).outerjoin(
            pauses, pauses.c.owner == grants.c.owner
        )
        return frozenset(
            tuple(row)
            for row in db.execute(
                select(grants.c.id, people.c.id).select_from(near).where(*conditions)
            )
        )


def _thing(world: World, thing: Thing, question: Question) -> rule.Thing:
    row, (named, within) = thing.row, (*(thing.row.get(name) for name in question.item), None)[:2]
    gone, apart = row.get("gone_minute") is not None, bool({named, within} & {*world.apart})
    return rule.Thing(
        named,
        row["owner"],
        question.kind,
        row["number"],
        gone,
        apart,
        within,
        thing.silent_in(question.kind),
    )


def _bond(row: Row) -> rule.Bond:
    accepted, ended = row["accepted_minute"] is not None, row["ended_minute"] is not None
    return rule.Bond(
        row["id"], row["owner"], row["other"], row["role"], row["municipality"], accepted, ended
    )


def _grant(row: Row) -> rule.Grant:
    names = ("bond", "owner", "kind", "scope", "item", "upto")
    when = {
        "start": row["start_minute"],
        "end": row["end_minute"],
        "ended": row["ended_minute"] is not None,
    }
    return rule.Grant(**{name: row[name] for name in names}, **when)


# --- The mutants ----------------------------------------------------------------------------------

PURE = ("sees", "_lives", "_reaches")
FILTER = ("visible", "of_thing", "_says", "_granted", "granted", "reach")


def of_the_filter() -> Iterator[Mutant]:
    """Every condition, every outer row that is meant, every bound, also where the rule asks another
    room."""
    yield from mutants(rule, *FILTER)
    for mutant in mutants(colleagues, "working"):
        yield Mutant(mutant.name, twin(rule, colleagues=mutant.module))
    for mutant in mutants(account_state, "stays"):
        yield Mutant(mutant.name, twin(rule, stays=mutant.module.stays))
    for scope in ("item", "now", "coming"):
        yield Mutant(f"reach: «{scope}» reaches everything", twin(rule, reach=_widened(scope)))
    for name, says in (
        ("anything", lambda column: true()),
        ("what nobody knows", lambda column: column.is_not(0)),
    ):
        yield Mutant(f"_says: {name} is something to see", twin(rule, _says=says))
    yield Mutant(
        "reach: every scope for every kind",
        twin(rule, KINDS={code: _wide(kind) for code, kind in kinds.KINDS.items()}),
    )


def _widened(scope: str) -> Callable[..., dict[str, Any]]:
    def reach(*args: Any) -> dict[str, Any]:
        return {each: true() if each == scope else way for each, way in rule.reach(*args).items()}

    return reach


def _wide(kind: Any) -> Any:
    wide = copy(kind)
    object.__setattr__(wide, "scopes", ("item", "now", "coming"))
    return wide


@dataclass(frozen=True)
class Judged:
    """How many mutants there were, and those nobody noticed."""

    many: int
    alive: list[str]
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.many - len(self.alive)}/{self.many} mutants noticed in {self.seconds:.1f} "
            f"s {self.alive or ''}"
        )


def judged(every: Iterator[Mutant], noticed: Callable[[ModuleType], bool]) -> Judged:
    began, found = time.monotonic(), list(every)
    alive = [mutant.name for mutant in found if not _noticed(noticed, mutant)]
    return Judged(len(found), alive, time.monotonic() - began)


def _noticed(noticed: Callable[[ModuleType], bool], mutant: Mutant) -> bool:
    """A rule that breaks is noticed too."""
    try:
        return noticed(mutant.module)
    except Exception:
        return True


# --- On a database --------------------------------------------------------------------------------


class Stage:
    """A universe in a database of its own. Reads as the tests do, so that the filter stands
    alone."""

    def __init__(self, url: str, matrix: Matrix) -> None:
        self.matrix, self.db = matrix, Database(url, durable=False)
        with acting.by(TESTS):
            self.db.write_now(matrix.universe.write)

    def wrong(self, *, within: bool) -> list[str]:
        with acting.by(TESTS):
            return self.db._read_now(
                lambda db: [*self.matrix.wrong_in_sql(db, rule, within=within)]
            )

    def judge(self) -> Judged:
        return judged(of_the_filter(), self._notices)

    def _notices(self, rule_: ModuleType) -> bool:
        with acting.by(TESTS):
            return self.db._read_now(
                lambda db: next(self.matrix.wrong_in_sql(db, rule_, within=True), None) is not None
            )

    def close(self) -> None:
        self.db.close()
