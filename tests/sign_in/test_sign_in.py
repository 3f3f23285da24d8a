"""Signing in and out: real passwords, real cookies, and nobody locked out of their own phone."""

import re
from datetime import timedelta

import pytest

from app.foundation import clock
from app.sign_in import logins
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.phone import Phone
from tests.world import World

pytestmark = pytest.mark.both


def sign_in(
    phone: Phone, name: str = "stille-skov-471", password: str = PASSWORD, **more: str
) -> int:
    return phone.send("/log-ind", {"navn": name, "adgangskode": password, **more}).status_code


def test_sign_in_with_a_name_however_it_is_spelled(world: World) -> None:
    for name in ("stille-skov-471", " Stille Skov 471 ", "STILLE-SKOV-471"):
        phone = world.phone()
        assert sign_in(phone, name) == 303
        assert "Hej Anna" in phone.get("/").h1


def test_a_new_id_at_each_login_and_none_from_outside(world: World) -> None:
    """R31: a session id chosen by the client is never adopted, whatever it looks like."""
    phone = world.phone()
    chosen = "attackers-choice-attackers-choice-attackers-1.29558100.0123456789abcdef01234567"
    phone.client.cookies.set(logins.SESSION, chosen, domain="fodfaeste.test", path="/")
    sign_in(phone)
    first = phone.client.cookies[logins.SESSION]
    assert first.split(".")[0] != chosen.split(".")[0]
    sign_in(phone)
    assert phone.client.cookies[logins.SESSION].split(".")[0] != first.split(".")[0]
    victim = world.phone()
    victim.client.cookies.set(logins.SESSION, chosen, domain="fodfaeste.test", path="/")
    assert victim.ask("GET", "/dagbog").status_code == 303


def test_proving_it_again_gives_a_new_id_and_ends_the_old(world: World) -> None:
    """R31, R13."""
    phone, old = world.phone(), world.phone()
    sign_in(phone)
    old.client.cookies.set(
        logins.SESSION, phone.client.cookies[logins.SESSION], domain="fodfaeste.test", path="/"
    )
    with clock.held(NOON + timedelta(minutes=11)):
        page = phone.get("/mine-ting/slet")
        assert page.h1 == "Er det dig?"
        assert (
            phone.post("/er-det-dig", phone.typed(page, "/er-det-dig", adgangskode=PASSWORD)).h1
            == "Slet alt"
        )
        assert old.ask("GET", "/dagbog").status_code == 303


def test_sign_out_ends_the_login_and_keeps_the_device(world: World) -> None:
    phone, copy = world.phone(), world.phone()
    sign_in(phone)
    copy.client.cookies.set(
        logins.SESSION, phone.client.cookies[logins.SESSION], domain="fodfaeste.test", path="/"
    )
    assert "Du er logget ud" in phone.fill("/", "/log-ud").said
    assert copy.ask("GET", "/dagbog").status_code == 303
    assert logins.DEVICE in phone.client.cookies


def test_change_of_password_ends_every_other_login(world: World) -> None:
    """R32: the other browser meets the sign-in page at its next step; this one goes on."""
    here, there = world.phone(), world.phone()
    sign_in(here)
    sign_in(there)
    page = here.fill(
        "/konto/adgangskode", "/konto/adgangskode", nu=PASSWORD, ny="to-blå-døre-i-regnvejr"
    )
    assert "Alle andre steder er du logget ud" in page.said
    assert there.ask("GET", "/dagbog").status_code == 303
    assert sign_in(world.phone()) == 422
    assert sign_in(world.phone(), password="to-blå-døre-i-regnvejr") == 303


