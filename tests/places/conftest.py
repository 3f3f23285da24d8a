"""Places for tests, and the browser's fixtures."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from app.places import shelf, typed
from app.places.index import Kept
from app.places.listing import Activity, Place
from tests.browser import chromium, opens, playwright, site
from tests.world import World

__all__ = ["chromium", "opens", "playwright", "site"]
LOOKED = date(2026, 2, 1)


def activity(name: str, times: str = "", **more: Any) -> Activity:
    made = uuid5(UUID(int=0), name)
    return Activity(id=made, key=name, name=name, whens=typed.whens(times), **more)


def kept(place: Place, checked_on: date | None = LOOKED, municipality: str = "Vestby") -> Kept:
    return Kept(uuid4(), place, checked_on, municipality)


def put(world: World, place: Place, town: str = "Vestby", checked_on: date | None = LOOKED) -> UUID:
    """A place in the world's tables."""
    fresh = shelf.new(
        world.municipality(town), place, source="test", checked_on=checked_on, id=uuid4()
    )
    world.write(shelf.add, [fresh], shelf.IMPORTED)
    return fresh.id
