"""What whoever runs the server looks at each night: help lines and their age, who should have been
erased, and what waits to ring. No persons."""

from sqlalchemy.exc import DBAPIError

from app.foundation import clock
from app.foundation.errors import CannotStart
from app.foundation.settings import Settings
from app.help_now import OLD, read
from app.my_data import overdue
from app.reminders import waiting


def check(here: Settings) -> None:
    """Every help line with its age. A broken file ends with an error; an old line is said and is no
    error, for age is not a fault in the server and a machine that asks each night shall not cry
    wolf."""
    book, today = read(here.data / "help"), clock.today(clock.HOME_ZONE)
    for line in sorted(book.everything(), key=lambda each: each.checked_on):
        told = (
            f"  older than {OLD} days: look it up, and write the new date"
            if line.old(today)
            else ""
        )
        print(
            f"{line.checked_on}  {line.days_old(today):>5} days  {line.number:<12} {line.name} "
            f"({line.file}){told}"
        )
    late = _overdue(here)
    print(
        "There is no database yet."
        if late is None
        else f"{late or 'no'} people are overdue for erasure."
    )
    old = sum(line.old(today) for line in book.everything())
    _tell_reminders(here)
    print(
        f"{len(book.everything())} help lines for {len(book.municipalities)} places; {old} "
        f"older than {OLD} days."
    )
    if late:
        raise CannotStart(
            f"{late} people are overdue for erasure. Look for «worker_failed» in the server's log."
        )


def _overdue(here: Settings) -> int | None:
    """Whether those who asked to be forgotten are: that is promised, so it is a fault in the server
    when they are not."""
    try:
        return overdue.count(here.database_url)
    except DBAPIError as error:
        raise CannotStart(
            "The database cannot be read now. Is it there, and brought up to this version with "
            "«migrate»?"
        ) from error


def _tell_reminders(here: Settings) -> None:
    """How many wait to ring and since when, and what became of the last days' ones. No persons."""
    try:
        found = waiting.look(here.database_url)
    except DBAPIError:
        return  # said already, of what should have been erased
    for line in found:
        print(line)
