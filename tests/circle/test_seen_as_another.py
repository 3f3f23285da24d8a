"""The same things may be shared as more than one kind: what is said of one share is true of the
things, and so of the person."""

import re
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

import pytest

from app import hopes, journal
from app.days import marks
from app.foundation import clock, ids
from app.journal.entries import Words
from app.sharing import KINDS, grants, kinds
from tests.conftest import NOON
from tests.sharing.bonded import bond, grant, person
from tests.world import World

OVER = "Stoppet. Det er ikke delt mere."


def entry(world: World) -> UUID:
    made: UUID = ids.new()
    anna = person(world, "Anna")
    world.write(
        journal.entries.keep,
        anna,
        made,
        anna.today,
        Words("Kun for mig", helped=("en tur i skoven",)),
    )
    return made


def a_hope(world: World) -> UUID:
    made: UUID = world.write(
        hopes.kept.keep, person(world, "Anna"), ids.new(), hopes.kept.Words("Et kolonihavehus")
    )
    return made


def stop(world: World, row: UUID) -> str:
    return world.signed_in().post(f"/deling/{row}/stop", {"konto": person(world, "Anna").mark}).said


def sees(world: World, name: str, on: UUID, kind: str, text: str) -> bool:
    return text in world.signed_in(name).ask("GET", f"/kreds/{on}/{KINDS[kind].path}").text


def test_what_shows_the_same_things_is_known_from_the_kinds() -> None:
    found = {kind.code: {each.code for each in kinds.alike(kind)} for kind in KINDS.values()}
    assert {code: others for code, others in found.items() if others} == {
        "days": {"days_words"},
        "days_words": {"days", "entries"},
        "entries": {"days_words"},
    }


@pytest.mark.parametrize(("stopped", "left"), [("days", "days_words"), ("days_words", "days")])
def test_days_that_can_still_be_read_are_not_said_to_be_stopped(
    world: World, stopped: str, left: str
) -> None:
    on = bond(world)
    world.write(marks.put, person(world, "Anna"), person(world, "Anna").today, marks.chosen("hard"))
    given = {kind: grant(world, on, kind, "coming") for kind in (stopped, left)}
    anna = world.signed_in()
    led = anna.send(
        f"/deling/{given[stopped].id}/stop", [("konto", person(world, "Anna").mark)]
    ).headers["location"]
    assert sees(world, "Mette", on, left, "Svær dag")
    assert (
        anna.get(led).said
        == f"Det er stoppet. Med den samme person deler du stadig {KINDS[left].yours.text}."
    )
    assert stop(world, given[left].id) == OVER
    assert anna.get(led).said == "", "it was so, and is not any more"


def test_a_text_whose_help_can_still_be_read(world: World) -> None:
    on, item = bond(world), entry(world)
    alone, days = (
        grant(world, on, "entries", "item", item),
        grant(world, on, "days_words", "coming"),
    )
    assert (
        stop(world, alone.id)
        == "Det er stoppet. Med den samme person deler du stadig dine dage og det der hjalp."
    )
    assert sees(world, "Mette", on, "days_words", "en tur i skoven") and not sees(
        world, "Mette", on, "days_words", "Kun for mig"
    )
    grant(world, on, "entries", "item", item)
    grant(world, on, "days", "coming")
    left = "dine dage, uden ord, og det du har valgt fra dagbogen"
    assert stop(world, days.id) == f"Det er stoppet. Med den samme person deler du stadig {left}."


def test_one_thing_that_is_seen_with_all_of_its_kind(world: World) -> None:
    on, item = bond(world), a_hope(world)
    alone, all_ = grant(world, on, "hopes", "item", item), grant(world, on, "hopes", "coming")
    assert stop(world, alone.id) == "Det er stoppet. Med den samme person deler du stadig dine håb."
    assert sees(world, "Mette", on, "hopes", "Et kolonihavehus")
    assert stop(world, all_.id) == OVER


def test_over_another_bond_or_from_tomorrow(world: World) -> None:
    first, second = bond(world, "Anna", "Gry"), bond(world, "Anna", "Gry", "Søs")
    with clock.held(NOON - timedelta(days=2)):
        days, words = (
            grant(world, first, "days", length="3"),
            grant(world, second, "days_words", length="3"),
        )
    left = "dine dage og det der hjalp"
    assert (
        stop(world, days.id)
        == f"Det er stoppet her. Over jeres anden forbindelse deler du stadig {left}."
    )
    assert stop(world, words.id) == OVER
    waits, item = grant(world, first, "days_words", length="3"), entry(world)
    alone = grant(world, second, "entries", "item", item)
    assert (
        stop(world, alone.id)
        == f"Det er stoppet. Med den samme person deler du snart {left}. Det kan du også stoppe."
    )
    assert stop(world, waits.id) == OVER


def test_in_a_pause_nobody_is_said_to_see_it(world: World) -> None:
    on, item = bond(world), entry(world)
    first, second = bond(world, "Anna", "Gry"), bond(world, "Anna", "Gry", "Søs")
    alone = [grant(world, each, "entries", "item", item) for each in (on, first, second)]
    grant(world, on, "days_words", "coming")
    world.write(grants.pause, world.keys, person(world, "Anna"))
    for each in alone:
        assert "kan" not in stop(world, each.id)


