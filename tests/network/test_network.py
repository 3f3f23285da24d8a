"""Mit netværk: one thing is enough, nobody counts them, and it is said in one's own words."""

import io
import json
import re
import zipfile
from typing import Any

import pytest
from sqlalchemy import Connection, select

from app import network
from app.foundation import clock, ids
from app.network.kept import Words
from app.network.models import network_items
from app.people import lifecycle
from tests.conftest import NOON
from tests.examined import Page
from tests.phone import Phone
from tests.sharing.bonded import person
from tests.world import World

pytestmark = pytest.mark.both

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def anna(world: World) -> Phone:
    return world.signed_in("Anna")


def names(world: World, whose: str = "Anna") -> list[str]:
    return [each.words.name for each in world.read(network.kept.all_of, person(world, whose))]


def headings(page: Page) -> list[str]:
    """Those of the page itself, not of what lies ready around it."""
    main = next(page.root.iter("main"))
    return ["".join(node.itertext()) for node in main.iter("h2")]


def add(phone: Phone, **fields: Any) -> str:
    """Keep one thing by its page; the address of the newest thing."""
    page = phone.fill("/netvaerk/nyt", "/netvaerk", **fields)
    assert "Gemt. Ingen andre i appen kan se det." in page.said
    return [link for link in page.links if re.fullmatch(r"/netvaerk/[0-9a-f-]{36}", link)][-1]


def test_an_empty_network_is_no_reproach(anna: Phone) -> None:
    page = anna.get("/netvaerk")
    assert "Én ting er nok. En kat eller en bænk tæller også." in page.main
    assert not list(page.root.iter("figure"))


def test_a_name_is_all_it_takes(anna: Phone, world: World) -> None:
    page = anna.get(add(anna, tekst="Katten"))
    assert "Katten" in page.main and "Noget andet" in page.main
    (kept,) = world.read(network.kept.all_of, person(world, "Anna"))
    assert kept.words == Words("Katten")


def test_all_of_it_is_kept_and_shown(anna: Phone, world: World) -> None:
    page = anna.get(
        add(anna, tekst="Bænken", slags="place", giver="Ro.\nOg ænder.", afstand="near", mere="1")
    )
    for said in ("Bænken", "Et sted, tæt på", "Ro.", "Og ænder.", "Det vil jeg gerne have mere af"):
        assert said in page.main
    (kept,) = world.read(network.kept.all_of, person(world, "Anna"))
    assert kept.words == Words("Bænken", "place", "Ro.\nOg ænder.", "near", True)


def test_the_list_is_by_distance_and_has_what_is_wished_for(anna: Phone) -> None:
    add(anna, tekst="Sara", afstand="near", mere="1")
    add(anna, tekst="Mor", afstand="far")
    add(anna, tekst="Poul")
    page = anna.get("/netvaerk")
    assert headings(page) == [
        "Det vil jeg gerne have mere af",
        "Tæt på",
        "Langt væk",
        "Uden afstand",
    ]
    assert [node.text for node in page.root.iter("b") if node.get("class") == "words"] == [
        "Sara",
        "Sara",
        "Mor",
        "Poul",
    ]


def test_without_any_distance_the_list_has_one_heading(anna: Phone) -> None:
    add(anna, tekst="Poul")
    assert headings(anna.get("/netvaerk")) == ["Omkring mig"]


def test_the_picture_has_words_of_its_own_and_words_beside_it(anna: Phone) -> None:
    add(anna, tekst="Grød", slags="animal", afstand="near")
    page = anna.get("/netvaerk")
    (figure,) = page.root.iter("figure")
    drawn = next(figure.iter(f"{SVG}svg"))
    said = {
        node.get("id"): "".join(node.itertext())
        for tag in ("title", "desc")
        for node in drawn.iter(SVG + tag)
    }
    assert drawn.get("role") == "img" and set((drawn.get("aria-labelledby") or "").split()) == set(
        said
    )
    assert all(said.values())
    assert "".join(next(figure.iter("tr")).itertext()) == "GrødEt dyr, tæt på"
    assert "Et dyr" in "".join(next(figure.iter("figcaption")).itertext())


def test_nobody_counts(anna: Phone) -> None:
    for number in range(30):
        add(
            anna,
            tekst=f"Navn {chr(97 + number % 26)}",
            afstand=("near", "some", "far", "")[number % 4],
        )
    page = anna.get("/netvaerk")
    assert not re.findall(r"\d", page.main), "no number stands on the page"
    assert "Der er ikke plads til det hele her. Resten står på listen." in page.main


def test_without_a_name_nothing_is_lost(anna: Phone) -> None:
    page = anna.fill(
        "/netvaerk/nyt",
        "/netvaerk",
        expect=422,
        tekst=" ",
        giver="Ro",
        slags="place",
        afstand="some",
        mere="1",
    )
    fields = page.form("/netvaerk").fields
    assert {("giver", "Ro"), ("slags", "place"), ("afstand", "some"), ("mere", "1")} <= set(fields)


@pytest.mark.parametrize(("field", "most"), [("tekst", 200), ("giver", 1000)])
def test_too_much_is_asked_about_and_still_there(anna: Phone, field: str, most: int) -> None:
    typed: dict[str, Any] = {"tekst": "Sara", field: "x" * (most + 1)}
    page = anna.fill("/netvaerk/nyt", "/netvaerk", expect=422, **typed)
    assert (
        f"Der er plads til {most} tegn." in page.main
        and (field, "x" * (most + 1)) in page.form("/netvaerk").fields
    )
    add(anna, **(typed | {field: "x" * most}))


