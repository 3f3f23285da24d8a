"""Nothing of a colleague's account is changed or ended with a password alone: every form of an
account, with one factor missing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.foundation import clock
from app.sign_in import devices, passkeys, recovery
from app.sign_in.models import logins as login_rows
from app.sign_in.models import second_factors
from tests.authenticator import Authenticator
from tests.authenticator import add as add_passkey
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.house.test_edge import contents
from tests.house.test_guards import handlers, own
from tests.world import World

ROOMS = (
    "app.account",
    "app.ways_in",
    "app.sign_in",
    "app.my_data",
    "app.personnel",
    "app.preferences",
    "app.offline",
)
"""Where an account is changed."""
WITHOUT = {
    "/log-ud": "signing this very login out",
    "/laas": "signing this very login out",
    "/skjul": "signing this very login out",
    "/er-det-dig": "one factor of the two, said once more; it opens nothing that needs the other",
    "/er-det-dig/noegle": "a passkey is how the second factor is given",
    "/er-det-dig/noegle/spoerg": "a passkey is how the second factor is given",
    "/personale/kode": "how the second factor is given",
    "/indstillinger": "the look of this phone; nothing of an account",
}
"""What staff may post before their second factor, and why."""


def posts(world: World) -> list[str]:
    """Every form in the rooms of accounts that asks who comes."""
    found = [
        (path, handler) for path, handler in own(handlers(world)) if "POST" in handler.http_methods
    ]
    rooms = [(path, handler) for path, handler in found if handler.fn.__module__.startswith(ROOMS)]
    nobodys = {"anyone", "arriving"}
    return sorted(
        path
        for path, handler in rooms
        if not nobodys & {guard.__name__ for guard in handler.resolve_guards()}
    )


def confirm(world: World, name: str) -> None:
    mine = update(second_factors).where(second_factors.c.owner == world.cast[name].id)
    world.write(lambda db: db.execute(mine.values(confirmed_minute=clock.minute())))


def fields(world: World, name: str) -> dict[str, Any]:
    """A form in which everything is right, but the second factor."""
    other = world.write(
        lambda db: db.execute(
            login_rows.select().where(login_rows.c.owner == world.cast[name].id)
        ).first()
    )
    key = world.read(passkeys.all_of, world.keys, world.person(name))[0].mark
    return {
        "konto": world.person(name).mark,
        "nu": PASSWORD,
        "ny": "to-blå-døre-i-regnvejr",
        "mail": "ny@eksempel.dk",
        "enhed": devices._mark(world.keys, other),
        "svar": "ikke",
        "noegle": key,
        "rolle": "guide",
    }


@pytest.mark.parametrize("name", ["Mette", "Karen", "Ellen"])
def test_with_a_password_alone_nothing_of_the_account_is_changed(world: World, name: str) -> None:
    confirm(world, name)
    add_passkey(world.signed_in(name), Authenticator())
    world.signed_in(name)
    thief = world.signed_in(name, second=False)
    typed, before = fields(world, name), world.read(contents)
    for path in posts(world):
        if path in WITHOUT:
            continue
        for person in (world.cast[name].id, world.cast["Vera"].id):
            to = path.replace("{person_id}", str(person)).replace("{invitation_id}", str(person))
            answer = thief.send(to, typed)
            assert answer.status_code == 404 or answer.headers["location"].startswith(
                "/personale/kode?til="
            ), path
    assert world.read(contents) == before


def test_every_exception_is_a_form(world: World) -> None:
    assert set(WITHOUT) <= {path for path, _ in own(handlers(world))}
    assert len(posts(world)) > 20


def test_codes_on_paper_are_shown_without_it_only_until_it_is_set_up(world: World) -> None:
    """A newcomer is given the codes first. Afterwards a password alone neither sees them nor calls
    them saved."""
    world.write(recovery.make, world.keys, world.person("Mette"))
    mette, mark = world.signed_in("Mette", second=False), world.person("Mette").mark
    assert mette.get("/konto/koder").h1 == "Dine koder på papir"
    confirm(world, "Mette")
    assert (
        mette.ask("GET", "/konto/koder").headers["location"] == "/personale/kode?til=/konto/koder"
    )
    assert (
        mette.send("/konto/koder/gemt", {"konto": mark})
        .headers["location"]
        .startswith("/personale/kode?til=")
    )
    assert len(world.read(recovery.shown, world.person("Mette"))) == 10
    assert world.signed_in("Mette").get("/konto/koder").h1 == "Dine koder på papir"


def test_a_newcomer_at_work_says_that_it_is_them_and_sees_the_codes_that_wait(world: World) -> None:
    """Before the code app is set up a password is all they have to say it with."""
    world.write(recovery.make, world.keys, world.person("Mette"))
    mette = world.signed_in("Mette", second=False)
    with clock.held(NOON + timedelta(minutes=11)):
        asked = mette.get("/konto/koder")
        assert asked.h1 == "Er det dig?"
        assert (
            mette.post("/er-det-dig", mette.typed(asked, "/er-det-dig", adgangskode=PASSWORD)).h1
            == "Dine koder på papir"
        )


def test_after_the_code_there_is_a_page(world: World) -> None:
    """A form leads back to a page of its own, or to the front page; never to where only forms are
    sent."""
    mette, mark = world.signed_in("Mette", second=False), world.person("Mette").mark
    assert (
        mette.send("/konto/adgangskode", {"konto": mark}).headers["location"]
        == "/personale/kode?til=/konto/adgangskode"
    )
    assert (
        mette.send("/konto/log-ud-alle-andre", {"konto": mark}).headers["location"]
        == "/personale/kode?til=/"
    )
