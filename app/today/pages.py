"""I dag, Mit, and the front page for those who have not come in yet."""

from litestar import get

from app.foundation.errors import Closed
from app.foundation.web.answers import onwards, page, told
from app.foundation.web.asked import Asked, Db, Page
from app.foundation.web.doors import anyone
from app.foundation.words import say
from app.identity import Me, Person, perhaps, signed_in
from app.today import screen

TOLD = {
    "logget-ud": say("Du er logget ud."),
    "anden-konto": say("Du er logget ind. Teksten fra før hører til en anden konto og er ikke gemt her."),
    "gemt": say("Gemt. Ingen andre i appen kan se det."),
    "fjernet": say("Mærket er taget væk."),
    "fortrudt": say("Fortrudt. Dagen er som før."),
    "velkommen": say("Velkommen. Her er din plads."),
}


@get("/", guards=[perhaps])
async def front(request: Asked, db: Db) -> Page:
    me: Person | None = request.scope["state"]["me"]
    if request.app.state["keys"] is None:
        raise Closed
    if me is None:
        return page(request, "today/front.html", public=True, status=told(request, TOLD))
    if me.erase_minute is not None:
        return onwards(request, "/mine-ting/slettet")
    return page(request, "today/today.html", tab="today", today=await db.read(screen.look, me), status=told(request, TOLD))


@get("/mit", guards=[signed_in])
async def mine(request: Asked, me: Me) -> Page:
    return page(request, "today/mine.html", tab="mine")


@get("/luk", guards=[anyone])
async def close(request: Asked) -> Page:
    """Where [Luk] leads: nothing more to do, nothing of a person on the page."""
    return page(request, "today/close.html", public=True)


HANDLERS = [front, mine, close]
