"""Doors. Every route has exactly one, so that nobody has to remember a check (a house test counts
them)."""

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from app.foundation.web.forms import is_form, read_form


async def anyone(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Open to all: nothing of a person is on the page. A form is read first, so that it is given
    back whatever is wrong with us."""
    connection.scope["state"]["me"] = None
    if isinstance(connection, Request) and is_form(connection):
        await read_form(connection)
