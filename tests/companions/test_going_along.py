"""Going along: asked, yes, no, called off by either without a reason; seen by the one who is asked
and by nobody else, until the day after."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.companions import goings
from app.companions.goings import ASKED, NO, OFF, YES, Words
from app.companions.models import goings as rows
from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.municipality import COMPANION, colleagues
from app.municipality.models import staff
from app.places.listing import Place
from app.sharing import bonds, going, grants
from app.sharing.grants import UNTIL, Wish
from tests.cast import hire
from tests.places.conftest import activity, put
from tests.sharing.bonded import bond, person
from tests.world import World

pytestmark = pytest.mark.both

WHERE = "Huset, Vestergade 1"


@pytest.fixture
def on(world: World) -> dict[str, UUID]:
    return {name: bond(world, "Anna", name) for name in ("Gry", "Mette")}


def in_days(days: int) -> date:
    return clock.today(clock.HOME_ZONE) + timedelta(days=days)


def words(days: int = 3, **more: Any) -> Words:
    return Words(WHERE, in_days(days).isoformat(), 14 * 60, "", **more)


def typing(on: UUID) -> dict[str, Any]:
    return {"hvem": str(on), "tekst": WHERE, "dato": in_days(3).isoformat(), "tid": "14:00"}


def ask(world: World, on: UUID, days: int = 3) -> UUID:
    anna = person(world, "Anna")
    row: UUID = world.write(goings.ask, world.keys, anna, ids.new(), on, words(days))
    return row


def say(world: World, name: str, on: UUID, row: UUID, says: str) -> None:
    world.write(goings.answer, world.keys, person(world, name), on, row, says)


def stands(world: World, row: UUID) -> str:
    return world.read(goings.find, person(world, "Anna"), row).state


def test_it_is_asked_and_answered(world: World, on: dict[str, UUID]) -> None:
    anna, gry = world.signed_in("Anna"), world.signed_in("Gry")
    typed = typing(on["Gry"])
    look = anna.fill("/foelges/ny", "/foelges/ny", **typed)
    assert "Sådan ser Gry det" in look.main and "Vil du følges med" in look.main
    assert world.read(goings.newest, person(world, "Anna")).things == [], "looking asks nothing"
    fields = look.form("/foelges/ny").fields
    anna.post("/foelges/ny", fields)
    page = anna.post("/foelges/ny", fields)
    assert page.main.count("har ikke svaret endnu") == 1, "the same form asks once"
    read = gry.get(f"/kreds/{on['Gry']}/foelges")
    assert "Anna" in read.main and WHERE in read.main and "klokken 14" in read.main
    there = next(link for link in read.links if "/foelges-svar/" in link)
    gry.post(there, [*gry.typed(gry.get(there), there), ("svar", "ja")])
    assert "Gry følger med." in anna.get("/foelges").main
    assert "Du har sagt ja." in gry.get(f"/kreds/{on['Gry']}/foelges").main
    assert "har svaret" in anna.get("/deling/set").main


def test_what_is_shown_beforehand_is_what_is_shown(world: World, on: dict[str, UUID]) -> None:
    anna, gry = world.signed_in("Anna"), world.signed_in("Gry")
    typed = typing(on["Gry"])
    look = anna.fill("/foelges/ny", "/foelges/ny", **typed)
    anna.post("/foelges/ny", look.form("/foelges/ny").fields)
    assert told(look.text) == told(gry.get(f"/kreds/{on['Gry']}/foelges").text) != ""


def told(text: str) -> str:
    """What stands of it, byte for byte."""
    return text.partition('<article class="entry">')[2].partition("</dl>")[0].strip()


def test_a_place_fills_in_where_and_when_it_happens_next(world: World, on: dict[str, UUID]) -> None:
    place = put(world, Place(name="Huset", activities=(activity("Kaffe", "torsdag 14-16"),)))
    page = world.signed_in("Anna").get(f"/foelges/ny?sted={place}")
    fields = dict(page.form("/foelges/ny").fields)
    assert fields["tekst"] == "Huset" and fields["tid"] == "14:00"
    assert date.fromisoformat(fields["dato"]).weekday() == 3


@pytest.mark.parametrize(
    ("first", "then", "ends"),
    [(YES, OFF, NO), (NO, YES, NO), (YES, NO, YES), (OFF, None, ASKED), (YES, YES, YES)],
)
def test_what_the_other_says(
    world: World, on: dict[str, UUID], first: str, then: str | None, ends: str
) -> None:
    row = ask(world, on["Gry"])
    for says in filter(None, (first, then)):
        with suppress(NotFound):
            say(world, "Gry", on["Gry"], row, says)
    assert stands(world, row) == ends


def test_the_citizen_calls_it_off_and_nobody_asks_why(world: World, on: dict[str, UUID]) -> None:
    anna, gry, row = world.signed_in("Anna"), world.signed_in("Gry"), ask(world, on["Gry"])
    say(world, "Gry", on["Gry"], row, YES)
    anna.fill("/foelges", f"/foelges/{row}/aflys")
    assert "Det er aflyst." in gry.get(f"/kreds/{on['Gry']}/foelges").main
    with pytest.raises(NotFound):
        say(world, "Gry", on["Gry"], row, YES)
    assert stands(world, row) == OFF


def test_it_ends_the_day_after(world: World, on: dict[str, UUID]) -> None:
    row, gry = ask(world, on["Gry"]), person(world, "Gry")
    anna = person(world, "Anna")
    last = clock.after(in_days(4), anna.zone)
    with clock.held(clock.from_minute(last - 1)):
        assert world.read(goings.stands, gry, on["Gry"], row) == ASKED
    with clock.held(clock.from_minute(last)), pytest.raises(NotFound):
        world.read(goings.stands, gry, on["Gry"], row)


def test_nobody_else_sees_it(world: World, on: dict[str, UUID]) -> None:
    row = ask(world, on["Gry"])
    for name in ("Mette", "Sam", "Vera", "Karen"):
        reader = world.signed_in(name)
        for bond_ in on.values():
            assert reader.ask("GET", f"/kreds/{bond_}/foelges").status_code in (303, 404), name
            path = f"/kreds/{bond_}/foelges-svar/{row}"
            assert reader.ask("GET", path).status_code in (303, 404), name


def test_where_and_when_lie_sealed(world: World, on: dict[str, UUID]) -> None:
    ask(world, on["Gry"])
    found = world.read(lambda db: db.execute(select(rows)).one())
    assert (
        WHERE.encode() not in found.sealed and in_days(3).isoformat().encode() not in found.sealed
    )


def test_taken_away_it_is_gone_from_the_others_page(world: World, on: dict[str, UUID]) -> None:
    anna, gry, row = world.signed_in("Anna"), world.signed_in("Gry"), ask(world, on["Gry"])
    page = anna.fill("/foelges", f"/foelges/{row}/slet")
    assert gry.ask("GET", f"/kreds/{on['Gry']}/foelges").status_code == 404
    anna.post(f"/foelges/{row}/fortryd", page.form(f"/foelges/{row}/fortryd").fields)
    assert WHERE in anna.get("/foelges").main
    assert gry.ask("GET", f"/kreds/{on['Gry']}/foelges").status_code == 404, "asked anew by nobody"


def test_afterwards_is_said_to_oneself(world: World, on: dict[str, UUID]) -> None:
    row = ask(world, on["Gry"], 0)
    say(world, "Gry", on["Gry"], row, YES)
    later = clock.now() + timedelta(days=1)
    with clock.held(later):
        anna, gry = world.signed_in("Anna"), world.signed_in("Gry")
        path = f"/foelges/{row}/bagefter"
        anna.post(path, [*anna.typed(anna.get("/foelges"), path), ("sagt", "alene")])
        assert world.read(goings.find, person(world, "Anna"), row).words.afterwards == "alene"
        assert "alene" not in gry.get(f"/kreds/{on['Gry']}/foelges").text.lower()
        anna.post(path, [*anna.typed(anna.get("/foelges"), path), ("sagt", "alene")])
        assert world.read(goings.find, person(world, "Anna"), row).words.afterwards == ""


def test_a_bond_that_ends_takes_it_from_the_other(world: World, on: dict[str, UUID]) -> None:
    row = ask(world, on["Gry"])
    world.write(bonds.end, world.keys, person(world, "Anna"), on["Gry"], owner=True)
    with pytest.raises(NotFound):
        say(world, "Gry", on["Gry"], row, YES)
    assert stands(world, row) == ASKED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tekst", ""),
        ("tekst", "o" * 121),
        ("dato", "2020-01-01"),
        ("dato", ""),
        ("tid", "25:00"),
        ("hvem", ""),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    world: World, on: dict[str, UUID], field: str, value: str
) -> None:
    anna = world.signed_in("Anna")
    typed = typing(on["Gry"])
    page = anna.fill("/foelges/ny", "/foelges/ny", expect=422, **(typed | {field: value}))
    assert field == "tekst" or WHERE in page.text
    assert world.read(goings.newest, person(world, "Anna")).things == []


def test_only_a_single_thing_ends_at_a_minute_of_its_own(world: World, on: dict[str, UUID]) -> None:
    anna, soon = person(world, "Anna"), clock.minute() + 60
    for wish in (
        Wish(on["Gry"], "hopes", "coming", UNTIL, until=soon),
        Wish(on["Gry"], "going", "item", UNTIL, ids.new(), until=clock.minute()),
        Wish(on["Gry"], "going", "item", UNTIL, ids.new(), until=clock.minute() + 10**7),
    ):
        with pytest.raises(NotFound):
            world.read(grants.pending, anna, wish)


# Companions: invited by the coordinator, shown what they are asked to come along to


def friend(world: World, name: str = "Vera") -> None:
    """Vera's account at work is a companion's from now on."""
    row = world.cast[name].id
    world.write(
        lambda db: db.execute(update(staff).where(staff.c.person == row).values(role=COMPANION))
    )


def test_a_companion_is_asked_and_sees_nothing_else(world: World, on: dict[str, UUID]) -> None:
    friend(world)
    place = put(world, Place(name="Huset", activities=(activity("Kaffe", "torsdag 14-16"),)))
    anna, vera = world.signed_in("Anna"), world.signed_in("Vera")
    form = anna.get(f"/foelges/ny?sted={place}")
    assert "Vera" in form.main and "følgeven" in form.main
    whom = f"f{world.cast['Vera'].id.hex}"
    look = anna.post("/foelges/ny", anna.typed(form, "/foelges/ny", hvem=whom))
    anna.post("/foelges/ny", look.form("/foelges/ny").fields)
    page = vera.get("/kreds")
    there = next(link for link in page.links if link.endswith("/foelges"))
    assert "Huset" in vera.get(there).main
    bond_ = there.split("/")[2]
    for kind in ("haab", "dage", "plan"):
        assert vera.ask("GET", f"/kreds/{bond_}/{kind}").status_code == 404
    assert vera.ask("GET", "/personale").status_code == 404
    assert vera.ask("GET", "/steder/overblik").status_code == 404
    answer = next(link for link in vera.get(there).links if "/foelges-svar/" in link)
    vera.post(answer, [*vera.typed(vera.get(answer), answer), ("svar", "nej")])
    assert "Vera kan ikke den dag." in anna.get("/foelges").main
    assert "Vera" in anna.get("/deling").main, "who can see something stands on Deling"


def says_no(world: World, name: str) -> None:
    theirs = world.signed_in(name)
    page = theirs.get("/kreds")
    for on in [link for link in page.links if link.endswith("/foelges")]:
        for there in [link for link in theirs.get(on).links if "/foelges-svar/" in link]:
            theirs.post(there, [*theirs.typed(theirs.get(there), there), ("svar", "nej")])


def test_one_of_the_list_is_asked_and_then_the_next_until_there_is_none(
    world: World, on: dict[str, UUID]
) -> None:
    """Whoever has said no that day is not asked again, and when all have it is said."""
    friend(world)
    world.cast["Viggo"] = world.write(hire, world.keys, "Viggo", COMPANION)
    place = put(world, Place(name="Huset", activities=(activity("Kaffe", "torsdag 14-16"),)))
    anna, asked = world.signed_in("Anna"), []
    page = anna.get(f"/foelges/ny?sted={place}")
    for left in (2, 1):
        assert ("Det er lige meget hvem." in page.main) == (left > 1)
        fields = dict(page.form("/foelges/ny").fields)
        chosen = "liste" if left > 1 else fields["hvem"]
        look = anna.post("/foelges/ny", anna.typed(page, "/foelges/ny", hvem=chosen))
        name = next(each for each in ("Vera", "Viggo") if f"Sådan ser {each} det" in look.main)
        asked.append(name)
        anna.post("/foelges/ny", look.form("/foelges/ny").fields)
        says_no(world, name)
        mine = anna.get("/foelges")
        assert f"{name} kan ikke den dag." in mine.main
        anew = next(link for link in mine.links if link.startswith("/foelges/ny?efter="))
        page = anna.get(anew)
        assert f"{name} (følgeven)" not in page.main and "Gry" in page.main
        assert dict(page.form("/foelges/ny").fields)["tekst"] == "Huset"
    assert sorted(asked) == ["Vera", "Viggo"]
    assert "Ingen på listen kan den dag." in page.main
    other = anna.typed(page, "/foelges/ny", hvem="liste", dato=in_days(9).isoformat())
    assert "Sådan ser V" in anna.post("/foelges/ny", other).main, "another day they may"


def test_with_nobody_else_another_day_can_be_chosen(world: World) -> None:
    """Whoever has nobody in the circle, and whose one companion cannot, chooses another day in the
    same form; also where it was put away, or the companion had said yes first."""
    friend(world)
    place = put(world, Place(name="Huset", activities=(activity("Kaffe", "torsdag 14-16"),)))
    anna = world.signed_in("Anna")
    there = f"/foelges/ny?sted={place}"
    whom = f"f{world.cast['Vera'].id.hex}"
    look = anna.post("/foelges/ny", anna.typed(anna.get(there), "/foelges/ny", hvem=whom))
    anna.post("/foelges/ny", look.form("/foelges/ny").fields)
    [asked] = world.read(goings.newest, person(world, "Anna")).things
    assert asked.bond is not None
    for says in (YES, OFF):
        world.write(goings.answer, world.keys, person(world, "Vera"), asked.bond, asked.id, says)
    page = anna.get(f"/foelges/ny?efter={asked.id}")
    assert "Ingen på listen kan den dag." in page.main and "Vera" not in page.main
    assert dict(page.form("/foelges/ny").fields)["tekst"] == "Huset"
    world.write(goings.remove, person(world, "Anna"), asked.id, world.keys)
    day = asked.words.day
    again = anna.post(
        "/foelges/ny", anna.typed(anna.get(there), "/foelges/ny", dato=day), expect=422
    )
    assert "Ingen på listen kan den dag." in again.main and "Vera" not in again.main
    other = anna.typed(again, "/foelges/ny", dato=in_days(9).isoformat())
    assert "Vera" in anna.post("/foelges/ny", other, expect=422).main


def test_what_was_asked_before_is_begun_only_by_whoever_asked(
    world: World, on: dict[str, UUID]
) -> None:
    row = ask(world, on["Gry"])
    for name in ("Sam", "Gry"):
        assert world.signed_in(name).ask("GET", f"/foelges/ny?efter={row}").status_code == 404
    for wrong in ("x", "", str(ids.new())):
        found = world.signed_in("Anna").ask("GET", f"/foelges/ny?efter={wrong}")
        assert found.status_code in (200, 404) and WHERE not in found.text


def test_nothing_but_going_along_can_be_shared_with_a_companion(
    world: World, on: dict[str, UUID]
) -> None:
    friend(world)
    anna = person(world, "Anna")
    made = world.write(
        going.with_companion, anna, world.cast["Vera"].id, world.municipality(), "Vera"
    )
    again = world.write(
        going.with_companion, anna, world.cast["Vera"].id, world.municipality(), "Vera"
    )
    assert made == again
    for kind in ("hopes", "days", "plan"):
        with pytest.raises(NotFound):
            world.write(grants.give, world.keys, anna, ids.new(), Wish(made, kind, "coming", "1"))
    assert made not in {each.id for each in world.read(bonds.mine, anna)}
    page = world.signed_in("Anna").get("/deling/ny?hvad=haab&omfang=coming")
    assert "Vera" not in page.main


def test_a_closed_companion_is_nobody_to_ask(world: World, on: dict[str, UUID]) -> None:
    friend(world)
    place = put(world, Place(name="Huset"))
    world.write(colleagues.close, world.municipality(), world.cast["Vera"].id)
    assert "Vera" not in world.signed_in("Anna").get(f"/foelges/ny?sted={place}").main


def test_a_companion_of_another_municipality_is_not_on_the_list(
    world: World, on: dict[str, UUID]
) -> None:
    friend(world)
    place = put(world, Place(name="Huset"), "Østby")
    assert "Vera" not in world.signed_in("Anna").get(f"/foelges/ny?sted={place}").main


def test_a_coordinator_invites_a_companion(world: World) -> None:
    karen = world.signed_in("Karen")
    page = karen.get("/personale/inviter")
    assert "Følgeven" in page.main
