"""What somebody asks of their hopes."""

from sqlalchemy import Connection

from app.chime import CODES
from app.foundation import ids
from app.foundation.web.answers import Messages
from app.foundation.web.commands import Command
from app.foundation.web.forms import Form
from app.foundation.web.lines import line
from app.hopes import kept
from app.hopes.kept import Words
from app.people import Person


def keep(me: Person, typed: Form) -> Command:
    words, problems = read(typed)
    row = ids.parse_or_new(typed.get("id"))

    def do(db: Connection) -> str:
        kept.keep(db, me, row, words)
        return "/haab?besked=gemt"

    return Command(do, problems, (row, words))


def read(form: Form) -> tuple[Words, Messages]:
    text, problems = line(form, "tekst", kept.LONGEST)
    dimension = form.get("dimension")
    return Words(text, dimension if dimension in CODES else None), problems
