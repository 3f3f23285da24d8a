"""Find: public, without login. A list, and a page for each place."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from litestar import Response, get

from app.foundation import ids
from app.foundation.errors import NotFound
from app.foundation.web.answers import flash, language, page
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.words import Say, say
from app.places import asking, outlets, shelf, showing
from app.places.directory import Directory
from app.places.distance import IN_WORDS
from app.places.facets import MARKS, STOPS
from app.places.listing import FOR, KINDS, WISHES
from app.places.shelf import Listed
from app.sign_in import perhaps


@get("/steder", guards=[perhaps])
async def find(request: Request, db: Db) -> Page:
    form, here = asking.read(request.query_params.dict()), directory(request)
    found = await here.find(db, form.asked())
    return page(
        request,
        "places/find.html",
        part="places/_found.html",
        public=request.scope["state"]["me"] is None,
        tab="find",
        form=form,
        found=found,
        towns=await here.towns(db),
        distances=IN_WORDS,
        days_of_week={str(day): language(request).weekday(MONDAY + DAY * day) for day in range(7)},
        status=flash(request, NOTICES),
        languages_there=_by_name(await here.languages(db), request),
        municipalities={name: name for name in await here.municipalities(db)},
        **cast(dict[str, Any], CHOICES),
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


MONDAY, DAY = date(2024, 1, 1), timedelta(days=1)
NOTICES = {
    "by-valgt": say("Efter en god dag kan der stå en ting derfra på I dag."),
    "by-vaek": say("Der står ikke noget herfra på I dag mere."),
    "sagt-til": say("Tak. Nu ved dem der passer siden, at de skal se på det."),
}
HANDLERS = [find, show, feed, event, sitemap]
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
PUBLIC = {"cache-control": "public, max-age=3600"}
CHOICES: dict[str, Mapping[str, Say | str]] = {
    "wishes": WISHES,
    "marks": {code: says for code, (says, _) in MARKS.items()},
    "stops": {code: says for code, (says, _) in STOPS.items()},
    "audience": FOR,
    "kinds": KINDS,
    "reaches": {code: IN_WORDS[band] for code, band in asking.REACH.items()},
}
"""What one may choose, by the word in an address."""


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


def _by_name(codes: list[str], request: Request) -> dict[str, str]:
    """Languages as they call themselves in the reader's own."""
    names = language(request).babel.languages
    return {code: names.get(code, code) for code in codes}
