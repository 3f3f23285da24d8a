"""Whoever was signed out from another phone gets no more of the copy of everything that is on its
way to them."""

import asyncio
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from app.my_data import copies
from app.sign_in import logins
from tests.cast import PASSWORD
from tests.my_data.test_many_at_once import Held
from tests.my_data.test_much import written
from tests.phone import Phone
from tests.soon import SOON
from tests.world import World

NEW = "en-helt-anden-vej-hjem"


class Reader(Held):
    """Keeps what it gets, and knows whether that was all."""

    def __init__(self, world: World, phone: Phone) -> None:
        self.got, self.all = b"", False
        super().__init__(world, phone)

    async def _send(self, message: dict[str, Any]) -> None:
        await super()._send(message)
        if message["type"] == "http.response.body":
            self.got, self.all = self.got + message["body"], not message.get("more_body")


@pytest.fixture
def anna(world: World, monkeypatch: pytest.MonkeyPatch) -> Phone:
    """She has written much, and each piece of it is asked about."""
    monkeypatch.setattr(copies, "EVERY", 0)
    written(world, 60, 4900)
    return world.signed_in()


def meanwhile(world: World, phone: Phone, act: Callable[[], object]) -> Reader:
    """A copy of everything, of which the first piece has come when something happens."""

    async def begins() -> Reader:
        reader = Reader(world, phone)
        await asyncio.wait_for(reader.began.wait(), SOON)
        return reader

    async def goes_on() -> None:
        reader.reads.set()
        await asyncio.wait_for(reader.over, SOON)

    reader = world.runner.run(begins())
    act()
    world.runner.run(goes_on())
    assert not world.state["copies"], "its place is given back"
    return reader


def everywhere_else(world: World, phone: Phone) -> None:
    phone.fill("/konto", "/konto/log-ud-alle-andre")


def another_password(world: World, phone: Phone) -> None:
    phone.fill("/konto/adgangskode", "/konto/adgangskode", nu=PASSWORD, ny=NEW)


def all_erased(world: World, phone: Phone) -> None:
    phone.fill("/mine-ting/slet", "/mine-ting/slet")


def from_the_list(world: World, phone: Phone) -> None:
    for form in [
        each for each in phone.get("/konto/enheder").forms if each.action == "/konto/enheder/log-ud"
    ]:
        phone.post("/konto/enheder/log-ud", form.fields)


@pytest.mark.parametrize("act", [everywhere_else, another_password, all_erased, from_the_list])
def test_what_ends_the_other_logins_ends_their_copies(
    world: World, anna: Phone, act: Callable[[World, Phone], None]
) -> None:
    thief = world.signed_in()
    reader = meanwhile(world, thief, lambda: act(world, anna))
    assert thief.ask("GET", "/dagbog").status_code == 303, "signed out"
    assert reader.status == 200 and not reader.all
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(reader.got))


def test_it_was_not_me_ends_the_copy_of_whoever_came(world: World, anna: Phone) -> None:
    for phone in (anna, thief := world.phone()):
        phone.client.cookies.clear()
        assert (
            phone.send("/log-ind", {"navn": "stille-skov-471", "adgangskode": PASSWORD}).status_code
            == 303
        )
    answer = [*anna.typed(anna.get("/"), "/konto/ny-enhed"), ("svar", "ikke")]
    reader = meanwhile(world, thief, lambda: anna.send("/konto/ny-enhed", answer))
    assert thief.ask("GET", "/dagbog").status_code == 303 and not reader.all


def test_whoever_signs_out_gets_no_more_of_it(world: World, anna: Phone) -> None:
    reader = meanwhile(world, anna, lambda: anna.fill("/", "/log-ud"))
    assert not reader.all


@pytest.mark.parametrize("act", [everywhere_else, another_password, all_erased])
def test_ones_own_copy_goes_on_when_one_says_so_oneself(
    world: World, anna: Phone, act: Callable[[World, Phone], None]
) -> None:
    """Under another id by then, also the second time."""

    def acts() -> None:
        anna.fill("/er-det-dig", "/er-det-dig", adgangskode=PASSWORD)
        act(world, anna)

    before = anna.client.cookies[logins.SESSION]
    reader = meanwhile(world, anna, acts)
    assert anna.client.cookies[logins.SESSION] != before and reader.all
    assert zipfile.ZipFile(io.BytesIO(reader.got)).testzip() is None
