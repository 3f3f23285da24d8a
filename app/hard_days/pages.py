"""Vis mindre, vis mere."""

from typing import Any

from litestar import Request, Response, post

from app.foundation.database import Database
from app.foundation.web.answers import onwards, within
from app.foundation.web.typed import typed
from app.hard_days import low_energy
from app.identity import Person, signed_in

Asked = Request[Any, Any, Any]
Page = Response[bytes]


@post("/vis-mindre", guards=[signed_in])
async def show_less(request: Asked, me: Person, db: Database) -> Page:
    form = await typed(request)
    await db.write(low_energy.begin, me, lasting=form.get("laenge") == "1")
    return onwards(request, within(form.get("til", "/")))


@post("/vis-mere", guards=[signed_in])
async def show_more(request: Asked, me: Person, db: Database) -> Page:
    await db.write(low_energy.end, me)
    return onwards(request, within((await typed(request)).get("til", "/")))


HANDLERS = [show_less, show_more]
