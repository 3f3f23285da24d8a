"""Days: one tap, changed as often as one likes, on the citizen's own clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app import days, hard_days
from app.foundation import clock
from app.foundation.clock import next_morning, past_day, today
from tests.conftest import NOON
from tests.world import World

pytestmark = pytest.mark.both


def test_one_tap_marks_the_day(world: World) -> None:
    anna = world.signed_in()
    assert anna.get("/").h1 == "Hej Anna"
    assert anna.fill("/", "/dag", slags="good").h1 == "Dejligt"
    assert world.read(days.marks.on, world.person(), date(2026, 3, 14)) == days.Mark("good")


def test_tapping_again_changes_and_never_doubles(world: World) -> None:
    anna = world.signed_in()
    fields = anna.typed(anna.get("/"), "/dag")
    for kind in ("good", "hard", "between", "between"):
        anna.post("/dag", [*fields, ("slags", kind)])
    marks = world.read(days.marks.between, world.person(), date.min, date.max)
    assert {day: mark.chosen for day, mark in marks.items()} == {date(2026, 3, 14): "between"}


def test_a_bit_of_both_is_in_between_and_says_so(world: World) -> None:
    anna = world.signed_in()
    assert "Lidt af begge dele" in anna.fill("/", "/dag", slags="both").main
    assert world.read(days.marks.on, world.person(), date(2026, 3, 14)) == days.Mark(
        "between", both=True
    )


def test_a_hard_day_shows_less_until_four_in_the_morning(world: World) -> None:
    anna = world.signed_in()
    page = anna.fill("/", "/dag", slags="hard")
    assert page.h1 == "Dagen er gemt"
    assert 'data-energy="low"' in page.text
    assert "/maal" not in anna.get("/mit").links
    with clock.held(datetime(2026, 3, 15, 2, 59, tzinfo=UTC)):
        assert 'data-energy="low"' in anna.get("/").text, "03:59 in Denmark"
    with clock.held(datetime(2026, 3, 15, 3, 0, tzinfo=UTC)):
        assert 'data-energy="low"' not in anna.get("/").text, "04:00 in Denmark"


def test_undo_takes_the_mark_and_the_low_energy_away(world: World) -> None:
    anna = world.signed_in()
    hard = anna.fill("/", "/dag", slags="hard")
    page = anna.post("/dag/2026-03-14/fortryd", hard.form("/dag/2026-03-14/fortryd").fields)
    assert page.h1 == "Hej Anna"
    assert 'data-energy="low"' not in page.text


@pytest.mark.parametrize("path", ["/", "/dag/2026-03-14"])
def test_that_a_mark_is_gone_is_said_only_while_it_is(world: World, path: str) -> None:
    anna = world.signed_in()
    assert "Mærket er taget væk." in anna.get(f"{path}?besked=fjernet").said
    anna.fill("/", "/dag", slags="good")
    assert "taget væk" not in anna.get(f"{path}?besked=fjernet").text


def test_undo_brings_back_what_was_there_before(world: World) -> None:
    anna = world.signed_in()
    fields = anna.typed(anna.get("/"), "/dag")
    anna.post("/dag", [*fields, ("slags", "both")])
    hard = anna.post("/dag", [*fields, ("slags", "hard")])
    page = anna.post("/dag/2026-03-14/fortryd", hard.form("/dag/2026-03-14/fortryd").fields)
    assert "Fortrudt." in page.said
    assert "Lidt af begge dele" in page.main
    assert 'data-energy="low"' not in page.text


def test_undo_sent_twice_goes_back_once(world: World) -> None:
    """A slow net, an old tab: the mark of before stays, and the same is said."""
    anna = world.signed_in()
    fields = anna.typed(anna.get("/"), "/dag")
    anna.post("/dag", [*fields, ("slags", "good")])
    hard = anna.post("/dag", [*fields, ("slags", "hard")])
    undo = hard.form("/dag/2026-03-14/fortryd").fields
    for _ in range(3):
        assert "Fortrudt." in anna.post("/dag/2026-03-14/fortryd", undo).said
        assert world.read(days.marks.on, world.person(), date(2026, 3, 14)) == days.Mark("good")


def test_what_was_chosen_since_is_not_taken_away_by_an_old_form(world: World) -> None:
    anna = world.signed_in()
    fields = anna.typed(anna.get("/"), "/dag")
    clear = anna.post("/dag", [*fields, ("slags", "good")]).form("/dag/2026-03-14/fortryd").fields
    assert ("fjern", "1") in clear
    anna.post("/dag/2026-03-14/fortryd", clear)
    anna.post("/dag", [*fields, ("slags", "hard")])
    anna.fill("/", "/vis-mere")
    page = anna.post("/dag/2026-03-14/fortryd", clear)
    assert world.read(days.marks.on, world.person(), date(2026, 3, 14)) == days.Mark("hard")
    assert 'data-energy="low"' not in page.text, "nothing was done, so nothing follows"


def test_undo_leaves_the_low_energy_one_had_chosen(world: World) -> None:
    anna = world.signed_in()
    anna.fill("/", "/vis-mindre")
    hard = anna.fill("/", "/dag", slags="hard")
    page = anna.post("/dag/2026-03-14/fortryd", hard.form("/dag/2026-03-14/fortryd").fields)
    assert 'data-energy="low"' in page.text


def test_show_more_after_a_hard_day_shows_more(world: World) -> None:
    anna = world.signed_in()
    anna.fill("/", "/dag", slags="hard")
    page = anna.fill("/", "/vis-mere")
    assert "Det her har hjulpet dig før" not in page.main
    assert "/maal" in anna.get("/mit").links


def test_what_was_chosen_to_last_outlives_the_day(world: World) -> None:
    anna = world.signed_in()
    anna.fill("/", "/vis-mindre")
    anna.fill("/mit", "/vis-mindre", laenge="1")
    with clock.held(NOON + timedelta(days=20)):
        assert 'data-energy="low"' in anna.get("/").text
        anna.fill("/", "/dag", slags="good")
        assert 'data-energy="low"' in anna.get("/").text
        assert 'data-energy="low"' not in anna.fill("/mit", "/vis-mere").text


def test_changing_a_hard_day_to_a_good_one_shows_everything_again(world: World) -> None:
    anna = world.signed_in()
    fields = anna.typed(anna.get("/"), "/dag")
    anna.post("/dag", [*fields, ("slags", "hard")])
    assert 'data-energy="low"' not in anna.post("/dag", [*fields, ("slags", "good")]).text


def test_another_day_can_be_filled_in_and_says_which(world: World) -> None:
    anna = world.signed_in()
    page = anna.fill("/dag/anden", "/dag", dato="2026-03-01", slags="hard")
    assert page.h1 == "Søndag den 1. marts 2026"
    assert 'data-energy="low"' not in page.text, "a hard day long ago is not today"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"dato": "2026-03-15"}, "har været"),
        ({"dato": "i går"}, "har været"),
        ({"slags": "super"}, "Vælg hvordan"),
    ],
)
def test_a_date_to_come_or_an_unknown_kind_is_said_calmly(
    world: World, typed: dict[str, str], said: str
) -> None:
    anna = world.signed_in()
    page = anna.fill("/dag/anden", "/dag", expect=422, **({"slags": "good"} | typed))
    assert said in page.main


def test_another_citizen_sees_no_mark(world: World) -> None:
    world.write(days.marks.put, world.person(), date(2026, 3, 14), days.Mark("hard"))
    assert world.read(days.marks.between, world.person("Sam"), date.min, date.max) == {}
    assert world.signed_in("Sam").get("/").h1 == "Hej Sam"


def test_low_energy_never_comes_from_words(world: World) -> None:
    """Promise 6: nothing is inferred from what somebody writes."""
    anna = world.signed_in()
    anna.fill("/dagbog", "/dagbog", tekst="En svær dag. Alt er svært. Jeg orker ikke mere.")
    assert 'data-energy="low"' not in anna.get("/").text


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("now", "zone", "day"),
    [
        # 01:30, before the clock jumps from 2 to 3.
        (
            at(2026, 3, 29, 0, 30),
            "Europe/Copenhagen",
            date(2026, 3, 28),
        ),
        # 03:30; 02:30 does not exist that night.
        (
            at(2026, 3, 29, 1, 30),
            "Europe/Copenhagen",
            date(2026, 3, 28),
        ),
        (at(2026, 3, 29, 2, 0), "Europe/Copenhagen", date(2026, 3, 29)),  # 04:00
        (at(2026, 10, 25, 0, 30), "Europe/Copenhagen", date(2026, 10, 24)),  # 02:30 the first time
        (at(2026, 10, 25, 1, 30), "Europe/Copenhagen", date(2026, 10, 24)),  # 02:30 the second time
        (at(2026, 10, 25, 3, 0), "Europe/Copenhagen", date(2026, 10, 25)),  # 04:00
        (at(2026, 12, 31, 23, 30), "Europe/Copenhagen", date(2026, 12, 31)),
        (at(2026, 3, 14, 5, 0), "America/Nuuk", date(2026, 3, 13)),
    ],
)
def test_a_day_begins_at_four(now: datetime, zone: str, day: date) -> None:
    with clock.held(now):
        assert today(zone) == day


def test_the_next_morning_on_the_nights_the_clock_changes() -> None:
    with clock.held(at(2026, 3, 28, 20, 0)):
        assert next_morning("Europe/Copenhagen") == at(2026, 3, 29, 2, 0)
    with clock.held(at(2026, 10, 25, 1, 30)):
        assert next_morning("Europe/Copenhagen") == at(2026, 10, 25, 3, 0)


def test_marking_on_the_night_the_clock_changes_marks_the_evening_before(world: World) -> None:
    anna = world.signed_in()
    with clock.held(at(2026, 3, 29, 1, 30)):
        anna.fill("/", "/dag", slags="between")
    assert list(world.read(days.marks.between, world.person(), date.min, date.max)) == [
        date(2026, 3, 28)
    ]


@pytest.mark.parametrize(
    "typed",
    ["", "2026-02-30", "1899-12-31", "0001-01-01", "9999-12-31", "2026-3-1", "'; drop table days"],
)
def test_dates_that_are_none(typed: str) -> None:
    assert past_day(typed, date(2026, 3, 14)) is None


def test_low_energy_is_the_same_person_in_another_zone(world: World) -> None:
    me = world.person()
    world.write(hard_days.low_energy.begin, me)
    assert world.person().low
