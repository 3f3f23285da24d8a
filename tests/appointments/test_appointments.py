"""Det sker der: what is known is said, what is not is said too, and a change tells what it was."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from app import reminders
from app.appointments import contacts, kept, limits
from app.appointments.kept import Words
from app.appointments.lifecycle import export
from app.foundation import clock, ids
from app.foundation.errors import NoRoom, NotFound
from app.people import own
from tests.conftest import NOON
from tests.examined import Page
from tests.phone import Phone
from tests.sharing.bonded import bond, grant
from tests.world import World

TALK = "Samtale med Mette"
TODAY = date(2026, 3, 14)


def in_days(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def typing(**more: Any) -> dict[str, Any]:
    return {
        "tekst": TALK,
        "dato": in_days(3),
        "tid": "10:00",
        "hvem": "Mette",
        "rolle": "vejleder",
        "kender": "1",
        "sted": "Lokale 3",
        "laenge": "En time",
        "hvorfor": "Vi ser på det, der virker.",
        "medbring": "Dit kort",
    } | more


def writes(phone: Phone, expect: int = 200, **more: Any) -> Page:
    return phone.fill("/det-sker/ny", "/det-sker", expect=expect, **typing(**more))


def happens(world: World, words: Words, name: str = "Anna") -> UUID:
    row: UUID = world.write(kept.keep, world.person(name), ids.new(), words)
    return row


def found(world: World, row: UUID) -> kept.Appointment:
    return world.read(kept.find, world.person(), row)


@pytest.mark.both
def test_what_is_known_stands_there_and_the_rest_is_said_to_be_unknown(world: World) -> None:
    anna = world.signed_in()
    page = writes(anna)
    assert TALK in page.main and "Det er gemt." in page.said
    all_of_it = anna.get(f"/det-sker/{world.read(kept.to_come, world.person())[0].id}").main
    for each in (
        "Mette",
        "vejleder",
        "En du kender",
        "Lokale 3",
        "En time",
        "Dit kort",
        "klokken 10",
    ):
        assert each in all_of_it, each
    writes(anna, tekst="Møde", dato="", tid="", hvem="", rolle="", kender=None, sted="")
    unknown = world.read(kept.to_come, world.person())[-1]
    said = anna.get(unknown.path).main
    assert "Dagen ved vi ikke endnu" in said and said.count("Det ved vi ikke endnu") == 2


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("tekst", "\u200b", "Her står ikke noget endnu."),
        ("tekst", "a" * 201, "Der er plads til 200 tegn."),
        ("hvorfor", "a" * 1001, "Der er plads til 1000 tegn."),
        ("dato", "i morgen", "Vælg en dag, eller lad den stå tom."),
        ("dato", "2026-02-30", "Vælg en dag, eller lad den stå tom."),
        ("tid", "25:00", "Skriv et klokkeslæt"),
    ],
)
def test_what_is_needed_is_said_and_nothing_is_lost(
    world: World, field: str, value: str, says: str
) -> None:
    page = writes(world.signed_in(), 422, **{field: value})
    assert says in page.main
    fields = dict(page.form("/det-sker").fields)
    assert fields["medbring"] == "Dit kort" and fields["sted"] == "Lokale 3"


def test_what_goes_on_needs_a_first_day(world: World) -> None:
    anna = world.signed_in()
    page = writes(anna, 422, dato="", tit="anden")
    assert "Vælg den første dag." in page.main
    assert not world.read(kept.to_come, world.person())


@pytest.mark.parametrize(
    ("often", "first", "then"),
    [
        ("gang", 0, 0),
        ("gang", -1, None),
        ("uge", -1, 6),
        ("uge", -7, 0),
        ("anden", -1, 13),
        ("anden", -28, 0),
        ("fjerde", -29, 27),
        ("uge", 400, 400),
    ],
)
def test_the_next_time_is_counted_from_the_first(often: str, first: int, then: int | None) -> None:
    words = Words(TALK, in_days(first), often=often)
    expected = None if then is None else TODAY + timedelta(days=then)
    assert kept.next_day(words, TODAY) == expected


def test_the_night_the_clock_changes_moves_no_day() -> None:
    """Every other Thursday over the last Sunday of March and of October."""
    for first in (date(2026, 3, 26), date(2026, 10, 22)):
        words = Words(TALK, first.isoformat(), often="anden")
        assert kept.next_day(words, first + timedelta(days=1)) == first + timedelta(days=14)


@pytest.mark.both
def test_the_soonest_comes_first_and_what_nobody_knows_last(world: World) -> None:
    for what, day, at in (
        ("tredje", in_days(1), kept.NOT_KNOWN),
        ("sidst", "", 60),
        ("anden", in_days(1), 900),
        ("først", in_days(0), 600),
        ("før", in_days(-1), 600),
    ):
        happens(world, Words(what, day, at))
    there = world.read(kept.to_come, world.person())
    assert [each.words.what for each in there] == ["først", "anden", "tredje", "sidst"]
    been = world.read(kept.over, world.person()).things
    assert [each.words.what for each in been] == ["før"]
    anna = world.signed_in()
    assert "før" in anna.get("/det-sker/foer").main
    assert "ved vi ikke endnu" not in anna.get(been[0].path).main, "nobody waits for it any more"


@pytest.mark.both
def test_a_change_says_when_what_it_was_and_why(world: World) -> None:
    anna, row = world.signed_in(), happens(world, Words(TALK, in_days(3), 600, where="Lokale 3"))
    at = f"/det-sker/{row}/ret"
    anna.fill(at, at, dato=in_days(4), tid="11:30", aarsag="Mette er syg.")
    said = anna.get(f"/det-sker/{row}").main
    assert "Før var det tirsdag den 17. marts." in said and "klokken 10." in said
    assert "Mette er syg." in said and "Ændret" in said and "Lokale 3" in said
    assert found(world, row).words.changes[0].was == {"day": in_days(3), "at": "600"}


@pytest.mark.both
def test_the_same_form_twice_changes_once_and_keeps_once(world: World) -> None:
    anna, row = world.signed_in(), happens(world, Words(TALK, in_days(3), 600))
    at = f"/det-sker/{row}/ret"
    fields = dict(anna.get(at).form(at).fields) | {"dato": in_days(5)}
    for _ in range(2):
        anna.post(at, fields)
    assert len(world.read(kept.to_come, world.person())) == 1
    assert len(found(world, row).words.changes) == 1
    blank = dict(anna.get("/det-sker/ny").form("/det-sker").fields) | {"tekst": "Kaffe"}
    for _ in range(2):
        anna.post("/det-sker", blank)
    assert len(world.read(kept.to_come, world.person())) == 2


@pytest.mark.both
def test_changed_in_two_places_at_once_both_stand_there(world: World) -> None:
    anna, row = world.signed_in(), happens(world, Words(TALK, in_days(3), 600))
    at = f"/det-sker/{row}/ret"
    forms = [dict(anna.get(at).form(at).fields) for _ in range(2)]
    for fields, where in zip(forms, ("Huset", "Biblioteket"), strict=True):
        anna.post(at, fields | {"sted": where})
    there = {each.words.where for each in world.read(kept.to_come, world.person())}
    assert there == {"Huset", "Biblioteket"}


@pytest.mark.both
def test_one_time_of_many_is_called_off_and_the_others_stay(world: World) -> None:
    anna, row = world.signed_in(), happens(world, Words(TALK, in_days(3), 600, "anden"))
    page = anna.fill(f"/det-sker/{row}", f"/det-sker/{row}/aflys")
    assert "Den gang er aflyst." in page.said and "Det bliver ikke" in page.main
    assert found(world, row).next == TODAY + timedelta(days=17)
    konto = {"konto": world.person().mark}
    anna.send(f"/det-sker/{row}/aflys", konto | {"dato": in_days(3)})
    assert len(found(world, row).words.changes) == 1
    for day in (in_days(4), "i morgen", ""):
        with pytest.raises(NotFound):
            world.write(kept.call_off, world.person(), row, day)


def test_another_first_day_begins_anew(world: World) -> None:
    row = happens(world, Words(TALK, in_days(3), 600, "uge"))
    me = world.person()
    world.write(kept.call_off, me, row, in_days(3))
    world.write(kept.change, me, row, Words(TALK, in_days(10), 600, "uge"))
    assert found(world, row).words.off == () and len(found(world, row).words.changes) == 2


@pytest.mark.both
def test_a_reminder_moves_along_and_goes_with_it(world: World) -> None:
    anna, me = world.signed_in(), world.person()
    row = happens(world, Words(TALK, in_days(3), 600))
    at = f"/det-sker/{row}/mind-mig"
    assert dict(anna.get(at).form(at).fields)["tid"] == "09:00"
    anna.fill(at, at)
    there = world.read(reminders.chosen.of_thing, me, row)
    assert there and (there.wish.once, there.wish.at) == (in_days(3), 9 * 60)
    world.write(kept.change, me, row, Words(TALK, in_days(5), 720))
    moved = world.read(reminders.chosen.of_thing, me, row)
    assert moved and (moved.wish.once, moved.wish.at) == (in_days(5), 11 * 60)
    assert moved.rings and moved.rings != there.rings
    world.write(kept.change, me, row, Words(TALK))
    assert world.read(reminders.chosen.of_thing, me, row) == moved, "nobody knows when"
    world.write(kept.remove, me, row)
    assert world.read(reminders.chosen.of_thing, me, row) is None
    world.write(kept.bring_back, me, row)
    assert world.read(reminders.chosen.of_thing, me, row) is not None


def test_the_reminder_of_what_goes_on_changes_its_weekday(world: World) -> None:
    me, row = world.person(), happens(world, Words(TALK, in_days(3), 600, "uge"))
    wish = reminders.chosen.Wish("appointment", f"/det-sker/{row}", 540, (1,))
    world.write(reminders.chosen.keep, me, ids.new(), wish, row)
    world.write(kept.change, me, row, Words(TALK, in_days(5), 600, "uge"))
    there = world.read(reminders.chosen.of_thing, me, row)
    assert there and there.wish.weekdays == (3,)


@pytest.mark.both
def test_the_next_one_stands_on_i_dag_when_it_is_soon(world: World) -> None:
    anna = world.signed_in()
    happens(world, Words(TALK, in_days(8), 600))
    assert TALK not in anna.get("/").main
    happens(world, Words("Tandlæge", in_days(2), 600))
    assert "Tandlæge" in anna.get("/").main
    anna.fill("/", "/dag", slags="hard")
    assert "Tandlæge" not in anna.get("/").main, "on a hard day only today and tomorrow"
    happens(world, Words("Kaffe", in_days(1), 600))
    assert "Kaffe" in anna.get("/").main


def test_after_midnight_it_is_the_calendars_day(world: World) -> None:
    """At one in the night what is at ten is today's, though I dag is still yesterday."""
    row = happens(world, Words(TALK, in_days(1), 600))
    with clock.held(NOON + timedelta(hours=13)):
        assert found(world, row).next == TODAY + timedelta(days=1)
    with clock.held(NOON + timedelta(hours=37)):
        assert found(world, row).over


