"""Indstillinger: rendered by the server from one cookie of fixed choices."""

import pytest

from app.foundation.web.prefs import COOKIE
from tests.world import World

pytestmark = pytest.mark.both


def test_choices_take_effect_on_the_next_page(world: World) -> None:
    phone = world.phone()
    page = phone.fill(
        "/indstillinger",
        "/indstillinger",
        language="en",
        theme="dark",
        size="largest",
        font="clear",
        motion="less",
    )
    for said in (
        'lang="en"',
        'data-theme="dark"',
        'data-size="largest"',
        'data-font="clear"',
        'data-motion="less"',
    ):
        assert said in page.text
    assert page.said == "Saved on this phone."


def test_the_first_visit_follows_the_browser(world: World) -> None:
    assert 'lang="en"' in world.phone("en-GB,en;q=0.9,da;q=0.8").get("/").text
    assert 'lang="da"' in world.phone("fr-FR,fr;q=0.9").get("/").text
    assert 'lang="da"' in world.phone("da-DK").get("/").text


@pytest.mark.parametrize(
    "cookie",
    [
        "klingon.dark",
        "....",
        "da.purple.huge.comic.wild",
        "\\x00",
        "da" * 500,
        "en.auto.normal.system.auto.extra",
    ],
)
def test_an_unknown_choice_in_the_cookie_is_as_if_it_were_not_there(
    world: World, cookie: str
) -> None:
    phone = world.phone()
    page = phone.examine(phone.ask("GET", "/", headers={"cookie": f"{COOKIE}={cookie}"}), 200)
    assert 'data-size="normal"' in page.text


def test_the_practice_language_is_right_to_left(world: World) -> None:
    phone = world.signed_in()
    page = phone.fill("/indstillinger", "/indstillinger", language="ar-XB")
    assert 'dir="rtl"' in page.text
    assert page.h1.startswith("[Índstíllíngér")


def test_the_zone_moves_the_citizens_day(world: World) -> None:
    phone = world.signed_in()
    phone.fill("/indstillinger", "/indstillinger/konto", zone="America/Nuuk", laas="15")
    me = world.person()
    assert (me.zone, me.profile.lock_after) == ("America/Nuuk", 15)
    phone.fill("/indstillinger", "/indstillinger/konto", zone="Mars/Olympus", laas="9999")
    me = world.person()
    assert (me.zone, me.profile.lock_after) == ("America/Nuuk", None)
