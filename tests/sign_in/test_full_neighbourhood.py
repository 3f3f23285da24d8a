"""One guesser behind the address that a whole library or municipality has: whoever comes on a phone
that is known comes in."""

from types import SimpleNamespace

import pytest

from app.foundation.web.limits import neighbourhood
from app.sign_in import Attempts
from tests.cast import PASSWORD
from tests.phone import Phone
from tests.world import World

ANNA = "stille-skov-471"
HERE = "127.0.0.1"


@pytest.fixture(autouse=True)
def _held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaks away while a test runs, however slow the machine is."""
    monkeypatch.setattr(
        "app.foundation.web.limits.time", SimpleNamespace(monotonic=lambda: 1_000.0)
    )


def sign_in(phone: Phone, password: str = PASSWORD) -> int:
    return phone.send("/log-ind", {"navn": ANNA, "adgangskode": password}).status_code


def crowded(world: World) -> None:
    """Somebody near has guessed as often as anybody there may."""
    attempts: Attempts = world.state["door"].attempts
    while not attempts.address.take(neighbourhood(HERE)):
        pass


def test_a_known_phone_comes_in_where_no_other_does(world: World) -> None:
    anna = world.phone()
    assert sign_in(anna) == 303
    crowded(world)
    assert sign_in(world.phone()) == 429, "the place is full: the trial is none otherwise"
    assert sign_in(anna) == 303


def test_its_own_mistakes_are_its_own_and_cost_the_neighbours_nothing(world: World) -> None:
    """The place is not counted for a known phone: one who forgets their password there fills it for
    nobody."""
    anna, attempts = world.phone(), world.state["door"].attempts
    assert sign_in(anna) == 303
    before = attempts.address._level(neighbourhood(HERE))
    for _ in range(3):
        assert sign_in(anna, "forkert-kode") == 422
    assert attempts.address._level(neighbourhood(HERE)) == before
    assert sign_in(anna) == 303


def test_whoever_is_in_already_is_asked_nothing_of_their_place(world: World) -> None:
    """«Er det dig?» counts the login, and a passkey a flood of its own."""
    anna = world.signed_in()
    crowded(world)
    form = anna.get("/er-det-dig").form("/er-det-dig")
    fields = [(name, value) for name, value in form.fields if name != "adgangskode"]
    assert anna.send("/er-det-dig", [*fields, ("adgangskode", PASSWORD)]).status_code == 303
    assert not world.state["door"].attempts.passkeys.full(neighbourhood(HERE))


@pytest.mark.parametrize("near", ["127.0.0.1", "127.0.0.254", "::ffff:127.0.0.9"])
def test_a_place_is_a_street_and_not_a_house(near: str) -> None:
    assert neighbourhood(near) == neighbourhood(HERE) != neighbourhood("127.0.1.1")