def test_what_no_form_of_ours_offers_is_nothing_chosen(anna: Phone, world: World) -> None:
    """An older phone, or somebody who plays: the name is kept, the rest is left open."""
    add(anna, tekst="Sara", slags="robot", afstand="7", mere="ja")
    (kept,) = world.read(network.kept.all_of, person(world, "Anna"))
    assert kept.words == Words("Sara")


def test_names_of_any_script_and_length_stand_as_they_were_written(
    anna: Phone, world: World
) -> None:
    given = ["صديقتي القديمة", "x" * 200, "Bænken <3 & søen"]
    for name in given:
        add(anna, tekst=name, giver="الهدوء")
    assert names(world) == given
    page = anna.get("/netvaerk")
    assert all(name in page.main for name in given)
    marked = [node for node in page.root.iter("b") if node.get("dir") == "auto"]
    assert len(marked) == 3


def test_two_hundred_things_are_a_network_too(anna: Phone, world: World) -> None:
    me = person(world, "Anna")
    for number in range(200):
        world.write(network.kept.keep, me, ids.new(), Words(f"Navn {number}"))
    assert names(world) == [f"Navn {number}" for number in range(200)]
    assert "Navn 199" in anna.get("/netvaerk").main


def test_it_is_changed_put_away_and_brought_back(anna: Phone, world: World) -> None:
    here = add(anna, tekst="Sara", afstand="far", mere="1")
    form = anna.get(f"{here}/ret").form(f"{here}/ret")
    assert {("tekst", "Sara"), ("afstand", "far"), ("mere", "1")} <= set(form.fields)
    anna.fill(f"{here}/ret", f"{here}/ret", tekst="Sara og Alma")
    assert names(world) == ["Sara og Alma"]
    gone = anna.fill(here, f"{here}/slet")
    assert names(world) == [] and "Du kan hente det tilbage i et døgn." in gone.said
    anna.get(here, expect=404)
    back = anna.post(f"{here}/fortryd", gone.form(f"{here}/fortryd").fields)
    assert names(world) == ["Sara og Alma"] and "Det er her igen." in back.said


def test_after_a_day_it_is_gone(anna: Phone, world: World) -> None:
    here = add(anna, tekst="Sara")
    anna.fill(here, f"{here}/slet")
    with clock.held(NOON.replace(day=NOON.day + 2)):
        world.write(lifecycle.sweeps()["network_items"])
        assert world.read(lambda db: db.execute(select(network_items)).all()) == []


def test_the_same_form_twice_keeps_one(anna: Phone, world: World) -> None:
    fields = anna.typed(anna.get("/netvaerk/nyt"), "/netvaerk", tekst="Sara")
    for _ in range(3):
        anna.post("/netvaerk", fields)
    assert names(world) == ["Sara"]


def test_nobody_else_finds_it(anna: Phone, world: World) -> None:
    here = add(anna, tekst="Sara")
    sam = world.signed_in("Sam")
    for path in (here, f"{here}/ret"):
        sam.get(path, expect=404)
    assert "Sara" not in sam.get("/netvaerk").text
    assert names(world, "Sam") == []


def test_no_word_of_it_lies_in_plain(anna: Phone, world: World) -> None:
    add(anna, tekst="Hemmelige Sara", giver="Ro", slags="person", afstand="near", mere="1")

    def raw(db: Connection) -> str:
        return repr([tuple(row) for row in db.execute(select(network_items))])

    found = world.read(raw)
    assert not [word for word in ("Sara", "Ro", "person", "near", "more") if word in found]


def test_it_comes_along(anna: Phone) -> None:
    add(anna, tekst="Bænken", slags="place", giver="Ro", afstand="some", mere="1")
    bundle = zipfile.ZipFile(io.BytesIO(anna.ask("GET", "/mine-ting/hent/fil").content))
    (thing,) = json.loads(bundle.read("mine-ting.json"))["network"]
    assert {**thing, "id": "", "written": ""} == {
        "id": "",
        "written": "",
        "name": "Bænken",
        "kind": "place",
        "gives": "Ro",
        "near": "some",
        "more": True,
    }
    page = bundle.read("mine-ting.html").decode()
    assert all(
        said in page
        for said in ("Bænken", "Et sted", "Et stykke væk", "Ro", "Det vil jeg gerne have mere af")
    )


def test_it_stands_under_mit_and_rests_when_less_is_shown(anna: Phone) -> None:
    mine = anna.get("/mit")
    assert "/netvaerk" in mine.links
    anna.post("/vis-mindre", mine.form("/vis-mindre").fields)
    assert "/netvaerk" not in anna.get("/mit").links


def test_it_is_written_without_net_as_by_its_page(anna: Phone) -> None:
    page = anna.get("/netvaerk/nyt")
    assert (
        next(node for node in page.root.iter("form") if node.get("action") == "/netvaerk").get(
            "data-behaviour"
        )
        == "keeps-draft"
    )
    account = next(node for node in page.root.iter("meta") if node.get("name") == "account")
    assert "/netvaerk" in (account.get("data-forms") or "").split("|")