@pytest.mark.both
def test_others_see_it_when_it_is_shared_and_nothing_of_who_is_who(world: World) -> None:
    happens(world, Words(TALK, in_days(3), 600, who="Mette", role="vejleder", known=True))
    happens(world, Words("Kaffe", in_days(-3), 600))
    world.write(contacts.keep, world.person(), ids.new(), contacts.Words("Lone", "læge"))
    on = bond(world)
    mette = world.signed_in("Mette")
    mette.get(f"/kreds/{on}/det-sker", expect=404)
    grant(world, on, "appointments", "coming")
    seen = mette.get(f"/kreds/{on}/det-sker").main
    assert seen.index(TALK) < seen.index("Kaffe") and "Lone" not in seen
    assert TALK not in world.signed_in("Sam").get("/det-sker").main


def test_all_of_it_is_taken_along(world: World) -> None:
    me, row = world.person(), happens(world, Words(TALK, in_days(3), 600, "uge", "Mette"))
    world.write(kept.call_off, me, row, in_days(3))
    taken = world.read(export, me)[0]
    assert taken["what"] == TALK and taken["off"] == [in_days(3)] and taken["last_day"] is None
    assert taken["changes"] == [{"day": in_days(0), "why": "", "was": {"off": in_days(3)}}]


@pytest.mark.both
def test_who_is_who_is_kept_changed_and_brought_back(world: World) -> None:
    anna = world.signed_in()
    typed: dict[str, Any] = {
        "tekst": "Lone",
        "rolle": "læge",
        "ansvar": "Medicin",
        "kontakt": "10 00 00 01",
    }
    page = anna.fill("/det-sker/hvem/ny", "/det-sker/hvem", **typed)
    assert all(each in page.main for each in typed.values())
    one = world.read(contacts.all_of, world.person())[0]
    shown = own.mark(one.words)
    world.write(contacts.change, world.person(), one.id, contacts.Words("Lone Ny"), shown)
    world.write(contacts.change, world.person(), one.id, contacts.Words("Lone Anden"), shown)
    assert len(world.read(contacts.all_of, world.person())) == 2, "both stand there"
    gone = anna.fill("/det-sker/hvem", f"/det-sker/hvem/{one.id}/slet")
    assert "Lone Ny" not in gone.main
    assert (
        "Lone Ny"
        in anna.post(
            f"/det-sker/hvem/{one.id}/fortryd",
            gone.form(f"/det-sker/hvem/{one.id}/fortryd").fields,
        ).main
    )
    with pytest.raises(NotFound):
        world.read(contacts.find, world.person("Sam"), one.id)


def test_there_is_room_for_a_list_and_what_has_been_takes_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that comes is opened together, on I dag too."""
    monkeypatch.setattr(limits, "MOST", 2)
    rows = [happens(world, Words(TALK, in_days(day))) for day in (1, -1, -2)]
    happens(world, Words("Møde"))
    with pytest.raises(NoRoom):
        happens(world, Words("Mere", in_days(2)))
    with pytest.raises(NoRoom):
        world.write(kept.change, world.person(), rows[1], Words("Før", in_days(2)))
    world.write(kept.change, world.person(), rows[0], Words("Ny tid", in_days(3)))
    anna = world.signed_in()
    assert "Mere" in writes(anna, 507, tekst="Mere").text
    assert {each.words.what for each in world.read(kept.to_come, world.person())} == {
        "Ny tid",
        "Møde",
    }
