"""Doors. Every route has exactly one, so that nobody has to remember a check (a house test counts them)."""

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler


async def anyone(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Open to all: nothing of a person is on the page."""
    connection.scope["state"]["me"] = None
