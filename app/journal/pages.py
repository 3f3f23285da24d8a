"""Dagbog: write, read back, find, change, put away."""

from dataclasses import replace
from typing import Any

from litestar import get, post

from app.chime import DIMENSIONS
from app.foundation import ids
from app.foundation.database import Database
from app.foundation.errors import Closed
from app.foundation.web.answers import again, claim, flash, onwards, page, undoable
from app.foundation.web.forms import Form, read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.words import say
from app.journal import commands, entries, forms, versions
from app.journal.forms import EntryForm
from app.people import Person, regrets
from app.sign_in import Me, interrupted_form, perhaps, signed_in

NOTICES = {
    "gemt": claim(say("Gemt. Ingen andre i appen kan se det."), "entries", "days_words"),
    "to-udgaver": say("Gemt. Der er skrevet to steder, så begge udgaver er her."),
    "slettet": claim(say("Teksten er væk herfra. Du kan hente den tilbage i et døgn.")),
    "tilbage": claim(say("Teksten er her igen.")),
}


@get("/dagbog", guards=[signed_in])
async def timeline(request: Request, me: Me, db: Db) -> Page:
    found = await db.read(entries.timeline, me, request.query_params.get("foer", ""))
    regret = await regrets.named(db, entries.regret, me, undoable(request))
    return page(
        request,
        "journal/timeline.html",
        part="journal/_more.html",
        tab="mine",
        timeline=found,
        first="foer" not in request.query_params,
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
        **_form(forms.blank(me), found.entries),
    )


@post("/dagbog", guards=[signed_in], words=("tekst", "hjalp_nyt", "sammen"), also=("hjalp",))
async def write(request: Request, me: Me, db: Db) -> Page:
    asked = commands.keep(me, await read_form(request))
    if asked.problems:
        return await _write_again(request, me, db, asked.typed, "/dagbog")
    return onwards(request, await db.write(asked.do))


@get("/dagbog/skriv", guards=[signed_in])
async def blank(request: Request, me: Me, db: Db) -> Page:
    found = await db.read(entries.timeline, me)
    return page(
        request,
        "journal/write.html",
        tab="mine",
        action="/dagbog",
        **_form(forms.blank(me), found.entries),
    )


@post("/del", guards=[perhaps], also=("title", "text", "url"), status_code=200)
async def shared_to_us(request: Request, db: Db) -> Page:
    """What another app on the phone hands over stands in the diary's form, not kept yet. The worker
    does this on the phone."""
    me: Person | None = request.scope["state"]["me"]
    text = forms.handed_over(await read_form(request))
    if request.scope["state"].get("nobody_knows"):
        raise Closed  # the words are given back
    if me is None:
        given = Form([("id", str(ids.new())), ("tekst", text)])
        return interrupted_form.for_whoever_rested(request, "/dagbog", given) or onwards(
            request, "/"
        )
    if me.looking or me.at_work or me.erase_minute is not None:
        return onwards(request, "/")
    found = await db.read(entries.timeline, me)
    handed = replace(forms.blank(me), text=text)
    return page(
        request,
        "journal/write.html",
        tab="mine",
        action="/dagbog",
        handed=True,
        **_form(handed, found.entries),
    )


@post("/dagbog/find", guards=[signed_in], status_code=200)
async def find(request: Request, me: Me, db: Db) -> Page:
    """A search is posted, so that nobody's words stand in an address or a history. It changes
    nothing."""
    wanted = (await read_form(request)).get("ord")[:200]
    found = await db.read_long(entries.search, me, wanted)
    return page(
        request,
        "journal/found.html",
        part="journal/_found.html",
        tab="mine",
        wanted=wanted,
        found=found,
        most=entries.MOST_FOUND,
    )


@get("/dagbog/{entry_id:uuid}", guards=[signed_in])
async def show(request: Request, me: Me, db: Db, entry_id: PathId) -> Page:
    return page(
        request,
        "journal/entry.html",
        tab="mine",
        entry=await db.read(entries.find, me, entry_id),
        status=flash(request, NOTICES),
    )


@get("/dagbog/{entry_id:uuid}/ret", guards=[signed_in])
async def edit(request: Request, me: Me, db: Db, entry_id: PathId) -> Page:
    entry = await db.read(entries.find, me, entry_id)
    form = EntryForm(
        entry.id,
        entry.text,
        entry.date,
        entry.date.isoformat(),
        entry.helped,
        entry.dimensions,
        entry.company,
        {},
    )
    found = await db.read(entries.timeline, me)
    return page(
        request,
        "journal/write.html",
        tab="mine",
        action=f"{entry.path}/ret",
        shown=versions.shown(entry),
        also=_also(entry),
        **_form(form, found.entries),
    )


@post(
    "/dagbog/{entry_id:uuid}/ret",
    guards=[signed_in],
    words=("tekst", "hjalp_nyt", "sammen"),
    also=("hjalp",),
)
async def change(request: Request, me: Me, db: Db, entry_id: PathId) -> Page:
    asked = commands.change(me, form := await read_form(request), entry_id)
    if asked.problems:
        return await _write_again(
            request, me, db, asked.typed, f"/dagbog/{entry_id}/ret", form.get("vist")
        )
    return onwards(request, await db.write(asked.do))


@post("/dagbog/{entry_id:uuid}/slet", guards=[signed_in])
async def remove(request: Request, me: Me, db: Db, entry_id: PathId) -> Page:
    return onwards(
        request, await db.write(commands.remove(me, await read_form(request), entry_id).do)
    )


@post("/dagbog/{entry_id:uuid}/fortryd", guards=[signed_in])
async def bring_back(request: Request, me: Me, db: Db, entry_id: PathId) -> Page:
    await db.write(entries.bring_back, me, entry_id)
    return onwards(request, f"/dagbog?besked=tilbage&fortryd={entry_id}")


HANDLERS = [shared_to_us, timeline, write, blank, find, show, edit, change, remove, bring_back]


async def _write_again(
    request: Request, me: Person, db: Database, form: EntryForm, action: str, shown: str = ""
) -> Page:
    """With the marks the form came with, so that what was written elsewhere meanwhile is still
    noticed."""
    found = await db.read(entries.timeline, me)
    also = _also(await db.read(entries.find, me, form.id, gone=True)) if shown else []
    return again(
        request,
        "journal/write.html",
        tab="mine",
        action=action,
        shown=shown,
        also=also,
        **_form(form, found.entries),
    )


def _also(entry: entries.Entry) -> list[tuple[str, str]]:
    """The other versions, each with the mark by which the form names it."""
    return [(versions.mark(text), text) for text in entry.also]


def _form(form: EntryForm, recent: list[entries.Entry]) -> dict[str, Any]:
    before = entries.helped_before(recent)
    return {
        "form": form,
        "dimensions": DIMENSIONS,
        "helped_before": [w for w in before if w not in form.helped],
    }
