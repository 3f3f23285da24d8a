"""A word for today: only by a tap, only to those chosen, gone at 04:00."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.circle.shared_views import READ
from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.hard_days import day_words
from app.hard_days.models import day_words as rows
from app.people import people
from app.sharing import grants, view
from tests.sharing.bonded import bond, person
from tests.world import World


@pytest.fixture
def on(world: World) -> dict[str, UUID]:
    """Gry and Mette belong to Anna's circle; Gry is told."""
    made = {name: bond(world, "Anna", name) for name in ("Gry", "Mette")}
    world.write(day_words.choose, world.keys, person(world, "Anna"), {made["Gry"]})
    return made


def tell(world: World, word: str = "call", row: UUID | None = None) -> None:
    world.write(day_words.tell, world.keys, person(world, "Anna"), row or ids.new(), word)


def sees(world: World, on: UUID, reader: str = "Gry") -> list[str]:
    try:
        seen = world.write(view.see, world.keys, person(world, reader), on, "word", READ["word"][0])
    except NotFound:
        return []
    return [each.word for each in seen.content]


def test_nothing_is_said_until_the_tap_and_a_hard_day_says_nothing(
    world: World, on: dict[str, UUID]
) -> None:
    phone = world.signed_in("Anna")
    phone.post("/dag", [*phone.typed(phone.get("/"), "/dag"), ("slags", "hard")])
    assert sees(world, on["Gry"]) == []
    tell(world)
    assert sees(world, on["Gry"]) == ["call"]


def test_the_page_of_the_day_does_not_say_that_nobody_was_told(
    world: World, on: dict[str, UUID]
) -> None:
    phone = world.signed_in("Anna")
    marked = phone.post("/dag", [*phone.typed(phone.get("/"), "/dag"), ("slags", "hard")])
    assert "Ingen andre har fået besked." in marked.main
    tell(world)
    assert "Ingen andre har fået besked." not in phone.get("/").main


def test_only_those_who_were_chosen_read_it(world: World, on: dict[str, UUID]) -> None:
    tell(world)
    assert sees(world, on["Mette"], "Mette") == []
    assert sees(world, on["Gry"], "Sam") == []


def test_it_is_gone_at_four_and_the_row_with_it(world: World, on: dict[str, UUID]) -> None:
    tell(world)
    four = clock.next_morning(person(world, "Anna").zone)
    assert four.astimezone(ZoneInfo("Europe/Copenhagen")).hour == 4
    with clock.held(four - timedelta(minutes=1)):
        assert sees(world, on["Gry"]) == ["call"]
    with clock.held(four):
        assert sees(world, on["Gry"]) == []
        assert world.read(day_words.today, person(world, "Anna")) is None
        assert world.write(day_words.sweep) == 1
    assert (
        world.read(lambda db: db.execute(select(func.count()).select_from(rows)).scalar_one()) == 0
    )


@pytest.mark.parametrize("night", [(2026, 3, 28), (2026, 10, 24)])
def test_nights_when_the_clock_changes_end_at_four_too(
    world: World, on: dict[str, UUID], night: tuple[int, int, int]
) -> None:
    with clock.held(datetime(*night, 23, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))):
        tell(world)
    morning = datetime(*night, 4, tzinfo=ZoneInfo("Europe/Copenhagen")) + timedelta(days=1)
    for at, seen in ((morning - timedelta(minutes=1), ["call"]), (morning, [])):
        with clock.held(at):
            assert sees(world, on["Gry"]) == seen


def test_it_is_taken_back_at_once(world: World, on: dict[str, UUID]) -> None:
    tell(world)
    world.write(day_words.take_back, world.keys, person(world, "Anna"))
    assert sees(world, on["Gry"]) == []
    assert not person(world, "Anna").profile.shares_any(["word"])


def test_the_same_tap_twice_says_it_once_and_a_new_word_takes_its_place(
    world: World, on: dict[str, UUID]
) -> None:
    row = ids.new()
    tell(world, row=row)
    tell(world, row=row)
    assert len(world.read(grants.given, person(world, "Anna"))[on["Gry"]]) == 1
    tell(world, "leave")
    assert sees(world, on["Gry"]) == ["leave"]


def test_with_nobody_chosen_there_is_nothing_to_tap(world: World) -> None:
    with pytest.raises(NotFound):
        tell(world)
    page = world.signed_in("Anna").get("/ord")
    assert "Vælg først, hvem der kan se det." in page.main and not page.main.count("Ring i stedet")


