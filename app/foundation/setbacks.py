"""What goes wrong between here and the database: what is tried again, and what is said calmly."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from app.foundation import logs
from app.foundation.errors import Closed

P = ParamSpec("P")
R = TypeVar("R")

CANNOT = (OperationalError, NoConnection)
"""What the database says when it cannot: away, full, no connection free."""
CROSSED = frozenset(("40P01", "40001", "55P03"))
"""PostgreSQL's codes for a deadlock, for what cannot be put in an order, and for having waited too
long for a lock."""


class Cut(Closed):
    """The connection was lost before anything was asked to be kept: nothing of it is there, and it
    may be done again."""


@contextmanager
def calmly(event: str) -> Iterator[None]:
    """Whoever asks is told that it cannot be done now, not that something here is broken. A
    database that says nothing at all, frozen or behind a net that is cut, cannot either."""
    try:
        yield
    except Cut as error:
        logs.fault(event, error.__cause__ or error)
        raise
    except TimeoutError as error:
        logs.fault(event, error)
        raise Closed from error
    except (DBAPIError, NoConnection) as error:
        if not (isinstance(error, CANNOT) or getattr(error, "connection_invalidated", False)):
            raise
        logs.fault(event, error)
        raise Closed from error


@contextmanager
def cut() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Cut from error
        raise


def twice(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Every connection of a pool is lost at once, and it throws them all away at the first: the
    second try has a new one."""
    with suppress(Cut):
        return act(*args, **kwargs)
    return act(*args, **kwargs)


def crossed(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in CROSSED
