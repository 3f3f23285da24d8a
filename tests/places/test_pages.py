"""Find and a place as anybody sees them: without login, without JavaScript, and without a word that
nobody said."""

import json
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import uuid4
from xml.etree import ElementTree

import icalendar
import pytest

from app.foundation import clock
from app.places import choices, directory, shelf, shipped, typed
from app.places.directory import Directory
from app.places.finding import Asked
from app.places.listing import FEED, OFFERED, First, Place
from tests.examined import Page
from tests.places.conftest import activity, put
from tests.world import World

SCRIPT = "<script>alert(1)</script>"
KAFFE = Place(
    name="Stoppestedet",
    line="Kaffe og snak.",
    town="Auning",
    postcode="8963",
    address="Vestergade 1",
    lat=56.43,
    lon=10.37,
    phone="86 00 00 00",
    calls="86000000",
    url="https://stoppestedet.example/kom",
    price=0,
    come_and_go=True,
    first=First(meets="Lone står ved døren.", door="Døren er grøn."),
    activities=(activity("Kaffe", "torsdag 14-16", wishes=("moedes",)),),
)


def found(page: Page) -> list[str]:
    return page.texts("b")


def test_anybody_finds_a_place_by_what_they_feel_like(world: World) -> None:
    place = put(world, KAFFE)
    page = world.phone().get("/steder?lyst=moedes")
    assert "Stoppestedet" in found(page)
    assert any(link.startswith(f"/steder/{place}") for link in page.links)
    assert "Stoppestedet" not in found(world.phone().get("/steder?lyst=ro"))


def test_a_row_is_made_anew_when_its_place_has_changed_meanwhile(world: World) -> None:
    """Also when an older page was still being made."""
    place, asked = put(world, KAFFE), Asked("stoppestedet")
    here = Directory()
    spoken = world.state["words"].get("da")
    before = world.runner.run(here.find(world.db, asked)).hits[0]
    listed = world.read(shelf.find, place)
    fresh = typed.replaced(listed.place, name="Stoppestedet ved åen")
    world.write(shelf.change, listed, how=shelf.EDITED, place=fresh)
    world.runner.run(here.look(world.db, now=True))
    row = choices.row(here, spoken)
    assert "ved åen" not in row(before)
    after = world.runner.run(here.find(world.db, asked)).hits[0]
    assert "ved åen" in row(after) and row(after) == row(after)
    in_english = choices.row(here, world.state["words"].get("en"))
    assert "Thursday" in in_english(after)


def test_nothing_found_says_what_to_do(world: World) -> None:
    put(world, KAFFE)
    assert "Vi fandt ikke noget her" in world.phone().get("/steder?soeg=xyzzyx").text


def test_the_first_time_stands_on_the_page(world: World) -> None:
    text = world.phone().get(f"/steder/{put(world, KAFFE)}").text
    assert "Lone står ved døren." in text and "Døren er grøn." in text
    assert "Hver torsdag klokken 14 til 16" in text
    assert "Det koster ikke noget." in text


def test_what_nobody_has_said_is_named_and_not_guessed(world: World) -> None:
    text = world.phone().get(f"/steder/{put(world, Place(name='Et sted'))}").text
    assert "Ikke oplyst" in text and "Det har ingen fortalt endnu." in text
    assert "Vis vej" not in text and "tel:" not in text


def test_a_town_alone_is_not_called_an_address(world: World) -> None:
    found = put(world, Place(name="Et sted", postcode="8961", town="Allingåbro"))
    text = world.phone().get(f"/steder/{found}").text
    assert "<dt>By</dt>" in text and "<dt>Adresse</dt>" not in text


def test_a_link_shows_where_it_leads(world: World) -> None:
    page = world.phone().get(f"/steder/{put(world, KAFFE)}")
    assert "stoppestedet.example" in page.text


@pytest.mark.parametrize(("agent", "scheme"), [("Android", "geo"), ("iPhone", "maps")])
def test_the_way_opens_the_phones_own_map(world: World, agent: str, scheme: str) -> None:
    phone = world.phone()
    answer = phone.ask("GET", f"/steder/{put(world, KAFFE)}", headers={"user-agent": agent})
    links = [urlsplit(link).scheme for link in Page(answer.text).links]
    assert scheme in links and "user-agent" in answer.headers["vary"].lower()


def test_a_place_that_is_old_says_so(world: World) -> None:
    place = put(world, KAFFE, checked_on=date(2025, 1, 1))
    assert "Ring før du tager afsted" in world.phone().get(f"/steder/{place}").text