def test_who_cannot_today_says_so_and_is_not_asked_why(world: World, on: dict[str, UUID]) -> None:
    tell(world)
    gry = world.signed_in("Gry")
    read = gry.get(f"/kreds/{on['Gry']}/ord")
    there = next(link for link in read.links if "/kan-ikke/" in link)
    assert "Det er sagt." in gry.post(there, gry.typed(gry.get(there), there)).said
    assert "Gry kan ikke i dag." in world.signed_in("Anna").get("/ord").main
    assert "Gry skrev: Jeg kan ikke i dag." in world.signed_in("Anna").get("/deling/set").main
    row = UUID(there.rpartition("/")[2])
    for name in ("Sam", "Mette"):
        with pytest.raises(NotFound):
            world.write(day_words.cannot, world.keys, person(world, name), on["Gry"], row)


def test_in_a_pause_nothing_is_said(world: World, on: dict[str, UUID]) -> None:
    phone = world.signed_in("Anna")
    fields = [*phone.typed(phone.get("/ord"), "/ord"), ("ord", "visit")]
    world.write(grants.pause, world.keys, person(world, "Anna"))
    assert "Du holder pause." in phone.post("/ord", fields).said
    assert world.read(day_words.today, person(world, "Anna")) is None


def test_whoever_is_not_chosen_any_more_reads_nothing_and_the_page_says_who_does(
    world: World, on: dict[str, UUID]
) -> None:
    tell(world)
    phone = world.signed_in("Anna")
    assert "Gry" in phone.get("/ord").main
    phone.fill("/ord/hvem", "/ord/hvem", hvem=str(on["Mette"]))
    page = phone.get("/ord")
    assert sees(world, on["Gry"]) == [] and sees(world, on["Mette"], "Mette") == []
    assert (
        "Ingen andre i appen kan se dit ord lige nu." in page.main
        and "Tag det tilbage" in page.main
    )


def test_a_page_opened_again_tomorrow_says_nothing_that_is_over(
    world: World, on: dict[str, UUID]
) -> None:
    tell(world)
    phone = world.signed_in("Anna")
    assert "Det kan ses nu." in phone.get("/ord?besked=sagt").said
    with clock.held(clock.now() + timedelta(days=1)):
        assert "Det kan ses nu." not in world.signed_in("Anna").get("/ord?besked=sagt").said


def test_yesterdays_page_says_a_word_of_today(world: World, on: dict[str, UUID]) -> None:
    row = ids.new()
    tell(world, row=row)
    with clock.held(clock.now() + timedelta(days=1)):
        tell(world, row=row)
        assert sees(world, on["Gry"]) == ["call"]


def test_a_form_sent_twice_around_four_in_the_morning_tells_once(
    world: World, on: dict[str, UUID]
) -> None:
    """What was said just before four is over at four; its form, come again on a slow net, says
    nothing of the new day."""
    four, row = clock.next_morning(person(world, "Anna").zone), ids.new()
    with clock.held(four - timedelta(minutes=1)):
        tell(world, row=row)
        assert sees(world, on["Gry"]) == ["call"]
    with clock.held(four + timedelta(minutes=1)):
        tell(world, row=row)
        assert sees(world, on["Gry"]) == []
        tell(world, row=ids.new())
        assert sees(world, on["Gry"]) == ["call"], "a new tap does"
    with clock.held(four + timedelta(days=1)):
        tell(world, row=row)
        assert sees(world, on["Gry"]) == ["call"], "and so does a page of the day before"


def test_an_old_form_says_nothing_anew_after_it_was_taken_back_or_replaced(
    world: World, on: dict[str, UUID]
) -> None:
    """An old tab, a slow net: it is answered as calmly as the first time, and nobody is told."""
    phone = world.signed_in("Anna")
    first = [*phone.typed(phone.get("/ord"), "/ord"), ("ord", "visit")]
    assert "Det kan ses nu." in phone.post("/ord", first).said
    phone.fill("/ord", "/ord/slut")
    for _ in range(2):
        assert "Det kan ses nu." not in phone.post("/ord", first).said
        assert (
            world.read(day_words.today, person(world, "Anna")) is None
            and sees(world, on["Gry"]) == []
        )
    second = [*phone.typed(phone.get("/ord"), "/ord"), ("ord", "leave")]
    phone.post("/ord", second)
    phone.post("/ord", first)
    assert sees(world, on["Gry"]) == ["leave"], "an old word does not take the place of a new one"


def test_an_old_choice_of_whom_does_not_come_back(world: World, on: dict[str, UUID]) -> None:
    phone = world.signed_in("Anna")
    both = phone.typed(
        phone.get("/ord/hvem"), "/ord/hvem", hvem=[str(each) for each in on.values()]
    )
    phone.post("/ord/hvem", both)
    phone.fill("/ord/hvem", "/ord/hvem", hvem=str(on["Gry"]))
    phone.post("/ord/hvem", both)
    assert person(world, "Anna").profile.tells == (str(on["Gry"]),)


CHOSEN = (
    "Gemt. Tager du nogen væk, gælder det med det samme. Kommer nogen til, gælder det fra "
    "næste gang du trykker."
)
"""True of whatever was changed: whoever is taken out reads nothing from then on, whoever is added
not what stands now."""


