"""A form that arrives a second time says what the first one did; a pause and a look that come in
between are not overlooked."""

from collections.abc import Callable
from uuid import UUID

import pytest

from app import plan
from app.foundation import ids
from app.hard_days import askings, day_words
from app.hopes import kept as hopes
from app.people import people
from app.sharing import COMING, bonds, grants, log, stopping
from app.sharing.grants import Wish
from tests.phone import Phone
from tests.sharing.bonded import bond, grant, person
from tests.world import World

WORDS = "Du sad på trappen og grinede."


def twice(phone: Phone, path: str, fields: list[tuple[str, str]]) -> tuple[str, str]:
    """Where both of two answers lead."""
    first, second = phone.send(path, fields), phone.send(path, fields)
    assert (first.status_code, second.status_code) == (303, 303)
    return first.headers["location"], second.headers["location"]


def asked(world: World, name: str, kind: str) -> tuple[UUID, UUID]:
    on = bond(world, "Anna", name)
    row: UUID = world.write(askings.ask, world.keys, person(world, "Anna"), ids.new(), on, kind, "")
    return on, row


def test_an_answer_that_arrives_twice_is_not_said_to_be_lost(world: World) -> None:
    """The words are sealed for somebody else, so nobody can tell whether these are the same: they
    are handed back, calmly."""
    on, row = asked(world, "Gry", "hope")
    gry, there = world.signed_in("Gry"), f"/kreds/{on}/svar/{row}"
    fields = gry.typed(gry.get(there), there, tekst=WORDS)
    assert gry.send(there, fields).headers["location"] == "/kreds?besked=svaret"
    again = gry.post(there, fields)
    assert again.h1 == "Dit svar er gemt" and WORDS in again.main and "ikke gemt" not in again.main
    assert world.read(askings.answer_to, person(world, "Anna"), row) == WORDS
    world.write(grants.pause, world.keys, person(world, "Anna"))
    assert "Det du sendte nu, er ikke gemt" in gry.post(there, fields, expect=409).main, (
        "true of what came now, and tells no more"
    )


def test_a_yes_that_arrives_twice_is_a_yes(world: World) -> None:
    on, row = asked(world, "Mette", "call")
    mette, there = world.signed_in("Mette"), f"/kreds/{on}/svar/{row}"
    fields = mette.typed(mette.get(there), there)
    assert twice(mette, there, fields) == ("/kreds?besked=svaret", "/kreds?besked=svaret")


