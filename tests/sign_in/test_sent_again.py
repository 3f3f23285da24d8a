"""A browser keeps what was sent, the password with it: Back and a page loaded anew let nobody in
who does not know it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from app.foundation import clock
from app.sign_in import logins
from tests.account.test_sign_up import choose, work
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.phone import Phone
from tests.world import World

TEMPLATES = Path(__file__).parents[2] / "templates"
Fields = list[tuple[str, str]]


@contextmanager
def after(seconds: float) -> Iterator[None]:
    with clock.held(NOON + timedelta(seconds=seconds)):
        yield


def typed_in(phone: Phone) -> Fields:
    """The form as the browser keeps it."""
    return phone.typed(
        phone.get("/log-ind"), "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD, laant="1"
    )


def lets_in(phone: Phone, fields: Fields) -> bool:
    answer = phone.send("/log-ind", fields)
    assert answer.status_code in (303, 422)
    return any(each.startswith(logins.SESSION) for each in answer.headers.get_list("set-cookie"))


def signs_out(phone: Phone) -> None:
    assert phone.send("/log-ud", phone.typed(phone.get("/mit"), "/log-ud")).status_code == 303


def test_what_was_sent_lets_nobody_in_again(world: World) -> None:
    phone = world.phone()
    sent = typed_in(phone)
    with after(1):
        assert lets_in(phone, sent)
    with after(60):
        signs_out(phone)
        assert not lets_in(phone, sent)
        assert "Skriv din adgangskode igen" in phone.post("/log-ind", sent, expect=422).main
        assert phone.get("/dagbog").form("/log-ind"), "nobody is in"
        assert lets_in(phone, typed_in(phone)), "whoever knows it comes in"


def test_nor_does_a_try_that_came_to_nothing(world: World) -> None:
    """The first one was answered by somebody else, as a gateway; they went on by another page."""
    phone = world.phone()
    failed = typed_in(phone)
    with after(30):
        assert lets_in(phone, typed_in(phone))
    with after(90):
        signs_out(phone)
        assert not lets_in(phone, failed)


def test_a_page_that_was_opened_before_one_came_in_elsewhere_asks_again(world: World) -> None:
    """And says so; what waits in it goes on waiting."""
    here, there = world.phone(), world.phone()
    early = typed_in(here)
    with after(10):
        assert lets_in(there, typed_in(there))
    with after(300):
        again = here.post("/log-ind", early, expect=422)
        assert lets_in(here, here.typed(again, "/log-ind", adgangskode=PASSWORD))


def test_nor_just_after_they_came_in_somewhere_else(world: World) -> None:
    """A double tap is the same form twice, not any form in the moment of another's coming in."""
    borrowed, home = world.phone(), world.phone()
    sent = typed_in(borrowed)
    with after(1):
        assert lets_in(borrowed, sent)
    with after(60):
        signs_out(borrowed)
    with after(600):
        assert lets_in(home, typed_in(home))
    with after(605):
        assert not lets_in(borrowed, sent)


def test_nor_just_after_they_signed_out(world: World) -> None:
    phone = world.phone()
    sent = typed_in(phone)
    with after(1):
        assert lets_in(phone, sent)
    with after(3):
        signs_out(phone)
    with after(5):
        assert not lets_in(phone, sent)


def test_nor_hours_after_a_try_that_came_to_nothing(world: World) -> None:
    """A gateway answered it, and whoever sent it gave up and came in nowhere since."""
    phone = world.phone()
    with after(-3600):
        assert lets_in(phone, typed_in(phone))
        signs_out(phone)
    failed = typed_in(phone)
    with after(29 * 60):
        late = typed_in(phone)
    with after(5 * 3600):
        assert not lets_in(phone, failed) and not lets_in(phone, late)
        again = phone.post("/log-ind", failed, expect=422)
        assert lets_in(phone, phone.typed(again, "/log-ind", adgangskode=PASSWORD))


def test_a_page_that_waited_for_hours_says_when_the_password_was_typed(world: World) -> None:
    """As behind a lock; what a script says of it, the phone's clock says
    (tests/offline/test_sent_again.py)."""
    phone = world.phone()
    with after(-3600):
        assert lets_in(phone, typed_in(phone))
        signs_out(phone)
    sent = dict(typed_in(phone))
    later = int(sent["aabnet"]) + 5 * 3600 * 1000
    with after(5 * 3600 + 20):
        assert lets_in(phone, [*(sent | {"aabnet": str(later)}).items()])


