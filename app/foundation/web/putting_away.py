"""What somebody puts away and brings back within the day: the two forms of any kept thing."""

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.types import Guard
from sqlalchemy import Connection

from app.foundation.web.answers import onwards
from app.foundation.web.asked import Asked, Db, Page, PathId


class Kept(Protocol):
    """A room's own functions for what it keeps."""

    def remove(self, db: Connection, me: Any, row: UUID, /) -> Any: ...

    def bring_back(self, db: Connection, me: Any, row: UUID, /) -> Any: ...


def away_and_back(
    path: str, kept: Kept, guard: Guard, *, shown: Callable[[Any], str] | None = None, said: str = "slettet"
) -> list[Any]:
    """The handlers of `{path}/<id>/slet` and `/fortryd`. Both lead to the page that `shown` names for what the room's function gave
    back, else to `path`: there it is said, and there it can be undone."""

    @post(f"{path}/{{row_id:uuid}}/slet", guards=[guard])
    async def remove(request: Asked, me: NamedDependency[Any], db: Db, row_id: PathId) -> Page:
        found = await db.write(kept.remove, me, row_id)
        return onwards(request, f"{shown(found) if shown else path}?besked={said}&fortryd={row_id}")

    @post(f"{path}/{{row_id:uuid}}/fortryd", guards=[guard])
    async def bring_back(request: Asked, me: NamedDependency[Any], db: Db, row_id: PathId) -> Page:
        found = await db.write(kept.bring_back, me, row_id)
        return onwards(request, f"{shown(found) if shown else path}?besked=tilbage&fortryd={row_id}")

    return [remove, bring_back]
