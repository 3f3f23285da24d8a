"""What is kept from a reader costs their page no time, and so no time tells how much it is: counted
in the database's own steps."""

from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, insert, select, update

from app import journal
from app.appointments import limits
from app.circle import sharing
from app.circle.shared_views import READ, SHELVES
from app.foundation import clock, ids
from app.sharing import COMING, ITEM, KINDS, NOW, active_grants, view
from app.sharing.models import grants
from tests.circle import crowd
from tests.sharing.bonded import bond, grant, person
from tests.world import World

pytestmark = pytest.mark.parametrize("template", ["sqlite"], indirect=True)
FEW, MANY = 10, 400
STEP = 20
"""Instructions of SQLite's machine between two counts."""
COUNT = 5 * STEP
"""What may be counted more or less, and what the few parts of a plan take: of so many things far
less than one."""
PASSED_OVER = 40
"""Instructions for each thing that is kept back where the database can only pass it over: asking
the rule takes hundreds."""


@pytest.fixture(autouse=True)
def _with_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """More of each than anybody is given room for."""
    monkeypatch.setattr(limits, "MOST", 10_000)


def some(world: World, kind: str, many: int) -> None:
    anna = person(world, "Anna")
    world.write(
        lambda db: [crowd._one(db, anna, Random(n), kind, f"privat {n}") for n in range(many)]
    )


def steps(world: World, read: Callable[[Connection], object]) -> int:
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    def watched(db: Connection) -> object:
        driver = db.connection.driver_connection
        driver.set_progress_handler(count, STEP)  # type: ignore[union-attr]
        try:
            return read(db)
        finally:
            driver.set_progress_handler(None, 0)  # type: ignore[union-attr]

    assert world.read(watched)
    return counted[0] * STEP


def cost(world: World, on: UUID, kind: str) -> int:
    mette = person(world, "Mette")
    look = lambda db: view.trace(db, mette, on, kind, READ[kind][0])
    return min(steps(world, look) for _ in range(2))


def listed(world: World) -> int:
    """What «Kreds» costs, which says of each kind until when."""
    mette = person(world, "Mette")
    look = lambda db: sharing.to_be_seen(db, world.keys, mette, sharing.people(db, mette))
    return min(steps(world, look) for _ in range(2))


def one_of(world: World, kind: str) -> UUID:
    table, owner = SHELVES[kind].table, world.cast["Anna"].id
    found: UUID = world.read(
        lambda db: db.execute(select(table.c.id).where(table.c.owner == owner)).scalars().first()
    )
    return found


@pytest.mark.parametrize(
    "kind",
    [code for code, kind in KINDS.items() if ITEM in kind.scopes and code not in ("word", "asks")],
)
def test_one_thing_that_is_shared_is_found_by_its_name(world: World, kind: str) -> None:
    some(world, kind, 1)
    on = bond(world)
    grant(world, on, kind, ITEM, one_of(world, kind))
    some(world, kind, FEW)
    before, in_the_list = cost(world, on, kind), listed(world)
    some(world, kind, MANY)
    assert cost(world, on, kind) <= before + COUNT and listed(world) <= in_the_list + COUNT


@pytest.mark.parametrize("kind", [code for code, kind in KINDS.items() if NOW in kind.scopes])
def test_what_is_written_after_a_grant_is_passed_over(world: World, kind: str) -> None:
    """It is no more than looked past: the rule is asked of none of it."""
    room = "entries" if kind == "days_words" else kind
    some(world, room, 3)
    on = bond(world)
    grant(world, on, kind, NOW)
    some(world, room, FEW)
    before = cost(world, on, kind)
    some(world, room, MANY)
    assert cost(world, on, kind) - before <= PASSED_OVER * MANY


def test_private_texts_beside_what_helped_are_not_even_passed(world: World) -> None:
    on = bond(world)
    grant(world, on, "days_words", COMING)
    some(world, "days", 3)
    before = cost(world, on, "days_words")
    anna = person(world, "Anna")
    private = journal.entries.Words("privat")
    world.write(
        lambda db: [
            journal.entries.keep(db, anna, ids.new(), anna.today, private) for _ in range(MANY)
        ]
    )
    assert cost(world, on, "days_words") <= before + COUNT


