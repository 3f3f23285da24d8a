"""What was given of one thing is over when the thing is: Deling says so, and nothing new is read
under an old name."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, func, insert, select

from app import appointments, flower, goals, good_things, hopes, journal, plan, worker
from app.chime import CODES
from app.circle.shared_views import READ, SHELVES
from app.foundation import actor, clock, ids
from app.foundation.errors import NotFound
from app.people import Person
from app.plan.models import plan_lines
from app.sharing import ITEM, KINDS, Wish, grants, outlived, remembered, stopping, view
from app.sharing.models import grants as given
from tests.conftest import NOON
from tests.sharing.bonded import bond, person
from tests.world import World

Keep = Callable[[Connection, Person, UUID, str], object]
Change = Callable[[Connection, Person, UUID], object]


def _flower(db: Connection, me: Person, row: UUID, text: str) -> None:
    flower.kept.begin(db, me, row)
    flower.kept.answer(db, me, row, CODES[-1], len(text) % 4)


WRITTEN: dict[str, tuple[Keep, Change, Change]] = {
    "flower": (_flower, flower.kept.remove, flower.kept.bring_back),
    "hopes": (
        lambda db, me, row, text: hopes.kept.keep(db, me, row, hopes.kept.Words(text)),
        hopes.kept.remove,
        hopes.kept.bring_back,
    ),
    "goals": (
        lambda db, me, row, text: goals.kept.keep(db, me, row, goals.kept.Words(text)),
        goals.kept.remove,
        goals.kept.bring_back,
    ),
    "good_things": (
        lambda db, me, row, text: good_things.kept.keep(
            db, me, row, good_things.kept.Words(text), me.today
        ),
        good_things.kept.remove,
        good_things.kept.bring_back,
    ),
    "plan": (
        lambda db, me, row, text: plan.kept.keep(db, me, "meet", row, plan.kept.Words(text)),
        plan.kept.remove,
        plan.kept.bring_back,
    ),
    "appointments": (
        lambda db, me, row, text: appointments.kept.keep(
            db, me, row, appointments.kept.Words(text)
        ),
        appointments.kept.remove,
        appointments.kept.bring_back,
    ),
    "joint": (
        lambda db, me, row, text: appointments.joint.keep(
            db, me, row, appointments.joint.Words(text)
        ),
        appointments.joint.remove,
        appointments.joint.bring_back,
    ),
    "entries": (
        lambda db, me, row, text: journal.entries.keep(
            db, me, row, me.today, journal.entries.Words(text)
        ),
        journal.entries.remove,
        journal.entries.bring_back,
    ),
}
"""How one thing is kept, put away and brought back. A word for today, a question and whether
somebody comes along are given in the tap that makes them."""


def test_every_kind_says_what_a_grant_calls_one_thing_by() -> None:
    single = {kind.code: kind for kind in KINDS.values() if ITEM in kind.scopes}
    assert set(single) == set(SHELVES) == {*WRITTEN, "word", "asks", "going"}
    for code, shelf in SHELVES.items():
        called = ("id", "section") if single[code].parts else ("id",)
        assert (shelf.table.name, shelf.item) == (single[code].tables[0], called), code


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_was_given_of_a_thing_ends_with_it(world: World, kind: str) -> None:
    keep, remove, back = WRITTEN[kind]
    on, row, anna = bond(world, other="Gry"), ids.new(), person(world, "Anna")

    def mine(fn: Callable[..., object], *args: object) -> object:
        with actor.by(person=anna.id):
            return world.db.write_now(fn, *args)

    def told() -> tuple[bool, bool, bool]:
        """Whether Deling says that Gry can see it, whether she does, and whether something is
        called shared after a stop."""
        says = "Gry kan se" in world.signed_in().get("/deling").main
        with actor.by(person=world.cast["Gry"].id):
            try:
                world.db.write_now(
                    view.see, world.keys, person(world, "Gry"), on, kind, READ[kind][0]
                )
                reads = True
            except NotFound:
                reads = False
        return says, reads, world.read(stopping.left_of, anna, on, kind)[0] == stopping.SAME_KIND

    mine(keep, anna, row, "Det første")
    given = mine(grants.give, world.keys, anna, ids.new(), Wish(on, kind, ITEM, "1", row))
    assert told() == (True, True, True)
    mine(remove, anna, row)
    assert told() == (False, False, False), "put away"
    mine(back, anna, row)
    assert told() == (True, True, True), "brought back"
    mine(remove, anna, row)
    with clock.held(NOON + timedelta(hours=25)):
        world.runner.run(worker.once(world.db, world.keys, world.settings))
        anna = person(world, "Anna")
        assert told() == (False, False, False), "erased"
        mine(keep, anna, row, "Noget andet og mere privat")
        assert told() == (False, False, False), "an old form was sent again with other words"
        assert kind not in world.person().profile.shares
        mine(stopping.stop, world.keys, anna, given.id)  # type: ignore[attr-defined]


def test_an_old_form_does_not_show_new_words_to_whoever_read_the_old_ones(world: World) -> None:
    """By the pages: a window that stood open since before."""
    anna, gry, on = world.signed_in(), world.signed_in("Gry"), bond(world, other="Gry")
    form = anna.typed(anna.get("/haab"), "/haab", tekst="Et lille hus")
    anna.post("/haab", form)
    row = dict(form)["id"]
    wish = Wish(on, "hopes", ITEM, "1", UUID(row))
    world.write(grants.give, world.keys, person(world, "Anna"), ids.new(), wish)
    assert "Et lille hus" in gry.get(f"/kreds/{on}/haab").main
    anna.fill(f"/haab/{row}", f"/haab/{row}/slet")
    assert "kan se" not in anna.get("/deling").main
    with clock.held(NOON + timedelta(hours=25)):
        world.runner.run(worker.once(world.db, world.keys, world.settings))
        anna, gry = world.signed_in(), world.signed_in("Gry")
        anna.post(
            "/haab",
            [
                (name, "Noget kun jeg skal vide" if name == "tekst" else value)
                for name, value in form
            ],
        )
        assert gry.ask("GET", f"/kreds/{on}/haab").status_code == 404
        assert "Ingen andre i appen kan se det." in anna.get("/haab").main


def test_a_part_of_a_plan_that_is_shared_is_said_to_be_so_when_nothing_stands_in_it(
    world: World,
) -> None:
    """Whatever is written in it next is read at once: Deling has it, with its own way to stop, and
    no stop of the whole ends it."""
    on, anna = bond(world, other="Gry"), person(world, "Anna")

    def mine(fn: Callable[..., Any], *args: object) -> Any:
        with actor.by(person=anna.id):
            return world.db.write_now(fn, *args)

    line = mine(plan.kept.keep, anna, "meet", ids.new(), plan.kept.Words("Radio"))
    part = mine(
        lambda db: db.execute(
            select(plan_lines.c.section).where(plan_lines.c.id == line)
        ).scalar_one()
    )
    mine(grants.give, world.keys, anna, ids.new(), Wish(on, "plan", ITEM, "3", part))
    whole = mine(grants.give, world.keys, anna, ids.new(), Wish(on, "plan", "now", "3", None, 1))
    mine(plan.kept.remove, anna, line)
    phone = world.signed_in()
    page = phone.get(
        phone.send(f"/deling/{whole.id}/stop", {"konto": anna.mark}).headers["location"]
    )
    assert (
        "stadig" in page.said
        and "Gry kan se" in page.main
        and any(form.action.endswith("/stop") for form in page.forms)
    )
    mine(plan.kept.keep, person(world, "Anna"), "meet", ids.new(), plan.kept.Words("En ny linje"))
    assert "En ny linje" in world.signed_in("Gry").get(f"/kreds/{on}/plan").main


def test_until_when_a_kind_is_shared_is_known_without_looking_at_all_that_was_given(
    world: World,
) -> None:
    """Of two thousand hopes one is looked for; where those that end last were erased, the others
    are. Counted in SQLite's steps."""
    on, anna, row = bond(world, other="Gry"), person(world, "Anna"), ids.new()
    world.write(hopes.kept.keep, anna, row, hopes.kept.Words("Et lille hus"))
    for _ in range(3):
        world.write(hopes.kept.keep, anna, ids.new(), hopes.kept.Words("Et hus til"))
    world.write(grants.give, world.keys, anna, ids.new(), Wish(on, "hopes", ITEM, "1", row))
    short = world.read(remembered.shared_until, anna)["hopes"]

    def gives(db: Connection, many: int, more: int, things: list[UUID]) -> None:
        one = dict(db.execute(select(given).where(given.c.item == row).limit(1)).one()._mapping)
        each = (
            {
                **one,
                "id": ids.new(),
                "item": things[n] if things else ids.new(),
                "end_minute": short + more,
            }
            for n in range(many)
        )
        db.execute(insert(given), list(each))

    world.write(gives, 2_000, 5, [row] * 2_000)
    if world.db.sqlite:
        live = (
            select(given.c.kind, func.max(given.c.end_minute))
            .where(*remembered.live(anna))
            .group_by(given.c.kind)
        )
        assert steps(world, remembered.shared_until, anna) < 1.5 * steps(
            world, lambda db: db.execute(live).all()
        )
    short += 5
    world.write(gives, 50, 9, [])
    assert world.read(remembered.shared_until, anna) == {"hopes": short}, (
        "what ends last is of things that were never there"
    )
    world.write(gives, 1, 7, [row])
    assert world.read(remembered.shared_until, anna) == {"hopes": short + 7}
    world.write(
        lambda db: (
            db.execute(
                given.update().where(given.c.item == row).values(ended_minute=clock.minute())
            )
            and None
        )
    )
    assert world.read(remembered.shared_until, anna) == {}


def steps(world: World, fn: Callable[..., object], *args: object) -> int:
    counted = [0]

    def counts() -> None:
        counted[0] += 1

    def run(db: Connection) -> None:
        driver: Any = db.connection.driver_connection
        driver.set_progress_handler(counts, 100)
        fn(db, *args)
        driver.set_progress_handler(None, 0)

    world.read(run)
    return counted[0]


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if ITEM in kind.scopes], ids=lambda kind: kind.code
)
def test_only_what_a_grant_names_ends_it_when_it_is_new(kind: Any) -> None:
    """A row of another table of the kind may have any id, a thing's that is there too."""
    named = {kind.tables[0], *kind.parts}
    for table in {*kind.tables, *kind.parts}:
        over = outlived._over(table)
        says = over is not None and kind.code in over.compile().params.values()
        assert says == (table in named), table