def test_a_clock_that_was_ahead_shuts_nobody_out(world: World) -> None:
    phone = world.phone()
    with after(24 * 3600):
        assert lets_in(phone, typed_in(phone))
    with after(60):
        assert lets_in(phone, typed_in(phone))


def test_a_page_from_a_time_to_come_asks_again_and_that_one_lets_in_once(world: World) -> None:
    """A phone's clock went on by a day while the page stood, or ours was ahead as it was made: no
    such form is ever old."""
    phone = world.phone()
    with after(-3600):
        assert lets_in(phone, typed_in(phone))
        signs_out(phone)
    with after(24 * 3600):
        ahead = typed_in(phone)
    with after(10):
        again = phone.post("/log-ind", ahead, expect=422)
        assert "Tiden på siden passer ikke." in again.main
        sent = phone.typed(again, "/log-ind", adgangskode=PASSWORD, laant="1")
    with after(20):
        assert lets_in(phone, sent)
    with after(60):
        signs_out(phone)
        assert not lets_in(phone, ahead) and not lets_in(phone, sent)


def test_the_first_form_of_an_account_lets_in_once_whatever_time_it_says(world: World) -> None:
    phone = world.phone()
    with after(24 * 3600):
        sent = typed_in(phone)
    with after(10):
        assert lets_in(phone, sent)
    with after(60):
        signs_out(phone)
        assert not lets_in(phone, sent)
    with after(24 * 3600 + 60):
        assert not lets_in(phone, sent)


def test_a_clock_of_ours_that_is_a_little_ahead_asks_nobody_twice(world: World) -> None:
    phone = world.phone()
    with after(-3600):
        assert lets_in(phone, typed_in(phone))
        signs_out(phone)
    with after(2):
        sent = typed_in(phone)
    with after(0):
        assert lets_in(phone, sent)
        assert lets_in(phone, sent), "two taps"
    with after(60):
        signs_out(phone)
        assert not lets_in(phone, sent)


def test_it_is_said_why_a_page_asks_again(world: World) -> None:
    """One that was opened after they came in last is not called older."""
    phone = world.phone()
    before = typed_in(phone)
    with after(10):
        assert lets_in(phone, typed_in(phone))
        signs_out(phone)
    with after(60):
        long_open = typed_in(phone)
    with after(60 * 60):
        assert (
            "Siden her har stået åben længe." in phone.post("/log-ind", long_open, expect=422).main
        )
        assert (
            "Siden her er fra før, du sidst loggede ind."
            in phone.post("/log-ind", before, expect=422).main
        )


def test_two_taps_come_in(world: World) -> None:
    phone = world.phone()
    sent = typed_in(phone)
    with after(2):
        assert lets_in(phone, sent)
    with after(4):
        assert lets_in(phone, sent)


def test_what_was_written_waits_on(world: World) -> None:
    guest = world.signed_in(shared=True)
    fields = guest.typed(guest.get("/dagbog"), "/dagbog", tekst="Midt i en sætning")
    with after(60 * 60):
        locked = guest.post("/laas", [*fields, ("sti", "/dagbog")])
        sent = guest.typed(locked, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
    with after(60 * 61):
        assert "Midt i en sætning" in guest.post("/log-ind", sent).main
        signs_out(guest)
    with after(60 * 63):
        again = guest.post("/log-ind", sent, expect=422)
        assert "Midt i en sætning" not in again.text
        back = guest.post("/log-ind", guest.typed(again, "/log-ind", adgangskode=PASSWORD))
        assert "Midt i en sætning" in back.main


def test_a_form_that_made_an_account_lets_nobody_in_later(world: World) -> None:
    phone = world.phone()
    page = choose(phone)
    sent = phone.typed(page, "/konto/ny", adgangskode=PASSWORD, arbejde=work(page))
    with after(1):
        phone.post(
            "/konto/koder/gemt", phone.post("/konto/ny", sent).form("/konto/koder/gemt").fields
        )
    with after(60):
        signs_out(phone)
        answer = phone.send("/konto/ny", sent)
        assert answer.headers["location"] == "/log-ind" and not answer.headers.get_list(
            "set-cookie"
        )


def test_every_form_that_lets_somebody_in_says_when_it_was_made() -> None:
    """Those that ask whose phone it is."""
    asking = [
        file
        for file in TEMPLATES.rglob("*.html")
        if re.search(r'type="checkbox"\s+name="laant"', file.read_text(encoding="utf-8"))
    ]
    assert len(asking) >= 3
    assert all("comes_in()" in file.read_text(encoding="utf-8") for file in asking)
