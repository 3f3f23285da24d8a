"""From the operator's command to a coordinator with a code app, and from the coordinator's link to
a guide."""

import re
from datetime import timedelta

import pytest

from app import cli
from app.foundation import clock, settings
from app.foundation.errors import CannotStart
from app.municipality import COORDINATOR, EDITOR, GUIDE, colleagues, invitations
from app.sign_in import logins, second_factor
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.examined import Page
from tests.personnel.test_second_factor import code_now
from tests.phone import Phone
from tests.world import World

pytestmark = pytest.mark.both

OVER = "Koden virker ikke. Den kan være brugt eller for gammel."


def open_link(phone: Phone, secret: str, *, expect: int = 200) -> Page:
    """As the browser does it: the page, then the secret from behind the #."""
    return phone.fill("/personale/kom", "/personale/kom", expect=expect, kode=secret)


def join(phone: Phone, secret: str, name: str) -> str:
    """From link to a confirmed code app; returns the sign-in name."""
    page = open_link(phone, secret)
    assert page.h1 == "Din konto på arbejdet"
    sign_in_name = dict(page.form("/personale/kom/ny").fields)["navn"]
    codes = phone.post(
        "/personale/kom/ny",
        phone.typed(page, "/personale/kom/ny", fornavn=name, adgangskode=PASSWORD),
    )
    assert codes.h1 == "Dine koder på papir"
    assert sign_in_name in codes.main
    set_up = phone.post("/konto/koder/gemt", phone.typed(codes, "/konto/koder/gemt"))
    assert set_up.h1 == "En kode fra din telefon"
    phone.post(
        "/personale/kode",
        phone.typed(set_up, "/personale/kode", kode=code_now(key_on(set_up)), til="/konto"),
    )
    return sign_in_name


def key_on(page: Page) -> bytes:
    """The key as somebody would type it from the page."""
    import base64

    shown = re.findall(r"<code>([A-Z2-7]{4})</code>", page.text)
    return base64.b32decode("".join(shown))


def link_in(text: str) -> str:
    found = re.search(r"https://fodfaeste\.test/personale/kom#([\w-]{43})", text)
    assert found, text
    return found[1]


def test_the_whole_way_from_the_command_to_a_guide(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """R7, R34: the operator's link makes a coordinator, whose link makes a guide; each with a
    second factor of their own."""
    world.db.close()
    cli.found_municipality(world.settings, "  Nordby  ")
    secret = link_in(capsys.readouterr().out)
    again = World(world.settings, world.cast)
    try:
        karla = again.phone()
        sign_in_name = join(karla, secret, "Karla")
        assert karla.get("/").h1 == "Kolleger"
        made = karla.fill("/personale/inviter", "/personale/inviter", rolle=GUIDE)
        assert made.h1 == "Linket til din kollega"
        gunnar = again.phone()
        join(gunnar, link_in(made.text), "Gunnar")
        shown = karla.get("/personale")
        assert ["Gunnar" in shown.main, "Karla" in shown.main, "Nordby" in shown.main] == [
            True,
            True,
            True,
        ]
        assert "Mette" not in shown.main, "another municipality's colleague"
        assert gunnar.ask("GET", "/personale").status_code == 404
        later = again.phone()
        assert (
            later.send("/log-ind", {"navn": sign_in_name, "adgangskode": PASSWORD}).headers[
                "location"
            ]
            == "/"
        )
        assert later.get("/").h1 == "Koden fra din kode-app"
    finally:
        again.close()


def test_the_command_refuses_beside_a_running_server_on_sqlite(world: World) -> None:
    if not world.settings.sqlite:
        pytest.skip("PostgreSQL takes several processes")
    with cli.alone(world.settings), pytest.raises(cli.InUse, match="Something else"):
        cli.found_municipality(world.settings, "Nordby")


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "Nord\x00by"])
def test_the_command_wants_a_name(world: World, name: str) -> None:
    with pytest.raises(CannotStart, match="one line"):
        cli.found_municipality(world.settings, name)


