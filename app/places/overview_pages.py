"""The calm page of whoever keeps places: what waits, what is old, what came in. And the files that
are read in, the copy of everything, and what anybody may say is wrong."""

import asyncio
from functools import partial
from typing import Any

from litestar import Response, get, post
from sqlalchemy import Connection

from app.foundation import ids
from app.foundation.errors import TooMany
from app.foundation.letters import folded
from app.foundation.web.answers import again, flash, onwards, page
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.web.limits import Bucket, neighbourhood
from app.foundation.web.reading import apart
from app.foundation.words import say
from app.municipality import Colleague
from app.places import (
    csv_out,
    editing,
    files,
    importing,
    imports,
    offers,
    proposals,
    reports,
    shelf,
    showing,
    typed,
)
from app.places.csv_in import Read
from app.places.editing_pages import NOTICES as EDITED
from app.places.editing_pages import job
from app.places.importing import Bringer
from app.places.pages import directory
from app.sign_in import Me, coordinator, keeps_places, perhaps

NOTICES = EDITED | {
    "set": say("Tak. Det er taget af listen."),
    "vist": say("Det står på stedets side nu."),
    "nej-tak": say("De får at vide, at det ikke passer lige nu."),
}
WIDE = 24_000_000
"""Bytes of a file: 50,000 rows of what is usually said."""
LONGEST_SOURCE = 20
SAYING = Bucket(10, 300)
"""How many reports may come from one place at once, and seconds until one more."""
A_PAGE = 200
FIELDS = {
    "phone": say("Telefon"),
    "email": say("E-mail"),
    "url": say("Hjemmeside"),
    "feed": say("Kalender"),
}


@get("/steder/overblik", guards=[keeps_places])
async def overview(request: Request, me: Me, db: Db) -> Page:
    return page(
        request,
        "places/overview.html",
        tab="places",
        fields=FIELDS,
        what=reports.WHAT,
        status=flash(request, NOTICES),
        **await db.read(_overview, job(me)),
    )


@post("/steder/anmeldt/{report_id:uuid}/set", guards=[keeps_places])
async def seen(request: Request, me: Me, db: Db, report_id: PathId) -> Page:
    await db.write(reports.dealt_with, job(me).municipality, report_id)
    return onwards(request, "/steder/overblik?besked=set")


@post("/steder/tilbud/{offer_id:uuid}/ja", guards=[keeps_places])
async def accept_offer(request: Request, me: Me, db: Db, offer_id: PathId) -> Page:
    await db.write(offers.accept, job(me), offer_id)
    await directory(request).look(db, now=True)
    return onwards(request, "/steder/overblik?besked=vist")


@post("/steder/tilbud/{offer_id:uuid}/nej", guards=[keeps_places])
async def turn_down_offer(request: Request, me: Me, db: Db, offer_id: PathId) -> Page:
    await db.write(offers.turn_down, job(me), offer_id)
    return onwards(request, "/steder/overblik?besked=nej-tak")


@get("/steder/indlaes", guards=[coordinator])
async def ask_import(request: Request) -> Page:
    return page(request, "places/import.html", tab="places", problems={}, source="")


@post("/steder/indlaes", guards=[coordinator], status_code=200, request_max_body_size=WIDE)
async def begin_import(request: Request, me: Me, db: Db) -> Page:
    """The file is read in a thread, and kept a piece at a time beside everything else."""
    form = await read_form(request)
    source, raw = typed.line(form.get("kilde")[:200]), form.file
    slug = "".join(sign for sign in folded(source) if sign.isalnum())[:LONGEST_SOURCE]
    if not slug or not raw:
        problems = {"kilde": say("Skriv hvem listen er fra.")} if not slug else {}
        problems |= {} if raw else {"fil": say("Vælg en fil.")}
        return again(request, "places/import.html", tab="places", problems=problems, source=source)
    by = Bringer(f"{job(me).municipality}/{slug}"[:60], *_here(me), me.id)
    read = await apart(request, partial(files.read, raw, by.source))
    if read.missing:
        names = ", ".join(read.missing)
        problems = {"fil": say("Filen skal have en kolonne med navnet {names}.", names=names)}
        return again(request, "places/import.html", tab="places", problems=problems, source=source)
    return await _begun(request, db, by, read, dry=form.get("proev") == "1")


