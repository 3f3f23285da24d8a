"""Den gode start: four pages that lead on, three that can be skipped, and a look around that leaves
nothing behind."""

from itertools import pairwise

import pytest
from sqlalchemy import update

from app.people.models import people
from app.welcome.pages import PAGES
from tests.world import World

pytestmark = pytest.mark.both


def test_each_page_leads_to_the_next_and_the_last_to_an_account(world: World) -> None:
    visitor = world.phone()
    paths = [
        "/velkommen",
        *(f"/velkommen/{place}" for place in range(2, len(PAGES) + 1)),
        "/konto/ny",
    ]
    heads = [visitor.get(path).h1 for path in paths]
    assert len(set(heads)) == len(paths) == 5
    for here, onwards in pairwise(paths):
        assert onwards in visitor.get(here).links
    for here in paths[1:-1]:
        assert "/konto/ny" in visitor.get(here).links, "it cannot be skipped"


@pytest.mark.parametrize("place", ["0", "1", "5", "99"])
def test_there_is_no_page_before_the_first_and_none_after_the_last(
    world: World, place: str
) -> None:
    assert world.phone().ask("GET", f"/velkommen/{place}").status_code == 404


def test_whoever_looks_around_sees_a_made_up_persons_place(world: World) -> None:
    visitor = world.phone()
    assert "Du kigger hos" in visitor.fill("/velkommen", "/kig-dig-omkring").main
    assert visitor.get("/dagbog").h1 == "Dagbog"
    assert "/mine-ting" not in visitor.get("/mit").links


def test_where_nobody_is_made_up_there_is_nothing_to_look_at(world: World) -> None:
    world.write(
        lambda db: db.execute(update(people).where(people.c.kind == "look").values(kind="citizen"))
    )
    visitor = world.phone()
    assert visitor.send("/kig-dig-omkring", {}).status_code == 404
    assert not visitor.client.cookies
