"""The doors for acts that touch more than one room: marking a day, a goal from a hope, a good thing from a step."""

from litestar import post

from app import goals, hopes
from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.foundation.web.answers import again, onwards, wants_part
from app.foundation.web.asked import Asked, Db, Page, PathDay, PathId
from app.foundation.web.lines import line
from app.foundation.web.typed import typed
from app.identity import Me, signed_in
from app.intake import acts, asks


@post("/dag", guards=[signed_in])
async def mark(request: Asked, me: Me, db: Db) -> Page:
    """One tap marks today; with a date it marks that day."""
    form = await typed(request)
    asked = asks.mark_day(me, form)
    if asked.problems:
        return again(request, "look_back/another.html", tab="mine", typed_date=form.get("dato"), problems=asked.problems)
    return onwards(request, await db.write(asked.do))


@post("/dag/{day:str}/fortryd", guards=[signed_in])
async def undo(request: Asked, me: Me, db: Db, day: PathDay) -> Page:
    found = clock.past_day(day, me.today)
    if found is None:
        raise NotFound
    clear = (await typed(request)).get("fjern") == "1"
    await db.write(acts.clear_day if clear else acts.undo_day, me, found)
    said = "fjernet" if clear else "fortrudt"
    return onwards(request, f"/?besked={said}" if found == me.today else f"/dag/{day}?besked={said}")


@post("/haab/{hope_id:uuid}/maal", guards=[signed_in])
async def goal_from_hope(request: Asked, me: Me, db: Db, hope_id: PathId) -> Page:
    form = await typed(request)
    text, problems = line(form, "tekst", goals.kept.LONGEST)
    row = ids.typed(form.get("id"))
    if problems:
        hope = await db.read(hopes.kept.find, me, hope_id)
        return again(request, "hopes/hope.html", tab="mine", hope=hope, new_id=row, text=text, problems=problems)
    goal = await db.write(acts.goal_from_hope, me, hope_id, row, text)
    return onwards(request, f"/maal/{goal}/skridt")


@post("/skridt/{step_id:uuid}/god-ting", guards=[signed_in])
async def good_thing(request: Asked, me: Me, db: Db, step_id: PathId) -> Page:
    goal = await db.write(acts.good_thing_from_step, me, step_id, ids.typed((await typed(request)).get("id")))
    place = f"/maal/{goal}" if wants_part(request) else "/gode-ting"
    return onwards(request, f"{place}?besked={me.profile.kept('good_things')}")


HANDLERS = [mark, undo, goal_from_hope, good_thing]
