"""Forslag: a place says yes before anybody sees it; whoever wrote it takes it back, and it stands
nowhere."""

import json
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select, text

from app.foundation import clock, ids
from app.foundation.errors import NoRoom, NotFound
from app.initiatives import kept
from app.initiatives.kept import Words
from app.initiatives.lifecycle import export
from app.initiatives.models import initiatives
from app.municipality import Colleague, colleagues
from app.people import lifecycle, own
from app.places import csv_in, editing, importing, offers, shelf, typed
from app.places.listing import Place
from app.places.models import place_offers, place_versions
from tests.conftest import NOON
from tests.phone import Phone
from tests.places.conftest import activity, put
from tests.places.test_two_at_once import TURNS, both
from tests.world import World

pytestmark = pytest.mark.both
HUSET = Place(name="Huset ved åen", activities=(activity("Kaffe", "torsdag 14-16"),))
WALK = "Gåtur langs åen"


def in_days(days: int) -> str:
    return (clock.today(clock.HOME_ZONE) + timedelta(days=days)).isoformat()


def typing(**more: Any) -> dict[str, Any]:
    return {
        "tekst": WALK,
        "linje": "Vi går en time i roligt tempo",
        "vaerter": "Anna og Bo",
        "dato": in_days(5),
        "tid": "10:30",
        "tit": "anden",
        "aftalt": "1",
    } | more


def words(place: UUID, name: str = WALK) -> Words:
    return Words(name, "", "Anna og Bo", in_days(5), 630, "uge", place.hex, "Huset ved åen")


def proposed(world: World, place: UUID, name: str = "Anna", what: str = WALK) -> UUID:
    row: UUID = world.write(kept.propose, world.person(name), ids.new(), words(place, what))
    return row


def editor(world: World, name: str = "Ellen") -> Colleague:
    found = world.read(colleagues.of, world.cast[name].id)
    assert found is not None
    return found


def offer_of(world: World, row: UUID) -> UUID:
    this = select(place_offers.c.id).where(place_offers.c.initiative == row)
    found: UUID = world.read(lambda db: db.execute(this).scalar_one())
    return found


def accept(world: World, row: UUID) -> None:
    world.write(offers.accept, editor(world), offer_of(world, row))


def state(world: World, row: UUID, name: str = "Anna") -> str:
    found = world.read(kept.newest, world.person(name)).things
    return next(each.state for each in found if each.id == row)


def names(world: World, place: UUID) -> list[str]:
    return [each.name for each in world.read(shelf.find, place).place.activities]


def sends(anna: Phone, place: UUID, **more: Any) -> Any:
    action = f"/steder/{place}/foreslaa"
    look = anna.fill(action, action, **typing(**more))
    return look, anna.post(action, look.form(action).fields)


def shown(page: str) -> str:
    """What is said of it, byte for byte."""
    begin = page.index("Vi går en time i roligt tempo")
    return page[begin : page.index("Det er borgere, der har foreslået det.")]


def test_the_place_says_yes_before_anybody_sees_it(world: World) -> None:
    place, anna, ellen = put(world, HUSET), world.signed_in(), world.signed_in("Ellen")
    look, page = sends(anna, place)
    assert "Det er sendt." in page.said and "Stedet har ikke svaret endnu." in page.main
    visitor = world.phone()
    assert WALK not in visitor.get(f"/steder/{place}").main
    assert "Gåtur" not in visitor.get("/steder?soeg=gåtur").main
    waits = ellen.get("/steder/overblik")
    assert WALK in waits.main and "Anna og Bo" in waits.main
    yes = next(form.action for form in waits.forms if form.action.endswith("/ja"))
    said = ellen.post(yes, waits.form(yes).fields)
    assert "Det står på stedets side nu." in said.said and WALK not in said.main
    there = visitor.get(f"/steder/{place}")
    assert shown(look.text) == shown(waits.text) == shown(there.text) != ""
    assert "Huset ved åen" in visitor.get("/steder?soeg=gåtur").main
    assert "Stedet har sagt ja." in anna.get("/steder/forslag").main