def test_a_code_from_paper_opens_once(world: World) -> None:
    """R32, R35: recovery ends all other logins, and each code works one time."""
    there = world.phone()
    sign_in(there)
    fields = {
        "navn": "stille-skov-471",
        "kode": world.cast["Anna"].codes[0].upper(),
        "ny": "fire-grønne-både-ude",
    }
    lost = world.phone()
    assert "Din nye adgangskode er gemt" in lost.post("/log-ind/kode", fields).said
    assert there.ask("GET", "/dagbog").status_code == 303
    assert "Hver kode virker én gang" in lost.post("/log-ind/kode", fields, expect=422).main
    assert sign_in(lost, password="fire-grønne-både-ude") == 303


def test_an_e_mail_is_only_an_extra(world: World) -> None:
    phone = world.phone()
    sign_in(phone)
    assert "Gemt" in phone.fill("/konto/mail", "/konto/mail", mail="Anna@Eksempel.dk").said
    assert sign_in(world.phone(), "anna@eksempel.dk") == 303
    sam = world.phone()
    sign_in(sam, "blid-hare-222")
    assert "Gemt" in sam.fill("/konto/mail", "/konto/mail", mail="anna@eksempel.dk").said, (
        "the second must not learn of the first"
    )
    assert sign_in(world.phone(), "anna@eksempel.dk") == 303, "whose password it is decides"


def test_others_guesses_never_lock_anyone_out(world: World) -> None:
    """R37: after many failures elsewhere the known phone signs in as before; a new one needs a code
    as well."""
    known = world.phone()
    sign_in(known)
    index = world.state["door"].keys.root.mac("sign-in name", b"stille-skov-471")
    for _ in range(10_000):
        world.state["door"].attempts.guess(index, None)
    assert sign_in(known) == 303
    stranger = world.phone()
    page = stranger.post(
        "/log-ind", {"navn": "stille-skov-471", "adgangskode": PASSWORD}, expect=422
    )
    assert "kode" in dict(page.form("/log-ind").fields)
    assert sign_in(stranger, kode="aaaa-aaaa-aaaa-aaaa") == 422
    assert sign_in(stranger, kode=world.cast["Anna"].codes[3]) == 303


def test_a_flood_from_one_place_waits_before_any_hashing(world: World) -> None:
    """R37, R94: the sixty-first knock in a row from one address is answered calmly with a time to
    wait."""
    door = world.state["door"]
    for _ in range(60):
        door.attempts.address.take("127.0.0")
    response = world.phone().send("/log-ind", {"navn": "x", "adgangskode": "y"})
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) >= 1
    assert "Det er ikke din skyld" in response.text


@pytest.mark.parametrize("name", ["stille-skov-471", "findes-slet-999"])
def test_a_wrong_password_and_an_unknown_name_look_the_same(world: World, name: str) -> None:
    """R40: the same bytes but for the name that was typed, before and after a code is asked for."""
    phone, other = world.phone(), world.phone()
    for _ in range(7):
        page = phone.post("/log-ind", {"navn": name, "adgangskode": "forkert-forkert"}, expect=422)
        like = other.post(
            "/log-ind", {"navn": "helt-anden-111", "adgangskode": "forkert-forkert"}, expect=422
        )
        assert page.text.replace(f'value="{name}"', "") == like.text.replace(
            'value="helt-anden-111"', ""
        )


@pytest.mark.parametrize(("shared", "minutes"), [(True, 16), (False, 31 * 24 * 60)])
def test_idle_time_locks_and_what_was_typed_comes_back(
    world: World, shared: bool, minutes: int
) -> None:
    """T19: after too long a rest the page asks who it is, and the words are there after signing
    in."""
    anna = world.signed_in(shared=shared)
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst="Halvt skrevet med ømhed")
    with clock.held(NOON + timedelta(minutes=minutes)):
        locked = anna.send("/dagbog", fields)
        assert locked.status_code == 401
        page = anna.examine(locked, 401)
        assert "Halvt skrevet" not in page.text, "nobody else may read it meanwhile"
        back = anna.post(
            "/log-ind", anna.typed(page, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
        )
        assert "Halvt skrevet med ømhed" in back.main
        assert "Halvt skrevet med ømhed" in anna.post("/dagbog", back.form("/dagbog").fields).main


def test_words_typed_in_one_account_are_never_given_to_another(world: World) -> None:
    anna = world.signed_in()
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst="Annas ord")
    anna.client.cookies.clear()
    locked = anna.examine(anna.send("/dagbog", fields), 401)
    page = anna.post(
        "/log-ind", anna.typed(locked, "/log-ind", navn="blid-hare-222", adgangskode=PASSWORD)
    )
    assert "hører til en anden konto" in page.said
    assert "Annas ord" not in page.text
    assert "Annas ord" not in anna.get("/dagbog").text


