"""Lists that others keep: read in whole or in part, tried first, twice without a change, and never
over what somebody here has corrected."""

import asyncio
import re
import time
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.foundation.web.forms import clean
from app.places import csv_in, csv_out, importing, listing, proposals, shelf, typed
from app.places.csv_in import COLUMNS, Told
from app.places.importing import CHANGED, NEW, OURS, REFUSED, SAME, WAITS, Bringer, Line
from app.places.listing import FOR, KINDS, WISHES, First, Place
from tests.examined import Page
from tests.phone import Phone
from tests.places.conftest import activity, put
from tests.world import World

HEAD = "id;navn;by;telefon;hjemmeside;bredde;laengde;aktivitet;hvornaar\n"
GOOD = HEAD + "a;Åens hus;Auning;86 00 00 00;https://aa.example;56,43;10,37;Kaffe;torsdag 14-16\n"


def bringer(world: World, *, alone: bool = False) -> Bringer:
    return Bringer("test", world.municipality(), "Vestby", None, alone)


def brought(
    world: World, raw: bytes | str, *, dry: bool = False, alone: bool = False
) -> list[Line]:
    read = csv_in.read(raw.encode() if isinstance(raw, str) else raw, "test")
    lines = importing.begun(read, dry=dry).lines
    for piece in importing.pieces(read):
        lines += world.write(importing.keep, bringer(world, alone=alone), piece, dry=dry)
    return lines


def states(lines: list[Line]) -> list[str]:
    return [line.state for line in lines]


def one(world: World) -> Place:
    [found] = [each for each in world.read(shelf.all_open) if each.source == "test"]
    return found.place


@pytest.mark.parametrize(
    "raw",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("latin-1"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace(",", ".").replace(";", ",").encode(),
        GOOD.replace(";", "\t").encode(),
    ],
    ids=["utf-8", "marked", "latin-1", "windows lines", "commas", "tabs"],
)
def test_a_table_is_read_however_it_was_saved(raw: bytes) -> None:
    read = csv_in.read(raw, "test")
    assert not read.refused and not read.unknown
    [told] = read.told
    assert (told.place.name, told.place.lat, told.place.lon) == ("Åens hus", 56.43, 10.37)
    assert told.place.activities[0].whens == typed.whens("torsdag 14-16")


def test_the_same_file_twice_changes_nothing(world: World) -> None:
    assert states(brought(world, GOOD)) == [NEW]
    assert states(brought(world, GOOD)) == [SAME]
    assert [each.version for each in world.read(shelf.all_open)] == [1]


def test_a_trial_keeps_nothing_and_tells_the_same(world: World) -> None:
    assert states(brought(world, GOOD, dry=True)) == [NEW]
    assert world.read(shelf.all_open) == []
    brought(world, GOOD)
    other = GOOD.replace("Åens hus", "Åhuset")
    assert states(brought(world, other, dry=True)) == [CHANGED]
    assert one(world).name == "Åens hus"
    assert states(brought(world, other)) == [CHANGED]
    assert one(world).name == "Åhuset"


def test_what_was_corrected_here_is_not_written_over(world: World) -> None:
    brought(world, GOOD)
    [before] = world.read(shelf.all_open)
    fixed = typed.replaced(before.place, name="Åens rigtige hus")
    world.write(shelf.change, before, how=shelf.EDITED, place=fixed)
    assert states(brought(world, GOOD)) == [SAME]
    assert states(brought(world, GOOD.replace("Auning", "Grenaa"))) == [OURS]
    assert one(world) == fixed