def test_two_answers_at_once_lose_no_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both were asked when they began; the one that comes too late is handed back."""
    on, row = asked(world, "Gry", "hope")
    gry, there = world.signed_in("Gry"), f"/kreds/{on}/svar/{row}"
    fields = gry.typed(gry.get(there), there, tekst="Det andet")
    world.write(askings.answer, world.keys, person(world, "Gry"), on, row, WORDS)
    monkeypatch.setattr(askings, "waiting", lambda *_: askings.KINDS["hope"])
    assert "Det andet" in gry.post(there, fields).main


def test_a_yes_to_an_invitation_that_arrives_twice_leads_to_the_circle(world: World) -> None:
    code = world.write(
        bonds.invite, world.keys, person(world, "Anna"), ids.new(), "relative", "Gry"
    )
    gry = world.signed_in("Gry")
    found = gry.post("/kreds/kom", gry.typed(gry.get("/kreds/kom"), "/kreds/kom", kode=code))
    fields = found.form("/kreds/kom").fields
    said = twice(gry, "/kreds/kom", fields)
    on = world.read(bonds.with_me, person(world, "Gry"))[0].id
    assert said == (f"/kreds?besked=velkommen&hvem={on}",) * 2
    mark = people.mark(world.keys, world.cast["Sam"].id)
    others = [(name, mark if name == "konto" else value) for name, value in fields]
    assert (
        "Koden virker ikke" in world.signed_in("Sam").post("/kreds/kom", others, expect=422).main
    ), "it is nobody else's"
    world.write(stopping.part, world.keys, person(world, "Anna"), on)
    assert "Koden virker ikke" in gry.post("/kreds/kom", fields, expect=422).main, (
        "and not when it has ended"
    )


def test_what_is_taken_back_or_brought_back_twice_is_so(world: World) -> None:
    _, row = asked(world, "Gry", "hope")
    anna = world.signed_in()
    fields = anna.get("/bedt").form(f"/bedt/{row}/slet").fields
    away = f"/bedt?besked=slettet&fortryd={row}"
    assert twice(anna, f"/bedt/{row}/slet", fields) == (away, away)
    fields = anna.get(away).form(f"/bedt/{row}/fortryd").fields
    assert (
        twice(anna, f"/bedt/{row}/fortryd", fields) == (f"/bedt?besked=tilbage&fortryd={row}",) * 2
    )


@pytest.mark.parametrize(("accepted", "said"), [(True, "slut"), (False, "trukket")])
def test_what_its_owner_ends_twice_has_ended(world: World, accepted: bool, said: str) -> None:
    anna = world.signed_in()
    code = world.write(
        bonds.invite, world.keys, person(world, "Anna"), ids.new(), "relative", "Gry"
    )
    on = world.read(bonds.invitation, world.keys, code).id
    if accepted:
        on = bond(world, "Anna", "Gry")
    there = f"/deling/person/{on}/slut"
    fields, before = anna.get(there).form(there).fields, _lines(world)
    assert twice(anna, there, fields) == (f"/deling?besked={said}&hvem={on}",) * 2
    assert _lines(world) == before + 1, "it happened once"


@pytest.mark.parametrize("name", ["Gry", "Mette"])
def test_who_leaves_twice_has_left(world: World, name: str) -> None:
    on = bond(world, "Anna", name)
    grant(world, on, "hopes", COMING)
    if name == "Mette":
        world.write(hopes.keep, person(world, "Anna"), ids.new(), hopes.Words("et"))
    other = world.signed_in(name)
    there = f"/kreds/{on}/slut"
    mark = people.mark(world.keys, world.cast[name].id)
    before = _lines(world)
    assert twice(other, there, [("konto", mark)]) == (f"/kreds?besked=slut&hvem={on}",) * 2
    assert _lines(world) == before + 1


def _lines(world: World) -> int:
    return world.read(log.newest, world.cast["Anna"].id)


# --- A pause in the other tab ---------------------------------------------------------------------


def _give(world: World, on: UUID) -> None:
    world.write(
        grants.give, world.keys, person(world, "Anna"), ids.new(), Wish(on, "hopes", COMING, "1")
    )


def _ask(world: World, on: UUID) -> None:
    world.write(askings.ask, world.keys, person(world, "Anna"), ids.new(), on, "hope", "")


def _tell(world: World, on: UUID) -> None:
    world.write(day_words.tell, world.keys, person(world, "Anna"), ids.new(), "call")


def _tap(world: World, on: UUID) -> None:
    ready = world.read(plan.ready.all_of, person(world, "Anna"))[0].id
    world.write(plan.ready.share, world.keys, person(world, "Anna"), ready)


@pytest.mark.parametrize("act", [_give, _ask, _tell, _tap])
def test_what_is_given_in_the_moment_a_pause_begins_does_not_open_after_it(
    world: World, act: Callable[[World, UUID], None]
) -> None:
    """The page has asked, and the pause comes between: it is asked again where it is given, and
    nothing of it stands there."""
    anna, on = person(world, "Anna"), bond(world, "Anna", "Gry")
    world.write(plan.kept.keep, anna, "helps", ids.new(), plan.kept.Words("te"))
    world.write(day_words.choose, world.keys, anna, {on})
    ready = world.write(plan.ready.keep, anna, on, ["helps"], "")
    mark = world.read(plan.ready.find, anna, ready).words.mark
    world.write(plan.ready.confirm_shown, anna, ready, mark)
    world.write(grants.pause, world.keys, anna)
    before = _lines(world)
    with pytest.raises(grants.Paused):
        act(world, on)
    world.write(grants.resume, world.keys, anna)
    assert world.read(grants.given, anna) == {} and _lines(world) == before + 1
    assert (
        world.read(day_words.today, anna) is None and world.read(askings.newest, anna).things == []
    )


# --- A look between page and tap ------------------------------------------------------------------


def test_a_look_between_page_and_tap_is_still_told(world: World) -> None:
    world.write(hopes.keep, person(world, "Anna"), ids.new(), hopes.Words("et"))
    on = bond(world)
    grant(world, on, "hopes", COMING)
    anna, mette = world.signed_in(), world.signed_in("Mette")
    mette.get(f"/kreds/{on}/haab")
    fields = anna.get("/").form("/deling/set/laest").fields
    mette.get(f"/kreds/{on}/haab")
    assert "Mette så dine håb." in anna.post("/deling/set/laest", fields).main, (
        "she looked again, and nobody has read that"
    )
    anna.fill("/", "/deling/set/laest")
    assert "Mette så dine håb." not in anna.get("/").main
    anna.post("/deling/set/laest", fields)
    assert "Mette så dine håb." not in anna.get("/").main, "an old page brings nothing back"


@pytest.mark.parametrize("shown", ["999999999", "1" * 400, "-1", "x", "", "²"])
def test_a_number_that_no_page_showed_quiets_nothing_that_comes(world: World, shown: str) -> None:
    world.write(log.have_read, person(world, "Anna"), shown)
    assert person(world, "Anna").profile.log_read <= _lines(world)
