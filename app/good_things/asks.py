"""What somebody asks of their good things."""

from sqlalchemy import Connection

from app.foundation import ids
from app.foundation.web.asks import Asks
from app.foundation.web.lines import line
from app.foundation.web.typed import Typed
from app.good_things import kept
from app.identity import Person


def keep(me: Person, typed: Typed) -> Asks:
    text, problems = line(typed, "tekst", kept.LONGEST)
    row = ids.typed(typed.get("id"))

    def do(db: Connection) -> str:
        kept.keep(db, me, row, kept.Words(text))
        return "/gode-ting?besked=gemt"

    return Asks(do, problems, (row, text))