def test_what_came_beside_a_list_stays_and_keeps_nothing_from_coming(world: World) -> None:
    """The place's own calendar and what citizens proposed, before the list changed and after."""
    brought(world, GOOD)
    beside = tuple(
        typed.replaced(activity(key), key=f"{key}1") for key in (listing.FEED, listing.OFFERED)
    )
    for how in (shelf.FED, shelf.PROPOSED):
        [before] = world.read(shelf.all_open)
        there = listing.beside(before.place, Place(name="", activities=beside))
        world.write(shelf.change, before, how=how, place=there)
    assert states(brought(world, GOOD)) == [SAME]
    assert states(brought(world, GOOD.replace("Kaffe", "Te"))) == [CHANGED]
    assert [each.name for each in one(world).activities] == ["Te", listing.FEED, listing.OFFERED]
    assert states(brought(world, GOOD.replace("Kaffe", "Te"))) == [SAME]


def test_what_an_editor_wrote_is_theirs_though_the_calendar_came_since(world: World) -> None:
    brought(world, GOOD)
    [before] = world.read(shelf.all_open)
    fixed = typed.replaced(before.place, name="Åens rigtige hus")
    fed = typed.replaced(activity("Sang"), key=f"{listing.FEED}1")
    after = world.write(shelf.change, before, how=shelf.EDITED, place=fixed)
    there = typed.replaced(fixed, activities=(*fixed.activities, fed))
    world.write(shelf.change, after, how=shelf.FED, place=there)
    assert states(brought(world, GOOD.replace("Auning", "Grenaa"))) == [OURS]
    assert one(world) == there


def test_a_list_alone_changes_no_number(world: World) -> None:
    brought(world, GOOD)
    other = GOOD.replace("86 00 00 00", "20 20 20 20").replace("Auning", "Grenaa")
    assert states(brought(world, other)) == [WAITS]
    assert (one(world).calls, one(world).town) == ("86000000", "Grenaa")
    [place] = world.read(shelf.all_open)
    waits = world.read(proposals.find, place.id)
    assert waits is not None and waits.wanted.calls == "20202020"
    assert states(brought(world, other)) == [WAITS]
    assert world.read(shelf.find, place.id).version == place.version


def test_whoever_runs_the_server_changes_numbers_too(world: World) -> None:
    brought(world, GOOD, alone=True)
    assert states(brought(world, GOOD.replace("86 00", "20 20"), alone=True)) == [CHANGED]
    assert one(world).calls == "20200000"


BAD = {
    "telefon": "ring bare",
    "hjemmeside": "javascript:alert(1)",
    "bredde": "10,37",
    "laengde": "øst",
    "hvornaar": "torsdag 25:00",
    "navn": "",
    "postnummer": "99999",
    "pris": "mange",
    "toilet": "måske",
    "lyst": "flyve",
    "slags": "borg",
    "tjekket": "i går",
    "email": "a@b",
    "id": "",
}


@pytest.mark.parametrize("column", BAD)
def test_a_bad_row_is_refused_with_its_reason_and_the_rest_is_kept(
    world: World, column: str
) -> None:
    good = {"id": "b", "navn": "Huset", "aktivitet": "Kaffe", "bredde": "56,4", "laengde": "10,3"}
    bad = good | {"id": "a"} | {column: BAD[column]}
    names = sorted({*good, column})
    rows = [";".join(row.get(name, "") for name in names) for row in (bad, good)]
    lines = brought(world, "\n".join([";".join(names), *rows]))
    refused = [line for line in lines if line.state == REFUSED]
    assert len(refused) == 1 and refused[0].number == 2 and refused[0].why
    assert one(world).name == "Huset"
    assert refused[0].why.values["column"] == ("bredde" if column == "laengde" else column)


def test_a_missing_column_is_named_and_nothing_is_read() -> None:
    read = csv_in.read(b"navn;by\nHuset;Auning\n", "test")
    assert read.missing == ("id",) and not read.told


def test_a_column_nobody_knows_is_named() -> None:
    assert csv_in.read(b"id;navn;stjerner\na;Huset;5\n", "test").unknown == ("stjerner",)