def test_the_command_line_itself(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Run again for a known municipality it makes a fresh link and no second municipality."""
    world.db.close()
    monkeypatch.setattr(settings, "from_environment", lambda: world.settings)
    links = []
    for _ in range(2):
        assert cli.main(["found-municipality", "Vestby"]) == 0
        links.append(link_in(capsys.readouterr().out))
    again = World(world.settings, world.cast)
    found = [again.read(invitations.find, link) for link in links]
    again.close()
    assert [(each.role, each.municipality_name) for each in found if each] == [
        (COORDINATOR, "Vestby")
    ] * 2
    assert len({each.municipality for each in found if each}) == 1


def test_looking_at_a_link_uses_nothing_up(world: World) -> None:
    """Machines that scan mail open links, and some send what they find."""
    secret = world.write(invitations.make, world.municipality(), GUIDE)
    for _ in range(3):
        world.phone().get("/personale/kom")
        open_link(world.phone(), secret)
    join(world.phone(), secret, "Gunnar")


def test_a_link_that_is_over_looks_like_one_that_never_was(world: World) -> None:
    """R7, R40: used, withdrawn, run out and made up are told alike."""
    here = world.municipality()
    used, withdrawn, old = (world.write(invitations.make, here, EDITOR) for _ in range(3))
    join(world.phone(), used, "Gunnar")
    found = world.read(invitations.find, withdrawn)
    assert found is not None
    world.write(invitations.withdraw, here, found.id)
    with clock.held(NOON + timedelta(days=7, hours=14)):
        assert world.read(invitations.find, old) is not None, (
            "the last day that was named is a whole one"
        )
    with clock.held(NOON + timedelta(days=7, hours=16)):
        pages = [
            open_link(world.phone(), each, expect=422)
            for each in (used, withdrawn, old, "x" * 43, "")
        ]
    assert all(OVER in page.main for page in pages)
    assert len({page.main for page in pages}) == 1


def test_two_with_the_same_link_and_one_is_late(world: World) -> None:
    """Both saw the form; the second is told calmly, and no account is made."""
    secret = world.write(invitations.make, world.municipality(), GUIDE)
    one, two = world.phone(), world.phone()
    pages = [open_link(phone, secret) for phone in (one, two)]
    for phone, page, expect in zip((one, two), pages, (200, 422), strict=True):
        said = phone.typed(page, "/personale/kom/ny", fornavn="Gunnar", adgangskode=PASSWORD)
        answer = phone.post("/personale/kom/ny", said, expect=expect)
    assert OVER in answer.main
    assert logins.SESSION not in two.client.cookies


def test_a_form_sent_twice_makes_one_account(world: World) -> None:
    """Whoever knows its password comes in and sees the codes; whoever only has the form does
    not."""
    secret = world.write(invitations.make, world.municipality(), GUIDE)
    phone, copy = world.phone(), world.phone()
    said = phone.typed(
        open_link(phone, secret), "/personale/kom/ny", fornavn="Gunnar", adgangskode=PASSWORD
    )
    assert phone.post("/personale/kom/ny", said).h1 == "Dine koder på papir"
    assert copy.post("/personale/kom/ny", said).h1 == "Dine koder på papir"
    wrong = [
        (name, "en-helt-anden-adgang" if name == "adgangskode" else value) for name, value in said
    ]
    assert OVER in world.phone().post("/personale/kom/ny", wrong, expect=422).main


def test_name_and_password_are_asked_for_kindly(world: World) -> None:
    secret = world.write(invitations.make, world.municipality(), GUIDE)
    phone = world.phone()
    page = open_link(phone, secret)
    for name, password, told in (
        ("", PASSWORD, "Skriv dit fornavn"),
        ("o" * 61, PASSWORD, "60 tegn"),
        ("Bo", "kort", "mindst 8"),
    ):
        said = phone.typed(page, "/personale/kom/ny", fornavn=name, adgangskode=password)
        page = phone.post("/personale/kom/ny", said, expect=422)
        assert told in page.main
        assert page.form("/personale/kom/ny")
    assert (
        phone.send("/personale/kom/ny", {"billet": "AAAA"}).headers["location"] == "/personale/kom"
    )


def test_a_new_colleague_has_a_name_that_the_coordinator_sees(world: World) -> None:
    secret = world.write(invitations.make, world.municipality(), GUIDE)
    join(world.phone(), secret, "Åse <b>")
    assert "Åse <b>" in world.signed_in("Karen").get("/personale").main


def test_a_key_of_ones_own_from_the_first_moment(world: World) -> None:
    """The code app's key lies sealed before anybody can ask for it with only a password."""
    secret = world.write(invitations.make, world.municipality(), EDITOR)
    phone = world.phone()
    page = open_link(phone, secret)
    phone.post(
        "/personale/kom/ny",
        phone.typed(page, "/personale/kom/ny", fornavn="Elo", adgangskode=PASSWORD),
    )
    person = world.keys.root.reveal(
        "joining", dict(page.form("/personale/kom/ny").fields)["billet"], dict
    )
    assert person is not None
    from uuid import UUID

    from app.people import people

    me = world.read(people.get, world.keys, UUID(person["person"]))
    assert me is not None
    there = world.read(second_factor.of, me)
    assert there is not None and not there.confirmed
    found = world.read(colleagues.of, me.id)
    assert found is not None and found.role == EDITOR