def test_the_same_form_asks_once(world: World) -> None:
    place, anna = put(world, HUSET), world.signed_in()
    action = f"/steder/{place}/foreslaa"
    fields = anna.fill(action, action, **typing()).form(action).fields
    for _ in range(2):
        anna.post(action, fields)
    assert len(world.read(kept.newest, world.person()).things) == 1
    assert len(world.read(offers.waiting, editor(world).municipality)) == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("tekst", " ", "Skriv hvad I vil lave."),
        ("tekst", "a" * 81, "Der er plads til 80 tegn."),
        ("vaerter", "\u200b", "Skriv hvem der tager imod."),
        ("aftalt", None, "Spørg den anden først."),
        ("dato", "2020-01-01", "Vælg en dag der kommer."),
        ("dato", "i morgen", "Vælg en dag der kommer."),
        ("tid", "25:00", "Skriv et klokkeslæt"),
    ],
)
def test_what_is_needed_is_said_and_nothing_is_lost(
    world: World, field: str, value: str | None, says: str
) -> None:
    place, anna = put(world, HUSET), world.signed_in()
    action = f"/steder/{place}/foreslaa"
    page = anna.fill(action, action, expect=422, **typing(**{field: value}))
    assert says in page.main
    fields = dict(page.form(action).fields)
    assert fields["linje"] == "Vi går en time i roligt tempo" and fields["tit"] == "anden"


def test_a_no_keeps_nothing_of_what_was_written(world: World) -> None:
    place, ellen = put(world, HUSET), world.signed_in("Ellen")
    row = proposed(world, place)
    waits = ellen.get("/steder/overblik")
    no = next(form.action for form in waits.forms if form.action.endswith("/nej"))
    ellen.post(no, waits.form(no).fields)
    assert state(world, row) == offers.NO and names(world, place) == ["Kaffe"]
    assert "Det passer ikke på stedet lige nu." in world.signed_in().get("/steder/forslag").main
    kept_of_it = world.read(lambda db: db.execute(select(place_offers.c.facts)).scalars().all())
    assert kept_of_it == [""]
    with pytest.raises(NotFound):
        accept(world, row)


@pytest.mark.parametrize("way", ["traek", "slet"])
@pytest.mark.parametrize("said_yes", [True, False])
def test_what_is_taken_back_stands_nowhere(world: World, way: str, said_yes: bool) -> None:
    place, anna = put(world, HUSET), world.signed_in()
    row = proposed(world, place)
    if said_yes:
        accept(world, row)
        assert names(world, place) == ["Kaffe", WALK]
    anna.fill("/steder/forslag", f"/steder/forslag/{row}/{way}")
    assert names(world, place) == ["Kaffe"]
    rows = world.read(lambda db: db.execute(select(place_versions.c.facts)).scalars().all())
    assert WALK not in "".join(rows)
    assert world.read(lambda db: db.execute(select(place_offers.c.id)).all()) == []
    assert "Gåtur" not in world.phone().get("/steder?soeg=gåtur").main
    ellen = world.signed_in("Ellen")
    for version in range(1, world.read(shelf.find, place).version + 1):
        path = f"/steder/{place}/historik/{version}/tilbage"
        ellen.post(path, {"konto": world.person("Ellen").mark})
        assert names(world, place) == ["Kaffe"], "an older version brings it back"


def test_what_the_place_shows_no_more_is_said(world: World) -> None:
    place = put(world, HUSET)
    row = proposed(world, place)
    accept(world, row)
    there = world.read(shelf.find, place).place.activities[-1].id
    world.write(editing.drop_activity, editor(world), place, there)
    assert state(world, row) == offers.ENDED
    world.write(kept.take_back, world.person(), row)
    assert state(world, row) == kept.BACK


def test_only_the_own_municipality_and_only_the_own(world: World) -> None:
    place = put(world, HUSET, "Østby")
    row = proposed(world, place)
    ellen, offer = world.signed_in("Ellen"), offer_of(world, row)
    mark = {"konto": world.person("Ellen").mark}
    for says in ("ja", "nej"):
        assert ellen.send(f"/steder/tilbud/{offer}/{says}", mark).status_code == 404
    assert WALK not in ellen.get("/steder/overblik").main
    sam = world.signed_in("Sam")
    for way in ("traek", "slet", "fortryd"):
        sent = sam.send(f"/steder/forslag/{row}/{way}", {"konto": world.person("Sam").mark})
        assert sent.status_code == 404, way
    assert state(world, row) == offers.ASKED
    own = {"konto": world.person("Sam").mark}
    assert sam.send(f"/steder/tilbud/{offer}/ja", own).status_code == 404
    assert state(world, row) == offers.ASKED


