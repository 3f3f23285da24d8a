"""A page that was left open overnight: what is written on it, and what is tapped, lands on no other
day than one sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

import pytest

from app import days, journal
from app.foundation import clock
from app.look_back import pages as look_back
from tests.conftest import NOON
from tests.examined import Page
from tests.intake.test_sync import Sender, op
from tests.phone import Phone
from tests.world import World

DAY, BEFORE, NEXT = (date(2026, 3, day) for day in (14, 12, 15))


@contextmanager
def next_morning() -> Iterator[None]:
    with clock.held(NOON + timedelta(hours=20)):
        yield


def written(world: World) -> date:
    (entry,) = world.read(journal.entries.timeline, world.person()).entries
    return entry.date


def marks(world: World) -> dict[date, str]:
    found = world.read(days.marks.between, world.person(), date.min, date.max)
    return {day: mark.chosen for day, mark in found.items()}


@pytest.mark.parametrize("path", ["/dagbog", "/dagbog/skriv"])
@pytest.mark.parametrize(("typed", "day"), [(None, NEXT), (BEFORE, BEFORE)])
def test_words_written_the_next_morning(
    world: World, path: str, typed: date | None, day: date
) -> None:
    """The date stands in a fold that is closed: untouched it follows the day of writing, and a
    chosen one stays."""
    anna = world.signed_in()
    more = {} if typed is None else {"dato": typed.isoformat()}
    fields = anna.typed(anna.get(path), "/dagbog", tekst="Skrevet om morgenen", **more)
    with next_morning():
        anna.post("/dagbog", fields)
        assert written(world) == day


@pytest.mark.parametrize(("typed", "day"), [(None, NEXT), (BEFORE, BEFORE), (DAY, DAY)])
def test_words_the_phone_kept_belong_to_the_day_they_were_written(
    world: World, typed: date | None, day: date
) -> None:
    """Written on a page from the day before, and sent the day after. A touched date was taken out
    of what the page had put."""
    fields = {"id": str(uuid4()), "tekst": "Skrevet i toget", "dato": (typed or DAY).isoformat()}
    fields |= {"dato_vist": "" if typed else DAY.isoformat()}
    anna = Sender(world)
    with clock.held(NOON + timedelta(days=2)):
        (answer,) = anna.send(op("/dagbog", fields, day=NEXT.isoformat()))
        assert answer["status"] == "ok"
        assert written(world) == day


def test_a_phone_that_is_far_ahead_means_today_unless_a_day_was_chosen(world: World) -> None:
    anna, ahead = Sender(world), (DAY + timedelta(days=366)).isoformat()
    fields = {"tekst": "Fra næste år", "dato": DAY.isoformat()}
    (answer,) = anna.send(
        op("/dagbog", fields | {"id": str(uuid4()), "dato_vist": DAY.isoformat()}, day=ahead)
    )
    assert answer["status"] == "ok" and written(world) == DAY
    (answer,) = anna.send(
        op("/dagbog", fields | {"id": str(uuid4()), "dato": ahead, "dato_vist": ""}, day=ahead)
    )
    assert (answer["status"], answer["code"]) == ("rejected", "needs")


@pytest.mark.parametrize(("typed", "day"), [(None, NEXT), (BEFORE, BEFORE)])
def test_a_form_that_comes_back_keeps_what_was_chosen_and_nothing_else(
    world: World, typed: date | None, day: date
) -> None:
    anna = world.signed_in()
    more = {} if typed is None else {"dato": typed.isoformat()}
    fields = anna.typed(anna.get("/dagbog/skriv"), "/dagbog", tekst=" ", **more)
    again = anna.post("/dagbog", fields, expect=422)
    fields = anna.typed(again, "/dagbog", tekst="Nu med ord")
    with next_morning():
        anna.post("/dagbog", fields)
        assert written(world) == day


def test_the_page_says_which_day_it_will_be_when_it_is_not_today(world: World) -> None:
    """Also where the fold is closed and there is no script."""
    anna = world.signed_in()

    def shown(page: Page) -> bool:
        return (
            'data-behaviour="follows-the-day"' in page.text
            and "hidden>Det hører til" not in page.text
        )

    blank = anna.get("/dagbog/skriv")
    assert not shown(blank)
    again = anna.post("/dagbog", anna.typed(blank, "/dagbog", tekst="", dato=BEFORE), expect=422)
    assert shown(again) and "Det hører til torsdag den 12. marts." in again.main
    anna.post("/dagbog", anna.typed(blank, "/dagbog", tekst="Af i dag"))
    entry = world.read(journal.entries.timeline, world.person()).entries[0]
    assert not shown(anna.get(f"{entry.path}/ret"))
    with next_morning():
        page = anna.get(f"{entry.path}/ret")
        assert shown(page) and "Det hører til lørdag den 14. marts." in page.main
        anna.post(
            f"{entry.path}/ret", anna.typed(page, f"{entry.path}/ret", tekst="Rettet dagen efter")
        )
        assert written(world) == DAY, "a changed text stays on its day"


def today(world: World, kind: str) -> Phone:
    anna = world.signed_in()
    if kind == "less":
        anna.fill("/", "/vis-mindre")
    elif kind:
        anna.fill("/", "/dag", slags=kind)
    return anna


@pytest.mark.parametrize("kind", ["good", "between", "hard"])
def test_no_tap_the_next_morning_takes_yesterdays_mark_away(world: World, kind: str) -> None:
    anna = today(world, kind)
    undo = anna.get("/").form(f"/dag/{DAY}/fortryd")
    with next_morning():
        page = anna.post(f"/dag/{DAY}/fortryd", undo.fields)
        assert "Siden var fra en anden dag. Ingenting blev ændret." in page.said
        assert page.h1 == "Hej Anna", "the page of today"
    assert marks(world) == {DAY: kind}


@pytest.mark.parametrize("path", ["/", "/?kilde=svaer"])
@pytest.mark.parametrize("before", ["", "less"])
def test_a_tap_the_next_morning_marks_that_morning_and_says_so(
    world: World, path: str, before: str
) -> None:
    """One tap for a hard day stays one tap."""
    anna = today(world, before)
    fields = [*anna.typed(anna.get(path), "/dag"), ("slags", "hard")]
    with next_morning():
        page = anna.post("/dag", fields)
        assert (
            "Siden var fra en anden dag. Mærket står på dagen i dag." in page.said
            and page.h1 == "Dagen er gemt"
        )
        assert marks(world) == {NEXT: "hard"} and world.person().low
    with clock.held(NOON + timedelta(days=3)):
        assert "Mærket står" not in anna.get("/?besked=ny-dag").said, "said while it is so"


def test_a_tap_without_net_says_so_too(world: World) -> None:
    anna = Sender(world)
    with next_morning():
        told = [
            anna.send(
                op("/dag", {"slags": "good", "dag": screen.isoformat()}, day=NEXT.isoformat())
            )[0]["place"]
            for screen in (DAY, NEXT)
        ]
    assert told == ["/?besked=ny-dag", "/"]
    assert marks(world) == {NEXT: "good"}


@pytest.mark.parametrize("path", ["/", "/?kilde=svaer"])
@pytest.mark.parametrize("kind", ["", "less", "good", "between", "both", "hard"])
def test_every_form_about_today_says_which_day_its_page_showed(
    world: World, path: str, kind: str
) -> None:
    page = today(world, kind).get(path)
    about = [
        form
        for form in page.forms
        if form.action.startswith("/dag") and not form.action.startswith("/dagbog")
    ]
    assert about
    for form in about:
        assert ("dag", DAY.isoformat()) in form.fields, form.action


def test_a_day_that_stands_in_its_address_is_that_day(world: World) -> None:
    """It is on the screen, so a tap the next morning means it."""
    anna = world.signed_in()
    fields = [*anna.typed(anna.get(f"/dag/{DAY}"), "/dag"), ("slags", "good")]
    with next_morning():
        assert look_back.NOTICES["gemt"].text in anna.post("/dag", fields).said
        page = anna.get(f"/dag/{DAY}")
    assert marks(world) == {DAY: "good"}
    with clock.held(NOON + timedelta(days=3)):
        anna.post(f"/dag/{DAY}/fortryd", page.form(f"/dag/{DAY}/fortryd").fields)
    assert marks(world) == {}
