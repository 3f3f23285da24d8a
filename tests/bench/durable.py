"""entry_durable: an entry kept through the whole app, against SQLite alone committing a row of its
size on the same disk."""

import sqlite3
import time
from pathlib import Path

from tests.bench.figure import Figure, middle, spread
from tests.bench.house import House, furnished
from tests.bench.load import STALL, Plan, Result, fire
from tests.bench.served import Served, serving

ROUNDS = 5
LEAST, TAIL = 0.3, 5.0
GOAL = (
    "≥ 0.3 of bare commits at 16 clients; p99 ≤ 5 × p50; 64 clients: no error, none over 2 s; "
    "all there"
)
TEXT = (
    "Jeg gik en tur langs åen, selv om det blæste. Bagefter lavede jeg te og ringede til min "
    "søster. Det hjalp at komme ud."
)
ROW = b"r" * 400


def entry_durable() -> Figure:
    """Bare commits and entries from 16 clients in turn, then 64 at once; every acknowledged entry
    is there afterwards."""
    with furnished(anna=0) as house:
        with serving(house) as served:
            warm = fire(entries(served, 16, 1))
            turns = [
                (bare_commits(house.settings.data), fire(entries(served, 16, 3))[0])
                for _ in range(ROUNDS)
            ]
            crowd = fire(entries(served, 64, 5))[0]
        told = sum(result.done for result in (*warm, *(mine for _, mine in turns), crowd))
        return _figure(turns, crowd, kept(house) - told)


def entries(served: Served, clients: int, seconds: float) -> Plan:
    """Posts of a short entry each; right only when the page says that it is kept."""
    fields = {"tekst": TEXT, "dato": "", "hjalp_nyt": "en gåtur"}
    right = {"status": 303, "location": "/dagbog?besked=gemt"}
    return served.post("/dagbog", "anna", fields, clients=clients, seconds=seconds, **right)


def bare_commits(folder: Path, seconds: float = 1.5) -> float:
    """Commits a second of one row by one thread, with the app's pragmas and nothing around it."""
    db = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, sealed BLOB)")
    done, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < seconds:
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO bare (sealed) VALUES (?)", (ROW,))
        db.execute("COMMIT")
        done += 1
    db.close()
    return done / took


def kept(house: House) -> int:
    db = sqlite3.connect(house.settings.data / "app.db")
    mine = house.citizens["anna"][0].id.hex
    count: int = db.execute("SELECT count(*) FROM entries WHERE owner = ?", (mine,)).fetchone()[0]
    db.close()
    return count


def _figure(turns: list[tuple[float, Result]], crowd: Result, astray: int) -> Figure:
    ratios, rounds = [mine.rate / bare for bare, mine in turns], [mine for _, mine in turns]
    ratio, tail = middle(ratios), middle(mine.tail for mine in rounds)
    errors = crowd.errors + sum(mine.errors for mine in rounds)
    calm = (
        not errors and not astray and max(crowd.longest, *(mine.longest for mine in rounds)) < STALL
    )
    detail = (
        f"median of {ROUNDS} rounds ({spread(ratios)}): "
        f"{middle(mine.rate for mine in rounds):.0f} entries/s against "
        f"{middle(bare for bare, _ in turns):.0f} bare commits/s; p50 "
        f"{middle(mine.p50 for mine in rounds):.1f} ms, "
        f"p99 {middle(mine.p99 for mine in rounds):.1f} ms ({tail:.1f} ×), longest "
        f"{max(m.longest for m in rounds):.0f} ms; "
        f"64 clients: {crowd.rate:.0f}/s, p50 {crowd.p50:.0f}, p99 {crowd.p99:.0f}, longest "
        f"{crowd.longest:.0f} ms; "
        f"{errors} errors, {astray:+d} rows; server {middle(m.cpu for m in rounds):.0f} µs, "
        f"load process at most {max(m.busy for m in rounds):.0%} of a core"
        + "".join(f"; {each.wrong}" for each in (*rounds, crowd) if each.wrong)[:300]
    )
    return Figure(
        round(ratio, 3), "of bare commits", GOAL, ratio >= LEAST and tail <= TAIL and calm, detail
    )
