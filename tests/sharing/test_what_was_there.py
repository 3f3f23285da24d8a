"""«Det der var, da du delte»: what is written later does not come along, also when it is written
into something old."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection

from app import appointments, flower, goals, good_things, hopes, journal, plan
from app.chime import CODES
from app.circle.shared_views import READ
from app.days import marks
from app.foundation import ids
from app.goals import small_steps
from app.journal.entries import Words
from app.people import Person
from app.sharing import KINDS, NOW, view
from tests.sharing.bonded import bond, grant, person
from tests.world import World

pytestmark = pytest.mark.both

Lay = Callable[[Connection, Person], UUID]
Act = Callable[[Connection, Person, UUID], object]


def entry(db: Connection, me: Person) -> UUID:
    return journal.entries.keep(db, me, ids.new(), me.today, Words("en tekst"))


def helped(db: Connection, me: Person, row: UUID, *what: str) -> None:
    journal.entries.change(db, me, row, me.today, Words("en tekst", what or ("siden",)))


def marked(db: Connection, me: Person) -> UUID:
    marks.put(db, me, me.today, marks.Mark("good"))
    return ids.new()


def begun(db: Connection, me: Person) -> UUID:
    row = flower.kept.begin(db, me, ids.new())
    flower.kept.answer(db, me, row, CODES[0], 3)
    return row


def finish(db: Connection, me: Person, row: UUID) -> None:
    flower.kept.answer(db, me, row, CODES[-1], 2)


def hope(db: Connection, me: Person) -> UUID:
    return hopes.kept.keep(db, me, ids.new(), hopes.kept.Words("et håb"))


def goal(db: Connection, me: Person) -> UUID:
    return goals.kept.keep(db, me, ids.new(), goals.kept.Words("et mål"))


def thing(db: Connection, me: Person) -> UUID:
    return good_things.kept.keep(db, me, ids.new(), good_things.kept.Words("en ting"))


def line(db: Connection, me: Person) -> UUID:
    return plan.kept.keep(db, me, "helps", ids.new(), plan.kept.Words("en linje"))


def meeting(db: Connection, me: Person) -> UUID:
    return appointments.kept.keep(db, me, ids.new(), appointments.kept.Words("en samtale"))


def agreed(db: Connection, me: Person) -> UUID:
    return appointments.joint.keep(db, me, ids.new(), appointments.joint.Words("en linje"))


LATER: dict[str, tuple[Lay, Act]] = {
    "days": (
        marked,
        lambda db, me, _: marks.put(db, me, me.today - timedelta(days=3), marks.Mark("hard")),
    ),
    "days_words": (entry, helped),
    "flower": (begun, finish),
    "hopes": (hope, lambda db, me, _: hope(db, me)),
    "goals": (
        goal,
        lambda db, me, row: small_steps.keep(db, me, row, ids.new(), small_steps.Words("siden")),
    ),
    "good_things": (thing, lambda db, me, _: thing(db, me)),
    "plan": (line, lambda db, me, _: line(db, me)),
    "appointments": (meeting, lambda db, me, _: meeting(db, me)),
    "joint": (agreed, lambda db, me, _: agreed(db, me)),
}
"""What lay there when it was shared, and what is written after it: into the very thing where it
then shows for the first time."""


def shown(world: World, on: UUID, kind: str) -> str:
    seen: view.Seen[object] = world.write(
        view.see, world.keys, person(world, "Mette"), on, kind, READ[kind][0]
    )
    return repr(seen.content)


def shared(world: World, kind: str, lay: Lay) -> tuple[UUID, UUID]:
    row, on = world.write(lay, person(world, "Anna")), bond(world)
    grant(world, on, kind, NOW)
    return row, on


def test_every_kind_that_can_be_shared_as_it_was_is_tried() -> None:
    assert (
        LATER.keys()
        == CORRECTED.keys()
        == {code for code, kind in KINDS.items() if NOW in kind.scopes}
    )


@pytest.mark.parametrize("kind", LATER)
def test_what_is_written_later_does_not_come_along(world: World, kind: str) -> None:
    lay, act = LATER[kind]
    row, on = shared(world, kind, lay)
    before = shown(world, on, kind)
    world.write(act, person(world, "Anna"), row)
    assert shown(world, on, kind) == before
    grant(world, on, kind, NOW)
    assert shown(world, on, kind) != before, "shared anew it is there: the trial is none otherwise"


def finished(db: Connection, me: Person) -> UUID:
    row = begun(db, me)
    finish(db, me, row)
    return row


def said_what_helped(db: Connection, me: Person) -> UUID:
    return journal.entries.keep(db, me, ids.new(), me.today, Words("en tekst", ("før",)))


CORRECTED: dict[str, tuple[Lay, Act, str]] = {
    "days": (marked, lambda db, me, _: marks.put(db, me, me.today, marks.Mark("hard")), ""),
    "days_words": (said_what_helped, helped, "siden"),
    "flower": (
        finished,
        lambda db, me, row: flower.kept.answer(db, me, row, CODES[0], 1),
        f"'{CODES[0]}': 1",
    ),
    "hopes": (
        hope,
        lambda db, me, row: hopes.kept.change(db, me, row, hopes.kept.Words("siden")),
        "siden",
    ),
    "goals": (
        goal,
        lambda db, me, row: goals.kept.change(db, me, row, goals.kept.Words("siden")),
        "siden",
    ),
    "good_things": (
        thing,
        lambda db, me, row: good_things.kept.change(db, me, row, good_things.kept.Words("siden")),
        "siden",
    ),
    "plan": (
        line,
        lambda db, me, row: plan.kept.change(db, me, row, plan.kept.Words("siden")),
        "siden",
    ),
    "joint": (
        agreed,
        lambda db, me, row: appointments.joint.change(
            db, me, row, appointments.joint.Words("siden")
        ),
        "siden",
    ),
    "appointments": (
        meeting,
        lambda db, me, row: appointments.kept.change(db, me, row, appointments.kept.Words("siden")),
        "siden",
    ),
}
"""A correction of what could be seen, and what of it is seen: nothing of a day, whose mark is
another one then."""
SEEN, GONE = (
    "Retter du i noget af det, ses det nye.",
    "Ændrer du, hvordan en dag var, ses det ikke mere.",
)


@pytest.mark.parametrize("kind", CORRECTED)
def test_a_correction_is_seen_as_the_page_said_before(world: World, kind: str) -> None:
    lay, act, new = CORRECTED[kind]
    row, on = shared(world, kind, lay)
    said = world.signed_in().get(f"/deling/ny/se?hvad={KINDS[kind].path}&hvem={on}&laenge=1").text
    assert (SEEN in said, GONE in said) == (
        kind not in ("days", "days_words"),
        kind in ("days", "days_words"),
    )
    world.write(act, person(world, "Anna"), row)
    assert new in shown(world, on, kind) and (new or shown(world, on, kind) == "[]")
    mine = world.signed_in().get("/deling").main
    assert ("Det der var, da du delte, med dine rettelser" in mine) == (kind != "days")
