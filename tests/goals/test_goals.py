"""Hopes, goals, small steps and good things, from a hope to a kept moment."""

import re
from datetime import timedelta

import pytest

from app import goals, good_things
from app.foundation import clock, ids
from app.foundation.errors import NotFound
from tests.conftest import NOON
from tests.examined import Page
from tests.phone import Phone
from tests.world import World

pytestmark = pytest.mark.both


def a_goal(anna: Phone, text: str = "Spise ude") -> str:
    page = anna.fill("/maal/nyt", "/maal", tekst=text)
    assert page.h1 == "Hvad er det mindste skridt?"
    return next(link for link in page.links if re.fullmatch(r"/maal/[0-9a-f-]{36}", link))


def step_path(page: Page) -> str:
    return next(
        link.removesuffix("/ret")
        for link in page.links
        if re.fullmatch(r"/skridt/[0-9a-f-]{36}/ret", link)
    )


def test_the_same_step_on_two_goals_stands_on_both(world: World) -> None:
    anna = world.signed_in()
    one, other = a_goal(anna), a_goal(anna, "Gå ture")
    fields = anna.typed(anna.get(f"{one}/skridt"), f"{one}/skridt", tekst="Ring til Sara")
    for goal in (one, other):
        anna.post(f"{goal}/skridt", fields)
        assert "Ring til Sara" in anna.get(goal).main


def test_from_a_hope_to_a_good_thing(world: World) -> None:
    anna = world.signed_in()
    hope = next(
        link
        for link in anna.fill("/haab", "/haab", tekst="Et kagebord", dimension="together").links
        if link.startswith("/haab/")
    )
    ask = anna.fill(hope, f"{hope}/maal", tekst="Invitere to til kagebord")
    goal = next(link for link in ask.links if re.fullmatch(r"/maal/[0-9a-f-]{36}", link))
    page = anna.fill(
        f"{goal}/skridt",
        f"{goal}/skridt",
        tekst="Find bordet frem",
        hvornaar="En formiddag",
        hvem="Sara",
    )
    assert "En formiddag · Sara" in page.main
    step = step_path(page)
    assert "Du prøvede. Det tæller." in anna.fill(goal, f"{step}/proevede").main
    done = anna.fill(goal, f"{step}/gjorde")
    assert "Du gjorde det." in done.main
    anna.post(f"{step}/god-ting", done.form(f"{step}/god-ting").fields)
    assert "Find bordet frem" in anna.get("/gode-ting/en").main
    assert "Et kagebord" in anna.get("/haab").main, "the hope is not used up"


def test_a_good_thing_from_a_step_is_kept_once(world: World) -> None:
    anna = world.signed_in()
    goal = a_goal(anna)
    step = step_path(anna.fill(f"{goal}/skridt", f"{goal}/skridt", tekst="Ringe"))
    done = anna.fill(goal, f"{step}/gjorde")
    fields = done.form(f"{step}/god-ting").fields
    anna.post(f"{step}/god-ting", fields)
    anna.post(f"{step}/god-ting", fields)
    assert len(world.read(good_things.kept.all_of, world.person())) == 1


@pytest.mark.parametrize(
    ("word", "said"),
    [("hvile", "Målet hviler"), ("naaet", "Her er du nået til"), ("slip", "Du har givet slip")],
)
def test_a_goal_rests_is_reached_or_let_go_and_can_begin_again(
    world: World, word: str, said: str
) -> None:
    anna = world.signed_in()
    goal = a_goal(anna)
    assert said in anna.fill(goal, f"{goal}/{word}").main
    assert "Målet er i gang igen." in anna.fill(goal, f"{goal}/i-gang").said
    assert not anna.get(f"{goal}?besked={word}").said, "a step back says nothing of what it was"
    anna.fill(goal, f"{goal}/{word}")
    assert not anna.get(f"{goal}?besked=i-gang").said


def test_a_gentle_word_at_the_fourth_goal_and_no_wall(world: World) -> None:
    anna = world.signed_in()
    for n in range(3):
        assert "Måske kan et af dem hvile" not in anna.get("/maal/nyt").main
        a_goal(anna, f"Mål {n}")
    assert "Måske kan et af dem hvile" in anna.get("/maal/nyt").main
    a_goal(anna, "Det fjerde")
    assert world.read(goals.kept.active, world.person()) == 4


def test_an_old_step_goes_quietly_to_wait_and_is_never_late(world: World) -> None:
    anna = world.signed_in()
    goal = a_goal(anna)
    page = anna.fill(f"{goal}/skridt", f"{goal}/skridt", tekst="Finde nummeret")
    assert "Venter" not in page.main
    with clock.held(NOON + timedelta(days=29)):
        later = anna.get(goal)
        assert "De her skridt venter. Der er ingen frist." not in later.main
        anna.fill("/", "/dag", slags="good")
    with clock.held(NOON + timedelta(days=31, hours=-1)):
        later = world.signed_in().get(goal)
        assert "De her skridt venter. Der er ingen frist." in later.main
        for word in ("forsinket", "sen ", "overskredet", "mangler"):
            assert word not in later.main


