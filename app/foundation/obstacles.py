"""What a database that cannot be used needs, in a sentence for whoever runs the server."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from app.foundation.settings import Settings

WRITES = "this user must be able to write in it"
ELSEWHERE = (
    "Look whether FODFAESTE_DATA and FODFAESTE_DATABASE_URL name the right place, and run "
    "«migrate»."
)


def missing(here: Settings) -> str:
    """What is said instead of making an empty database where somebody looked in the wrong place;
    nothing where there is one."""
    place = make_url(here.database_url).database if here.sqlite else None
    return (
        f"There is no database at {place}. {ELSEWHERE}"
        if place and not Path(place).exists()
        else ""
    )


def of(here: Settings, error: SQLAlchemyError) -> str:
    """What a database that cannot be used needs. Never what the database said: it may quote."""
    if not here.sqlite and isinstance(error, ProgrammingError):
        return (
            "PostgreSQL answers, but the tables there are not this version's. Look whether "
            "FODFAESTE_DATABASE_URL names the "
            "right database, and run «migrate»."
        )
    if not here.sqlite:
        return (
            "PostgreSQL cannot be reached, or does not let this role in. Look at "
            "FODFAESTE_DATABASE_URL and "
            "FODFAESTE_MIGRATION_URL, and whether it runs."
        )
    place = make_url(here.database_url).database
    said = str(getattr(error, "orig", error))
    if "no such" in said:
        return f"The database {place} is there, but its tables are not this version's. {ELSEWHERE}"
    if "locked" in said:
        return f"Something else is writing in the database {place}. Stop it, and start again."
    if "readonly" in said or "unable to open" in said:
        return f"The database {place} cannot be written. It must be there, and {WRITES}."
    if "full" in said or "disk I/O" in said:
        return f"The disk that holds {place} is full or broken. Make room, and start again."
    return (
        f"The database {place} cannot be read: the file is broken or is none of ours. Put the "
        "latest backup in its place."
    )
