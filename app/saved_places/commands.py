"""What somebody asks of their saved places, from a page or from a phone that had no net."""

from uuid import UUID

from sqlalchemy import Connection

from app.foundation import ids
from app.foundation.web.commands import Command
from app.foundation.web.forms import Form
from app.people import Person
from app.saved_places import kept


def keep(me: Person, typed: Form, place: str | UUID) -> Command:
    row = ids.parse_or_new(typed.get("id"))

    def do(db: Connection) -> str:
        kept.keep(db, me, row, ids.parse(str(place)))
        return "/steder/gemte?besked=gemt"

    return Command(do)