@pytest.mark.parametrize("raw", [b"", b"\n", b"\xff\xfe", b'"', b'id;navn\n"a;b\n', b"\0" * 50])
def test_no_file_breaks_anything(raw: bytes) -> None:
    csv_in.read(raw, "test")


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_whatever_comes_is_read_or_refused(raw: bytes) -> None:
    csv_in.read(b"id;navn;hvornaar\n" + raw, "test")


def test_script_in_every_field_is_text_or_refused(world: World) -> None:
    script = "<script>alert(1)</script>"
    plain = [name for name in COLUMNS if name in ("navn", "linje", "omtale", "adresse", "kilde")]
    row = ";".join([script if name in plain else "a" for name in ["id", *plain]])
    brought(world, f"{';'.join(['id', *plain])}\n{row}\n")
    assert one(world).name == script
    every = ";".join(COLUMNS) + "\n" + ";".join([script] * len(COLUMNS)) + "\n"
    assert REFUSED in states(brought(world, every))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", " ="])
def test_no_cell_is_reckoned_with_by_a_spreadsheet(world: World, sign: str) -> None:
    name = f"{sign}1+1"
    place = put(world, Place(name=name.strip(), about=name))
    raw = b"".join(csv_out.pieces([world.read(shelf.find, place)]))
    rows = raw.decode("utf-8-sig").splitlines()
    for cell in rows[1].split(";"):
        assert not cell.strip('" ').startswith(("=", "+", "-", "@")), cell
    assert csv_in.read(raw, "test").told[0].place.name == name.strip()


def test_an_activity_twice_is_two_times_of_it() -> None:
    raw = GOOD + "a;Åens hus;Auning;;;;;Kaffe;lørdag 10-12\n"
    [told] = csv_in.read(raw.encode(), "test").told
    assert [len(each.whens) for each in told.place.activities] == [2]


def test_a_row_of_another_municipality_is_refused(world: World) -> None:
    place = Told(2, "a", Place(name="Huset"), "Østby")
    lines = world.write(importing.keep, bringer(world), [place], dry=False)
    assert states(lines) == [REFUSED] and world.read(shelf.all_open) == []


def test_a_list_never_takes_anothers_places(world: World) -> None:
    """The same source and the same key, in another municipality."""
    fresh = shelf.new(
        world.municipality("Østby"), Place(name="Deres"), source="test", source_key="a"
    )
    world.write(shelf.add, [fresh], shelf.IMPORTED)
    assert states(brought(world, GOOD)) == [REFUSED]
    assert one(world).name == "Deres"


def test_nobody_has_looked_at_something_tomorrow(world: World) -> None:
    brought(world, "id;navn;tjekket\na;Huset;2099-01-01\n")
    assert [each.checked_on for each in world.read(shelf.all_open)] == [None]


def test_a_place_that_closes_in_the_list_closes_here(world: World) -> None:
    brought(world, "id;navn\na;Huset\n")
    assert states(brought(world, "id;navn;lukket\na;Huset;ja\n")) == [CHANGED]
    assert world.read(shelf.all_open) == []


# Out and in again

TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20).map(clean)
SAID = st.sampled_from((None, True, False))


@st.composite
def offers(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "wishes": tuple(draw(st.sets(st.sampled_from(sorted(WISHES)), max_size=2))),
        "audience": tuple(draw(st.sets(st.sampled_from(sorted(FOR)), max_size=2))),
        "price": draw(st.sampled_from((None, 0, 20))),
        "quiet": draw(SAID),
        "sign_up": draw(SAID),
        "companion": draw(SAID),
    }


@st.composite
def places(draw: st.DrawFn) -> Place:
    times = draw(st.sampled_from(("", "torsdag 14-16", "sidste søndag 13 | 2026-12-03 14-02")))
    some = [
        activity(f"{n} {draw(TEXTS)}", times, **draw(offers()))
        for n in range(draw(st.integers(0, 2)))
    ]
    return Place(
        name=f"Sted {draw(TEXTS)}",
        kind=draw(st.sampled_from(sorted(KINDS))),
        about=draw(TEXTS),
        lat=draw(st.sampled_from((None, 56.43))),
        lon=10.37,
        first=First(meets=draw(TEXTS)),
        activities=tuple(some),
        **draw(offers()),
    )


