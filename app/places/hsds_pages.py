"""Places for other programs, as Open Referral asks for them (HSDS 3.0): read only, public, and the
only answers of the app that a page of somebody else's may read."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from litestar import MediaType, Response, get
from sqlalchemy import Connection

from app.foundation import ids
from app.foundation.errors import NotFound
from app.foundation.letters import folded
from app.foundation.web.answers import squeezed
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Db, Page, PathText, Request
from app.places import hsds, hsds_asked, hsds_openapi, hsds_terms, shelf
from app.places.directory import Directory
from app.places.hsds_asked import ALL, Asked, Misread, whether
from app.places.hsds_offered import Filter, Service, places_of
from app.places.shelf import Listed

T = TypeVar("T")
Told = dict[str, Any]
BASE = "/api/hsds/v3"
PROFILE = "https://docs.openreferral.org"
EVERYBODY = {"access-control-allow-origin": "*"}
"""Whoever reads these answers learns nothing of whoever looks: no cookie is sent or looked at."""
FOR_A_WHILE = {"cache-control": "public, max-age=300"}


def _misread(request: Request, error: Misread) -> Page:
    told = {"status": 400, "parameter": error.parameter, "says": error.says}
    return _json(msgspec.json.encode({"error": told}), 400, EVERYBODY)


def _missing(request: Request, error: NotFound) -> Page:
    told = {"status": 404, "says": "there is no such thing"}
    return _json(msgspec.json.encode({"error": told}), 404, EVERYBODY)


REFUSALS: Any = {Misread: _misread, NotFound: _missing}


@get(BASE, guards=[anyone], exception_handlers=REFUSALS)
async def about(request: Request) -> Page:
    return _told(
        request,
        {
            "version": hsds.VERSION,
            "profile": PROFILE,
            "openapi_url": f"{_origin(request)}{BASE}/openapi.json",
        },
    )


@get(f"{BASE}/openapi.json", guards=[anyone], exception_handlers=REFUSALS)
async def description(request: Request) -> Page:
    return _told(request, hsds_openapi.told(BASE, _origin(request)))


@get(f"{BASE}/services", guards=[anyone], exception_handlers=REFUSALS)
async def services(request: Request, db: Db) -> Page:
    query = request.query_params.dict()
    minimal, full = whether(query, "minimal"), whether(query, "full")
    most = {"usual": ALL, "most": ALL} if minimal else {}
    asked = hsds_asked.listed(query, **most)
    found = await _chosen(request, db, asked, hsds_asked.services(query))
    if minimal:
        return _answered(request, *await db.long(lambda: _packed(request, _minimal(asked, found))))
    tells = hsds.full_service if full else hsds.service
    return await _listed(request, db, asked, found, lambda row, each: tells(row, _of(row, each)))


@get(f"{BASE}/services/{{service_id:str}}", guards=[anyone], exception_handlers=REFUSALS)
async def service(request: Request, db: Db, service_id: PathText) -> Page:
    each = await _service(request, db, ids.parse(service_id))
    row = await db.read(shelf.find, each.place.id)
    return _told(request, hsds.full_service(row, _of(row, each)))


@get(f"{BASE}/organizations", guards=[anyone], exception_handlers=REFUSALS)
async def organizations(request: Request, db: Db) -> Page:
    query = request.query_params.dict()
    all_services, full = whether(query, "full_service"), whether(query, "full")
    asked = hsds_asked.listed(query)
    found = places_of(await _chosen(request, db, asked, Filter()))

    def told(db: Connection) -> Told:
        shown = _on(asked, found)
        rows = shelf.several(db, (each.id for each in shown))
        listed = [rows[each.id] for each in shown if each.id in rows]
        if full or all_services:
            whole = [hsds.full_organization(row, full_service_too=all_services) for row in listed]
            return _page(asked, found, whole)
        return _page(asked, found, [hsds.organization(row) for row in listed])

    return await _made(request, db, told)


@get(f"{BASE}/organizations/{{organization_id:str}}", guards=[anyone], exception_handlers=REFUSALS)
async def organization(request: Request, db: Db, organization_id: PathText) -> Page:
    all_services = whether(request.query_params.dict(), "full_service")
    row = await db.read(shelf.find, ids.parse(organization_id))
    return _told(request, hsds.full_organization(row, full_service_too=all_services))


@get(f"{BASE}/service_at_locations", guards=[anyone], exception_handlers=REFUSALS)
async def service_at_locations(request: Request, db: Db) -> Page:
    query = request.query_params.dict()
    full, asked = whether(query, "full"), hsds_asked.listed(query)
    wanted = hsds_asked.services_somewhere(query)
    found = [each for each in await _chosen(request, db, asked, wanted) if each.place.located]
    told = lambda row, each: hsds.at_location(row, _of(row, each), full=full)
    return await _listed(request, db, asked, found, told)


@get(f"{BASE}/service_at_locations/{{at_id:str}}", guards=[anyone], exception_handlers=REFUSALS)
async def service_at_location(request: Request, db: Db, at_id: PathText) -> Page:
    each = await _service(request, db, hsds.at_id(ids.parse(at_id)))
    if not each.place.located:
        raise NotFound
    row = await db.read(shelf.find, each.place.id)
    return _told(request, hsds.at_location(row, _of(row, each), full=True))


@get(f"{BASE}/taxonomies", guards=[anyone], exception_handlers=REFUSALS)
async def taxonomies(request: Request) -> Page:
    asked = hsds_asked.listed(request.query_params.dict())
    found = _with(asked.search, [hsds_terms.taxonomy(code) for code in hsds_terms.TAXONOMIES])
    return _told(request, _page(asked, found, _on(asked, found)))


@get(f"{BASE}/taxonomies/{{taxonomy_id:str}}", guards=[anyone], exception_handlers=REFUSALS)
async def taxonomy(request: Request, taxonomy_id: PathText) -> Page:
    row = str(ids.parse(taxonomy_id))
    known = (hsds_terms.taxonomy(code) for code in hsds_terms.TAXONOMIES)
    if (found := next((each for each in known if each["id"] == row), None)) is None:
        raise NotFound
    return _told(request, found)


@get(f"{BASE}/taxonomy_terms", guards=[anyone], exception_handlers=REFUSALS)
async def taxonomy_terms(request: Request) -> Page:
    """None of our terms stands below another."""
    query = request.query_params.dict()
    whether(query, "top_only")
    asked, of = hsds_asked.listed(query), query.get("taxonomy_id", ())
    below = hsds_asked.one(query, "parent_id")
    told = [] if below else [hsds_terms.term(each) for each in hsds_terms.TERMS.values()]
    found = _with(asked.search, [t for t in told if all(t["taxonomy_id"] == o.lower() for o in of)])
    return _told(request, _page(asked, found, _on(asked, found)))


@get(f"{BASE}/taxonomy_terms/{{term_id:str}}", guards=[anyone], exception_handlers=REFUSALS)
async def taxonomy_term(request: Request, term_id: PathText) -> Page:
    found = hsds_terms.TERMS.get(ids.parse(term_id))
    if found is None:
        raise NotFound
    return _told(request, hsds_terms.term(found, detail=True))


HANDLERS = [
    about,
    description,
    services,
    service,
    organizations,
    organization,
    service_at_locations,
    service_at_location,
    taxonomies,
    taxonomy,
    taxonomy_terms,
    taxonomy_term,
]


def _origin(request: Request) -> str:
    found: str = request.app.state["settings"].origins[0]
    return found


def _directory(request: Request) -> Directory:
    found: Directory = request.app.state["places"]
    return found


async def _chosen(request: Request, db: Db, asked: Asked, wanted: Filter) -> list[Service]:
    """All that are asked for, in their order: as a search finds them, else one that stays."""
    here = _directory(request)
    cards = await here.answering(db, asked.search) if asked.search else None
    offers = await here.offers(db)
    return offers.all(wanted) if cards is None else offers.answering(cards, wanted)


async def _service(request: Request, db: Db, row: UUID) -> Service:
    found = (await _directory(request).offers(db)).by_id(row)
    if found is None:
        raise NotFound
    return found


async def _listed(
    request: Request,
    db: Db,
    asked: Asked,
    found: Sequence[Service],
    tells: Callable[[Listed, Service], Told],
) -> Page:
    """A page of them, of which only those that stand on it are read."""

    def told(db: Connection) -> Told:
        shown = _on(asked, found)
        rows = shelf.several(db, {each.place.id for each in shown})
        contents = []
        for each in shown:
            with suppress(KeyError, NotFound):  # gone since they were counted
                contents.append(tells(rows[each.place.id], each))
        return _page(asked, found, contents)

    return await _made(request, db, told)


def _of(row: Listed, each: Service) -> Any:
    """The activity that a service is; none of a place that is one itself. Raises NotFound when it
    has gone since."""
    if each.activity is None and not row.place.activities:
        return None
    found = next((a for a in row.place.activities if a.id == each.activity), None)
    if found is None:
        raise NotFound
    return found


def _minimal(asked: Asked, found: Sequence[Service]) -> Told:
    return _page(asked, found, [_least(each) for each in _on(asked, found)])


def _least(each: Service) -> Told:
    changed = hsds.modified(each.place.changed_minute)
    status = hsds.ACTIVE if each.place.open else hsds.DEFUNCT
    told = {"id": str(each.id), "name": each.name, "status": status}
    return told | {"modified_date": changed, "last_modified": changed}


def _on(asked: Asked, found: Sequence[T]) -> Sequence[T]:
    """Those on the page that is asked for."""
    return found[(asked.page - 1) * asked.size : asked.page * asked.size]


def _page(asked: Asked, found: Sequence[Any], contents: Sequence[Told]) -> Told:
    pages = -(-len(found) // asked.size)
    return {
        "total_items": len(found),
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(contents),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _with(text: str, told: Iterable[Told]) -> list[Told]:
    """Those of our words that hold what is looked for."""
    part = folded(text)
    return [t for t in told if part in folded(f"{t['name']} {t['description']}")]


def _told(request: Request, told: Told) -> Page:
    return _answered(request, *_packed(request, told))


async def _made(request: Request, db: Db, told: Callable[[Connection], Told]) -> Page:
    """What takes long to tell is read, told and made small in a thread."""
    body, mark = await db.read_long(lambda db: _packed(request, told(db)))
    return _answered(request, body, mark)


def _packed(request: Request, told: Told) -> tuple[bytes, dict[str, str]]:
    """With a mark by which whoever has it already knows it again."""
    body = msgspec.json.encode(told)
    mark = {"etag": f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'}
    small, more = squeezed(request, body, FOR_A_WHILE)
    return small, more | mark | {"vary": "Accept-Encoding"}


def _answered(request: Request, body: bytes, headers: Mapping[str, str]) -> Page:
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    if headers["etag"] in known:
        kept = {
            name: headers[name] for name in ("etag", "cache-control", "vary") if name in headers
        }
        return Response(b"", status_code=304, headers=kept | EVERYBODY, media_type=MediaType.JSON)
    return _json(body, 200, dict(headers) | EVERYBODY)


def _json(body: bytes, status: int, headers: dict[str, str]) -> Page:
    return Response(body, status_code=status, headers=headers, media_type=MediaType.JSON)