@get("/steder/indlaes/{import_id:uuid}", guards=[coordinator], by_itself="selv")
async def show_import(request: Request, me: Me, db: Db, import_id: PathId) -> Page:
    found = await db.read(imports.find, job(me).municipality, import_id)
    refused = found.refused
    return page(
        request,
        "places/imported.html",
        part="places/_imported.html",
        tab="places",
        found=found,
        states=importing.STATES,
        refused=refused[:A_PAGE],
        more=max(0, len(refused) - A_PAGE),
    )


@get("/steder/hent", guards=[perhaps])
async def everything(request: Request, db: Db) -> Page:
    """All of it as a table: it is public, and whoever keeps it is to be able to go elsewhere."""
    raw = b"".join(csv_out.pieces(await db.read_long(shelf.all_open)))
    return Response(
        raw,
        media_type="text/csv",
        headers={
            "cache-control": "public, max-age=3600",
            "content-disposition": 'attachment; filename="steder.csv"',
        },
    )


@get("/steder/{place_id:uuid}/sig-til", guards=[perhaps])
async def ask_report(request: Request, db: Db, place_id: PathId) -> Page:
    found = await db.read(shelf.find, place_id)
    return page(
        request, "places/report.html", **_reporting(found), id=ids.new(), problems={}, row={}
    )


@post("/steder/{place_id:uuid}/sig-til", guards=[perhaps])
async def report(request: Request, db: Db, place_id: PathId) -> Page:
    """From anybody. Nothing is kept of who it was."""
    found, form = await db.read(shelf.find, place_id), await read_form(request)
    what, row = form.get("hvad"), ids.parse_or_new(form.get("id"))
    says = form.get("siger").strip()
    problems = {} if what in reports.WHAT else {"hvad": say("Vælg hvad der er forkert.")}
    if len(says) > reports.LONGEST:
        problems["siger"] = say("Der er plads til {n} tegn.", n=reports.LONGEST)
    if problems:
        shown = {"hvad": what, "siger": says}
        return again(
            request, "places/report.html", **_reporting(found), id=row, problems=problems, row=shown
        )
    if wait := SAYING.take(neighbourhood(request.client.host if request.client else "")):
        raise TooMany(wait)
    await db.write(reports.put, row, place_id, what, says)
    return onwards(request, f"{found.path}?besked=sagt-til")


HANDLERS = [
    overview,
    seen,
    accept_offer,
    turn_down_offer,
    ask_import,
    begin_import,
    show_import,
    everything,
    ask_report,
    report,
]


def _here(me: Any) -> tuple[Any, str]:
    return job(me).municipality, job(me).municipality_name


async def _begun(request: Request, db: Any, by: Bringer, read: Read, *, dry: bool) -> Page:
    row = ids.new()
    await db.write(imports.begin, row, by, read, dry=dry)
    task = asyncio.create_task(imports.carry_on(db, row, by, read, dry=dry))
    running: set[asyncio.Task[None]] = request.app.state["imports"]
    running.add(task)
    task.add_done_callback(running.discard)
    return onwards(request, f"/steder/indlaes/{row}")


def _overview(db: Connection, at: Colleague) -> dict[str, Any]:
    told = reports.waiting(db, at.municipality)
    return {
        "waiting": proposals.waiting(db, at.municipality),
        "offered": [
            (each, showing.of_activity(each.now.place, each.activity))
            for each in offers.waiting(db, at.municipality)
        ],
        "reported": [(each, shelf.find(db, each.place)) for each in told],
        "old": editing.growing_old(db, at),
        "came": imports.newest(db, at.municipality),
        "all": sorted(
            shelf.of_municipality(db, at.municipality), key=lambda each: folded(each.place.name)
        ),
        "job": at,
    }


def _reporting(found: shelf.Listed) -> dict[str, Any]:
    return {"tab": "find", "listed": found, "what": reports.WHAT}