def looked(world: World, on: UUID, **chosen: str) -> str:
    """What is said of a share before it is one."""
    page = world.signed_in().get("/deling/ny/se?" + urlencode({"hvem": str(on), **chosen}))
    return re.sub(
        "<[^>]+>", "", page.text.partition("Se siden herunder først.")[2].partition("Del nu")[0]
    )


LATER = "Det du skriver senere, følger ikke med."
CHANGED = "Ændrer du, hvordan en dag var, ses det ikke mere."


def test_what_is_looked_at_and_seen_for_longer_ends_when_that_ends(world: World) -> None:
    on, item = bond(world, "Anna", "Gry"), a_hope(world)
    alone = {"hvad": "haab", "ting": str(item), "laenge": "i-dag"}
    assert "Det slutter af sig selv efter lørdag den 14. marts. Du kan stoppe det før." in looked(
        world, on, **alone
    )
    with clock.held(NOON - timedelta(days=2)):
        grant(world, on, "hopes", "coming", length="3")
    said = looked(world, on, **alone)
    assert (
        "Du deler det allerede i længere tid. Det slutter først af sig selv efter fredag den "
        "12. juni." in said
    )
    assert "lørdag den 14." not in said and LATER not in said
    assert (
        "Med Gry deler du i forvejen dine håb, også det du skriver senere. Til og med fredag "
        "den 12. juni." in said
    )


def test_what_else_is_on_the_page_for_longer_is_told_from_it(world: World) -> None:
    on, first = bond(world), a_hope(world)
    grant(world, on, "hopes", "item", first, length="12")
    for more in (
        {"ting": str(a_hope(world)), "laenge": "i-dag"},
        {"omfang": "now", "laenge": "i-dag"},
    ):
        said = looked(world, on, hvad="haab", **more)
        assert (
            "Det du vælger nu, slutter af sig selv efter lørdag den 14. marts." in said
            and LATER in said
        )
        assert "Noget på siden deler du i længere tid." in said and "allerede" not in said


@pytest.mark.parametrize(("kind", "other"), [("dage", "days_words"), ("dage-og-ord", "days")])
def test_days_that_are_shared_as_another_kind_go_on(world: World, kind: str, other: str) -> None:
    on = bond(world)
    world.write(marks.put, person(world, "Anna"), person(world, "Anna").today, marks.chosen("good"))
    now = {"hvad": kind, "omfang": "now", "laenge": "1"}
    assert LATER in looked(world, on, **now) and CHANGED in looked(world, on, **now)
    grant(world, on, other, "coming", length="12")
    said = looked(world, on, **now)
    assert LATER not in said and CHANGED not in said
    assert (
        f"Med Mette deler du i forvejen {KINDS[other].yours.text}, også det du skriver senere."
        in said
    )
    grant(world, on, kinds.BY_PATH[kind].code, "now")
    with clock.held(NOON + timedelta(days=1)):
        world.write(
            marks.put, person(world, "Anna"), person(world, "Anna").today, marks.chosen("hard")
        )
        assert sees(world, "Mette", on, other, "Svær dag"), "as was said"


def test_over_another_bond_it_is_shared_already(world: World) -> None:
    first, second, item = (
        bond(world, "Anna", "Gry"),
        bond(world, "Anna", "Gry", "Søs"),
        a_hope(world),
    )
    grant(world, second, "hopes", "item", item, length="3")
    said = looked(world, first, hvad="haab", ting=str(item), laenge="i-dag")
    assert "Det slutter først af sig selv efter søndag den 14. juni." in said and LATER in said
    assert "Med Gry deler du i forvejen et af dine håb. Til og med søndag den 14. juni." in said


def test_nobody_is_told_that_what_is_seen_already_is_not(world: World) -> None:
    on, unseen = bond(world, "Anna", "Gry"), "Indtil da kan du fortryde, uden at nogen ser det."
    a_hope(world)
    coming = {"hvad": "haab", "omfang": "coming", "laenge": "3"}
    assert unseen in looked(world, on, **coming)
    with clock.held(NOON - timedelta(days=2)):
        grant(world, on, "hopes", "now", length="1")
    said = looked(world, on, **coming)
    assert "Det begynder om et døgn. Indtil da kan du fortryde." in said and unseen not in said


def test_what_waits_its_day_is_not_said_to_be_shared_already(world: World) -> None:
    """All hopes begin in a day, and one of them is looked at for today: nobody sees the rest
    yet."""
    on, item = bond(world, "Anna", "Gry"), a_hope(world)
    grant(world, on, "hopes", "coming", length="3")
    said = looked(world, on, hvad="haab", ting=str(item), laenge="i-dag")
    assert "i forvejen" not in said and "allerede i længere tid" not in said
    assert "Du har allerede valgt at dele dine håb med Gry. Det er ikke begyndt endnu." in said
