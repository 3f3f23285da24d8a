"""Gode ting: kept in a sentence, and shown one at a time when somebody asks for one."""

import re
import secrets

import pytest

from app.foundation import ids
from app.good_things import kept
from app.good_things.kept import Words
from app.people import people
from tests.examined import Page
from tests.world import World

pytestmark = pytest.mark.both


def keep(world: World, *texts: str, name: str = "Anna") -> None:
    for text in texts:
        world.write(kept.keep, world.person(name), ids.new(), Words(text))


def another(page: Page) -> str:
    return next(link for link in page.links if link.startswith("/gode-ting/en?efter="))


def test_without_any_the_page_asks_for_nothing(world: World) -> None:
    page = world.signed_in().get("/gode-ting/en")
    assert "Her er ikke gemt noget endnu. Det er helt fint." in page.main
    assert not [link for link in page.links if "efter" in link]


def test_one_more_is_always_another_one(world: World) -> None:
    keep(world, "Solen", "Havet")
    anna = world.signed_in()
    page, shown = anna.get("/gode-ting/en"), []
    for _ in range(6):
        shown.append(next(text for text in ("Solen", "Havet") if text in page.main))
        page = anna.get(another(page))
    assert shown in (["Solen", "Havet"] * 3, ["Havet", "Solen"] * 3)


def test_of_a_full_box_each_one_may_come(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those far down in it, and never the one that was just seen. Every throw of the dice is
    tried."""
    keep(world, *"abc")
    world.write(people.next_number, world.person().id)  # something else was written between
    keep(world, *"de")
    monkeypatch.setattr(kept, "AT_ONCE", 2)
    seen = world.read(kept.all_of, world.person())[1].id
    for but, others in ((None, "abcde"), (seen, "abce"), (ids.new(), "abcde")):
        come = set()
        for number in range(6):
            for place in range(2):
                thrown = iter((number, place))
                monkeypatch.setattr(
                    secrets, "randbelow", lambda most, thrown=thrown: min(next(thrown), most - 1)
                )
                found = world.read(kept.any_one, world.person(), but)
                assert found is not None
                come.add(found.text)
        assert come == {*others}


def test_the_only_one_comes_again_and_a_made_up_one_is_no_harm(world: World) -> None:
    keep(world, "Solen")
    anna = world.signed_in()
    assert "Solen" in anna.get(another(anna.get("/gode-ting/en"))).main
    for seen in ("x", "%00", "9" * 40, str(ids.new())):
        assert "Solen" in anna.get(f"/gode-ting/en?efter={seen}").main


def test_anothers_are_never_shown(world: World) -> None:
    keep(world, "Sams sol", name="Sam")
    anna = world.signed_in()
    for path in ("/gode-ting", "/gode-ting/en", "/gode-ting/alle"):
        assert "Sams sol" not in anna.get(path).text
    [his] = world.read(kept.all_of, world.person("Sam"))
    assert anna.ask("GET", f"/gode-ting/{his.id}/ret").status_code == 404
    assert "Sams sol" not in anna.get(f"/gode-ting/en?efter={his.id}").text


def test_a_good_thing_is_changed_and_can_be_brought_back(world: World) -> None:
    keep(world, "Solen", "Havet")
    anna = world.signed_in()
    path = re.search(r"/gode-ting/[0-9a-f-]{36}", anna.get("/gode-ting/alle").text)
    assert path is not None
    anna.fill(f"{path[0]}/ret", f"{path[0]}/ret", tekst="Regnen")
    assert "Regnen" in anna.get("/gode-ting/alle").main
    gone = anna.fill("/gode-ting/alle", f"{path[0]}/slet")
    assert "Regnen" not in anna.get("/gode-ting/alle").main
    anna.post(f"{path[0]}/fortryd", gone.form(f"{path[0]}/fortryd").fields)
    assert "Regnen" in anna.get("/gode-ting/alle").main


def test_the_next_one_comes_alone_when_a_script_asks(world: World) -> None:
    keep(world, "Solen")
    answer = world.signed_in().ask(
        "GET", "/gode-ting/en", headers={"hx-request": "true", "hx-request-type": "partial"}
    )
    assert "Solen" in answer.text and "<html" not in answer.text
    Page(answer.text, whole=False)
