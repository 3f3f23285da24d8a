"""What others may read of somebody's hard days: a word for today, and what they themselves are
asked for."""

from sqlalchemy import Connection

from app.foundation import clock
from app.hard_days import askings as asked
from app.hard_days.day_words import Said, opened
from app.hard_days.models import askings, day_words
from app.sharing import Shelf, View

NEWEST = (day_words.c.number.desc(),)
NEWEST_ASKED = (askings.c.number.desc(),)
WORDS, ASKED = (
    Shelf(day_words, "word", NEWEST, ends="ends_minute"),
    Shelf(askings, "asks", NEWEST_ASKED),
)


def word(db: Connection, view: View) -> list[Said]:
    rows = [
        row for row in view.find(db, day_words, "word", *NEWEST) if row.ends_minute > clock.minute()
    ]
    return [opened(view, row) for row in view.show(rows, day_words)]


def asks(db: Connection, view: View) -> list[asked.Asking]:
    """The questions. What was answered is opened by nobody but the citizen."""
    return [asked.opened(view, row) for row in view.rows(db, askings, "asks", *NEWEST_ASKED)]
