"""R1, R3, R8: the rule is its prose on every small world, three times over, and every condition in it is needed.

Asked of each cell: what was promised (`worlds`), the pure function, and the filter in the database. Then each condition is taken
away in turn, and the same cells must notice.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, and_, exists, select, true

from app.foundation import actor as acting
from app.foundation.database import Database
from app.identity import staying
from app.identity.models import people
from app.municipality import colleagues
from app.municipality.models import staff
from app.sharing import rule
from app.sharing.models import bonds, grants, pauses
from tests.sharing.mutants import Mutant, mutants, twin
from tests.sharing.worlds import ACTORS, KINDS, NOW, QUESTIONS, TRAPPED, Actor, Key, Question, Row, Thing, World, universe
from tests.world import TESTS, Template

CELLS, ALLOWED = 0, 0
"""Counted by hand once: a matrix that shrinks is a matrix that misses something."""

Wrong = Iterator[str]


# --- The pure function -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """Somebody looks at one thing and asks for one kind."""

    world: World
    thing: Thing
    question: Question
    seen: bool


@cache
def cells() -> tuple[Cell, ...]:
    """Each world's own things, and beside them a miser's, who shares nothing."""
    found = []
    for world in universe().worlds:
        for thing in world.things:
            for question in QUESTIONS:
                if question.table is thing.table:
                    found.append(Cell(world, thing, question, world.shows(question, thing)))
    return tuple(found)


def told(cell: Cell, its: Callable[[World], Any]) -> tuple[Any, ...]:
    """The cell as the pure function wants it told."""
    reader, owner, bonds_, grants_ = its(cell.world)
    row = cell.thing.row
    named = row.get(cell.question.item)
    apart = named is not None and named in cell.world.apart
    thing = rule.Thing(named, row["owner"], cell.question.kind, row["number"], row.get("gone_minute") is not None, apart)
    return reader, owner, bonds_, grants_, thing, NOW


@cache
def facts() -> Callable[[World], Any]:
    """About one world: who looks, whose things, and every bond and grant near them, another owner's generous ones too."""
    everything = universe()

    @cache
    def of(number: int) -> Any:
        world = by_id[number]
        near = [everything.generous[world.actor, kind] for kind in KINDS]
        rows = [*world.bonds, *(row for row in near[0].bonds if row not in world.bonds)]
        given = [*world.grants, *(row for each in near for row in each.grants)]
        owner = rule.Owner(world.owner, world.state == "paused", world.state == "leaving")
        return _reader(world.actor), owner, [_bond(row) for row in rows], [_grant(row) for row in given]

    by_id = {id(world): world for world in everything.worlds}
    return lambda world: of(id(world))


def _reader(actor: Actor) -> rule.Reader:
    at_work = universe().readers[actor]
    if actor.work is None:
        return rule.Reader(at_work, actor.second)
    role, town, since, closed = actor.work
    open_ = role == "guide" and not closed and since < 60 * 24 * 60
    return rule.Reader(at_work, actor.second, open_, universe().towns[town])


def _bond(row: Row) -> rule.Bond:
    accepted, ended = row["accepted_minute"] is not None, row["ended_minute"] is not None
    return rule.Bond(row["id"], row["owner"], row["other"], row["role"], row["municipality"], accepted, ended)


def _grant(row: Row) -> rule.Grant:
    names = ("bond", "owner", "kind", "scope", "start_minute", "end_minute", "item", "upto")
    return rule.Grant(*(row[name] for name in names), row["ended_minute"] is not None)


@cache
def all_told() -> tuple[tuple[Cell, tuple[Any, ...]], ...]:
    """Those that should be seen first: a mutant that sees too little is found at once."""
    its = facts()
    return tuple((cell, told(cell, its)) for cell in sorted(cells(), key=lambda cell: not cell.seen))


def wrong_in_python(rule_: ModuleType) -> Wrong:
    for cell, asked in all_told():
        if rule_.sees(*asked) != cell.seen:
            yield f"{cell.world.actor.name} asks for {cell.question.kind}, {cell.world.grant.name}, {cell.thing.name}"
    yield from _wrong_beyond(rule_)


def _wrong_beyond(rule_: ModuleType) -> Wrong:
    """What no row in the database can say: a thing of one owner asked about under another, and a thing that nothing can name."""
    everything, its = universe(), facts()
    for world in everything.worlds:
        if world.grant.foreign_owner:
            for thing in everything.miser.things:
                asked = told(Cell(world, thing, Question(world.kind, thing.table), False), its)
                if rule_.sees(*asked):
                    yield "a thing of somebody else's"
    open_ = next(world for world in everything.worlds if world.actor.may and world.kind == "hopes" and world.grant.item is None)
    reader, owner, bonds_, _, _, _ = told(Cell(open_, open_.things[0], QUESTIONS[0], False), its)
    nothing = rule.Grant(bonds_[0].id, owner.id, "hopes", "item", NOW, NOW + 1)
    if rule_.sees(reader, owner, bonds_, [nothing], rule.Thing(None, owner.id, "hopes", 1), NOW):
        yield "a thing without a name"


# --- The filter --------------------------------------------------------------------------------------------------------


