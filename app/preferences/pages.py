"""Indstillinger: how the app looks and speaks on this phone, and when it locks."""

from functools import cache
from typing import Any

from litestar import get, post
from sqlalchemy import Connection

from app import reminders
from app.foundation import clock
from app.foundation.web import answers
from app.foundation.web.answers import flash, onwards, page, within
from app.foundation.web.forms import read_form
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Db, Page, Request
from app.foundation.web.prefs import chosen
from app.foundation.words import say
from app.people import Person, people
from app.sign_in import Me, perhaps, signed_in

LOCKS = {"15": 15, "60": 60}
"""Minutes after which to ask for the password again; anything else is never."""
ZONES = (
    "Europe/Copenhagen", "Atlantic/Faroe", "America/Nuuk", "Europe/London", "Europe/Kyiv",
    "Europe/Istanbul", "Asia/Damascus", "Asia/Baghdad", "Asia/Tehran", "Africa/Mogadishu",
    "Europe/Warsaw", "Asia/Kabul",
)  # fmt: skip
NOTICES = {"gemt": say("Gemt på den her telefon."), "konto-gemt": say("Gemt.")}


@get("/indstillinger", guards=[perhaps])
async def settings(request: Request) -> Page:
    me: Person | None = request.scope["state"]["me"]
    return page(
        request,
        "preferences/settings.html",
        tab="mine" if me else None,
        zones=_zones(),
        status=flash(request, NOTICES),
    )


@post("/indstillinger", guards=[anyone])
async def change(request: Request) -> Page:
    """The look of this phone: one cookie of fixed choices, nothing about a person."""
    form = await read_form(request)
    languages = frozenset(answers.words(request).languages)
    fresh = chosen(form.as_dict(), languages, answers.prefs(request))
    request.scope["state"]["set_cookies"].append(fresh.cookie())
    return onwards(request, within(form.get("til"), "/indstillinger?besked=gemt"))


@post("/indstillinger/konto", guards=[signed_in])
async def change_account(request: Request, me: Me, db: Db) -> Page:
    """What follows the person and not the phone: the time zone, and when to lock."""
    form = await read_form(request)
    lock = form.get("laas")
    fresh: dict[str, Any] = {"lock_after": LOCKS.get(lock)}
    if form.get("zone") in ZONES:
        fresh["zone"] = form.get("zone")
    await db.write(_change, me, fresh)
    return onwards(request, "/indstillinger?besked=konto-gemt")


HANDLERS = [settings, change, change_account]


def _change(db: Connection, me: Person, fresh: dict[str, Any]) -> None:
    people.change(db, me, **fresh)
    if "zone" in fresh:
        reminders.showing.moved(db, me, fresh["zone"])


@cache
def _zones() -> list[str]:
    """Those that this machine knows. Looked at once: what is read from disk at each opening of a
    page, everybody waits for."""
    return [zone for zone in ZONES if clock.knows(zone)]
