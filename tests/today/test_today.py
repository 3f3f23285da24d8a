"""I dag: one question, and after the answer one or two small things; others begin where their own
things are."""

import pytest

from app import goals, good_things
from app.foundation import ids
from app.goals import small_steps
from tests.examined import Page
from tests.phone import Phone
from tests.sharing.bonded import bond, grant
from tests.world import World

pytestmark = pytest.mark.both


def marked(anna: Phone, kind: str) -> Page:
    return anna.post("/dag", [*anna.typed(anna.get("/dag/2026-03-14"), "/dag"), ("slags", kind)])


def furnished(world: World) -> Phone:
    """Anna with something that helped, a small step and a good thing."""
    anna, me = world.signed_in(), world.person()
    anna.fill("/dagbog", "/dagbog", tekst="En tur", hjalp_nyt="te i solen")
    goal = world.write(goals.kept.keep, me, ids.new(), goals.kept.Words("Spise ude"))
    world.write(small_steps.keep, me, goal, ids.new(), small_steps.Words("Sæt skoene frem"))
    world.write(good_things.kept.keep, me, ids.new(), good_things.kept.Words("Havet"))
    return anna


def test_before_an_answer_there_is_one_question_and_nothing_else(world: World) -> None:
    page = furnished(world).get("/")
    assert page.h1 == "Hej Anna" and [form.action for form in page.forms if form.action == "/dag"]
    for words in ("te i solen", "Sæt skoene frem", "Havet"):
        assert words not in page.main


def test_a_hard_day_says_who_can_see_it(world: World) -> None:
    """Mette has been shown the days since before: nobody is told, and she reads it all the same."""
    anna = furnished(world)
    page = marked(anna, "hard")
    assert (
        "Ingen andre har fået besked." in page.main
        and "Ingen andre i appen kan se det." in page.main
    )
    on = bond(world)
    grant(world, on, "days", "coming")
    page = anna.get("/")
    assert "Svær dag" in world.signed_in("Mette").get(f"/kreds/{on}/dage").main
    assert (
        "Ingen andre" not in page.main
        and "Du deler noget af det her." in page.main
        and "/deling" in page.links
    )
    assert "Der er ikke sendt besked til nogen. Mere behøver du ikke i dag." in page.main


def test_a_hard_day_shows_what_has_helped_and_asks_for_nothing(world: World) -> None:
    page = marked(furnished(world), "hard")
    assert "te i solen" in page.main and "Åbn min plan" in page.main
    assert "Sæt skoene frem" not in page.main
    assert "Havet" not in page.main, "a good thing comes when it is asked for"


def test_a_good_day_offers_one_small_step(world: World) -> None:
    page = marked(furnished(world), "good")
    assert "Sæt skoene frem" in page.main
    assert "te i solen" not in page.main


@pytest.mark.parametrize(
    ("name", "second", "there"),
    [
        ("Gry", False, "/kreds"),
        ("Mette", True, "/kreds"),
        ("Mette", False, "/personale/kode"),
        ("Karen", True, "/personale"),
        ("Ellen", True, "/steder/overblik"),
    ],
)
def test_who_keeps_no_diary_here_begins_elsewhere(
    world: World, name: str, second: bool, there: str
) -> None:
    answer = world.signed_in(name, second=second).ask("GET", "/")
    assert (answer.status_code, answer.headers["location"]) == (303, there)


def test_from_hjaelp_nu_the_way_to_the_plan_is_kept_through_the_sign_in(world: World) -> None:
    assert world.phone().ask("GET", "/?kilde=plan").headers["location"] == "/log-ind?til=/plan"
    assert world.signed_in().ask("GET", "/?kilde=plan").headers["location"] == "/plan"
    gry = world.signed_in("Gry")
    assert gry.ask("GET", "/?kilde=plan").headers["location"] == "/kreds"
    gry.fill("/plan/1", "/plan/1", tekst="Gå en tur")
    assert gry.ask("GET", "/?kilde=plan").headers["location"] == "/plan", (
        "a relative may keep a plan of their own"
    )


def test_with_low_energy_mit_is_short(world: World) -> None:
    anna = world.signed_in()
    assert {"/haab", "/maal", "/blomst"} <= set(anna.get("/mit").links)
    marked(anna, "hard")
    links = set(anna.get("/mit").links)
    assert not {"/haab", "/maal", "/blomst"} & links
    assert {"/dagbog", "/gode-ting", "/konto"} <= links


def test_after_luk_nothing_of_a_person_is_on_the_page(world: World) -> None:
    page = furnished(world).get("/luk")
    assert page.h1 == "Færdig for nu"
    assert not page.written and "Anna" not in page.text
