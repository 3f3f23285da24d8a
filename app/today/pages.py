"""I dag, Mit, and the front page for those who have not come in yet."""

from typing import Any

from litestar import get
from sqlalchemy import Connection

from app import places, plan, reminders, rooms
from app.foundation.database import Database
from app.foundation.errors import Closed
from app.foundation.web.answers import claim, flash, onwards, page
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Db, Page, Request
from app.foundation.words import say
from app.municipality import COMPANION, COORDINATOR, EDITOR, GUIDE
from app.people import RELATIVE, Person
from app.sign_in import Me, perhaps, signed_in
from app.today import screen

AT_WORK = {
    GUIDE: "/kreds",
    COMPANION: "/kreds",
    COORDINATOR: "/personale",
    EDITOR: "/steder/overblik",
}
WEEK = 7
"""Days within which something is near enough in time."""
GONE = {"logget-ud": say("Du er logget ud.")}
"""Said to nobody but a visitor."""
NOTICES = {
    "ikke-logget-ud": say("Du er ikke logget ud. Siden før hørte til en anden konto."),
    "anden-konto": say(
        "Du er logget ind. Teksten fra før hører til en anden konto og er ikke gemt her."
    ),
    "fjernet": claim(say("Mærket er taget væk.")),
    "fortrudt": say("Fortrudt."),
    "ny-dag": say("Siden var fra en anden dag. Mærket står på dagen i dag."),
    "fra-en-anden-dag": say("Siden var fra en anden dag. Ingenting blev ændret."),
    "velkommen": say("Velkommen. Her er din plads."),
}


@get("/", guards=[perhaps])
async def front(request: Request, db: Db) -> Page:
    me: Person | None = request.scope["state"]["me"]
    if request.app.state["keys"] is None or request.scope["state"].get("nobody_knows"):
        raise Closed
    to_the_plan = request.query_params.get("kilde") == "plan"
    if me is None and to_the_plan:
        return onwards(request, "/log-ind?til=/plan")
    if me is None:
        return page(request, "today/front.html", public=True, status=flash(request, GONE))
    if me.erase_minute is not None:
        return onwards(request, "/mine-ting/slettet")
    elsewhere = _elsewhere(me)
    if to_the_plan and (elsewhere is None or await db.read(_keeps_a_plan, me)):
        # From Hjælp nu, which knows nobody: whoever keeps no plan is led to where they begin.
        return onwards(request, "/plan")
    if elsewhere:
        return onwards(request, elsewhere)
    today = await db.read(screen.look, me)
    if today.reminded.unopened and not me.looking:
        await db.write(reminders.showing.opened, me)
    near = await _near(request, db, me, today)
    true = {"ny-dag": today.mark is not None, "fjernet": today.mark is None}
    return page(
        request,
        "today/today.html",
        tab="today",
        today=today,
        near=near,
        status=flash(request, NOTICES, true),
        hard_only=request.query_params.get("kilde") == "svaer",
        push_key=request.app.state["signer"].public(),
    )


@get("/mit", guards=[signed_in])
async def mine(request: Request, me: Me) -> Page:
    return page(request, "today/mine.html", tab="mine", entries=rooms.mine(low=me.low))


@get("/luk", guards=[anyone])
async def close(request: Request) -> Page:
    """Where [Luk] leads: nothing more to do, nothing of a person on the page."""
    return page(request, "today/close.html", public=True)


HANDLERS = [front, mine, close]


async def _near(request: Request, db: Database, me: Person, today: screen.Today) -> Any:
    """After a good day, and at no other time: one thing near the town they chose, this week."""
    town = places.towns.town(me.profile.town) if me.profile.town else None
    if town is None or me.low or today.mark is None or today.mark.kind != "good":
        return None
    directory: places.Directory = request.app.state["places"]
    return places.soonest_near(await directory.near(db, town.point), WEEK)


def _keeps_a_plan(db: Connection, me: Person) -> bool:
    """Somebody's relative may have a plan of their own, for a hard day too."""
    return me.kind == RELATIVE and bool(plan.kept.written(db, me))


def _elsewhere(me: Person) -> str | None:
    """Where those begin who may keep no diary here. Whoever works for a municipality first gives
    their code."""
    if me.colleague is not None:
        return AT_WORK[me.colleague.role] if me.second else "/personale/kode"
    return "/kreds" if me.kind == RELATIVE else None
