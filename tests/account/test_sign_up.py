"""An account without an e-mail: made once, named from three, and slow for machines."""

import hashlib
import re
import threading
from datetime import timedelta
from typing import Any

import pytest

from app.account import sign_up
from app.account.sign_up import Ticket
from app.foundation import clock
from app.foundation.web.limits import Bucket
from app.sign_in import recovery
from tests.conftest import NOON
from tests.examined import Page
from tests.phone import Phone
from tests.world import World

pytestmark = pytest.mark.both

PASSWORD = "syv-gule-døre-og-en-fasan"


def choose(phone: Phone, nickname: str = "Bo") -> Page:
    return phone.fill("/konto/ny", "/konto/ny/navn", kaldenavn=nickname)


def work(page: Page) -> str:
    """Do what the browser does: find the number that makes the hash small."""
    salt = re.search(r'data-salt="([^"]+)"\s+data-bits="(\d+)"', page.text)
    assert salt is not None
    for nonce in range(10_000_000):
        digest = hashlib.sha256(f"{salt[1]}.{nonce}".encode()).digest()
        if int.from_bytes(digest[:4]) >> (32 - int(salt[2])) == 0:
            return str(nonce)
    raise AssertionError


def test_from_a_nickname_to_i_dag(world: World) -> None:
    phone = world.phone()
    page = choose(phone)
    codes = phone.post(
        "/konto/ny", phone.typed(page, "/konto/ny", adgangskode=PASSWORD, arbejde=work(page))
    )
    assert codes.h1 == "Dine koder på papir"
    assert len(re.findall(r"<li><code>[a-z2-9-]{19}</code>", codes.text)) == 10
    today = phone.post("/konto/koder/gemt", codes.form("/konto/koder/gemt").fields)
    assert today.h1 == "Hej Bo"
    assert phone.get("/konto/koder").h1 == "Konto", "saved codes are never shown again"


def test_the_form_sent_twice_makes_one_account(world: World) -> None:
    phone = world.phone()
    page = choose(phone)
    fields = phone.typed(page, "/konto/ny", adgangskode=PASSWORD, arbejde=work(page))
    phone.post("/konto/ny", fields)
    assert phone.post("/konto/ny", fields).h1 == "Dine koder på papir"


def test_without_javascript_a_little_patience_does(world: World) -> None:
    phone = world.phone()
    page = choose(phone)
    hasty = phone.post(
        "/konto/ny", phone.typed(page, "/konto/ny", adgangskode=PASSWORD), expect=422
    )
    assert "Vent et øjeblik" in hasty.main
    with clock.held(NOON + timedelta(seconds=sign_up.WAIT + 1)):
        assert (
            phone.post("/konto/ny", phone.typed(hasty, "/konto/ny", adgangskode=PASSWORD)).h1
            == "Dine koder på papir"
        )


def test_a_name_of_ones_own_choice_is_not_taken(world: World) -> None:
    """R40: names are offered, so nobody can ask which exist."""
    phone = world.phone()
    page = choose(phone)
    fields = phone.typed(
        page, "/konto/ny", navn="stille-skov-471", adgangskode=PASSWORD, arbejde=work(page)
    )
    assert "Vælg et af de tre navne" in phone.post("/konto/ny", fields, expect=422).main


def test_a_ticket_of_ones_own_making_is_not_a_ticket(world: World) -> None:
    phone = world.phone()
    response = phone.send("/konto/ny", {"billet": "AAAA", "navn": "x", "adgangskode": PASSWORD})
    assert response.headers["location"] == "/konto/ny"


def test_many_accounts_from_one_place_have_to_wait(world: World) -> None:
    """R37, T9."""
    for _ in range(20):
        world.state["door"].attempts.signups.take("127.0.0")
    phone = world.phone()
    page = choose(phone)
    busy = phone.post(
        "/konto/ny",
        phone.typed(page, "/konto/ny", adgangskode=PASSWORD, arbejde=work(page)),
        expect=422,
    )
    assert "Der oprettes mange konti lige nu" in busy.main


def test_an_easy_password_is_talked_out_of_kindly(world: World) -> None:
    phone = world.phone()
    page = choose(phone, "Bodil")
    again = phone.post(
        "/konto/ny",
        phone.typed(page, "/konto/ny", adgangskode="Bodil2026", arbejde=work(page)),
        expect=422,
    )
    assert "Den er let at gætte" in again.main
    assert (
        dict(again.form("/konto/ny").fields)["navn"] == dict(page.form("/konto/ny").fields)["navn"]
    )


def test_work_is_checked(world: World) -> None:
    ticket = Ticket(world.cast["Anna"].id, ("a", "b", "c"), "salt", "", 0)
    assert not sign_up.worked(ticket, "")
    assert not sign_up.worked(ticket, "1")


def test_new_codes_replace_the_old(world: World) -> None:
    anna = world.signed_in()
    page = anna.fill("/konto/koder/nye", "/konto/koder/nye")
    assert page.h1 == "Dine koder på papir"
    old = {"navn": "stille-skov-471", "kode": world.cast["Anna"].codes[1], "ny": PASSWORD}
    assert "Hver kode virker én gang" in world.phone().post("/log-ind/kode", old, expect=422).main


