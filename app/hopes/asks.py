"""What somebody asks of their hopes."""

from sqlalchemy import Connection

from app.chime import CODES
from app.foundation import ids
from app.foundation.web.answers import Messages
from app.foundation.web.asks import Asks
from app.foundation.web.lines import line
from app.foundation.web.typed import Typed
from app.hopes import kept
from app.hopes.kept import Words
from app.identity import Person


def keep(me: Person, typed: Typed) -> Asks:
    words, problems = read(typed)
    row = ids.typed(typed.get("id"))

    def do(db: Connection) -> str:
        kept.keep(db, me, row, words)
        return "/haab?besked=gemt"

    return Asks(do, problems, (row, words))


def read(form: Typed) -> tuple[Words, Messages]:
    text, problems = line(form, "tekst", kept.LONGEST)
    dimension = form.get("dimension")
    return Words(text, dimension if dimension in CODES else None), problems
