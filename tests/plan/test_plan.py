"""Min plan: written on a good day, read on a hard one, one tap from I dag."""

import re
from itertools import permutations, product
from uuid import UUID

import pytest
from sqlalchemy import Connection, update

from app import plan
from app.foundation import ids
from app.people import own
from app.plan import lifecycle
from app.plan.kept import Words
from app.plan.models import plan_lines
from app.plan.parts import AT, PARTS
from tests.phone import Phone
from tests.sharing.bonded import person
from tests.world import World


@pytest.fixture
def anna(world: World) -> Phone:
    return world.signed_in("Anna")


def lines(world: World, part: str = "helps") -> list[str]:
    return [each.words.text for each in world.read(plan.kept.of, person(world, "Anna"), part)]


def test_an_empty_plan_is_no_reproach(anna: Phone) -> None:
    assert "Her står ikke noget endnu. Det gør ikke noget." in anna.get("/plan").main


@pytest.mark.both
def test_every_part_can_be_written_and_read_alone(anna: Phone) -> None:
    for place, part in AT.items():
        page = anna.fill(part.path, part.path, tekst=f"Ord til {place}")
        assert (
            f"Ord til {place}" in page.main and "Gemt. Ingen andre i appen kan se det." in page.said
        )
        assert f"Ord til {place}" in anna.get(f"/plan/laes/{place}").main
    shown = anna.get("/plan")
    assert [link for link in shown.links if "/laes/" in link] == [
        f"/plan/laes/{place}" for place in AT
    ]
    paper = anna.get("/plan/papir").main
    assert all(f"Ord til {place}" in paper for place in AT)


def test_it_is_read_part_by_part_until_the_last(anna: Phone) -> None:
    for place in (1, 4, 7):
        anna.fill(f"/plan/{place}", f"/plan/{place}", tekst=f"Del {place}")
    page, seen = anna.get("/plan/laes/1"), []
    while True:
        seen.append(page.main)
        following = [link for link in page.links if "/laes/" in link]
        if not following:
            break
        page = anna.get(following[0])
    assert len(seen) == 3 and "Del 7" in seen[-1]
    anna.get("/plan/laes/2", expect=404)
    anna.get("/plan/99", expect=404)


def test_a_number_is_one_tap_away(anna: Phone) -> None:
    anna.fill("/plan/4", "/plan/4", tekst="Ditte", nummer="+45 20 00 00 01", hvem="min søster")
    assert "tel:+4520000001" in anna.get("/plan/laes/4").links


def test_a_number_from_before_that_cannot_be_understood_calls_nobody(
    anna: Phone, world: World
) -> None:
    """The exchange would take its first digits and call a stranger. It stands as it was written,
    and is asked about on «Ret»."""
    odd = "12 34 56 78 / 87 65 43 21"
    me = world.person()
    row = world.write(plan.kept.keep, me, "people", ids.new(), Words("Ditte", odd, "min søster"))
    for path in ("/plan", "/plan/laes/4"):
        page = anna.get(path)
        assert not [link for link in page.links if link.startswith("tel:")], path
    assert odd in anna.get("/plan/laes/4").main and anna.get("/plan/papir").main.count(odd) == 2
    asked = anna.get(f"/plan/linje/{row}/ret")
    assert (
        "Skriv nummeret med tal" in asked.main
        and ("nummer", odd) in asked.form(f"/plan/linje/{row}/ret").fields
    )


@pytest.mark.parametrize("number", ["ring til mig", "12", "20 00 00 0x", "2" * 40])
def test_a_number_that_is_none_is_asked_about_and_nothing_is_lost(anna: Phone, number: str) -> None:
    page = anna.fill(
        "/plan/4", "/plan/4", expect=422, tekst="Ditte", nummer=number, hvem="min søster"
    )
    assert "Skriv nummeret med tal" in page.main
    assert {("tekst", "Ditte"), ("nummer", number), ("hvem", "min søster")} <= set(
        page.form("/plan/4").fields
    )


def test_words_of_any_script_and_length_stand_as_they_were_written(
    anna: Phone, world: World
) -> None:
    for text in ("الجلوس في الحديقة", "Bænken ved søen", "x" * 500):
        anna.fill("/plan/2", "/plan/2", tekst=text)
    assert lines(world) == ["الجلوس في الحديقة", "Bænken ved søen", "x" * 500]
    assert (
        "Der er plads til 500 tegn"
        in anna.fill("/plan/2", "/plan/2", expect=422, tekst="x" * 501).main
    )


def test_two_hundred_lines_are_a_plan_too(anna: Phone, world: World) -> None:
    me = person(world, "Anna")
    for number in range(200):
        world.write(plan.kept.keep, me, "helps", ids.new(), Words(f"Linje {number}"))
    assert lines(world) == [f"Linje {number}" for number in range(200)]
    assert "Linje 199" in anna.get("/plan/laes/2").main


def test_lines_are_put_in_ones_own_order(anna: Phone, world: World) -> None:
    for text in ("en", "to", "tre"):
        anna.fill("/plan/2", "/plan/2", tekst=text)
    ups = re.findall(r"/plan/linje/[0-9a-f-]{36}/op", anna.get("/plan/2").text)
    assert len(ups) == 2, "the first has nowhere to go"
    anna.post(ups[1], anna.get("/plan/2").form(ups[1]).fields)
    assert lines(world) == ["en", "tre", "to"]