def test_another_choice_from_a_page_that_stood_open_holds(
    world: World, on: dict[str, UUID]
) -> None:
    """«Gemt» is true: whoever unticks somebody a moment after having ticked them is not ignored."""
    anna = world.signed_in()
    page = anna.get("/ord/hvem").form("/ord/hvem")
    bare = [each for each in page.fields if each[0] != "hvem"]
    both = [("hvem", str(each)) for each in on.values()]

    def tells() -> list[str]:
        return sorted(person(world, "Anna").profile.tells)

    assert anna.post("/ord/hvem", [*bare, *both]).said == CHOSEN
    tell(world)
    assert sees(world, on["Mette"], "Mette") == ["call"]
    assert anna.post("/ord/hvem", [*bare, both[0]]).said == CHOSEN
    assert tells() == [str(on["Gry"])] and sees(world, on["Mette"], "Mette") == []
    again = anna.post("/ord/hvem", [*bare, *both])
    assert tells() == [str(on["Gry"])], "the first choice sent again adds nobody"
    assert again.h1 == "Hvem kan se dit ord?" and not again.said
    assert anna.post("/ord/hvem", bare).said == CHOSEN
    assert tells() == [] and sees(world, on["Gry"]) == []
    anna.post("/ord/hvem", [*bare, both[0]])
    assert tells() == [], "nor does the second one"


def test_another_word_from_a_page_that_stood_open_takes_the_place_of_the_first(
    world: World, on: dict[str, UUID]
) -> None:
    anna = world.signed_in()
    fields = [each for each in anna.get("/ord").form("/ord").fields if each[0] != "ord"]
    for word in ("call", "leave", "call"):
        anna.post("/ord", [*fields, ("ord", word)])
    assert sees(world, on["Gry"]) == ["leave"], "and the first one again says nothing anew"


def test_only_people_of_ones_own_can_be_chosen(world: World, on: dict[str, UUID]) -> None:
    sams = bond(world, "Sam", "Gry")
    world.write(day_words.choose, world.keys, person(world, "Anna"), {sams, on["Mette"]})
    assert person(world, "Anna").profile.tells == (str(on["Mette"]),)


def test_an_old_page_never_says_that_its_word_is_said_when_another_is(
    world: World, on: dict[str, UUID]
) -> None:
    """F says visit, G says call, F once more: call is what is seen, and nobody is told
    otherwise."""
    world.write(day_words.choose, world.keys, person(world, "Anna"), set(on.values()))
    anna = world.signed_in()
    page = anna.get("/ord")
    said = anna.post("/ord", [*anna.typed(page, "/ord"), ("ord", "visit")]).said
    assert said
    other = {"konto": world.person().mark, "id": str(ids.new()), "ord": "call"}
    anna.post("/ord", other)
    again = anna.post("/ord", [*anna.typed(page, "/ord"), ("ord", "visit")])
    assert again.said != said
    stands = world.read(day_words.today, person(world, "Anna"))
    assert stands is not None and stands.word == "call"


def test_two_tabs_that_choose_at_once_and_a_word_that_is_said_meanwhile_leave_one_choice(
    world: World, on: dict[str, UUID]
) -> None:
    """Whoever reads the word is among those who are told, however the taps fall, and no tap is
    refused."""

    def tells(word: str) -> None:
        with suppress(NotFound):  # nobody was told just then
            tell(world, word)

    anna, choices = (
        person(world, "Anna"),
        (set[UUID](), {on["Gry"]}, {on["Mette"]}, set(on.values())),
    )
    for round_ in range(6):
        taps: list[Any] = [
            partial(world.write, day_words.choose, world.keys, anna, each) for each in choices
        ]
        taps += [partial(tells, word) for word in ("call", "leave")] + [
            partial(world.read, day_words.readers, anna)
        ]
        with ThreadPoolExecutor(len(taps)) as threads:
            for each in [threads.submit(tap) for tap in (taps if round_ % 2 else reversed(taps))]:
                each.result()
        told = {UUID(each) for each in person(world, "Anna").profile.tells}
        assert told in choices
        assert set(world.read(grants.given, anna, "word")) <= told


def test_the_end_of_a_word_is_the_same_to_both_wherever_one_moves(
    world: World, on: dict[str, UUID]
) -> None:
    tell(world)
    anna = world.signed_in("Anna")
    assert "Til og med lørdag den 14. marts." in anna.get("/ord").main
    world.write(people.change, person(world, "Anna"), zone="Asia/Kabul")
    mine, hers = anna.get("/ord").main, world.signed_in("Gry").get(f"/kreds/{on['Gry']}/ord").main
    assert "Klokken 4 er det væk" not in mine and "klokken 07.30" in mine and "07.30" in hers