@given(places())
@settings(max_examples=100, deadline=None)
def test_what_goes_out_comes_in_as_the_same(place: Place) -> None:
    if place.lat is None:
        place = typed.replaced(place, lon=None)
    listed = shelf.new(
        UUID(int=1), place, source="test", source_key="a", checked_on=date(2026, 1, 2)
    )
    [told] = csv_in.read(b"".join(csv_out.pieces([listed])), "test").told
    same = tuple(
        typed.replaced(each, id=UUID(int=n)) for n, each in enumerate(told.place.activities)
    )
    theirs = tuple(typed.replaced(each, id=UUID(int=n)) for n, each in enumerate(place.activities))
    assert typed.replaced(told.place, activities=same) == typed.replaced(place, activities=theirs)
    assert told.checked_on == date(2026, 1, 2)


def sent(phone: Phone, file: bytes | None = GOOD.encode(), **typed: str) -> Page:
    """A table as a coordinator's browser sends it."""
    mark = dict(phone.get("/steder/indlaes").form("/steder/indlaes").fields)
    answer = phone.ask(
        "POST",
        "/steder/indlaes",
        data=mark | typed,
        files={"fil": ("liste.csv" if file else "", file or b"", "text/csv")},
        headers={"sec-fetch-site": "same-origin"},
    )
    if answer.status_code == 303:
        return phone.get(answer.headers["location"])
    return phone.examine(answer, 422)


def test_a_coordinator_sends_a_table_and_reads_what_became_of_it(world: World) -> None:
    karen = world.signed_in("Karen")
    page = sent(karen, (GOOD + "b;;;;;;;;\n").encode(), kilde="Kulturhuset")
    until = time.monotonic() + 20
    while "data-going" in page.text and time.monotonic() < until:
        world.runner.run(asyncio.sleep(0.05))
        page = karen.get(re.findall(r'href="(/steder/indlaes/[0-9a-f-]+)"', page.text)[0])
    assert "kulturhuset" in page.main
    assert "Skriv et navn." in page.main and "Rækker der ikke kom med" in page.main
    [there] = [each for each in world.read(shelf.all_open) if each.place.name == "Åens hus"]
    assert there.municipality == world.municipality()


def test_without_a_file_or_a_name_nothing_is_read_and_it_is_said(world: World) -> None:
    karen = world.signed_in("Karen")
    assert "Vælg en fil." in sent(karen, None, kilde="Kulturhuset").main
    assert "Skriv hvem listen er fra." in sent(karen, kilde=" ").main
    assert "kolonne" in sent(karen, b"a;b\n1;2\n", kilde="Kulturhuset").main


def test_a_table_comes_from_the_coordinators_own_page(world: World) -> None:
    karen = world.signed_in("Karen")
    answer = karen.ask(
        "POST",
        "/steder/indlaes",
        data={"konto": "a_somebodyelse", "kilde": "Kulturhuset"},
        files={"fil": ("liste.csv", GOOD.encode(), "text/csv")},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert answer.status_code == 401
    assert world.read(shelf.all_open) == []


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\n", b"--x\r\n\r\n--x--", b"--y\r\nA: b\r\n\r\nc\r\n--y--"]
)
def test_what_is_no_table_and_no_form_breaks_nothing(world: World, body: bytes) -> None:
    karen = world.signed_in("Karen")
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data"):
        headers = {"sec-fetch-site": "same-origin", "content-type": kind}
        answer = karen.ask("POST", "/steder/indlaes", content=body, headers=headers)
        assert answer.status_code in (400, 401, 422), (kind, answer.status_code)