def test_nobody_who_reads_at_the_place_learns_who_it_is(world: World) -> None:
    """Nothing of the account, and the id of what is kept stands on no page."""
    place, ellen = put(world, HUSET), world.signed_in("Ellen")
    row = proposed(world, place, what="Noget")
    before = ellen.get("/steder/overblik").text
    accept(world, row)
    pages = [before, world.phone().get(f"/steder/{place}").text]
    for page in pages:
        assert str(row) not in page and str(world.cast["Anna"].id) not in page
    rows = world.read(lambda db: db.execute(text("SELECT * FROM initiatives")).all())
    told = b" ".join(each if isinstance(each, bytes) else str(each).encode() for each in rows[0])
    assert b"Noget" not in told and place.hex.encode() not in told


def test_it_goes_with_whoever_proposed_it(world: World) -> None:
    """What was put away is erased after a day, and the place shows it no more even where its owner
    could not take it back."""
    place = put(world, HUSET)
    row = proposed(world, place)
    accept(world, row)
    world.write(own.remove, world.person(), initiatives, row)
    with clock.held(NOON + timedelta(days=2)):
        assert world.write(lifecycle.sweeps()["initiatives"]) == 1
        assert world.write(offers.forget) == 1
        assert world.write(offers.forget) == 0
    assert names(world, place) == ["Kaffe"]


def test_a_place_that_is_no_more_or_full_is_not_asked(world: World) -> None:
    place = put(world, HUSET)
    for number in range(offers.MOST):
        proposed(world, place, what=f"{WALK} {number}")
    with pytest.raises(NoRoom):
        proposed(world, place)
    anna, action = world.signed_in(), f"/steder/{place}/foreslaa"
    look = anna.fill(action, action, **typing())
    full = anna.post(action, look.form(action).fields, expect=422)
    assert "Stedet har mange forslag" in full.main and WALK in full.text
    world.write(editing.close, editor(world), place)
    with pytest.raises(NotFound):
        proposed(world, place)
    assert world.signed_in().ask("GET", f"/steder/{place}/foreslaa").status_code == 404


def test_a_copy_one_takes_along_has_them(world: World) -> None:
    place = put(world, HUSET)
    proposed(world, place)
    [told] = world.read(lambda db: list(export(db, world.person())))
    assert told["name"] == WALK and told["hosts"] == "Anna og Bo"
    json.dumps(told)


def test_said_yes_to_while_it_is_taken_back(world: World) -> None:
    """Whichever comes first, it stands nowhere in the end."""
    for _ in range(TURNS):
        place = put(world, HUSET)
        row = proposed(world, place)
        offer, me, here = offer_of(world, row), world.person(), editor(world)

        def yes(db: Any, here: Any = here, offer: UUID = offer) -> None:
            with suppress(NotFound):
                offers.accept(db, here, offer)

        both(world, (yes,), (kept.take_back, me, row))
        assert names(world, place) == ["Kaffe"]


def test_two_say_yes_and_two_propose_at_once(world: World) -> None:
    karen = editor(world, "Karen")
    for _ in range(TURNS):
        place, form = put(world, HUSET), ids.new()
        me = world.person()
        both(world, *[(kept.propose, me, form, words(place))] * 2)
        found = world.read(kept.newest, me).things
        [row] = [each.id for each in found if each.words.place == place.hex]
        offer = offer_of(world, row)
        both(world, (offers.accept, editor(world), offer), (offers.accept, karen, offer))
        assert names(world, place) == ["Kaffe", WALK]


def test_what_an_editor_corrects_keeps_who_meets_whoever_comes(world: World) -> None:
    place, ellen = put(world, HUSET), world.signed_in("Ellen")
    accept(world, proposed(world, place))
    there = world.read(shelf.find, place).place.activities[-1]
    edit = f"/steder/{place}/aktivitet/{there.id}"
    ellen.fill(edit, f"/steder/{place}/aktivitet", aktivitet="Gåtur ved åen")
    page = world.phone().get(f"/steder/{place}").main
    assert "Gåtur ved åen" in page and "Anna og Bo" in page
    assert "Det er borgere, der har foreslået det." in page


def test_a_form_that_was_open_does_not_bring_it_back(world: World) -> None:
    """However often it is sent."""
    place, ellen = put(world, HUSET), world.signed_in("Ellen")
    row = proposed(world, place)
    accept(world, row)
    there = world.read(shelf.find, place).place.activities[-1]
    action = f"/steder/{place}/aktivitet"
    form = ellen.typed(ellen.get(f"{action}/{there.id}"), action)
    world.write(kept.take_back, world.person(), row)
    for version in (None, world.read(shelf.find, place).version):
        fields = [each for each in form if version is None or each[0] != "version"]
        fields += [("version", str(version))] if version else []
        assert ellen.send(action, fields).status_code == 404
        assert names(world, place) == ["Kaffe"]