def test_a_place_that_is_no_more_says_so_and_is_not_found(world: World) -> None:
    place = put(world, KAFFE)
    world.write(lambda db: shelf.close(db, shelf.find(db, place), None))
    phone = world.phone()
    page = phone.examine(phone.ask("GET", f"/steder/{place}"), 410)
    assert "Stedet findes ikke mere." in page.text
    assert "Stoppestedet" not in found(phone.get("/steder"))
    phone.get(f"/steder/{uuid4()}", expect=404)


def test_words_of_a_place_are_never_markup(world: World) -> None:
    place = Place(
        name=SCRIPT, line=SCRIPT, about=SCRIPT, address=SCRIPT, town=SCRIPT, source=SCRIPT,
        price_says=SCRIPT, first=First(*[SCRIPT] * 6),
        activities=(activity(SCRIPT, "torsdag 14", line=SCRIPT, about=SCRIPT),),
    )  # fmt: skip
    row = put(world, place)
    for path in ("/steder", f"/steder/{row}", f"/steder/{row}/sig-til"):
        text = world.phone().ask("GET", path).text
        assert "<script>alert" not in text, path


def test_the_form_says_what_was_chosen_whoever_asked_before(world: World) -> None:
    """Most of it is made once for all."""
    put(world, KAFFE)
    chosen = "/steder?by=Auning&kun=gratis&dag=3&slags=sted"
    for path, chosen_towns, marks in (("/steder", [], []), (chosen, ["Auning"], ["gratis"])) * 2:
        page = world.phone().get(path)
        selected = [
            each.get("value") for each in page.root.iter("option") if "selected" in each.attrib
        ]
        checked = [
            each.get("value") for each in page.root.iter("input") if "checked" in each.attrib
        ]
        assert (selected[:1], checked) == (chosen_towns, marks)
        assert ("3" in selected) == bool(chosen_towns)


def test_a_new_town_stands_in_the_list_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "LOOKS", 0.0)
    put(world, KAFFE)
    assert "Skagen" not in towns(world)
    put(world, Place(name="Fyret", town="Skagen"))
    assert "Skagen" in towns(world)


def towns(world: World) -> list[str | None]:
    return [each.get("value") for each in world.phone().get("/steder").root.iter("option")]


# Outlets


def told_to_machines(page: Page) -> list[dict[str, object]]:
    nodes = [node for node in page.root.iter("script") if node.get("type") == "application/ld+json"]
    graph: list[dict[str, object]] = json.loads(nodes[0].text or "")["@graph"]
    return graph


def test_search_engines_are_told_what_stands_there(world: World) -> None:
    place, event = told_to_machines(world.phone().get(f"/steder/{put(world, KAFFE)}"))
    assert place["name"] == "Stoppestedet" and place["isAccessibleForFree"] is True
    assert event["name"] == "Kaffe"
    assert event["eventSchedule"]["byDay"] == "https://schema.org/Thursday"  # type: ignore[index]


def test_the_sitemap_names_every_place_and_robots_may_read_them(world: World) -> None:
    place = put(world, KAFFE)
    text = world.phone().ask("GET", "/sitemap.xml").text
    there = [each.text for each in ElementTree.fromstring(text).iter() if each.text]
    assert any(address.endswith(f"/steder/{place}") for address in there)
    robots = world.phone().ask("GET", "/robots.txt").text
    assert "Allow: /steder" in robots and "/sitemap.xml" in robots
    answer = world.phone().ask("GET", f"/steder/{place}")
    assert "x-robots-tag" not in answer.headers


TIMES = (
    "torsdag 14-16 fra 2026-01-08 undtagen 2026-01-15",
    "sidste søndag 23-02",
    "2026-03-29 02:30-04",
    "5. fredag 10",
)


@pytest.mark.parametrize("times", TIMES)
def test_a_calendar_reads_what_happens(world: World, times: str) -> None:
    one = activity("Kaffe", times)
    place = put(world, Place(name="Huset", activities=(one, activity("Andet", "mandag 9"))))
    phone = world.phone()
    for path, count in ((f"/steder/{place}", 2), (f"/steder/aktivitet/{one.id}", 1)):
        answer = phone.ask("GET", f"{path}/kalender")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert "aktiviteter.ics" in answer.headers["content-disposition"]
        events = icalendar.Calendar.from_ical(answer.content).events
        assert len(events) == count
    begins = events[0].start
    assert isinstance(begins, datetime) and begins.tzinfo and events[0]["SUMMARY"] == "Kaffe"