def test_not_now_and_back_again(world: World) -> None:
    anna = world.signed_in()
    goal = a_goal(anna)
    step = step_path(anna.fill(f"{goal}/skridt", f"{goal}/skridt", tekst="Ringe"))
    assert "Skridtet venter her. Der er ingen frist." in anna.fill(goal, f"{step}/ikke-nu").main
    assert "Skridtet venter her" not in anna.fill(goal, f"{step}/venter").main


def test_htmx_gets_only_the_step_that_changed(world: World) -> None:
    anna = world.signed_in()
    goal = a_goal(anna)
    page = anna.fill(f"{goal}/skridt", f"{goal}/skridt", tekst="Ringe")
    step = step_path(page)
    response = anna.send(
        f"{step}/proevede",
        page.form(f"{step}/proevede").fields,
        **{"hx-request": "true", "hx-request-type": "partial"},
    )
    assert response.status_code == 200
    assert response.text.strip().startswith(
        f'<li class="step" id="s-{step.removeprefix("/skridt/")}"'
    )
    assert "HX-Request" in response.headers["vary"]
    Page(response.text, whole=False)


def test_after_a_good_day_one_step_is_offered_and_after_a_hard_one_none(world: World) -> None:
    anna = world.signed_in()
    goal = a_goal(anna)
    anna.fill(f"{goal}/skridt", f"{goal}/skridt", tekst="Sæt skoene frem")
    assert "Sæt skoene frem" in anna.fill("/", "/dag", slags="good").main
    hard = anna.post("/dag", [*anna.typed(anna.get("/dag/2026-03-14"), "/dag"), ("slags", "hard")])
    assert "Sæt skoene frem" not in hard.main


@pytest.mark.parametrize("path", ["/haab", "/maal", "/gode-ting"])
@pytest.mark.parametrize(
    ("text", "said"),
    [("  ", "Her står ikke noget endnu"), ("x" * 1001, "Der er plads til 1000 tegn")],
)
def test_empty_and_too_long_are_said_and_nothing_is_lost(
    world: World, path: str, text: str, said: str
) -> None:
    anna = world.signed_in()
    page = anna.fill("/maal/nyt" if path == "/maal" else path, path, expect=422, tekst=text)
    assert said in page.main
    assert dict(page.form(path).fields)["tekst"].strip() == text.strip()


def test_another_citizens_goals_steps_hopes_and_good_things_are_simply_not_there(
    world: World,
) -> None:
    anna, sam = world.signed_in(), world.signed_in("Sam")
    goal = a_goal(anna)
    step = step_path(anna.fill(f"{goal}/skridt", f"{goal}/skridt", tekst="Ringe"))
    hope = next(
        link
        for link in anna.fill("/haab", "/haab", tekst="Et håb").links
        if link.startswith("/haab/")
    )
    mark = dict(sam.get("/haab").form("/haab").fields)["konto"]
    for path in (goal, f"{goal}/ret", f"{goal}/skridt", f"{step}/ret", hope, f"{hope}/ret"):
        assert sam.ask("GET", path).status_code == 404, path
    for path in (
        f"{goal}/hvile",
        f"{goal}/slet",
        f"{goal}/skridt",
        f"{step}/gjorde",
        f"{step}/slet",
        f"{step}/god-ting",
        f"{hope}/slet",
        f"{hope}/maal",
    ):
        assert (
            sam.send(path, {"konto": mark, "tekst": "Mit nu", "id": str(ids.new())}).status_code
            == 404
        ), path
    assert world.read(good_things.kept.all_of, world.person("Sam")) == []
    with pytest.raises(NotFound):
        world.read(goals.kept.find, world.person("Sam"), ids.parse(goal.removeprefix("/maal/")))


def test_put_away_and_brought_back_within_a_day_and_not_after(world: World) -> None:
    anna = world.signed_in()
    hope = next(
        link
        for link in anna.fill("/haab", "/haab", tekst="Et håb der går").links
        if link.startswith("/haab/")
    )
    gone = anna.fill(hope, f"{hope}/slet")
    undo = gone.form(f"{hope}/fortryd").fields
    assert "Et håb der går" in anna.post(f"{hope}/fortryd", undo).main
    anna.fill(hope, f"{hope}/slet")
    with clock.held(NOON + timedelta(hours=25)):
        assert anna.send(f"{hope}/fortryd", undo).status_code == 404