@cache
def promised() -> dict[tuple[Actor, Question], frozenset[Key]]:
    """What each reader should get when they ask the whole database."""
    everything, found = universe(), defaultdict(set)
    for cell in cells():
        if cell.seen:
            found[cell.world.actor, cell.question].add(cell.thing.key)
    for (actor, _), world in everything.generous.items():
        for thing in world.things:
            for question in QUESTIONS:
                if question.table is thing.table and world.shows(question, thing):
                    found[actor, question].add(thing.key)
    return {(actor, question): frozenset(found[actor, question]) for question in QUESTIONS for actor in ACTORS}


@cache
def in_force() -> dict[tuple[Actor, str], frozenset[Key]]:
    """The grants that hold for each reader, and their owners."""
    found = defaultdict(set)
    named = [(world.actor, world) for world in universe().worlds] + [(actor, w) for (actor, _), w in universe().generous.items()]
    for actor, world in named:
        for kind in KINDS:
            if world.holds(kind):
                found[actor, kind] |= {(row["id"], world.owner) for row in world.grants}
    return {(actor, kind): frozenset(found[actor, kind]) for kind in KINDS for actor in ACTORS}


def wrong_in_sql(db: Connection, rule_: ModuleType) -> Wrong:
    """Each reader asks for every kind, of everybody at once: what belongs to another world must not show."""
    for way in (_plainly, _from_afar):
        for (actor, question), right in promised().items():
            if (got := way(db, rule_, actor, question)) != right:
                yield f"{actor.name} asks for {question.kind} in {question.table.name}: {len(got - right)} more, {len(right - got)} less"
    for (actor, kind), right in in_force().items():
        if (got := _held(db, rule_, actor, kind)) != right:
            yield f"{actor.name} holds of {kind}: {len(got - right)} more, {len(right - got)} less"


def _filter(rule_: ModuleType, actor: Actor, question: Question) -> Any:
    reader = universe().readers[actor]
    return rule_.visible(question.table, question.kind, reader, NOW, second=actor.second, item=question.item)


def _plainly(db: Connection, rule_: ModuleType, actor: Actor, question: Question) -> frozenset[Key]:
    found = select(*question.table.primary_key).where(_filter(rule_, actor, question))
    return frozenset(tuple(row) for row in db.execute(found))


def _from_afar(db: Connection, rule_: ModuleType, actor: Actor, question: Question) -> frozenset[Key]:
    """The filter stands in a query within the query, and still means the outer row."""
    table = question.table
    somebodys = exists().where(people.c.id == table.c.owner, _filter(rule_, actor, question)).correlate(table)
    return frozenset(tuple(row) for row in db.execute(select(*table.primary_key).where(somebodys)))


def _held(db: Connection, rule_: ModuleType, actor: Actor, kind: str) -> frozenset[Key]:
    """What holds, whatever it reaches; asked in a query that speaks of the same tables as the rule's own."""
    conditions = rule_.granted(kind, universe().readers[actor], NOW, second=actor.second).values()
    near = grants.join(bonds, bonds.c.id == grants.c.bond).join(people, people.c.id == grants.c.owner)
    near = near.outerjoin(staff, staff.c.person == bonds.c.other).outerjoin(pauses, pauses.c.owner == grants.c.owner)
    return frozenset(tuple(row) for row in db.execute(select(grants.c.id, people.c.id).select_from(near).where(*conditions)))


# --- The mutants -------------------------------------------------------------------------------------------------------

PURE = ("sees", "_lives", "_reaches")
FILTER = ("visible", "of_thing", "_granted", "granted", "reach")


def of_the_filter() -> Iterator[Mutant]:
    yield from mutants(rule, *FILTER)
    for mutant in mutants(colleagues, "guiding"):
        yield Mutant(mutant.name, twin(rule, colleagues=mutant.module))
    for mutant in mutants(staying, "stays"):
        yield Mutant(mutant.name, twin(rule, stays=mutant.module.stays))
    for scope in ("item", "now", "coming"):
        yield Mutant(f"reach: «{scope}» reaches everything", twin(rule, reach=_widened(scope)))
    every = {code: _every_scope(kind) for code, kind in rule.KINDS.items()}
    yield Mutant("reach: every scope for every kind", twin(rule, KINDS=every))


def _widened(scope: str) -> Any:
    def reach(*args: Any) -> dict[str, Any]:
        ways = rule.reach(*args)
        return {each: true() if each == scope else way for each, way in ways.items()}

    return reach


def _every_scope(kind: Any) -> Any:
    wide = copy(kind)
    object.__setattr__(wide, "scopes", ("item", "now", "coming"))
    return wide


def notices(look: Callable[[ModuleType], Wrong], mutant: Mutant) -> bool:
    """An error is noticed too."""
    try:
        return next(look(mutant.module), None) is not None
    except Exception:
        return True


def judged(look: Callable[[ModuleType], Wrong], every: Iterator[Mutant], where: str) -> list[str]:
    """The mutants nobody noticed, after printing how many were."""
    began, found = time.monotonic(), list(every)
    alive = [mutant.name for mutant in found if not notices(look, mutant)]
    took = time.monotonic() - began
    print(f"{where}: {len(found) - len(alive)}/{len(found)} mutants noticed in {took:.1f} s", *alive, sep="\n  alive: ")
    return alive