def test_a_feed_read_again_names_the_same_things(world: World) -> None:
    place = put(world, KAFFE)
    raw = [world.phone().ask("GET", f"/steder/{place}/kalender").content for _ in range(2)]
    first, second = (icalendar.Calendar.from_ical(each).events for each in raw)
    assert [each["UID"] for each in first] == [each["UID"] for each in second]


def test_an_activity_nobody_knows_has_no_calendar(world: World) -> None:
    assert world.phone().ask("GET", f"/steder/aktivitet/{uuid4()}/kalender").status_code == 404


# What comes with the app


def test_what_the_papers_name_is_there_and_nothing_of_it_is_made_up(world: World) -> None:
    assert world.write(shipped.bring) == len(shipped.content())
    assert world.write(shipped.bring) == 0
    names = {each.place.name for each in world.read(shelf.all_open)}
    assert {"Aktivitetscenter Stoppestedet", "No. 17", "Recoveryskolen", "SIND"} <= names
    assert not names & {"Blommevej", "Ladegården", "Hjørnestenen"}
    for each in world.read(shelf.all_open):
        place = each.place
        assert each.checked_on is None and not (place.phone or place.url or place.email)
        assert place.lat is None and not place.activities


def test_what_an_editor_changed_is_not_written_over(world: World) -> None:
    world.write(shipped.bring)
    known = world.read(shelf.of_source, shipped.SOURCE, shipped.content())
    mine = known["no-17-auning"]
    fresh = Place(name="No. 17 på torvet")
    world.write(shelf.change, mine, how=shelf.EDITED, place=fresh)
    stale = known["sind-randers"]
    world.write(shelf.change, stale, how=shelf.SHIPPED, place=Place(name="Gammelt"))
    assert world.write(shipped.bring) == 1
    assert world.read(shelf.find, mine.id).place == fresh
    assert world.read(shelf.find, stale.id).place == stale.place


def test_what_came_beside_a_shipped_place_does_not_stop_it(world: World) -> None:
    """Its calendar, and what citizens proposed and took back, stand beside what the app says."""
    world.write(shipped.bring)
    before = world.read(shelf.of_source, shipped.SOURCE, ["sind-randers"])["sind-randers"]
    walk = typed.replaced(activity("Gåtur"), key=f"{OFFERED}1")
    old = typed.replaced(before.place, name="Gammelt", activities=(walk,))
    stale = world.write(shelf.change, before, how=shelf.SHIPPED, place=old)
    for how, name in ((shelf.FED, "a"), (shelf.TAKEN_BACK, "b"), (shelf.PROPOSED, "c")):
        fed = typed.replaced(activity(name), key=f"{FEED}{name}")
        there = typed.replaced(stale.place, activities=(walk, fed))
        stale = world.write(shelf.change, stale, how=how, place=there)
    assert world.write(shipped.bring) == 1 and world.write(shipped.bring) == 0
    now = world.read(shelf.find, before.id).place
    assert now.name == before.place.name and [each.name for each in now.activities] == [
        "Gåtur",
        "c",
    ]


# On I dag


def good_day(world: World, kind: str = "good", town: str = "Auning") -> Page:
    anna = world.signed_in()
    place = f"/steder?by={town}"
    anna.post("/steder/by", [*anna.typed(anna.get(place), "/steder/by"), ("by", town)])
    return anna.post("/dag", [*anna.typed(anna.get("/"), "/dag"), ("slags", kind)])


def test_after_a_good_day_one_thing_near_the_town_may_stand_on_i_dag(world: World) -> None:
    put(world, KAFFE, checked_on=clock.today(clock.HOME_ZONE))
    good_day(world)
    page = world.signed_in().get("/")
    assert "Stoppestedet" in page.main and page.main.count("klokken 14 til 16") == 1
    anna = world.signed_in()
    anna.fill("/steder", "/steder/by")
    assert "Stoppestedet" not in anna.get("/").main


@pytest.mark.parametrize("kind", ["hard", "between"])
def test_after_another_day_nothing_of_it_stands_there(world: World, kind: str) -> None:
    put(world, KAFFE, checked_on=clock.today(clock.HOME_ZONE))
    good_day(world, kind)
    assert "Stoppestedet" not in world.signed_in().get("/").main


def test_nothing_far_away_or_unsure_stands_on_i_dag(world: World) -> None:
    put(world, KAFFE, checked_on=date(2020, 1, 1))
    put(world, Place(name="Langt væk", lat=55.5, lon=9.5, activities=KAFFE.activities),
        checked_on=clock.today(clock.HOME_ZONE))  # fmt: skip
    good_day(world)
    main = world.signed_in().get("/").main
    assert "Stoppestedet" not in main and "Langt væk" not in main