ALL_SCOPES = [
    (code, scope)
    for code, kind in KINDS.items()
    for scope in kind.scopes
    if code not in ("word", "asks")
]


def given(world: World, on: UUID, kind: str, scope: str, many: int, **more: Any) -> None:
    """As many grants again, of things there are none of, laid where the function that gives would
    put them."""
    now = clock.minute()
    when = {
        "made_minute": now,
        "start_minute": now,
        "end_minute": now + 90_000,
        "ended_minute": None,
        "consent": 1,
    } | more
    what = {
        "owner": world.cast["Anna"].id,
        "bond": on,
        "kind": kind,
        "scope": scope,
        "upto": 1 if scope == NOW else None,
    }
    rows = [
        {**what, **when, "id": ids.new(), "item": ids.new() if scope == ITEM else None}
        for _ in range(many)
    ]
    world.write(lambda db: db.execute(insert(grants), rows))


@pytest.mark.parametrize("elsewhere", ["given to another", "stopped", "stopped of everything"])
@pytest.mark.parametrize(("kind", "scope"), ALL_SCOPES)
def test_what_is_shared_with_others_or_was_stopped_takes_no_time(
    world: World, kind: str, scope: str, elsewhere: str
) -> None:
    """Nor what the reader themselves once could see, thing by thing or whole."""
    some(world, "entries" if kind == "days_words" else kind, 3)
    on = bond(world)
    grant(world, on, kind, scope, one_of(world, kind) if scope == ITEM else None)
    before, in_the_list = cost(world, on, kind), listed(world)
    there = bond(world, "Anna", "Gry") if elsewhere == "given to another" else on
    ended = {} if elsewhere == "given to another" else {"ended_minute": clock.minute()}
    of = KINDS if elsewhere == "stopped of everything" else [kind]
    for code in of:
        for each in KINDS[code].scopes:
            given(world, there, code, each, MANY, **ended)
    assert cost(world, on, kind) <= before + COUNT and listed(world) <= in_the_list + COUNT


PER_GRANT = 60
"""Instructions for each grant that holds: it is summed where it lies, and neither fetched nor made
an object of."""


@pytest.mark.parametrize(
    "kind",
    [code for code, kind in KINDS.items() if ITEM in kind.scopes and code not in ("word", "asks")],
)
def test_whether_anything_holds_is_asked_in_sums(world: World, kind: str) -> None:
    """Each open page asks it twice a second, however much is shared thing by thing."""
    on, mette = bond(world), person(world, "Mette")
    given(world, on, kind, ITEM, 1)
    look = lambda db: active_grants.of_kind(db, on, kind, mette)
    before = steps(world, look)
    given(world, on, kind, ITEM, MANY)
    assert steps(world, look) - before <= PER_GRANT * MANY
    held = world.read(look)
    assert (
        held is not None
        and len(held.told) == 1
        and held.told[0][:2] == (ITEM, MANY + 1)
        and not held.whole
    )


@pytest.mark.parametrize("change", ["one more", "one stopped", "one shorter", "another whole kind"])
def test_whatever_changes_what_holds_is_in_the_sums(world: World, change: str) -> None:
    on, mette = bond(world), person(world, "Mette")
    given(world, on, "hopes", ITEM, 5)
    look = lambda db: active_grants.of_kind(db, on, "hopes", mette)
    before = world.read(look)
    if change == "one more":
        given(world, on, "hopes", ITEM, 1)
    elif change == "another whole kind":
        given(world, on, "hopes", COMING, 1)
    else:
        one = select(grants.c.id).where(grants.c.bond == on).limit(1).scalar_subquery()
        values = (
            {"ended_minute": clock.minute()}
            if change == "one stopped"
            else {"end_minute": grants.c.end_minute - 1}
        )
        world.write(lambda db: db.execute(update(grants).where(grants.c.id == one).values(values)))
    assert before is not None and world.read(look) not in (before, None)
