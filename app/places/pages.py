"""Find: public, without login. A list, and a page for each place."""

from uuid import UUID

from litestar import Response, get

from app.foundation import ids
from app.foundation.errors import NotFound
from app.foundation.web.answers import flash, language, page
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.words import say
from app.places import asking, choices, outlets, shelf, showing
from app.places.directory import Directory
from app.places.listing import WISHES
from app.places.shelf import Listed
from app.sign_in import perhaps


@get("/steder", guards=[perhaps])
async def find(request: Request, db: Db) -> Page:
    form, here = asking.read(request.query_params.dict()), directory(request)
    found, spoken = await here.find(db, form.asked()), language(request)
    return page(
        request,
        "places/find.html",
        part="places/_found.html",
        public=request.scope["state"]["me"] is None,
        tab="find",
        form=form,
        found=found,
        status=flash(request, NOTICES),
        wishes=WISHES,
        row=choices.row(here, spoken),
        town_options=await choices.town_options(here, db, spoken, form),
        more=await choices.more(here, db, spoken, form),
    )


@get("/steder/{place_id:uuid}", guards=[perhaps])
async def show(request: Request, db: Db, place_id: PathId) -> Page:
    found = await db.read(shelf.find, place_id)
    answer = page(
        request,
        "places/place.html",
        status_code=200 if found.open else 410,
        public=request.scope["state"]["me"] is None,
        tab="find",
        machines=outlets.told_to_machines(found),
        new_id=ids.new(),
        status=flash(request, NOTICES),
        **showing.whole(found, request.headers.get("user-agent", "")),
    )
    answer.headers["vary"] += ", User-Agent"
    return answer


@get("/steder/{place_id:uuid}/kalender", guards=[anyone])
async def feed(request: Request, db: Db, place_id: PathId) -> Page:
    """All that happens at a place, for a calendar that reads it again and again."""
    return _calendar(await db.read(shelf.find, place_id))


@get("/steder/aktivitet/{activity_id:uuid}/kalender", guards=[anyone])
async def event(request: Request, db: Db, activity_id: PathId) -> Page:
    place = await directory(request).place_of(db, activity_id)
    if place is None:
        raise NotFound
    return _calendar(await db.read(shelf.find, place), activity_id)


@get("/sitemap.xml", guards=[anyone])
async def sitemap(request: Request, db: Db) -> Page:
    """Every public place, for search engines."""
    origin = request.app.state["settings"].origins[0]
    there = await directory(request).addresses(db)
    body = "".join(f"<url><loc>{origin}{path}</loc></url>" for path in ("/steder", *there))
    text = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{SITEMAP}">{body}</urlset>'
    return Response(text.encode(), media_type="application/xml", headers=PUBLIC)


NOTICES = {
    "by-valgt": say("Efter en god dag kan der stå en ting derfra på I dag."),
    "by-vaek": say("Der står ikke noget herfra på I dag mere."),
    "sagt-til": say("Tak. Nu ved dem der passer siden, at de skal se på det."),
}
HANDLERS = [find, show, feed, event, sitemap]
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
PUBLIC = {"cache-control": "public, max-age=3600"}


def _calendar(listed: Listed, only: UUID | None = None) -> Page:
    """By a name that says nothing of who fetched it."""
    from app.places import calendars  # what few ask for is not loaded at the start

    name = {"content-disposition": 'attachment; filename="aktiviteter.ics"'}
    return Response(
        calendars.calendar(listed, only),
        media_type="text/calendar",
        headers=PUBLIC | name,
    )


def directory(request: Request) -> Directory:
    found: Directory = request.app.state["places"]
    return found