def test_a_line_and_a_part_move_once_however_often_the_form_is_sent(
    anna: Phone, world: World
) -> None:
    for text in ("Første", "Anden", "Tredje"):
        anna.fill("/plan/2", "/plan/2", tekst=text)
    for place in (1, 3):
        anna.fill(f"/plan/{place}", f"/plan/{place}", tekst="En linje")
    action = next(
        form.action for form in reversed(anna.get("/plan/2").forms) if form.action.endswith("/op")
    )
    fields = anna.get("/plan/2").form(action).fields
    for _ in range(2):
        anna.post(action, fields)
        assert lines(world) == ["Første", "Tredje", "Anden"]
    fields = anna.get("/plan/orden").form("/plan/3/op").fields
    for _ in range(2):
        anna.post("/plan/3/op", fields)
        assert [
            PARTS[code].place for code in world.read(plan.kept.whole, person(world, "Anna"))
        ] == [1, 3, 2]


@pytest.mark.both
@pytest.mark.parametrize(
    "places", [(1, 2, 3, 4), (1, 1, 1, 1), (1, 1, 2, 2), (1, 2, 2, 2), (3, 9, 9, 12), (2, 2, 2, 9)]
)
def test_a_line_changes_place_with_the_one_above_it_alone(
    world: World, places: tuple[int, ...]
) -> None:
    """Whatever places there are: lines that were put away leave gaps, and in old plans several
    stand at the same one."""
    me, many = person(world, "Anna"), range(len(places))
    rows = [
        world.write(plan.kept.keep, me, "helps", UUID(int=n + 1), Words(f"Linje {n}")) for n in many
    ]

    def put(db: Connection, order: tuple[UUID, ...]) -> None:
        for row, place in zip(order, places, strict=True):
            db.execute(update(plan_lines).where(plan_lines.c.id == row).values(place=place))

    for at, order in product(many, permutations(rows)):
        world.write(put, order)
        before = [each.id for each in world.read(plan.kept.of, me, "helps")]
        world.write(plan.kept.move_up, me, before[at])
        after = [each.id for each in world.read(plan.kept.of, me, "helps")]
        expected = (
            before[: max(at - 1, 0)]
            + [before[at]]
            + [row for row in before[max(at - 1, 0) :] if row != before[at]]
        )
        assert after == expected, (at, before)


def test_the_first_line_of_a_later_page_moves_up_once(
    anna: Phone, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line above it stands on the page before; the form knows it all the same."""
    monkeypatch.setattr(own, "A_PAGE", 2)
    for number in range(4):
        anna.fill("/plan/2", "/plan/2", tekst=f"Linje {number}")
    form = next(form for form in anna.get("/plan/2?fra=2").forms if form.action.endswith("/op"))
    for _ in range(2):
        anna.post(form.action, form.fields)
        assert lines(world) == ["Linje 0", "Linje 2", "Linje 1", "Linje 3"]
    assert sum(form.action.endswith("/op") for form in anna.get("/plan/2").forms) == 1, (
        "what stands first of all goes nowhere"
    )


@pytest.mark.both
def test_a_line_is_changed_put_away_and_brought_back(anna: Phone, world: World) -> None:
    anna.fill("/plan/2", "/plan/2", tekst="Te")
    [line] = world.read(plan.kept.of, person(world, "Anna"), "helps")
    anna.fill(f"{line.path}/ret", f"{line.path}/ret", tekst="Te med honning")
    assert lines(world) == ["Te med honning"]
    page = anna.post(f"{line.path}/slet", anna.get("/plan/2").form(f"{line.path}/slet").fields)
    assert lines(world) == []
    anna.post(f"{line.path}/fortryd", page.form(f"{line.path}/fortryd").fields)
    assert lines(world) == ["Te med honning"]


@pytest.mark.both
def test_changed_in_two_places_both_stand_there(anna: Phone, world: World) -> None:
    anna.fill("/plan/2", "/plan/2", tekst="Te")
    [line] = world.read(plan.kept.of, person(world, "Anna"), "helps")
    old = anna.typed(anna.get(f"{line.path}/ret"), f"{line.path}/ret", tekst="Te om aftenen")
    anna.fill(f"{line.path}/ret", f"{line.path}/ret", tekst="Kaffe om morgenen")
    anna.post(f"{line.path}/ret", old)
    assert lines(world) == ["Kaffe om morgenen", "Te om aftenen"]


def test_on_a_hard_day_the_plan_is_one_tap_away(anna: Phone) -> None:
    form = anna.get("/").form("/dag")
    page = anna.post("/dag", [*form.fields, ("slags", "hard")])
    assert "/plan" in page.links
    assert "/plan" in anna.get("/mit").links


def test_addresses_and_titles_say_nothing(anna: Phone) -> None:
    for place in AT:
        assert anna.get(f"/plan/{place}").title == "En del af min plan – Fodfæste"
    assert all(
        part.path == f"/plan/{part.place}" and len(code) <= 8 for code, part in PARTS.items()
    )


def test_it_is_taken_along(anna: Phone, world: World) -> None:
    anna.fill("/plan/4", "/plan/4", tekst="Ditte", nummer="20 00 00 01", hvem="min søster")
    (line,) = world.read(lifecycle.export, person(world, "Anna"))
    expected = {"part": "people", "text": "Ditte", "number": "20 00 00 01", "who": "min søster"}
    assert line == line | expected and line["written"] == "2026-03-14T12:00:00+01:00"