def test_an_old_page_sent_again_asks_nobody_anew(world: World) -> None:
    place, anna = put(world, HUSET), world.signed_in()
    action = f"/steder/{place}/foreslaa"
    fields = anna.fill(action, action, **typing()).form(action).fields
    anna.post(action, fields)
    [there] = world.read(kept.newest, world.person()).things
    for way in ("traek", "slet"):
        anna.send(f"/steder/forslag/{there.id}/{way}", {"konto": world.person().mark})
        anna.post(action, fields)
        assert world.read(offers.waiting, editor(world).municipality) == []


def test_what_is_over_stands_nowhere_and_is_not_said_yes_to(world: World) -> None:
    place = put(world, HUSET)
    once = msgspec.structs.replace(words(place), often="gang")
    said, waits = (world.write(kept.propose, world.person(), ids.new(), once) for _ in range(2))
    accept(world, said)
    with clock.held(NOON + timedelta(days=7)):
        assert state(world, said) == state(world, waits) == offers.OVER
        assert world.read(offers.waiting, editor(world).municipality) == []
        with pytest.raises(NotFound):
            accept(world, waits)
        assert world.write(offers.forget) == 2 and world.write(offers.forget) == 0
        assert names(world, place) == ["Kaffe"]
        assert state(world, said) == offers.OVER
    rows = world.read(lambda db: db.execute(select(place_offers.c.facts)).scalars().all())
    assert set(rows) == {""}


def test_an_editor_who_moves_it_keeps_it(world: World) -> None:
    place = put(world, HUSET)
    once = msgspec.structs.replace(words(place), often="gang")
    row = world.write(kept.propose, world.person(), ids.new(), once)
    accept(world, row)
    listed = world.read(shelf.find, place)
    moved = typed.replaced(listed.place.activities[-1], whens=typed.whens("hver torsdag 10-11"))
    world.write(editing.keep_activity, editor(world), place, listed.version, moved)
    with clock.held(NOON + timedelta(days=20)):
        assert world.write(offers.forget) == 0 and state(world, row) == offers.YES


def test_what_is_shown_beforehand_has_the_price_of_the_place(world: World) -> None:
    place, anna = put(world, typed.replaced(HUSET, price=20, comes_to_you=True)), world.signed_in()
    look, _ = sends(anna, place)
    accept(world, world.read(kept.newest, world.person()).things[0].id)
    there = world.phone().get(f"/steder/{place}")
    assert shown(look.text) == shown(there.text) and "20 kroner" in shown(look.text)
    assert "Næste gang" in shown(look.text)
    assert "Hjemme hos dig" not in world.phone().get("/steder?soeg=gåtur").main


def test_a_closed_place_is_asked_nothing(world: World) -> None:
    place = put(world, HUSET)
    row = proposed(world, place)
    world.write(editing.close, editor(world), place)
    assert world.read(offers.waiting, editor(world).municipality) == []
    with pytest.raises(NotFound):
        accept(world, row)


def test_no_file_hands_on_what_citizens_proposed(world: World) -> None:
    """From a file nobody could take it back; one that has it from elsewhere brings it to no place
    that is new."""
    place = put(world, HUSET)
    accept(world, proposed(world, place))
    assert WALK not in world.phone().ask("GET", "/steder/hent").text
    head = "id;navn;by;aktivitet;aktivitet_id;hvornaar\n"
    raw = f"{head}n;Nyt sted;Auning;{WALK};borger:1;torsdag 14-16\n"
    read = csv_in.read(raw.encode(), "test2")
    by = importing.Bringer("test2", world.municipality(), "Vestby")
    for piece in importing.pieces(read):
        world.write(partial(importing.keep, dry=False), by, piece)
    [fresh] = [each for each in world.read(shelf.all_open) if each.source == "test2"]
    assert fresh.place.activities == ()


def test_an_older_version_is_brought_back_while_it_is_taken_back(world: World) -> None:
    """It had been dropped, so that taking it back makes no version of its own."""
    here = editor(world)
    for _ in range(TURNS):
        place = put(world, HUSET)
        row = proposed(world, place)
        accept(world, row)
        there = world.read(shelf.find, place)
        walk = there.place.activities[-1].id
        world.write(editing.drop_activity, here, place, walk)
        both(
            world,
            (editing.bring_back, here, place, there.version),
            (kept.take_back, world.person(), row),
        )
        assert names(world, place) == ["Kaffe"]
