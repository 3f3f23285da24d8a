"""The places that come with the app: those that the first municipalities' papers name. They are
brought in once, and again when the app knows better; what an editor has changed is never written
over."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection

from app.municipality import municipalities
from app.places import listing, shelf
from app.places.listing import Place
from app.places.shelf import BESIDE, SHIPPED, Listed

FILE = Path(__file__).parent / "data/places.toml"
SOURCE = "fodfaeste"


def bring(db: Connection) -> int:
    """Whatever of it is not there yet, or is another than the app knows now; how many."""
    known = shelf.of_source(db, SOURCE, content())
    if len(known) < len(content()):
        shelf.in_turn(db)  # of two processes that start at once the second finds the first one's
        known = shelf.of_source(db, SOURCE, content())
    fresh = [each for key, each in content().items() if key not in known]
    added = shelf.add(db, list(_new(db, fresh)), SHIPPED) if fresh else 0
    return added + sum(_again(db, known[key], place) for key, place in _places() if key in known)


@cache
def content() -> dict[str, dict[str, Any]]:
    """What the file says, by key."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["place"]
    return {each["key"]: each for each in told}


def _places() -> Iterator[tuple[str, Place]]:
    for key, told in content().items():
        plain = {name: value for name, value in told.items() if name not in ("key", "municipality")}
        yield key, msgspec.convert(plain, Place)


def _new(db: Connection, fresh: list[dict[str, Any]]) -> Iterator[Listed]:
    places = dict(_places())
    for each in fresh:
        here = municipalities.found(db, each["municipality"])
        key = each["key"]
        yield shelf.new(here, places[key], source=SOURCE, source_key=key)


def _again(db: Connection, known: Listed, place: Place) -> int:
    """Only where nobody here has touched it since it came."""
    touched = {each.how for each in shelf.versions(db, known.id)} - {SHIPPED, *BESIDE}
    if touched or listing.told(known.place) == place:
        return 0
    shelf.change(db, known, how=SHIPPED, place=listing.beside(place, known.place))
    return 1
