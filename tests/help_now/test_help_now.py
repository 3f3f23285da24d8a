"""Hjælp nu: 112 first, never one number alone, each with its source; by the hour for whoever opens
it, and never a word of now on the copy that may lie on a phone for weeks."""

import gzip
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from app.foundation import clock
from app.foundation.database import Database
from app.foundation.web.limits import Bucket
from app.foundation.web.prefs import COOKIE
from app.help_now.book import read
from tests.examined import Page
from tests.phone import Phone
from tests.world import World

OPENED = {"sec-fetch-mode": "navigate", "accept": "text/html"}
"""What a browser says when a person goes to a page."""
FETCHED = {"sec-fetch-mode": "cors", "accept": "*/*"}
"""What it says of what the worker asks for to keep."""
OF_NOW = ("Åbent nu", "Åbner", "Lukket", "Tiderne passer til", "i dag ikke")
WEEKDAY = datetime(2026, 3, 16, 11, 5, tzinfo=UTC)
"""A Monday a little past noon in Denmark, when the out-of-hours doctor is closed."""
DOCTOR = "Lægevagten i Region Midtjylland"
TOWNS = sorted([*read().municipalities, "andet-sted"])


def shown(phone: Phone, path: str = "/hjaelp-nu", headers: dict[str, str] = OPENED) -> Page:
    return phone.examine(phone.ask("GET", path, headers=headers), 200)


def calls(page: Page) -> list[str]:
    return [link for link in page.links if link.startswith("tel:")]


def line(page: Page, name: str) -> str:
    """The words of one line."""
    return next(text for text in page.texts("li") if text.startswith(name))


def build(world: World) -> str:
    """Which worker the phones are given."""
    found = re.search(r'BUILD = "(\w+)"', world.phone().ask("GET", "/sw.js").text)
    assert found is not None
    return found[1]


def chosen(phone: Phone) -> str:
    return next((each.value or "" for each in phone.client.cookies.jar if each.name == COOKIE), "")


# The numbers


def test_112_stands_first_and_there_is_always_a_next(world: World) -> None:
    page = shown(world.phone())
    assert calls(page)[0] == "tel:112"
    assert len(calls(page)) >= 3
    assert "Så prøv den næste på listen" in page.main
    assert page.main.count("Set på") == len(calls(page)), "each says where it was seen, and when"


@pytest.mark.parametrize("code", TOWNS)
def test_every_place_has_three_lines_and_only_its_own_region(world: World, code: str) -> None:
    for at in (WEEKDAY, WEEKDAY + timedelta(days=5), datetime(2026, 12, 25, 11, tzinfo=UTC)):
        with clock.held(at):
            page = shown(world.phone(), f"/hjaelp-nu/{code}")
            assert calls(page)[0] == "tel:112" and len(calls(page)) >= 3
            capital = code == "region-hovedstaden"
            assert ("tel:1813" in calls(page)) == capital
            assert ("tel:70113131" in calls(page)) == (not capital and code != "andet-sted")


def test_whoever_has_chosen_nothing_is_given_numbers_at_once(world: World) -> None:
    page = shown(world.phone())
    assert "tel:70113131" in calls(page) and "tel:1813" not in calls(page)
    assert page.text.index('href="tel:112"') < page.text.index("Hvor bor du?"), (
        "the question never stands before a number"
    )


def test_hours_that_nobody_confirmed_are_not_said(world: World) -> None:
    page = shown(world.phone())
    unconfirmed = {
        "Lev Uden Vold",
        "Livslinien",
        "SIND Rådgivning",
        "Politiet, når det ikke haster",
    }
    assert {each.name for each in read().lines() if each.hours is None} == unconfirmed
    for name in unconfirmed:
        assert "Åbningstiden er ikke bekræftet" in line(page, name)
        assert not any(word in line(page, name) for word in OF_NOW)


# By the hour


def test_a_closed_line_goes_below_and_says_when_it_opens(world: World) -> None:
    phone = world.phone()
    with clock.held(WEEKDAY):
        closed = shown(phone)
    assert calls(closed)[-1] == "tel:70113131"
    assert (
        "Åbner klokken 16. Hverdage klokken 16 til 8. Weekend og helligdage hele døgnet. Ellers "
        "din egen læge." in line(closed, DOCTOR)
    )
    with clock.held(WEEKDAY + timedelta(hours=4)):
        opened = shown(phone)
    assert "Åbent nu. Hverdage" in line(opened, DOCTOR)
    assert calls(opened).index("tel:70113131") == 2
    assert sorted(calls(opened)) == sorted(calls(closed))


def test_a_holiday_is_no_weekday(world: World) -> None:
    with clock.held(datetime(2026, 4, 2, 10, tzinfo=UTC)):  # skærtorsdag
        assert "Åbent nu." in line(shown(world.phone()), DOCTOR)
    with clock.held(datetime(2026, 12, 24, 10, tzinfo=UTC)):
        page = shown(world.phone())
    assert "Åbningstiden i dag er ikke bekræftet." in line(page, DOCTOR)
    assert calls(page).index("tel:70113131") == 2, "neither open nor closed: it stays where it is"


