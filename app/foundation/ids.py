"""Ids. Those that others may see are random, so that nothing can be counted or guessed from one."""

from uuid import UUID, uuid4

from app.foundation.errors import NotFound


def new() -> UUID:
    return uuid4()


def parse(text: str) -> UUID:
    """An id from an address. What is no id is simply not found."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def parse_or_new(text: str) -> UUID:
    """The id a form carries for the thing it makes; a new one when it carries none that can be
    read."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
