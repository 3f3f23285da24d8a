"""Gemte steder: for oneself alone, found again, and no place knows of it."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app import reminders
from app.foundation import clock, ids
from app.foundation.errors import NoRoom
from app.people import lifecycle
from app.places import shelf
from app.places.listing import Place
from app.saved_places import kept
from app.saved_places.models import saved_places
from tests.conftest import NOON
from tests.places.conftest import put
from tests.saved_places.conftest import HUSET, a_saved_place, saves
from tests.world import World

pytestmark = pytest.mark.both


def test_a_place_is_saved_once_however_often(world: World) -> None:
    """The same form twice, and the form of another page."""
    anna, place = world.signed_in(), put(world, HUSET)
    form = anna.typed(anna.get(f"/steder/{place}"), f"/steder/{place}/gem")
    anna.post(f"/steder/{place}/gem", form)
    anna.post(f"/steder/{place}/gem", form)
    saves(anna, place)
    [there] = world.read(kept.all_of, world.person())
    assert (there.words.place, there.words.name) == (place.hex, "Huset ved åen")


def test_nobody_who_reads_the_table_learns_where_somebody_goes(world: World) -> None:
    anna, place = world.signed_in(), put(world, HUSET)
    here = saves(anna, place)
    anna.post(f"{here}/bagefter", {"konto": world.person().mark, "sagt": "igen"})
    rows = world.read(lambda db: db.execute(text("SELECT * FROM saved_places")).all())
    told = b" ".join(
        value if isinstance(value, bytes) else str(value).encode() for value in rows[0]
    )
    for word in (str(place), place.hex, place.bytes, "Huset", "igen"):
        assert (word if isinstance(word, bytes) else word.encode()) not in told, word
    assert len(rows) == 1


def test_each_has_only_their_own(world: World) -> None:
    """A stranger and her guide meet a page that is not there, as for one that never was."""
    anna = world.signed_in()
    here = a_saved_place(world, anna)
    for name in ("Sam", "Mette", "Ellen"):
        other = world.signed_in(name)
        for path in (here, f"{here}/mind-mig"):
            assert other.ask("GET", path).status_code == 404, (name, path)
        sent = other.send(f"{here}/slet", {"konto": world.person(name).mark})
        assert sent.status_code == 404, name
    assert "Du har ikke gemt noget endnu." in world.signed_in("Sam").get("/steder/gemte").main
    assert world.signed_in("Mette").ask("GET", "/steder/gemte").status_code == 404
    assert "Huset ved åen" in anna.get("/steder/gemte").main


def test_no_place_knows_who_saved_it(world: World) -> None:
    """Its page, its versions and what its editors see are as before."""
    place, ellen, visitor = put(world, HUSET), world.signed_in("Ellen"), world.phone()
    pages = (f"/steder/{place}/ret", f"/steder/{place}/historik", "/steder/overblik")
    before = [ellen.get(path).main for path in pages], visitor.get(f"/steder/{place}").main
    saves(world.signed_in(), place)
    after = [ellen.get(path).main for path in pages], visitor.get(f"/steder/{place}").main
    assert after == before


def test_put_away_and_back_with_its_reminder(world: World) -> None:
    anna = world.signed_in()
    here = a_saved_place(world, anna)
    page = anna.fill(f"{here}/mind-mig", f"{here}/mind-mig")
    assert "Huset" not in page.title
    me, row = world.person(), ids.parse(here.rpartition("/")[2])
    asked = world.read(reminders.chosen.of_thing, me, row)
    assert asked is not None
    away = anna.fill(here, f"{here}/slet")
    assert "tilbage i et døgn" in away.said and "Huset" not in away.main
    assert world.read(reminders.chosen.of_thing, me, row) is None
    back = anna.post(f"{here}/fortryd", away.form(f"{here}/fortryd").fields)
    assert "her igen" in back.said and "Huset ved åen" in back.main
    again = world.read(reminders.chosen.of_thing, me, row)
    assert again is not None and again.id == asked.id


def test_a_reminder_is_an_hour_before_until_they_say_otherwise(world: World) -> None:
    """What happens there on Thursdays at two, by the clock where it is."""
    anna = world.signed_in()
    here = a_saved_place(world, anna)
    form = dict(anna.get(f"{here}/mind-mig").form(f"{here}/mind-mig").fields)
    assert (form["tid"], form["dag"]) == ("13:00", "3")


def test_what_was_put_away_is_gone_after_a_day(world: World) -> None:
    anna = world.signed_in()
    here = a_saved_place(world, anna)
    anna.fill(here, f"{here}/slet")
    with clock.held(NOON + timedelta(days=2)):
        assert world.write(lifecycle.sweeps()["saved_places"]) == 1
    assert world.read(lambda db: db.execute(select(saved_places.c.id)).all()) == []


def test_what_it_was_like_is_said_and_taken_back(world: World) -> None:
    anna = world.signed_in()
    here = a_saved_place(world, anna)
    form = dict(anna.get(here).form(f"{here}/bagefter").fields)
    said = anna.post(f"{here}/bagefter", form | {"sagt": "igen"})
    assert 'value="igen" aria-pressed="true"' in " ".join(said.text.split())
    assert "Jeg vil derhen igen" in anna.get("/steder/gemte").main
    anna.post(f"{here}/bagefter", form | {"sagt": "alene"})
    [there] = world.read(kept.all_of, world.person())
    assert there.words.afterwards == "alene"
    anna.post(f"{here}/bagefter", form | {"sagt": "alene"})
    [there] = world.read(kept.all_of, world.person())
    assert there.words.afterwards == ""
    assert anna.send(f"{here}/bagefter", form | {"sagt": "noget"}).status_code == 404


def test_a_copy_one_takes_along_says_which_and_how_it_was(world: World) -> None:
    anna, place = world.signed_in(), put(world, HUSET)
    here = saves(anna, place)
    form = dict(anna.get(here).form(f"{here}/bagefter").fields)
    anna.post(f"{here}/bagefter", form | {"sagt": "igen"})
    copy = zipfile.ZipFile(io.BytesIO(anna.ask("GET", "/mine-ting/hent/fil").content))
    [there] = json.loads(copy.read("mine-ting.json"))["saved_places"]
    assert (there["name"], there["path"]) == ("Huset ved åen", f"/steder/{place.hex}")
    assert anna.ask("GET", there["path"]).status_code == 200
    assert there["afterwards"] == "igen"
    page = copy.read("mine-ting.html").decode()
    assert "Huset ved åen" in page and "Jeg vil derhen igen" in page


def test_a_place_that_closes_is_said_so_and_stays_among_theirs(world: World) -> None:
    anna, place = world.signed_in(), put(world, HUSET)
    here = saves(anna, place)
    world.write(lambda db: shelf.close(db, shelf.find(db, place), None))
    for path in ("/steder/gemte", here):
        page = anna.get(path)
        assert "Huset ved åen" in page.main and "Stedet findes ikke mere." in page.main, path
    assert f"{here}/mind-mig" not in anna.get(here).text


def test_what_it_is_called_now_is_what_stands_there(world: World) -> None:
    anna, place = world.signed_in(), put(world, HUSET)
    here = saves(anna, place)
    named = Place(name="Huset på torvet")
    world.write(lambda db: shelf.change(db, shelf.find(db, place), how=shelf.EDITED, place=named))
    assert "Huset på torvet" in anna.get(here).main


def test_a_place_that_is_none_is_not_saved(world: World) -> None:
    anna = world.signed_in()
    sent = anna.send(f"/steder/{ids.new()}/gem", {"konto": world.person().mark})
    assert sent.status_code == 404
    assert world.read(kept.all_of, world.person()) == []


def test_there_is_room_for_many_and_then_it_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    me = world.person()
    for name in ("Et", "To"):
        world.write(kept.keep, me, ids.new(), put(world, Place(name=name)))
    with pytest.raises(NoRoom):
        world.write(kept.keep, me, ids.new(), put(world, Place(name="Tre")))
    assert len(world.read(kept.all_of, me)) == 2
