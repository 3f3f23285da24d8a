"""Find: public, without login. A list, and a page for each place."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from litestar import get

from app.foundation.web.answers import language, page
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.words import Say
from app.places import asking, shelf, showing
from app.places.directory import Directory
from app.places.distance import IN_WORDS
from app.places.facets import MARKS, STOPS
from app.places.listing import FOR, KINDS, WISHES
from app.sign_in import perhaps


@get("/steder", guards=[perhaps])
async def find(request: Request, db: Db) -> Page:
    form, here = asking.read(request.query_params.dict()), directory(request)
    found = await here.find(db, form.asked())
    return page(
        request,
        "places/find.html",
        part="places/_found.html",
        public=True,
        tab="find",
        form=form,
        found=found,
        towns=await here.towns(db),
        distances=IN_WORDS,
        days_of_week={str(day): language(request).weekday(MONDAY + DAY * day) for day in range(7)},
        languages_there=_by_name(await here.languages(db), request),
        municipalities={name: name for name in await here.municipalities(db)},
        **cast(dict[str, Any], CHOICES),
    )


@get("/steder/{place_id:uuid}", guards=[perhaps])
async def show(request: Request, db: Db, place_id: PathId) -> Page:
    found = await db.read(shelf.find, place_id)
    return page(
        request,
        "places/place.html",
        status_code=200 if found.open else 410,
        public=True,
        tab="find",
        **showing.whole(found, request.headers.get("user-agent", "")),
    )


MONDAY, DAY = date(2024, 1, 1), timedelta(days=1)
HANDLERS = [find, show]
CHOICES: dict[str, Mapping[str, Say | str]] = {
    "wishes": WISHES,
    "marks": {code: says for code, (says, _) in MARKS.items()},
    "stops": {code: says for code, (says, _) in STOPS.items()},
    "audience": FOR,
    "kinds": KINDS,
    "reaches": {code: IN_WORDS[band] for code, band in asking.REACH.items()},
}
"""What one may choose, by the word in an address."""


def directory(request: Request) -> Directory:
    found: Directory = request.app.state["places"]
    return found


def _by_name(codes: list[str], request: Request) -> dict[str, str]:
    """Languages as they call themselves in the reader's own."""
    names = language(request).babel.languages
    return {code: names.get(code, code) for code in codes}
