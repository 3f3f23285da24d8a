"""Saved places on their way out."""

from typing import Any

from sqlalchemy import Connection

from app.people import Person, own
from app.saved_places.kept import Words
from app.saved_places.models import saved_places


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    """By name and address: an id of ours says nothing anywhere else."""
    rows = own.taken(db, me, saved_places, saved_places.c.number)
    found = []
    for row in rows:
        words = own.opened(me, saved_places, Words, row)
        told = {"name": words.name, "path": f"/steder/{words.place}"}
        found.append(own.dated(me, row) | told | {"afterwards": words.afterwards})
    return found
