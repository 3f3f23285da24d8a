"""From what one feels like to having been there: a wish, a place, somebody asked, a yes, a
reminder, and how it was. With scripts and without. And a list that a coordinator reads in, ten rows
of it bad."""

from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app.foundation import clock
from app.places import shelf
from app.places.listing import First, Place
from tests.browser import Open, Window
from tests.places.conftest import activity, put
from tests.sharing.bonded import bond
from tests.world import World

pytestmark = pytest.mark.browser


def there_is_a_place(world: World) -> None:
    if any(each.place.name == "Stoppestedet" for each in world.read(shelf.all_open)):
        return
    put(
        world,
        Place(
            name="Stoppestedet",
            line="Kaffe og snak.",
            town="Auning",
            lat=56.43,
            lon=10.37,
            first=First(meets="Lone står ved døren."),
            activities=(activity("Kaffe", "torsdag 14-16", wishes=("moedes",)),),
        ),
        checked_on=clock.today(clock.HOME_ZONE),
    )


def looks(window: Window) -> Page:
    page = window.goto("/steder")
    page.get_by_label("Mødes med andre").check()
    page.select_option("#by", "Auning")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator("#found h2")).to_have_text("Det fandt vi")
    return page


@pytest.mark.parametrize(("scripted", "name"), [(True, "Anna"), (False, "Sam")])
def test_from_a_wish_to_having_been_there(opens: Open, scripted: bool, name: str) -> None:
    anna = opens(scripted=scripted)
    world = anna.site.world
    there_is_a_place(world)
    on = bond(world, name, "Gry")
    anna.come_in(world.cast[name])
    page = looks(anna)
    page.locator("#found a.row").first.click()
    expect(page.locator("h1")).to_have_text("Stoppestedet")
    expect(page.locator("main")).to_contain_text("Lone står ved døren.")
    page.get_by_role("button", name="Gem stedet").click()
    expect(page.locator("#status")).to_contain_text("Stedet får ikke noget at vide.")
    page.locator("main a.row").first.click()
    page.get_by_role("link", name="Mind mig om det").click()
    expect(page.locator("#tid")).to_have_value("13:00")
    page.locator("main button.primary").click()
    page.wait_for_url("**/paamindelser?besked=gemt")
    _asks(anna)
    _says_yes(opens(scripted=scripted), on, name)
    page = anna.goto("/foelges")
    expect(page.locator("main")).to_contain_text("følger med.")
    with clock.held(clock.now() + timedelta(days=8)):
        anna.come_in(world.cast[name])
        page = anna.goto("/foelges")
        page.get_by_role("button", name="Vi gør det igen").click()
        expect(page.locator("#status")).to_contain_text("Gemt til dig selv.")


def _asks(anna: Window) -> None:
    page = looks(anna)
    page.locator("#found a.row").first.click()
    page.get_by_role("link", name="Følges med nogen").click()
    page.get_by_label("Gry").check()
    page.locator("main button.primary").click()
    expect(page.locator("h1")).to_have_text("Se det, før du spørger")
    page.locator("main button.primary").click()
    page.wait_for_url("**/foelges?besked=spurgt")


def _says_yes(gry: Window, on: UUID, name: str) -> None:
    gry.come_in(gry.site.world.cast["Gry"])
    page = gry.goto("/kreds")
    page.locator(f"a.row[href='/kreds/{on}/foelges']").click()
    expect(page.locator("main")).to_contain_text(f"Vil du følges med {name}?")
    page.get_by_role("link", name="Svar").click()
    page.get_by_role("button", name="Ja, jeg følger med").click()
    expect(page.locator("main")).to_contain_text("Du har sagt ja.")
    page.close()  # or it would ask, eight days later, whether it may still be read


def test_a_list_is_swapped_in_and_its_address_can_be_given_away(opens: Open) -> None:
    window = opens()
    there_is_a_place(window.site.world)
    page = looks(window)
    assert "lyst=moedes" in page.url and "by=Auning" in page.url
    again = window.goto(page.url.removeprefix(window.site.origin))
    expect(again.get_by_label("Mødes med andre")).to_be_checked()
    expect(again.locator("#found a.row")).to_have_count(1)


def test_where_one_is_leaves_the_phone_only_rounded_and_when_asked(opens: Open) -> None:
    window = opens()
    there_is_a_place(window.site.world)
    window.context.grant_permissions(["geolocation"], origin=window.site.origin)
    window.context.set_geolocation({"latitude": 56.430812, "longitude": 10.378245})
    page = window.goto("/steder")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Brug hvor jeg er").click()
    expect(page.locator("[data-said]")).to_be_visible()
    assert not [url for url in asked if "56" in url]
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator("#found")).to_contain_text("Til fods")
    assert any("her=56.43%2C10.38" in url for url in asked)
    assert not any("56.4308" in url or "10.3782" in url for url in asked)


BAD = (
    ";Uden id;;", "a1;;;", "a2;Navn;telefon her;", "a3;Navn;;javascript:alert(1)",
    "a4;Navn;;https://a:b@x.dk", "a5;Navn;12;", "a6;Navn;;http://localhost/", "a7;Navn;abc;",
    "a8;;86000000;", "a9;Navn;;ftp://x.dk",
)  # fmt: skip


def test_a_coordinator_reads_a_list_in_with_ten_bad_rows(opens: Open) -> None:
    window = opens()
    world = window.site.world
    window.come_in(world.cast["Karen"])
    good = [f"b{n};Sted {n};86 00 00 {n:02};" for n in range(30)]
    before = len(world.read(shelf.all_open))
    raw = "\n".join(["id;navn;telefon;hjemmeside", *good, *BAD]).encode("latin-1")
    for dry, kept in ((True, 0), (False, 30)):
        page = window.goto("/steder/indlaes")
        page.fill("#kilde", "Frivilligcentret")
        page.set_input_files("#fil", {"name": "steder.csv", "mimeType": "text/csv", "buffer": raw})
        if dry:
            page.get_by_label("Prøv først. Gem ikke noget.").check()
        page.locator("main button.primary").click()
        expect(page.locator("main")).to_contain_text("Rækker der ikke kom med")
        expect(page.locator("main tbody tr")).to_have_count(10)
        assert len(world.read(shelf.all_open)) == before + kept
