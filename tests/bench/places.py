"""place_search, place_import, place_growth, place_found: how soon and how well places are found
among 10,000 of them with 40,000 activities, and how soon a list of as many is read in."""

import asyncio
import time
from contextlib import ExitStack
from urllib.parse import urlencode
from uuid import UUID

from msgspec.structs import replace

from app.cli import opened
from app.foundation import ids
from app.foundation.database import Database
from app.municipality import municipalities
from app.places import asking, csv_in, csv_out, imports, shelf, towns
from app.places.finding import Asked, Finder
from app.places.importing import Bringer
from app.places.index import Index, Kept
from tests import postgres
from tests.bench import directory
from tests.bench.figure import Figure, middle, spread
from tests.bench.house import House, furnished
from tests.bench.load import Plan, Result, fire
from tests.bench.served import Served, serving
from tests.bench.timeline import in_turns
from tests.places.searches import SEARCHES
from tests.places.test_found import LEAST as FOUND
from tests.places.test_found import misses

PLACES, FEWER = 10_000, 1_000
MOST_PG, MOST_SQLITE, LEAST_ROWS, MOST_GROWTH = 2.0, 3.0, 2_000.0, 2.0
CONSTANT = "/om"
"""A whole page of the same server in which nothing is looked up."""
ASKED = (
    {"lyst": "moedes", "kun": "gratis", "dag": "3", "soeg": "kaffe", "by": "Odense"},
    {"lyst": "bevaege", "kun": "alle", "vejen": "alene", "soeg": "gåture i skoven", "by": "Odense"},
    {"lyst": "haender", "kun": "stille", "slags": "sted", "soeg": "strikkning", "by": "Odense"},
    {"lyst": "spise", "kun": "kom-og-gaa", "sprog": "da", "soeg": "spise sammen", "by": "Odense"},
)
"""Three filters, words and a point each: one word, several, one that is misspelt, a compound."""
FROM = sorted(towns.towns().values(), key=lambda each: -each.people)[:100]
"""Towns from which each is asked in turn."""
ROUNDS, LONG = 7, 0.5
"""Turns of each page, and seconds of a turn."""


def place_search() -> Figure:
    """Whole pages over HTTP, one asker at a time, in turns with the constant page: each search from
    a hundred towns one after the other."""
    with furnished(anna=1) as house:
        sqlite, told = _searched(house)
    with postgres.start() as database, furnished(database, anna=1) as house:
        pg, told_pg = _searched(house)
    return Figure(
        round(pg, 3),
        f"× {CONSTANT}, PostgreSQL",
        f"≤ {MOST_PG:g}, and ≤ {MOST_SQLITE:g} on SQLite",
        0 < pg <= MOST_PG and 0 < sqlite <= MOST_SQLITE,
        f"PostgreSQL {pg:.2f}: {told_pg}; SQLite {sqlite:.2f}: {told}",
    )


def place_import() -> Figure:
    """10,000 places read and kept piece by piece with their report, as the coordinator's page does
    it: with one activity each, a row for each place; and with four, five rows for each."""
    rates, told = [], []
    with ExitStack() as stack:
        databases = {"PostgreSQL": stack.enter_context(postgres.start()), "SQLite": None}
        for name, database in databases.items():
            for raw in _tables():
                with furnished(database, anna=1) as house:
                    rate, says = _brought_in(house, raw)
                rates.append(rate)
                told.append(f"{name} {rate:,.0f} ({says})")
    return Figure(
        round(min(rates)),
        "rows/s, the slowest",
        f"≥ {LEAST_ROWS:,.0f}",
        min(rates) >= LEAST_ROWS,
        "; ".join(told),
    )


def place_growth() -> Figure:
    """The same searches among 1,000 and among 10,000 places, in turns, the search alone without
    its page: in it nothing hides what grows."""
    few, many = (_finder(each) for each in (FEWER, PLACES))
    ratios, told = [], []
    for each in (*ASKED, *PLAIN):
        asked = asking.read({name: [value] for name, value in each.items()}).asked()
        a, b = zip(*((_took(few, asked), _took(many, asked)) for _ in range(ROUNDS)), strict=True)
        ratios.append(middle(b) / middle(a))
        told.append(
            f"{' '.join(each.values()) or 'everything'} {ratios[-1]:.2f} "
            f"({middle(a):.0f} → {middle(b):.0f} µs)"
        )
    worst = max(ratios)
    return Figure(
        round(worst, 2),
        "× the fewer, worst",
        f"≤ {MOST_GROWTH:g}",
        worst <= MOST_GROWTH,
        f"median of {ROUNDS} turns of each: {'; '.join(told)}",
    )


PLAIN: tuple[dict[str, str], ...] = (
    {},
    {"soeg": "kaffe"},
    {"soeg": "fodblod"},
    {"lyst": "ro", "her": "55.68,12.57"},
    {"soeg": "xyzzyxq"},
)
"""Searches that ask for less, and of which more or nothing is found."""