def test_a_form_that_makes_codes_and_arrives_twice_makes_them_once(world: World) -> None:
    """A double tap, or back and once more: the ten that somebody is writing down go on working."""
    anna = world.signed_in()
    asks = anna.get("/konto/koder/nye").form("/konto/koder/nye").fields
    shown = anna.post("/konto/koder/nye", asks)
    assert anna.post("/konto/koder/nye", asks).main == shown.main
    anna.post("/konto/koder/gemt", shown.form("/konto/koder/gemt").fields)
    assert anna.post("/konto/koder/nye", asks).h1 == "Konto", "nor after they were saved"
    new = {"navn": "stille-skov-471", "kode": shown.texts("code")[0], "ny": PASSWORD}
    assert "adgangskode er gemt" in world.phone().post("/log-ind/kode", new).said


@pytest.mark.parametrize("all_", [True, False], ids=["all", "but-the-used-one"])
def test_codes_taken_away_since_it_was_asked_are_made_anew_all_the_same(
    world: World, all_: bool
) -> None:
    """Somebody else was in, and their going takes the codes that could be read along: then there
    must be new ones, as was asked."""
    anna, me = world.signed_in(), world.person()
    anna.fill("/konto/koder/nye", "/konto/koder/nye")
    if not all_:
        assert world.write(
            recovery.use, world.keys, me.id, anna.get("/konto/koder").texts("code")[0]
        )
    asks = anna.get("/konto/koder/nye").form("/konto/koder/nye").fields
    world.write(recovery.forget_readable, me)
    assert world.read(recovery.left, me) == 0
    assert anna.post("/konto/koder/nye", asks).h1 == "Dine koder på papir"
    assert world.read(recovery.left, me) == recovery.HOW_MANY


def test_codes_that_wait_are_shown_to_whoever_says_that_it_is_them(world: World) -> None:
    """Whoever just made the account is not asked. Later a phone that lies open shows nobody what
    opens the account for ever."""
    phone = world.phone()
    page = choose(phone)
    codes = phone.post(
        "/konto/ny", phone.typed(page, "/konto/ny", adgangskode=PASSWORD, arbejde=work(page))
    )
    with clock.held(NOON + timedelta(minutes=11)):
        asked = phone.get("/konto/koder")
        assert asked.h1 == "Er det dig?"
        shown = phone.post("/er-det-dig", phone.typed(asked, "/er-det-dig", adgangskode=PASSWORD))
        assert shown.h1 == "Dine koder på papir" and shown.main == codes.main
        assert (
            phone.post("/konto/koder/gemt", shown.form("/konto/koder/gemt").fields).h1 == "Hej Bo"
        )


def test_whoever_copies_slowly_is_not_asked_again(world: World) -> None:
    phone = world.phone()
    page = choose(phone)
    codes = phone.post(
        "/konto/ny", phone.typed(page, "/konto/ny", adgangskode=PASSWORD, arbejde=work(page))
    )
    with clock.held(NOON + timedelta(minutes=40)):
        assert (
            phone.post("/konto/koder/gemt", codes.form("/konto/koder/gemt").fields).h1 == "Hej Bo"
        )


def test_codes_that_nobody_has_seen_are_not_called_saved(world: World) -> None:
    """«Jeg har gemt dem» on a page that was left open, while another window made new ones: those
    are still to be copied."""
    phone = world.phone()
    page = choose(phone)
    old = phone.post(
        "/konto/ny", phone.typed(page, "/konto/ny", adgangskode=PASSWORD, arbejde=work(page))
    )
    new = phone.fill("/konto/koder/nye", "/konto/koder/nye")
    assert new.h1 == "Dine koder på papir" and new.main != old.main
    account = phone.post("/konto/koder/gemt", old.form("/konto/koder/gemt").fields)
    assert account.h1 == "Konto" and "Kun de nyeste virker. Du finder de nye her." in account.text
    assert phone.get("/konto/koder").main == new.main, "and they are shown as before"
    for _ in range(2):
        assert phone.post("/konto/koder/gemt", new.form("/konto/koder/gemt").fields).h1 == "Hej Bo"
    account = phone.post("/konto/koder/gemt", old.form("/konto/koder/gemt").fields)
    assert (
        account.h1 == "Konto"
        and "Der er lavet nye koder siden. Kun de nyeste virker." in account.text
    )


def test_what_is_counted_is_counted_by_one_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts are changed in the loop alone: two threads in the same one would count wrongly, or
    break on it."""
    counting: set[int] = set()
    for name in ("take", "give_back", "full", "forget"):
        real = getattr(Bucket, name)

        def noted(self: Bucket, key: object, real: Any = real) -> Any:
            counting.add(threading.get_ident())
            return real(self, key)

        monkeypatch.setattr(Bucket, name, noted)
    phone = world.phone()
    page = choose(phone)
    phone.post("/konto/ny", phone.typed(page, "/konto/ny", adgangskode=PASSWORD), expect=422)
    phone.post(
        "/konto/ny", phone.typed(page, "/konto/ny", adgangskode=PASSWORD, arbejde=work(page))
    )
    world.phone().send("/log-ind", {"navn": "stille-skov-471", "adgangskode": PASSWORD})
    assert counting == {threading.get_ident()}