def test_an_old_tab_cannot_write_as_the_newcomer(world: World) -> None:
    anna = world.signed_in()
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst="Fra Annas fane")
    sam = world.signed_in("Sam")
    assert sam.send("/dagbog", fields).status_code == 401
    assert "Fra Annas fane" not in sam.get("/dagbog").main


def test_not_my_phone_leaves_no_device_behind(world: World) -> None:
    phone = world.phone()
    sign_in(phone, laant="1")
    assert logins.DEVICE not in phone.client.cookies
    session = next(c for c in phone.client.cookies.jar if c.name == logins.SESSION)
    assert session.expires is None, "the cookie goes when the browser closes"


def test_signing_out_everywhere_else(world: World) -> None:
    here, there = world.phone(), world.phone()
    sign_in(here)
    sign_in(there)
    here.fill("/konto", "/konto/log-ud-alle-andre")
    assert there.ask("GET", "/dagbog").status_code == 303
    assert here.ask("GET", "/dagbog").status_code == 200


def test_a_page_that_locks_itself_ends_the_login_and_carries_the_words(world: World) -> None:
    """T19: what the page sends when it closes after a rest."""
    anna = world.signed_in(shared=True)
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst="Midt i en sætning")
    locked = anna.post("/laas", [*fields, ("sti", "/dagbog")])
    assert locked.h1 == "Log ind"
    assert "Midt i" not in locked.text
    assert anna.ask("GET", "/dagbog").status_code == 303
    back = anna.post(
        "/log-ind", anna.typed(locked, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
    )
    assert "Midt i en sætning" in anna.post("/dagbog", back.form("/dagbog").fields).main


def test_what_was_written_waits_while_a_code_from_paper_is_used(world: World) -> None:
    anna = world.signed_in()
    code = world.cast["Anna"].codes[0]
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst="Midt i en sætning")
    anna.client.cookies.clear()
    locked = anna.post("/dagbog", fields, expect=401)
    asked = anna.post("/log-ind/kode", [*anna.typed(locked, "/log-ind"), ("kun", "vis")])
    typed = {"navn": "stille-skov-471", "kode": "forkert", "ny": "ny lang adgangskode"}
    wrong = anna.post("/log-ind/kode", anna.typed(asked, "/log-ind/kode", **typed), expect=422)
    again = anna.post("/log-ind/kode", anna.typed(wrong, "/log-ind/kode", **typed | {"kode": code}))
    assert "Din nye adgangskode er gemt." in again.said
    back = anna.post("/log-ind", anna.typed(again, "/log-ind", adgangskode="ny lang adgangskode"))
    assert "Midt i en sætning" in anna.post("/dagbog", back.form("/dagbog").fields).main


def test_what_was_written_waits_while_there_are_too_many_tries(world: World) -> None:
    anna = world.signed_in()
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst="Midt i en sætning")
    anna.client.cookies.clear()
    page = anna.post("/dagbog", fields, expect=401)
    for _ in range(200):
        answer = anna.send(
            "/log-ind", anna.typed(page, "/log-ind", navn="stille-skov-471", adgangskode="forkert")
        )
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert not re.search(r'name="baaret"\s+value=""', answer.text)
    assert "Det du skrev, er her stadig." in answer.text


