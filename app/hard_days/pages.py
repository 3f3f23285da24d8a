"""Vis mindre, vis mere."""

from litestar import post

from app.foundation.web.answers import onwards, within
from app.foundation.web.asked import Asked, Db, Page
from app.foundation.web.typed import typed
from app.hard_days import low_energy
from app.identity import Me, signed_in


@post("/vis-mindre", guards=[signed_in])
async def show_less(request: Asked, me: Me, db: Db) -> Page:
    form = await typed(request)
    await db.write(low_energy.begin, me, lasting=form.get("laenge") == "1")
    return onwards(request, within(form.get("til", "/")))


@post("/vis-mere", guards=[signed_in])
async def show_more(request: Asked, me: Me, db: Db) -> Page:
    await db.write(low_energy.end, me)
    return onwards(request, within((await typed(request)).get("til", "/")))


HANDLERS = [show_less, show_more]
