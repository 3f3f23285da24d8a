"""Danish towns and postcodes with where they lie (GeoNames, CC BY 4.0; data/LICENCE.md)."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.foundation.letters import collated, folded
from app.places.distance import Point, km

DATA = Path(__file__).parent / "data"
NEARBY = 40.0
"""Kilometres to the nearest place, within which a town stands in the list one chooses from."""


@dataclass(frozen=True, slots=True)
class Town:
    """`code` is its name, with the municipality where two are called the same."""

    code: str
    point: Point
    people: int


@dataclass(frozen=True, slots=True)
class Postcode:
    code: str
    town: str
    municipality: str
    point: Point


@cache
def towns() -> dict[str, Town]:
    """All of them by code, A to Å."""
    rows = list(_rows("towns.csv"))
    often = Counter(row["name"] for row in rows)
    found: dict[str, Town] = {}
    for row in rows:
        point = float(row["lat"]), float(row["lon"])
        name = row["name"]
        code = name if often[name] == 1 else f"{name} ({_nearest(point).municipality})"
        town = Town(code, point, int(row["people"]))
        if code not in found or found[code].people < town.people:
            found[code] = town
    return dict(sorted(found.items(), key=lambda each: collated(each[0])))


@cache
def postcodes() -> dict[str, Postcode]:
    return {
        row["postcode"]: Postcode(
            row["postcode"],
            row["town"],
            row["municipality"],
            (float(row["lat"]), float(row["lon"])),
        )
        for row in _rows("postcodes.csv")
    }


@cache
def municipalities() -> frozenset[str]:
    return frozenset(each.municipality for each in postcodes().values())


def town(code: str) -> Town | None:
    """By its name, however it is capitalised."""
    return towns().get(code) or _by_folded().get(folded(code).strip())


def near(points: Iterable[Point]) -> tuple[Town, ...]:
    """Towns from which somebody could go to one of these, A to Å."""
    coarse = {(round(north, 1), round(east, 1)) for north, east in points}
    return tuple(
        each
        for each in towns().values()
        if any(km(each.point, point) <= NEARBY for point in coarse)
    )


@cache
def _by_folded() -> dict[str, Town]:
    return {folded(code): each for code, each in towns().items()}


def _nearest(point: Point) -> Postcode:
    return min(postcodes().values(), key=lambda each: km(each.point, point))


def _rows(name: str) -> Iterable[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