def test_locking_with_nothing_written_or_nobody_signed_in(world: World) -> None:
    anna = world.signed_in()
    mark = dict(anna.get("/dagbog").form("/dagbog").fields)["konto"]
    page = anna.post("/laas", {"konto": mark, "sti": "/haab"})
    assert dict(page.form("/log-ind").fields)["til"] == "/haab"
    assert dict(page.form("/log-ind").fields)["baaret"] == ""
    assert world.phone().post("/laas", {"sti": "//ondt.example"}).h1 == "Log ind"


def test_nothing_that_erases_or_holds_a_password_waits_behind_a_sign_in(world: World) -> None:
    anna = world.signed_in()
    mark = dict(anna.get("/dagbog").form("/dagbog").fields)["konto"]
    anna.client.cookies.clear()
    for path, fields in (
        ("/mine-ting/slet", {}),
        ("/konto/adgangskode", {"nu": PASSWORD, "ny": "noget-andet-hemmeligt"}),
        ("/vis-mindre", {}),
        ("/dagbog/find", {"ord": "solsort"}),
    ):
        page = anna.post(path, {"konto": mark, **fields}, expect=401)
        assert dict(page.form("/log-ind").fields)["baaret"] == "", path
        assert "Det du skrev, er her stadig" not in page.main
        assert "hemmeligt" not in page.text
    assert "Du er logget ud." in anna.post("/log-ud", {"konto": mark}).said


def test_a_long_text_is_carried_whole(world: World) -> None:
    anna = world.signed_in()
    text = "Linje med æ og 😀\n" * 900
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst=text)
    anna.client.cookies.clear()
    locked = anna.post("/dagbog", fields, expect=401)
    back = anna.post(
        "/log-ind", anna.typed(locked, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
    )
    assert dict(back.form("/dagbog").fields)["tekst"] == text


def test_not_my_phone_stays_ticked_after_a_slip(world: World) -> None:
    phone = world.phone()
    page = phone.post(
        "/log-ind",
        {"navn": "stille-skov-471", "adgangskode": "forkert-forkert", "laant": "1"},
        expect=422,
    )
    assert dict(page.form("/log-ind").fields)["laant"] == "1"


def test_a_change_of_e_mail_ends_every_other_login(world: World) -> None:
    """R32."""
    here, there = world.phone(), world.phone()
    sign_in(here)
    sign_in(there)
    here.fill("/konto/mail", "/konto/mail", mail="anna@eksempel.dk")
    assert there.ask("GET", "/dagbog").status_code == 303
    assert here.ask("GET", "/dagbog").status_code == 200


def test_after_signing_in_one_comes_to_where_one_was_going(world: World) -> None:
    phone = world.phone()
    page = phone.get("/dagbog?foer=20260314.7")
    assert dict(page.form("/log-ind").fields)["til"] == "/dagbog?foer=20260314.7"


def test_a_double_tap_signs_nobody_out(world: World) -> None:
    """«Ja, det er mig» sent twice at the same moment: both answers hold a login that works."""
    phone, twin = world.phone(), world.phone()
    sign_in(phone)
    shown = logins.presented(world.keys, phone.client.cookies[logins.SESSION])
    assert shown is not None
    person = world.read(logins.find, world.keys, shown)
    assert person is not None
    for token in [world.write(logins.renew, person, proved=True) for _ in range(2)]:
        value = logins.cookie_value(world.keys, token, clock.minute())
        twin.client.cookies.set(logins.SESSION, value, domain="fodfaeste.test", path="/")
        assert twin.ask("GET", "/dagbog").status_code == 200


def test_twenty_guesses_at_once_are_counted_as_twenty(world: World) -> None:
    attempts = world.state["door"].attempts
    for _ in range(5):
        attempts.guess(b"name", None)
    assert attempts.needs_code(b"name", None)
    attempts.right(b"name", None)
    assert not attempts.needs_code(b"name", None)
