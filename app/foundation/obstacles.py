"""What a database that cannot be used needs, in a sentence for whoever runs the server."""

from sqlalchemy.exc import SQLAlchemyError

from app.foundation.settings import Settings

WRITES = "this user must be able to write in it"


def of(here: Settings, error: SQLAlchemyError) -> str:
    """What a database that cannot be used needs. Never what the database said: it may quote."""
    if not here.sqlite:
        return ("PostgreSQL cannot be reached, or does not let this role in. Look at FODFAESTE_DATABASE_URL and "
                "FODFAESTE_MIGRATION_URL, and whether it runs.")  # fmt: skip
    said = str(getattr(error, "orig", error))
    if "locked" in said:
        return f"Something else is writing in the database in {here.data}. Stop it, and start again."
    if "readonly" in said or "unable to open" in said:
        return f"The database in {here.data} cannot be written. It must be there, and {WRITES}."
    if "full" in said or "disk I/O" in said:
        return f"The disk that holds {here.data} is full or broken. Make room, and start again."
    return f"The database in {here.data} cannot be read: the file is broken or is none of ours. Put the latest backup in its place."
