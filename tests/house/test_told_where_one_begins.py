"""Whoever has an account is told of a new device where they begin: nobody has to look for it under
Konto."""

import pytest
from sqlalchemy import update

from app.foundation.ids import new
from app.municipality.models import staff
from app.people.browsers import NOT_SAID
from app.people.people import CITIZEN, RELATIVE, STAFF
from app.sign_in import devices
from app.today.pages import AT_WORK as BEGINS
from tests.cast import CAST
from tests.world import World

NEW = "Nogen loggede ind på en ny enhed"


def test_the_cast_holds_every_kind_of_person() -> None:
    """Somebody of a new kind begins somewhere too: give the cast one of them."""
    assert {kind for *_, kind in CAST} == {CITIZEN, RELATIVE, STAFF}


@pytest.mark.parametrize("role", BEGINS)
def test_whoever_works_here_is_told_whatever_they_work_as(world: World, role: str) -> None:
    vera = world.cast["Vera"].id
    works = update(staff).where(staff.c.person == vera).values(role=role)
    world.write(lambda db: db.execute(works))
    told(world, "Vera")


@pytest.mark.parametrize("name", [name for name, *_ in CAST])
def test_everybody_is_told_of_a_new_device_where_they_begin(world: World, name: str) -> None:
    """Wherever the front page leads them after signing in. If this fails: include
    sign_in/_unknown_devices.html on that page."""
    told(world, name)


def told(world: World, name: str) -> None:
    phone = world.signed_in(name)
    assert NEW not in phone.get("/").main
    coming = devices.Coming(new().bytes * 2, NOT_SAID, shared=False)
    world.write(devices.arrive, world.keys, world.cast[name].id, coming)
    page = phone.get("/")
    assert NEW in page.main, f"{name} begins at «{page.h1}» and is not told"
    led = phone.post("/konto/ny-enhed", [*phone.typed(page, "/konto/ny-enhed"), ("svar", "mig")])
    assert led.h1 == page.h1 and NEW not in led.main
