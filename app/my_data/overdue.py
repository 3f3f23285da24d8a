"""Who should have been erased and is not. It only reads, so it may be asked beside a server that
runs."""

from app.foundation import actor
from app.foundation.engines import engine_to_look
from app.people import erasure

LATE = 60
"""Minutes after which somebody is overdue: several rounds of the house."""


def count(url: str) -> int | None:
    """How many; None when there is no database yet."""
    engine = engine_to_look(url)
    if engine is None:
        return None
    try:
        with actor.by(actor.WORKER), engine.begin() as db:
            return erasure.overdue(db, LATE)
    finally:
        engine.dispose()