def test_the_page_says_of_when_it_is(world: World) -> None:
    """It may lie open for hours: then it does not lie."""
    with clock.held(WEEKDAY):
        assert "Tiderne passer til mandag klokken 12.05." in shown(world.phone()).main
    english = world.phone("en")
    with clock.held(WEEKDAY):
        assert "The hours are as of Monday at 12:05." in shown(english).main


# The copy for offline


@pytest.mark.parametrize(
    "headers",
    [FETCHED, {"accept": "*/*"}, {"sec-fetch-mode": "same-origin", "accept": "text/html"}],
    ids=str,
)
def test_the_copy_for_offline_has_the_hours_and_says_nothing_of_now(
    world: World, headers: dict[str, str]
) -> None:
    with clock.held(WEEKDAY):
        page = shown(world.phone(), headers=headers)
    assert not any(word in page.main for word in OF_NOW)
    assert "Hverdage klokken 16 til 8. Weekend og helligdage hele døgnet." in line(page, DOCTOR)
    assert calls(page).index("tel:70113131") == 2, (
        "in the order of need, since nobody knows when it will be read"
    )


def test_a_browser_that_sends_no_fetch_headers_gets_the_page_of_now(world: World) -> None:
    with clock.held(WEEKDAY):
        assert "Åbner klokken 16." in shown(world.phone(), headers={"accept": "text/html,*/*"}).main


def test_the_two_are_told_apart_by_what_keeps_them(world: World) -> None:
    varies = world.phone().ask("GET", "/hjaelp-nu", headers=OPENED).headers["vary"]
    assert {"sec-fetch-mode", "accept", "hx-request"} <= {
        each.strip().lower() for each in varies.split(",")
    }


def test_the_copy_is_the_same_at_any_hour(world: World) -> None:
    told = set()
    for hours in (0, 4, 13, 200):
        with clock.held(WEEKDAY + timedelta(hours=hours)):
            told.add(shown(world.phone(), headers=FETCHED).inner)
    assert len(told) == 1


# Age


def test_what_is_older_than_half_a_year_says_so(world: World) -> None:
    old = "Det er mere end et halvt år siden"
    seen = read().lines()[0].checked_on
    for days, is_old in ((180, False), (181, True)):
        at = datetime(seen.year, seen.month, seen.day, 11, tzinfo=UTC) + timedelta(days=days)
        with clock.held(at):
            for headers in (OPENED, FETCHED):
                assert (old in line(shown(world.phone(), headers=headers), "Alarm 112")) is is_old
    assert old in line(shown(world.phone()), "Lev Uden Vold"), "seen in 2022"


# Where somebody lives


@pytest.mark.both
def test_it_is_asked_once_and_can_be_changed(world: World) -> None:
    phone = world.phone()
    page = phone.fill("/hjaelp-nu", "/hjaelp-nu", kommune="ringkoebing-skjern")
    assert page.said == "Gemt på den her telefon. Du kan altid vælge om."
    assert "Numre til Ringkøbing-Skjern." in page.main
    assert "Numre til Ringkøbing-Skjern." in phone.get("/hjaelp-nu").main
    assert phone.get("/hjaelp-nu").h1 == "Hjælp nu", (
        "neither a title nor an address says where somebody lives"
    )
    elsewhere = phone.fill("/hjaelp-nu", "/hjaelp-nu", kommune="andet-sted")
    assert (
        "Nummeret til lægevagten hos dig kender vi ikke" in elsewhere.main
        and len(calls(elsewhere)) >= 3
    )
    undone = phone.fill("/hjaelp-nu", "/hjaelp-nu", kommune="ingen")
    assert "Hvor bor du? Vælg, så passer numrene." in undone.main
    assert chosen(phone) == "da.auto.normal.system.auto"


def test_the_choice_lives_with_the_other_choices_of_this_phone(world: World) -> None:
    phone = world.phone()
    phone.fill("/indstillinger", "/indstillinger", theme="dark", size="large")
    phone.fill("/hjaelp-nu", "/hjaelp-nu", kommune="randers")
    assert chosen(phone) == "da.dark.large.system.auto.randers"
    phone.fill("/indstillinger", "/indstillinger", theme="light")
    assert chosen(phone) == "da.light.large.system.auto.randers"


@pytest.mark.parametrize(
    "code", ["", "1813", "koebenhavn", "RANDERS", "randers/..", "<b>", "randers; Path=/", "a" * 300]
)
def test_a_place_that_is_not_here_changes_nothing(world: World, code: str) -> None:
    phone = world.phone()
    answer = phone.send("/hjaelp-nu", {"kommune": code})
    assert (answer.status_code, answer.headers["location"]) == (303, "/hjaelp-nu")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("code", ["nowhere", "-", "randers-", "../x", "a" * 50, "Randers"])
