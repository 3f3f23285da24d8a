"""Mine ting: take everything along, or have it all erased, with thirty days to think again."""

from datetime import date, datetime, timedelta
from typing import Any

from litestar import get, post
from litestar.response import Stream

from app import sharing
from app.foundation import clock
from app.foundation.web import answers
from app.foundation.web.answers import onwards, page
from app.foundation.web.handler_types import Db, Page, Request
from app.foundation.words import Say
from app.my_data import export_zip, whole
from app.my_data.copies import Copies
from app.people import erasure
from app.sign_in import Doorkeeper, LookingOnly, Me, leaving, proved, signed_in

REGRET = timedelta(days=30)
"""Between the day on which it is asked that everything be erased and the last whole day on which
that can be regretted."""


@get("/mine-ting", guards=[signed_in])
async def mine(request: Request, me: Me, db: Db) -> Page:
    return page(
        request,
        "my_data/mine.html",
        tab="mine",
        answered=await db.read(sharing.answering.may_have, me),
    )


@get("/mine-ting/hent", guards=[proved])
async def take_along(request: Request, me: Me, db: Db) -> Page:
    return page(
        request,
        "my_data/take_along.html",
        tab="mine",
        answered=await db.read(sharing.answering.may_have, me),
    )


@get("/mine-ting/hent/fil", guards=[proved])
async def download(request: Request, me: Me, door: Doorkeeper) -> Stream:
    """Read and made in threads, a piece at a time: however much somebody wrote, nobody waits for it
    but their own next copy. Those who look around are many and have nothing to take along."""
    if me.looking:
        raise LookingOnly(me)
    copies: Copies = request.app.state["copies"]
    request.scope["state"]["ends"].append(await copies.begin(me.id))
    db, still = door.db, await door.followed(me)
    things = await db.read_long(whole.everything, me, export_zip.Pressed)
    chapters = [(each, things[each.code]) for each in whole.CHAPTERS]
    told: dict[str, Any] = {
        name: given for each in whole.CHAPTERS for name, given in each.given.items()
    }
    told |= {
        "day_of": lambda when: _day(when, me.zone),
        "last_day_of": lambda when: _last_day(when, me.zone),
    }
    told |= {"at": datetime.fromisoformat, "said": lambda text: Say(text, {})}
    known = {"account": things["account"], "chapters": chapters, "made": me.today}
    html = answers.pieces(request, "my_data/readable.html", known | told)
    headers = {"content-disposition": f'attachment; filename="{export_zip.file_name(me.today)}"'}
    pieces = copies.sent(me.id, db.pieces(export_zip.packed(things, html, me.zone)), still)
    return Stream(pieces, media_type="application/zip", headers=headers)


@get("/mine-ting/slet", guards=[proved])
async def ask(request: Request, me: Me, db: Db) -> Page:
    answered = await db.read(sharing.answering.may_have, me)
    return page(
        request, "my_data/erase.html", tab="mine", until=me.today + REGRET, answered=answered
    )


@post("/mine-ting/slet", guards=[proved])
async def erase(request: Request, me: Me, door: Doorkeeper) -> Page:
    await door.change(me, whole.ask_for_erasure, me, clock.after(me.today + REGRET, me.zone))
    return onwards(request, "/mine-ting/slettet")


@get("/mine-ting/slettet", guards=[leaving])
async def erased(request: Request, me: Me) -> Page:
    if me.erase_minute is None:
        return onwards(request, "/mine-ting")
    return page(request, "my_data/erased.html", until=clock.last_day(me.erase_minute, me.zone))


@post("/mine-ting/behold", guards=[leaving])
async def keep_all(request: Request, me: Me, door: Doorkeeper) -> Page:
    await door.change(me, erasure.ask, me, None)
    return onwards(request, "/")


HANDLERS = [mine, take_along, download, ask, erase, erased, keep_all]


def _day(when: str, zone: str) -> date:
    return clock.day_of(datetime.fromisoformat(when), zone)


def _last_day(when: str, zone: str) -> date:
    return clock.last_day(clock.minute(datetime.fromisoformat(when)), zone)
