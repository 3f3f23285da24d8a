"""A page closes itself and sends what was being written. What cannot be read of it is not said to
be there, and ends nobody else's login: whose page it was stands in the address too."""

import base64
import secrets
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from app.foundation import clock
from app.foundation.errors import SealBroken
from app.foundation.web.forms import FIELDS, PLAIN, widest
from app.sign_in import pages
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.examined import Page
from tests.phone import Phone
from tests.sign_in.test_going import FORM, UNREADABLE, alive, away, cookie, copied
from tests.world import World

WORDS = "Det jeg var midt i"
LOST, SEE_HERE = (
    "Det du var ved at skrive, kunne vi ikke gemme.",
    "Det du var ved at skrive, kunne vi ikke tage imod.",
)
BODIES = UNREADABLE | {
    "too long for any form": b"tekst=" + b"a" * 500_000,
    "words that swell": b"baaret=x&tekst=" + b"a" * (PLAIN + 1),
}
UNREAD = [(body, FORM) for body in BODIES.values()] + [
    (b"tekst=a", FORM | {"content-type": "text/plain"}),
    (b"tekst=a", FORM | {"content-encoding": "gzip"}),
]


def locks(phone: Phone, mark: str, body: bytes, headers: dict[str, str] = FORM) -> Page:
    return phone.examine(
        phone.ask("POST", f"/laas?konto={mark}", content=body, headers=headers), 200
    )


@pytest.mark.parametrize("shared", [True, False], ids=["a guest", "on one's own phone"])
@pytest.mark.parametrize("body", BODIES)
def test_what_could_not_be_read_is_not_said_to_be_there(
    world: World, body: str, shared: bool
) -> None:
    anna = world.signed_in(shared=shared)
    page = locks(anna, world.person().mark, BODIES[body])
    assert "Vi har låst" in page.said and cookie(anna) == "" and alive(world, "Anna") == set()
    assert (LOST in page.main, SEE_HERE in page.main) == (shared, not shared)
    assert (
        "Det du skrev, er her stadig" not in page.main
        and not dict(page.form("/log-ind").fields)["baaret"]
    )


@pytest.mark.parametrize("mark", ["Anna's", "nobody's"])
@pytest.mark.parametrize(("body", "headers"), UNREAD, ids=[*BODIES, "no form", "squeezed"])
def test_it_ends_nobody_elses_login(
    world: World, body: bytes, headers: dict[str, str], mark: str
) -> None:
    """Anna's old tab, and Sam has come in since; or nobody knows whose tab it is."""
    sam, before = world.signed_in("Sam"), alive(world, "Sam")
    page = locks(sam, world.person().mark if mark == "Anna's" else "", body, headers)
    assert (
        cookie(sam)
        and alive(world, "Sam") == before
        and sam.ask("GET", "/dagbog").status_code == 200
    )
    assert "Vi har låst" not in page.said and "Siden er lukket." in page.said and LOST in page.main
    assert ("En anden konto er logget ind her" in page.said) is (mark == "Anna's"), (
        "only what is known is said"
    )


def test_nor_while_the_database_is_away(world: World) -> None:
    sam, before = world.signed_in("Sam"), alive(world, "Sam")
    copy = copied(world, sam)
    with pytest.MonkeyPatch.context() as patched:
        away(world, patched)
        locks(sam, world.person().mark, UNREADABLE["too long"])
    world.runner.run(world.state["door"].departures.finish(world.db, world.keys))
    assert alive(world, "Sam") == before and copy.ask("GET", "/dagbog").status_code == 200


def test_on_ones_own_phone_whoever_rested_so_long_is_told_to_look(world: World) -> None:
    """As it always is: the login has run out when the page closes itself."""
    anna, guest = world.signed_in(), world.signed_in(shared=True)
    with clock.held(NOON + timedelta(days=31)):
        assert SEE_HERE in locks(anna, world.person().mark, UNREADABLE["too long"]).main
    with clock.held(NOON + timedelta(minutes=16)):
        assert LOST in locks(guest, world.person().mark, UNREADABLE["too long"]).main


def test_what_names_nobody_but_can_be_read_ends_nobodys_login_either(world: World) -> None:
    anna = world.signed_in(shared=True)
    page = anna.post("/laas", {"sti": "/dagbog", "tekst": WORDS})
    assert (
        cookie(anna)
        and "Siden er lukket." in page.said
        and LOST in page.main
        and WORDS not in page.text
    )


