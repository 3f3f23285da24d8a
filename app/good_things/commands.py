"""What somebody asks of their good things."""

from sqlalchemy import Connection

from app.foundation import ids
from app.foundation.web.commands import Command
from app.foundation.web.forms import Form
from app.foundation.web.lines import line
from app.good_things import kept
from app.people import Person


def keep(me: Person, typed: Form) -> Command:
    text, problems = line(typed, "tekst", kept.LONGEST)
    row = ids.parse_or_new(typed.get("id"))

    def do(db: Connection) -> str:
        kept.keep(db, me, row, kept.Words(text))
        return "/gode-ting?besked=gemt"

    return Command(do, problems, (row, text))