def place_found() -> Figure:
    missed = misses()
    share = 1 - len(missed) / len(SEARCHES)
    return Figure(
        round(share, 3),
        "among the first five",
        f"≥ {FOUND}",
        share >= FOUND,
        f"{len(SEARCHES)} searches, {len(missed)} missed; {'; '.join(missed) or 'none'}",
    )


def _searched(house: House) -> tuple[float, str]:
    with opened(house.settings) as (db, _):
        db.write_now(directory.lay_out, PLACES)
    with serving(house, "tests.bench.server") as served:
        began = time.monotonic()
        _wait(served)
        first = time.monotonic() - began
        paths = [[_path(each, town.code) for town in FROM] for each in ASKED]
        shown = [_shown(served, first) for first, *_ in paths]
        size = served.size(paths[0][0])
        asked = [[CONSTANT], [f"/konstant?{size}"], *paths]
        plans = [_plan(served, each) for each in asked]
        fire(*plans)
        constant, bytes_, *pages = in_turns(plans, ROUNDS)
        rss = served.rss()
    ratios = [_ratio(page, constant) for page in pages]
    errors = sum(each.errors for turns in (constant, bytes_, *pages) for each in turns)
    worst = max(range(len(pages)), key=ratios.__getitem__)
    told = (
        f"worst of {len(pages)} searches ({spread(ratios)}), median of {ROUNDS} turns "
        f"({spread([a.p50 / b.p50 for a, b in zip(pages[worst], constant, strict=True)])}): p50 "
        f"{_p50(pages[worst]):.2f} ms against {_p50(constant):.2f} ms; server "
        f"{middle(r.cpu for r in pages[worst]):.0f} against {middle(r.cpu for r in constant):.0f} "
        f"µs; {_p50(bytes_):.2f} ms for bytes at hand; {size / 1000:.1f} kB, {shown} shown; "
        f"first search after {first:.1f} s; {rss:.0f} MB; {errors} errors"
    )
    return (0.0 if errors or not all(shown) else ratios[worst]), told


def _path(search: dict[str, str], town: str) -> str:
    return f"/steder?{urlencode(search | {'by': town})}"


def _plan(served: Served, paths: list[str]) -> Plan:
    first, *others = (served.get(path, clients=1, seconds=LONG) for path in paths)
    return replace(first, others=tuple(each.request for each in others))


def _ratio(page: list[Result], constant: list[Result]) -> float:
    return middle(a.p50 / b.p50 for a, b in zip(page, constant, strict=True))


def _p50(turns: list[Result]) -> float:
    return middle(each.p50 for each in turns)


def _shown(served: Served, path: str) -> int:
    return served.fetch(path, "", "")[1].count(b'class="row"')


def _wait(served: Served, seconds: float = 120.0) -> None:
    """The first one waits until all places are in memory."""
    until = time.monotonic() + seconds
    while True:
        try:
            served.fetch("/steder")
        except TimeoutError:
            if time.monotonic() > until:
                raise
        else:
            return


def _tables() -> tuple[bytes, bytes]:
    """As a spreadsheet has it: a row of a place and what happens there; and all of the bench's
    directory, a row for each place and for each thing."""
    head, *all_ = csv_out.pieces(directory.listed(PLACES, UUID(int=0)))
    one = (each.rstrip(b"\r\n").rpartition(b"\r\n")[2] + b"\r\n" for each in all_)
    return head + b"".join(one), head + b"".join(all_)


def _brought_in(house: House, raw: bytes) -> tuple[float, str]:
    """Rows a second, from the file to the last line of its report."""
    with opened(house.settings) as (db, _):
        here = db.write_now(municipalities.found, directory.MUNICIPALITY)
        by = Bringer(f"{here}/bench"[:60], here, directory.MUNICIPALITY)
        began = time.monotonic()
        read = csv_in.read(raw, by.source)
        took = time.monotonic() - began
        began = time.monotonic()
        asyncio.run(_kept(db, by, read))
        kept = time.monotonic() - began
        many = len(db.write_now(shelf.all_open))
    if many != PLACES or read.refused:
        raise RuntimeError(f"{many} places, {len(read.refused)} rows refused")
    told = f"{read.rows:,} rows of {len(raw) / 1e6:.1f} MB: read {took:.1f} s, kept {kept:.1f} s"
    return read.rows / (took + kept), told


async def _kept(db: Database, by: Bringer, read: csv_in.Read) -> None:
    row = ids.new()
    await db.write(imports.begin, row, by, read, dry=False)
    await imports.carry_on(db, row, by, read, dry=False)


def _finder(many: int) -> Finder:
    index = Index()
    for place in directory.places(many):
        index.put(Kept(ids.new(), place, None, directory.MUNICIPALITY))
    return Finder(index)


def _took(finder: Finder, asked: Asked, times: int = 50) -> float:
    """Microseconds that a search works; who else works here meanwhile is not counted."""
    began = time.process_time()
    for _ in range(times):
        finder.find(asked)
    return 1e6 * (time.process_time() - began) / times