def test_a_page_from_before_says_in_its_form_alone_whose_it_is(world: World) -> None:
    anna = world.signed_in(shared=True)
    page = anna.post("/laas", {"konto": world.person().mark, "sti": "/dagbog", "tekst": WORDS})
    assert (
        "Vi har låst" in page.said
        and "Det du skrev, er her stadig" in page.main
        and LOST not in page.main
    )
    assert cookie(anna) == "" and WORDS in back(anna, page)


def back(phone: Phone, locked: Page) -> str:
    typed = phone.typed(locked, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
    return phone.post("/log-ind", typed).text


def test_where_nothing_was_written_nothing_is_said_of_it(world: World) -> None:
    for shared in (True, False):
        page = world.signed_in(shared=shared).post(
            "/laas", {"konto": world.person().mark, "sti": "/haab"}
        )
        assert "Vi har låst" in page.said and "ved at skrive" not in page.main


@pytest.mark.parametrize("own", [True, False], ids=["on one's own phone", "a guest"])
def test_while_the_keys_are_away_nothing_stands_in_plain(
    world: World, monkeypatch: pytest.MonkeyPatch, own: bool
) -> None:
    """What cannot be sealed is never shown, and not said to be there; what was sealed before goes
    on waiting."""
    mark, anna = world.person().mark, world.signed_in(shared=not own)
    fields = [
        ("konto", mark),
        *([("egen", "1")] if own else []),
        ("tekst", WORDS),
        ("sti", "/dagbog"),
    ]
    sealed = dict(world.phone().post("/laas", fields).form("/log-ind").fields)["baaret"]
    for name in ("keys", "door"):
        monkeypatch.setitem(world.state, name, None)
    page = locks(anna, mark, urlencode(fields).encode())
    assert page.h1 == "Log ind" and WORDS not in page.text and cookie(anna) == ""
    assert (LOST in page.main, SEE_HERE in page.main) == (not own, own)
    handed = locks(world.phone(), "", urlencode({"text": WORDS, "sti": "/del"}).encode())
    assert WORDS not in handed.text and LOST in handed.main
    waits = locks(world.phone(), "", urlencode({"baaret": sealed, "sti": "/log-ind"}).encode())
    monkeypatch.undo()
    assert WORDS in back(anna, waits)


def test_whatever_breaks_in_the_lock_nothing_stands_in_plain(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise SealBroken("carried")

    anna, mark = world.signed_in(shared=True), world.person().mark
    monkeypatch.setattr(pages, "carry", breaks)
    answer = anna.send("/laas", {"konto": mark, "sti": "/dagbog", "tekst": WORDS})
    page = anna.examine(answer, 500)
    assert (
        WORDS not in page.text
        and "Det du var ved at skrive, kunne vi ikke gemme." in page.main
        and cookie(anna) == ""
    )


def test_a_form_with_all_the_fields_there_may_be_waits(world: World) -> None:
    """The lock adds one: where it leads."""
    mark, anna = world.person().mark, world.signed_in(shared=True)
    fields = [("konto", mark), ("tekst", WORDS), *[("hjalp", f"te {n}") for n in range(FIELDS - 2)]]
    assert anna.send("/dagbog", fields).status_code in (303, 422), "so many can be read"
    page = locks(anna, mark, urlencode([*fields, ("sti", "/dagbog")]).encode())
    assert LOST not in page.main and WORDS in back(anna, page)


def test_what_waits_already_goes_through_the_lock_however_long_it_is(world: World) -> None:
    """As long as any page that asks who one is takes it. It is sealed, and a third longer than its
    words."""
    mark, anna = world.person().mark, world.signed_in(shared=True)
    words = (
        base64.b64encode(secrets.token_bytes(PLAIN * 3 // 4 - 400))
        .decode()
        .replace("+", "a")
        .replace("/", "b")
        .replace("=", "c")
    )
    locked = anna.post("/laas", {"konto": mark, "sti": "/dagbog", "tekst": words})
    carried = dict(locked.form("/log-ind").fields)["baaret"]
    assert widest("/laas") >= widest("/er-det-dig") > len(carried) > PLAIN
    again = world.signed_in(shared=True).post(
        "/laas", {"konto": mark, "sti": "/er-det-dig", "baaret": carried}
    )
    assert dict(again.form("/log-ind").fields)["baaret"] == carried
    assert words in back(anna, again)
