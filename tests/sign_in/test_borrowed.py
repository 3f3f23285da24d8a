"""«Det er ikke min telefon» is said once: whoever comes in again after a rest sits at the same
phone, and nothing is kept on it."""

from datetime import timedelta

import pytest

from app.foundation import clock
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.examined import Page
from tests.phone import Phone
from tests.world import World

RESTED = NOON + timedelta(minutes=16)


def ticked(page: Page) -> bool:
    return (
        page.root.find(".//input[@name='laant'][@checked]") is not None
        or ("laant", "1") in page.form("/log-ind").fields
    )


@pytest.fixture
def guest(world: World) -> Phone:
    return world.signed_in(shared=True)


def test_after_a_rest_the_box_is_still_ticked(world: World, guest: Phone) -> None:
    """By the lock, by a step to another page, and by words sent after it: the login ran out at the
    same minute."""
    fields = guest.typed(guest.get("/dagbog"), "/dagbog", tekst="Midt i en sætning")
    with clock.held(RESTED):
        assert ticked(guest.get("/dagbog"))
        assert ticked(guest.post("/dagbog", fields, expect=401))
        locked = guest.post("/laas", [*fields, ("sti", "/dagbog")])
        assert ticked(locked)
        wrong = guest.post(
            "/log-ind",
            guest.typed(locked, "/log-ind", navn="stille-skov-471", adgangskode="forkert"),
            expect=422,
        )
        assert ticked(wrong)
        back = guest.post(
            "/log-ind", guest.typed(wrong, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
        )
        assert "Midt i en sætning" in back.main
        assert guest.ask("GET", "/dagbog").headers["x-login"] == "guest"


@pytest.mark.parametrize("writes", [True, False])
def test_a_code_from_paper_does_not_untick_it(world: World, guest: Phone, writes: bool) -> None:
    fields = guest.typed(guest.get("/dagbog"), "/dagbog", tekst="Midt i en sætning")
    with clock.held(RESTED):
        if writes:
            locked = guest.post("/dagbog", fields, expect=401)
            asked = guest.post("/log-ind/kode", [*guest.typed(locked, "/log-ind"), ("kun", "vis")])
        else:
            asked = guest.get(
                next(
                    link for link in guest.get("/dagbog").links if link.startswith("/log-ind/kode")
                )
            )
        typed = {"navn": "stille-skov-471", "kode": "forkert", "ny": "ny lang adgangskode"}
        wrong = guest.post(
            "/log-ind/kode", guest.typed(asked, "/log-ind/kode", **typed), expect=422
        )
        code = world.cast["Anna"].codes[0]
        assert ticked(
            guest.post(
                "/log-ind/kode", guest.typed(wrong, "/log-ind/kode", **typed | {"kode": code})
            )
        )


def test_whoever_unticks_it_is_heard(world: World, guest: Phone) -> None:
    with clock.held(RESTED):
        page = guest.get("/dagbog")
        fields = [
            (name, value)
            for name, value in guest.typed(page, "/log-ind", navn="x", adgangskode="forkert")
            if name != "laant"
        ]
        assert not ticked(guest.post("/log-ind", fields, expect=422))


def test_on_ones_own_phone_it_is_not_ticked(world: World) -> None:
    anna = world.signed_in()
    with clock.held(NOON + timedelta(days=400)):
        assert not ticked(anna.get("/dagbog"))
    assert not ticked(world.phone().get("/log-ind"))
