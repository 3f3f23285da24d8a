"""While everything of somebody's waits to be erased, others open, answer and accept nothing of it;
regretted, all is as before."""

from collections.abc import Callable, Iterator
from itertools import product
from random import Random

import pytest
from sqlalchemy import Connection, select

from app import journal
from app.companions.models import goings
from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.hard_days.models import askings, cannot_today
from app.people import erasure, people
from app.people.people import Person
from app.sharing import BY_PATH, bonds, grants
from app.sharing.models import bonds as bond_rows
from app.sharing.models import readings
from tests.circle import crowd
from tests.house.test_edge import Answer
from tests.house.test_who_may import EVERYWHERE, PARTS, inventory
from tests.sharing.bonded import everything, person
from tests.world import World

THEIRS = {"Gry": "with_relative", "Mette": "with_guide"}
LEAVES = "POST /kreds/{bond_id}/slut"
"""Nobody is kept from leaving."""
CALM = "deler ikke noget lige nu"
"""Said of whoever stopped, paused or waits to be erased alike: nobody can tell which it is (R15).
"""
Made = dict[str, str]


@pytest.fixture
def made(world: World) -> Made:
    """Anna shares, asks, says a word for today and has an invitation open."""
    anna, mette, gry = (person(world, name) for name in ("Anna", "Mette", "Gry"))
    return world.write(lambda db: _furnished(db, world, anna, mette, gry))


def _furnished(db: Connection, world: World, anna: Person, mette: Person, gry: Person) -> Made:
    crowd.lived(
        db,
        anna,
        Random(3),
        "kanariefugl",
        most=4,
        rooms=("days", "entries", "hopes", "flower", "plan"),
    )
    journal.entries.keep(
        db, anna, ids.new(), anna.today, journal.entries.Words("kanariefugl", ("kanariefugl",))
    )
    return everything(db, world.keys, anna, mette, gry)


def goes(world: World) -> None:
    world.write(erasure.ask, person(world, "Anna"), clock.minute() + 30 * 24 * 60)


def stays(world: World) -> None:
    world.write(erasure.ask, person(world, "Anna"), None)


def routes(world: World, method: str) -> list[str]:
    """Everything another can open or send, from the routes themselves."""
    return [each for each in inventory(world) if each.startswith(f"{method} /kreds")]


def filled(route: str, name: str, made: Made) -> Iterator[str]:
    """The addresses of it that are this reader's, for each kind and question there is."""
    choices = {
        "bond_id": [made[THEIRS[name]]],
        "kind": [*BY_PATH],
        "word_id": [made["word"]],
        "question_id": [made["asked"], made["answered"]],
        "going_id": [made["along"], made["along_yes"]],
    }
    named = PARTS.findall(route)
    for values in product(*(choices[part] for part in named)):
        yield route.partition(" ")[2].format(**dict(zip(named, values, strict=True)))


def opened(world: World, made: Made) -> dict[tuple[str, str], Answer]:
    found = {}
    for name in THEIRS:
        session = crowd.session_of(world, world.cast[name].id)
        for route in routes(world, "GET"):
            for path in filled(route, name, made):
                found[name, path] = crowd.get(world, session, path.replace("/her", "/endnu"))
    return found


def test_nothing_of_hers_is_opened_and_all_is_there_again_when_she_stays(
    world: World, made: Made
) -> None:
    before = opened(world, made)
    assert (
        sum(answer.status == 200 and b"kanariefugl" in answer.body for answer in before.values())
        >= 5
    )
    goes(world)
    for (name, path), answer in opened(world, made).items():
        assert b"kanariefugl" not in answer.body, path
        if made[THEIRS[name]] in path:
            assert answer.status == 404 and b"Anna" not in answer.body, (name, path, answer.status)
    calm = crowd.get(world, crowd.session_of(world, world.cast["Gry"].id), "/kreds").body.decode()
    assert CALM in calm and "kanariefugl" not in calm
    assert (
        "Anna"
        not in crowd.get(
            world, crowd.session_of(world, world.cast["Mette"].id), "/kreds"
        ).body.decode()
    )
    stays(world)
    after = opened(world, made)
    unlike = [key for key in before if before[key].status != after[key].status]
    assert unlike == []


def hers(db: Connection) -> list[object]:
    """What others could change of hers."""
    asked = select(askings.c.id, askings.c.answered_minute, askings.c.answer_sealed).order_by(
        askings.c.id
    )
    on = select(
        bond_rows.c.id, bond_rows.c.other, bond_rows.c.ended_minute, bond_rows.c.sealed
    ).order_by(bond_rows.c.id)
    along = select(goings.c.id, goings.c.state).order_by(goings.c.id)
    return [
        db.execute(each).all()
        for each in (asked, on, along, select(cannot_today), select(readings.c.number))
    ]


def test_nothing_is_answered_or_accepted_meanwhile(world: World, made: Made) -> None:
    goes(world)
    before = world.read(hers)
    for name in THEIRS:
        session, mark = (
            crowd.session_of(world, world.cast[name].id),
            people.mark(world.keys, world.cast[name].id),
        )
        for route in routes(world, "POST"):
            for path in filled(route, name, made) if route != LEAVES else ():
                sent = EVERYWHERE | {"konto": mark, "kode": made["code"], "ja": "1"}
                answer = crowd.post(world, session, path, sent)
                assert answer.status in (404, 409, 422) and b"Anna" not in answer.body, (
                    name,
                    path,
                    answer.status,
                )
    assert world.read(hers) == before


def test_an_invitation_of_hers_opens_nothing_until_she_stays(world: World, made: Made) -> None:
    sam = world.signed_in("Sam")

    def look() -> list[tuple[str, str]]:
        return sam.typed(sam.get("/kreds/kom"), "/kreds/kom", kode=made["code"])

    form = sam.post("/kreds/kom", look()).form("/kreds/kom").fields
    goes(world)
    for sent in (look(), form):
        page = sam.post("/kreds/kom", sent, expect=422)
        assert "Koden virker ikke" in page.main and "Anna" not in page.main
    assert world.read(bonds.with_me, person(world, "Sam")) == []
    stays(world)
    assert "Anna inviterer dig" in sam.post("/kreds/kom", look()).main
    sam.post("/kreds/kom", form)
    assert len(world.read(bonds.with_me, person(world, "Sam"))) == 1


def test_a_yes_that_was_looked_at_before_she_went_comes_too_late(
    world: World, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the yes she taps: what was asked before is old."""
    found = world.read(bonds.open_invitation, world.keys, person(world, "Sam"), made["code"])
    goes(world)
    monkeypatch.setattr(bonds, "open_invitation", lambda *_: found)
    with pytest.raises(NotFound):
        world.write(bonds.accept, world.keys, person(world, "Sam"), made["code"])


ENDS: dict[str, Callable[[World], None]] = {
    "goes": goes,
    "pauses": lambda world: world.write(grants.pause, world.keys, person(world, "Anna")),
}


def test_nobody_can_tell_it_from_a_pause(world: World, made: Made) -> None:
    seen = {}
    for how, end in ENDS.items():
        end(world)
        shown = opened(world, made)
        seen[how] = {key: (answer.status, len(answer.body)) for key, answer in shown.items()}
        stays(world)
    assert seen["goes"] == seen["pauses"]
