"""Mine ting: everything comes along, and everything goes when asked, after thirty days to think
again."""

import io
import json
import zipfile
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app import worker
from app.demo import person as demo
from app.foundation import clock
from app.foundation.database import metadata
from app.my_data import whole
from app.people import erasure
from app.places import shipped
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.world import World

ALONE = ("sharing", "ready_shares", "askings", "day_word", "goings")
"""Chapters that are empty for somebody who knows nobody."""


def test_the_download_holds_everything_in_both_forms(world: World) -> None:
    world.write(shipped.bring)
    world.write(demo.fill, world.person())
    anna = world.signed_in()
    anna.fill("/dagbog", "/dagbog", tekst="Med <b>tegn</b> & مرحبا", hjalp_nyt="te")
    response = anna.ask("GET", "/mine-ting/hent/fil")
    assert response.headers["content-type"] == "application/zip"
    assert (
        response.headers["content-disposition"] == 'attachment; filename="fodfaeste-2026-03-14.zip"'
    )
    bundle = zipfile.ZipFile(io.BytesIO(response.content))
    assert bundle.namelist() == ["mine-ting.html", "mine-ting.json"]
    things = json.loads(bundle.read("mine-ting.json"))
    page = bundle.read("mine-ting.html").decode()
    assert things["account"]["nickname"] == "Anna"
    kept = world.read(whole.everything, world.person())
    for chapter in (each.code for each in whole.CHAPTERS):
        assert things[chapter] == json.loads(json.dumps(kept[chapter]))
        assert things[chapter] or chapter in ALONE, f"{chapter} is empty in the demo year"
    for chapter in ("entries", "hopes", "goals", "good_things"):
        for thing in things[chapter]:
            assert str(sa.literal(thing["text"]).value)[:20].split("<")[0].split("&")[0] in page
    assert "Med &lt;b&gt;tegn&lt;/b&gt; &amp; مرحبا" in page


def test_whoever_looks_around_has_nothing_to_take_along(world: World) -> None:
    """They are many and share a login: each copy is read and packed anew, of a person who does not
    exist."""
    visitor = world.phone()
    visitor.send("/kig-dig-omkring", {})
    page = visitor.get("/mine-ting/hent")
    assert (
        "Derfor er der ingen kopi at hente" in page.main and "/mine-ting/hent/fil" not in page.text
    )
    assert (
        "Derfor bliver intet gemt her"
        in visitor.examine(visitor.ask("GET", "/mine-ting/hent/fil"), 403).main
    )
    own = world.signed_in().get("/mine-ting/hent")
    assert "Derfor er der ingen kopi at hente" not in own.main and "/mine-ting/hent/fil" in own.text


def test_taking_along_and_erasing_ask_who_it_is(world: World) -> None:
    """R13."""
    anna = world.signed_in()
    with clock.held(NOON + timedelta(minutes=11)):
        for path in ("/mine-ting/hent", "/mine-ting/hent/fil", "/mine-ting/slet"):
            assert anna.get(path).h1 == "Er det dig?"
        page = anna.get("/mine-ting/hent")
        wrong = anna.post(
            "/er-det-dig", anna.typed(page, "/er-det-dig", adgangskode="forkert"), expect=422
        )
        assert "Adgangskoden passer ikke" in wrong.main
        assert (
            anna.post("/er-det-dig", anna.typed(page, "/er-det-dig", adgangskode=PASSWORD)).h1
            == "Hent en kopi af det hele"
        )


def test_erase_closes_at_once_can_be_regretted_and_is_final_after_thirty_days(world: World) -> None:
    """R48."""
    world.write(demo.fill, world.person())
    anna, tablet = world.signed_in(), world.signed_in()
    closed = anna.fill("/mine-ting/slet", "/mine-ting/slet")
    assert closed.h1 == "Din plads er lukket"
    assert tablet.ask("GET", "/dagbog").status_code == 303
    assert anna.get("/dagbog").h1 == "Din plads er lukket"
    assert anna.post("/mine-ting/behold", closed.form("/mine-ting/behold").fields).h1 == "Hej Anna"
    anna.fill("/mine-ting/slet", "/mine-ting/slet")
    assert "mandag den 13. april" in anna.get("/mine-ting/slettet").main
    four = datetime(2026, 4, 14, 4, tzinfo=ZoneInfo("Europe/Copenhagen"))
    with clock.held(four - timedelta(minutes=1)):
        world.runner.run(worker.once(world.db, world.keys, world.settings))
        assert rows_of(world, "Anna") > 0, "a named last day is a whole one"
    with clock.held(four):
        world.runner.run(worker.once(world.db, world.keys, world.settings))
    assert rows_of(world, "Anna") == 0
    assert rows_of(world, "Sam") > 0


def test_an_erasure_that_was_asked_for_with_an_hour_names_the_hour(world: World) -> None:
    """From before only whole days were promised: what the page says is what happens."""
    at = datetime(2026, 4, 13, 14, 5, tzinfo=ZoneInfo("Europe/Copenhagen"))
    world.write(erasure.ask, world.person(), clock.minute(at))
    told = world.signed_in().get("/mine-ting/slettet").main
    assert (
        "mandag den 13. april 2026 klokken 14.05" in told
        and "efter" not in told.partition("Indtil")[0]
    )


def rows_of(world: World, name: str) -> int:
    """Rows in any table that belong to one of the cast."""
    owner = world.cast[name].id
    found = 0
    for table in metadata.sorted_tables:
        column = table.c.get("owner", table.c.id if table.name == "people" else None)
        if column is not None:
            found += world.read(
                lambda db, t=table, c=column: len(db.execute(sa.select(t).where(c == owner)).all())
            )
    return found


def test_what_was_put_away_is_gone_after_a_day(world: World) -> None:
    anna = world.signed_in()
    anna.fill("/gode-ting", "/gode-ting", tekst="Solen")
    path = next(
        form.action for form in anna.get("/gode-ting/alle").forms if form.action.endswith("/slet")
    )
    anna.fill("/gode-ting/alle", path)
    before = rows_of(world, "Anna")
    with clock.held(NOON + timedelta(hours=24, minutes=1)):
        assert world.runner.run(worker.once(world.db, world.keys, world.settings)) >= 1
    assert rows_of(world, "Anna") == before - 1


def test_the_demo_year_always_ends_today(world: World) -> None:
    world.write(demo.refresh, world.keys)
    ida = world.phone()
    ida.post("/kig-dig-omkring", {})
    assert "fredag den 13. marts" in ida.get("/dag").main
    with clock.held(NOON + timedelta(days=3)):
        world.write(demo.refresh, world.keys)
        again = world.phone()
        again.post("/kig-dig-omkring", {})
        assert "mandag den 16. marts" in again.get("/dag").main
