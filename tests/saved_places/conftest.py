"""Places that somebody saves."""

import re
from uuid import UUID

from app.places.listing import Place
from tests.phone import Phone
from tests.places.conftest import activity, put
from tests.world import World

HUSET = Place(name="Huset ved åen", activities=(activity("Kaffe", "torsdag 14-16"),))


def saves(phone: Phone, place: UUID) -> str:
    """By the button on its page; the address under which it is theirs now."""
    page = phone.fill(f"/steder/{place}", f"/steder/{place}/gem")
    return next(link for link in page.links if re.fullmatch(r"/steder/gemte/[0-9a-f-]{36}", link))


def a_saved_place(world: World, phone: Phone) -> str:
    return saves(phone, put(world, HUSET))
