"""Den gode start: four short pages, each of which can be skipped, and a look around without an
account."""

from litestar import get, post

from app.foundation import actor
from app.foundation.errors import NotFound
from app.foundation.web.answers import onwards, page
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Db, Page, PathNumber, Request
from app.people import people
from app.sign_in import Doorkeeper, arriving, cookies, looking

PAGES = ("velkommen", "hvem-ser-hvad", "det-sker-der-nu", "godt-at-vide")


@get("/velkommen", guards=[anyone])
async def welcome(request: Request) -> Page:
    return _page(request, 0)


@get("/velkommen/{place:int}", guards=[anyone])
async def further(request: Request, place: PathNumber) -> Page:
    if not 1 < place <= len(PAGES):
        raise NotFound
    return _page(request, place - 1)


@post("/kig-dig-omkring", guards=[arriving])
async def look_around(request: Request, db: Db, door: Doorkeeper) -> Page:
    """A login that can only read, to a person who does not exist. Whoever is signed in stays so."""
    if request.scope["state"]["before"] is not None:
        return onwards(request, "/")
    with actor.by(actor.DOOR):
        person = await db.read(people.open_to_visitors)
    if person is None:
        raise NotFound
    with actor.by(person=person):
        token = await db.write(looking.login_of_all, door.keys, person)
    await cookies.let_in(request, door, token, None, shared=True)
    return onwards(request, "/")


HANDLERS = [welcome, further, look_around]


def _page(request: Request, index: int) -> Page:
    return page(
        request, f"welcome/{PAGES[index]}.html", public=True, place=index + 1, places=len(PAGES)
    )
