"""What somebody puts away and brings back within the day: the two forms of any kept thing."""

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.types import Guard
from sqlalchemy import Connection

from app.foundation.database import Database
from app.foundation.web.answers import onwards
from app.foundation.web.handler_types import Db, Page, Request


class Kept(Protocol):
    """A room's own functions for what it keeps."""

    def remove(self, db: Connection, me: Any, row: UUID, /) -> Any: ...

    def bring_back(self, db: Connection, me: Any, row: UUID, /) -> Any: ...


def away_and_back(
    path: str,
    kept: Kept,
    guard: Guard,
    *,
    shown: Callable[[Any], str] | None = None,
    said: str = "slettet",
) -> list[Any]:
    """The handlers of `/slet` and `/fortryd` under the `path` of one thing, as
    «/haab/{hope_id:uuid}». Both lead to the page that `shown` names for what the room's function
    gave back, else to that of all of them: there it is said, and it can be undone."""
    page, _, name = path.removesuffix(":uuid}").partition("/{")

    async def done(
        request: Request, act: Callable[..., Any], me: Any, db: Database, besked: str
    ) -> Page:
        row: UUID = request.path_params[name]
        found = await db.write(act, me, row)
        return onwards(request, f"{shown(found) if shown else page}?besked={besked}&fortryd={row}")

    @post(f"{path}/slet", guards=[guard])
    async def remove(request: Request, me: NamedDependency[Any], db: Db) -> Page:
        return await done(request, kept.remove, me, db, said)

    @post(f"{path}/fortryd", guards=[guard])
    async def bring_back(request: Request, me: NamedDependency[Any], db: Db) -> Page:
        return await done(request, kept.bring_back, me, db, "tilbage")

    return [remove, bring_back]