def test_a_cookie_with_a_place_that_is_not_here_gives_numbers_all_the_same(
    world: World, code: str
) -> None:
    answer = world.phone().ask(
        "GET",
        "/hjaelp-nu",
        headers={"cookie": f"{COOKIE}=da.dark.normal.system.auto.{code}", **OPENED},
    )
    page = Page(answer.text)
    assert 'data-theme="dark"' in page.text
    assert "tel:70113131" in calls(page) and "Hvor bor du? Vælg, så passer numrene." in page.main


def test_no_other_site_chooses_for_anybody(world: World) -> None:
    answer = world.phone().send(
        "/hjaelp-nu", {"kommune": "randers"}, **{"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


def test_a_link_shows_a_municipality_and_remembers_nothing(world: World) -> None:
    phone = world.phone()
    page = phone.get("/hjaelp-nu/randers")
    assert (page.h1, page.title) == ("Hjælp nu: Randers", "Hjælp nu: Randers – Fodfæste")
    assert not chosen(phone)
    assert "Hvor bor du? Vælg, så passer numrene." in phone.get("/hjaelp-nu").main


@pytest.mark.parametrize(
    "code", ["koebenhavn", "8900", "Randers", "aarhus%20", "%3Cb%3E", "x" * 500]
)
def test_an_unknown_place_is_a_calm_page_with_help(world: World, code: str) -> None:
    page = world.phone().get(f"/hjaelp-nu/{code}", expect=404)
    assert page.h1 == "Siden findes ikke" and "/hjaelp-nu" in page.links


def test_the_phones_copy_follows_a_choice_at_the_next_page(world: World) -> None:
    """The script of every page asks for the copy anew when what stands on <html> is another than
    last time."""
    phone = world.signed_in()
    assert "data-municipality" not in phone.get("/").text
    phone.fill("/hjaelp-nu", "/hjaelp-nu", kommune="randers")
    assert (
        '<html lang="da" dir="ltr"' in phone.get("/").text
        and 'data-municipality="randers"' in phone.get("/").text
    )
    assert "Numre til Randers." in shown(phone, headers=FETCHED).main


def test_a_changed_number_makes_a_new_worker(world: World) -> None:
    """So that it is changed on the phones too."""
    first = build(world)
    own = world.settings.data / "help" / "municipalities"
    own.mkdir(parents=True)
    (own / "randers.toml").write_text(
        'name = "Randers"\nregion = "midtjylland"\ncluster = "Klyngen"\n'
    )
    world.state["help"].look_again()
    assert build(world) != first


# Whatever happens


class Down(Exception):
    """The database is not there."""


def test_it_answers_when_the_database_does_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object, **__: object) -> None:
        raise Down

    for name in (
        "read",
        "read_at_door",
        "read_long",
        "write",
        "write_going",
        "write_long",
        "_read_now",
        "write_now",
    ):
        monkeypatch.setattr(Database, name, down)
    world.db.close()
    phone = world.phone()
    phone.client.cookies.set("__Host-session", "whatever", domain="fodfaeste.test", path="/")
    for path in ("/hjaelp-nu", "/hjaelp-nu/randers"):
        assert len(calls(shown(phone, path))) >= 3
        assert len(calls(shown(phone, path, FETCHED))) >= 3
    assert "Numre til Skive." in phone.fill("/hjaelp-nu", "/hjaelp-nu", kommune="skive").main


def test_it_is_never_asked_too_often(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where nobody may try a password any more."""
    phone = world.phone()
    monkeypatch.setattr(world.state["door"].attempts, "address", Bucket(0, 30))
    assert phone.send("/log-ind", {"navn": "x", "adgangskode": "y"}).status_code == 429
    assert {phone.ask("GET", "/hjaelp-nu", headers=OPENED).status_code for _ in range(200)} == {200}
    assert {phone.send("/hjaelp-nu", {"kommune": "randers"}).status_code for _ in range(50)} == {
        303
    }


def test_it_is_small_and_needs_no_script(world: World) -> None:
    answer = world.phone().ask("GET", "/hjaelp-nu", headers=OPENED)
    assert len(gzip.compress(answer.content)) < 12_000
    main = Page(answer.text).inner
    assert "<script" not in main and "data-behaviour" not in main


def test_the_first_visit_is_whole(world: World) -> None:
    """Nobody is sent round a corner first."""
    answer: httpx.Response = world.phone().ask("GET", "/hjaelp-nu")
    assert answer.status_code == 200 and "set-cookie" not in answer.headers


def test_it_is_on_every_page_even_the_errors(world: World) -> None:
    for path in ("/", "/velkommen", "/log-ind", "/om", "/was", "/findes-ikke"):
        page = world.phone().get(path, expect=404 if path == "/findes-ikke" else 200)
        assert "/hjaelp-nu" in page.links


def test_relatives_are_given_the_lines_that_are_there_for_them(world: World) -> None:
    page = world.phone().get("/paaroerende")
    assert calls(page) == ["tel:70201201", "tel:70232750", "tel:116111"]
    assert (
        "Når et barn i dit hjem har brug for en at tale med. Hele døgnet, alle dage." in page.main
    )
