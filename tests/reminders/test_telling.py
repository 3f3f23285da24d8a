"""The one it is for may be told: only who said yes to that for this person, discreetly, and the
page that sends says truly which it is."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import ProgrammingError

from app.foundation import actor, clock, ids
from app.hard_days import day_words
from app.reminders import consents, telling
from app.reminders.models import occurrences, ring_consents
from tests.conftest import NOON
from tests.phone import Phone
from tests.reminders.conftest import Rung
from tests.sharing.bonded import bond

pytestmark = pytest.mark.both
TOLD, LATER = "Gry får besked på sin telefon.", "Gry ser det først, når Gry åbner appen."
NIGHT = NOON + timedelta(hours=10)


@pytest.fixture
def bonded(rung: Rung) -> UUID:
    """Anna shares with Gry, whom she has chosen to be told."""
    made = UUID(str(bond(rung.world, "Anna", "Gry")))
    rung.world.write(day_words.choose, rung.world.keys, rung.world.person(), {made})
    return made


def says_yes(rung: Rung, bonded: UUID, *, night: bool = False) -> Phone:
    gry = rung.world.signed_in("Gry")
    gry.fill("/kreds/ring", f"/kreds/{bonded}/ring", **({"nat": "1"} if night else {"nat": None}))
    return gry


def tells(rung: Rung, word: str = "call") -> str:
    anna = rung.world.signed_in()
    return anna.fill("/ord", "/ord", ord=word).main


def test_nobody_is_told_who_did_not_say_yes(rung: Rung, bonded: UUID) -> None:
    rung.phone(rung.world.signed_in("Gry"), "Gry")
    assert LATER in rung.world.signed_in().get("/ord").main
    assert LATER in tells(rung)
    rung.turn()
    assert rung.service.calls == []


def test_whoever_said_yes_is_told_once_and_nothing_of_what_it_is(rung: Rung, bonded: UUID) -> None:
    rung.phone(says_yes(rung, bonded), "Gry")
    assert TOLD in rung.world.signed_in().get("/ord").main
    assert TOLD in tells(rung)
    rung.turn()
    rung.turn(NOON + timedelta(minutes=10))
    [message] = rung.service.messages
    assert message.shown["body"] == "Der er noget til dig."
    assert message.shown["data"]["to"] == "/kreds"
    assert "actions" not in message.shown
    assert b"Anna" not in message.raw


def test_a_yes_without_a_phone_tells_nobody(rung: Rung, bonded: UUID) -> None:
    says_yes(rung, bonded)
    assert LATER in tells(rung)
    rung.turn()
    assert rung.service.calls == []


def test_a_yes_is_for_one_person(rung: Rung, bonded: UUID) -> None:
    """Sam shares with Gry too, and Gry has said nothing of Sam."""
    other = UUID(str(bond(rung.world, "Sam", "Gry")))
    rung.phone(says_yes(rung, bonded), "Gry")
    rung.world.write(day_words.choose, rung.world.keys, rung.world.person("Sam"), {other})
    sam = rung.world.signed_in("Sam")
    assert LATER in sam.get("/ord").main
    sam.fill("/ord", "/ord", ord="call")
    rung.turn()
    assert rung.service.calls == []


def test_in_their_quiet_hours_only_when_they_said_so(rung: Rung, bonded: UUID) -> None:
    rung.phone(says_yes(rung, bonded), "Gry")
    with clock.held(NIGHT):
        assert LATER in tells(rung)
        rung.turn()
    assert rung.service.calls == []
    with clock.held(NIGHT + timedelta(minutes=1)):
        rung.world.signed_in().fill("/ord", "/ord/slut")
        rung.world.signed_in("Gry").fill("/kreds/ring", f"/kreds/{bonded}/ring")
        says_yes(rung, bonded, night=True)
        assert TOLD in tells(rung, "visit")
        rung.turn()
    assert len(rung.service.messages) == 1


def test_a_no_comes_into_force_at_once(rung: Rung, bonded: UUID) -> None:
    gry = says_yes(rung, bonded)
    rung.phone(gry, "Gry")
    tells(rung)
    gry.fill("/kreds/ring", f"/kreds/{bonded}/ring")
    rung.turn()
    assert rung.service.calls == []
    assert LATER in rung.world.signed_in().get("/ord").main


def test_taken_back_before_it_rang_it_does_not_ring(rung: Rung, bonded: UUID) -> None:
    rung.phone(says_yes(rung, bonded), "Gry")
    tells(rung)
    rung.world.signed_in().fill("/ord", "/ord/slut")
    rung.turn()
    assert rung.service.calls == []


def test_a_hard_day_rings_at_nobodys(rung: Rung, bonded: UUID) -> None:
    rung.phone(says_yes(rung, bonded), "Gry")
    page = rung.world.signed_in().fill("/", "/dag", slags="hard")
    rung.turn()
    assert rung.service.calls == []
    assert "Ingen andre har fået besked" in page.main


def test_a_question_can_ring_and_the_page_says_so_first(rung: Rung, bonded: UUID) -> None:
    rung.phone(says_yes(rung, bonded), "Gry")
    anna = rung.world.signed_in()
    form = anna.typed(anna.get("/bedt/ny/haab"), "/bedt/ny/haab", hvem=str(bonded), tekst="")
    look = anna.post("/bedt/ny/haab", form)
    assert TOLD in look.main
    anna.post("/bedt/ny/haab", look.form("/bedt/ny/haab").fields)
    rung.turn()
    assert len(rung.service.messages) == 1


def test_a_bond_that_has_ended_rings_nothing(rung: Rung, bonded: UUID) -> None:
    rung.phone(says_yes(rung, bonded), "Gry")
    rung.world.signed_in("Gry").fill("/kreds", f"/kreds/{bonded}/slut")
    assert rung.world.write(telling.ring, rung.world.person(), [bonded]) == frozenset()


def test_nobody_says_yes_for_another(rung: Rung, bonded: UUID) -> None:
    """Neither whoever shares nor a stranger."""
    for name in ("Anna", "Sam"):
        phone = rung.world.signed_in(name)
        konto = {"konto": rung.world.person(name).mark, "maa": "1"}
        assert phone.send(f"/kreds/{bonded}/ring", konto).status_code == 404
    assert rung.world.read(consents.mine, rung.world.person("Gry")) == {}


def test_the_database_lets_nobody_ring_who_may_not(rung: Rung, bonded: UUID) -> None:
    """The third wall, on PostgreSQL: whoever got past the page."""
    if rung.world.db.sqlite:
        return
    gry = rung.world.cast["Gry"].id
    row = {
        "id": ids.new(),
        "owner": gry,
        "bond": bonded,
        "kind": "ring",
        "date": NOON.date(),
        "due_minute": 1,
        "state": "due",
        "look_at": 1,
    }
    put = lambda db: db.execute(insert(occurrences).values(**row))
    with actor.by(person=rung.world.cast["Anna"].id), pytest.raises(ProgrammingError):
        rung.world.db.write_now(put)
    says_yes(rung, bonded)
    with actor.by(person=rung.world.cast["Sam"].id), pytest.raises(ProgrammingError):
        rung.world.db.write_now(put)
    for name, sees in (("Anna", 1), ("Gry", 1), ("Sam", 0)):
        with actor.by(person=rung.world.cast[name].id):
            found = rung.world.db._read_now(lambda db: db.execute(select(ring_consents)).all())
            assert len(found) == sees
    with actor.by(person=rung.world.cast["Anna"].id):
        rung.world.db.write_now(put)
