"""An answer is the other's: whoever may have given one is not told that nobody sees anything of
theirs."""

from uuid import UUID

import pytest

from app import hopes
from app.foundation import ids
from app.hard_days import askings
from app.sharing import grants
from tests.examined import Page
from tests.sharing.bonded import bond, person
from tests.world import World

STAYS = "Har du svaret nogen her i appen, bliver dit svar hos dem."


@pytest.fixture
def on(world: World) -> UUID:
    """Sam has answered Anna, shares a hope with Gry, and has invited Anna himself. His own bond to
    Anna is returned."""
    hers = bond(world, "Anna", "Sam")
    row = world.write(askings.ask, world.keys, person(world, "Anna"), ids.new(), hers, "hope", "")
    world.write(askings.answer, world.keys, person(world, "Sam"), hers, row, "Du kan godt.")
    hope = world.write(hopes.kept.keep, person(world, "Sam"), ids.new(), hopes.kept.Words("Havet"))
    world.write(
        grants.give,
        world.keys,
        person(world, "Sam"),
        ids.new(),
        grants.Wish(bond(world, "Sam", "Gry"), "hopes", "item", "1", hope),
    )
    return bond(world, "Sam", "Anna")


def test_no_step_on_deling_claims_that_nobody_sees_anything(world: World, on: UUID) -> None:
    sam, mark = world.signed_in("Sam"), {"konto": person(world, "Sam").mark}
    said = {}

    def told(page: Page) -> Page:
        assert (
            STAYS in page.main
            and "se noget." not in page.main
            and "se noget lige nu" not in page.main
        ), page.main
        return page

    told(sam.get("/deling"))
    assert "Anna kan ikke se noget af det, du deler." in sam.get("/deling").main
    said["pause"] = told(sam.post("/deling/pause", mark))
    assert "Du holder pause. Ingen andre kan se det, du deler, lige nu." in said["pause"].main
    said["stop"] = told(sam.post("/deling/stop-alt", mark))
    asked = told(sam.get(f"/deling/person/{on}/slut"))
    assert "Anna kan så ikke se det, du har delt." in asked.main
    told(sam.post(f"/deling/person/{on}/slut", mark))
    assert said["pause"].said == "Pause. Ingen andre kan se det, du deler, før du slutter pausen."
    assert said["stop"].said == "Al deling er stoppet. Ingen andre kan se det, du har delt."
    [row] = world.read(askings.newest, person(world, "Anna")).things
    assert "Du kan godt." in world.signed_in("Anna").get(f"/bedt/{row.id}").main, "and it is so"


def test_whoever_has_never_been_asked_is_not_told_of_answers(world: World) -> None:
    on = bond(world)
    for path in ("/deling", f"/deling/person/{on}/slut"):
        assert STAYS not in world.signed_in().get(path).main


def test_an_empty_log_says_nothing_of_what_nobody_saw(world: World) -> None:
    main = world.signed_in().get("/deling/set").main
    assert "Her står ikke noget endnu. Du har ikke delt noget." in main
