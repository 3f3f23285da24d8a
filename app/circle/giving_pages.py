"""Sharing something oneself: four steps, each with one question, and a look first at what the other
will see."""

from typing import Any
from urllib.parse import urlencode

from litestar import get, post

from app import plan, reminders
from app.circle.pages import what_is_shown
from app.circle.shared_views import READ
from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.foundation.web.answers import onwards, page
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.sharing import (
    BY_PATH,
    ITEM,
    KINDS,
    Wish,
    beside,
    bonds,
    enough,
    grants,
    promised,
    stopping,
    view,
)
from app.sign_in import Doorkeeper, Me, proved, signed_in


@get("/deling/ny", guards=[signed_in])
async def share(request: Request, me: Me, db: Db) -> Page:
    """What, with whom, how long: the first of these that is not answered yet is asked."""
    if await db.read(grants.paused, me):
        return onwards(request, grants.Paused.leads)
    chosen = {name: value for name, value in request.query_params.items() if name in STEPS}
    people = [person for person in await db.read(bonds.mine, me) if person.accepted]
    kind = BY_PATH.get(chosen.get("hvad", ""))
    person = next((each for each in people if str(each.id) == chosen.get("hvem")), None)
    if kind is None or (ITEM in kind.scopes and len(kind.scopes) == 1 and "ting" not in chosen):
        return _ask(
            request, "what", chosen, kinds=[each for each in KINDS.values() if len(each.scopes) > 1]
        )
    if person is None:
        return _ask(request, "whom", chosen, people=people, kind=kind)
    scope = ITEM if "ting" in chosen else chosen.get("omfang", "now")
    lengths = grants.lengths(person.role, scope)
    if chosen.get("laenge") not in lengths:
        return _ask(
            request,
            "how_long",
            chosen,
            person=person,
            kind=kind,
            lengths=lengths.values(),
            single=scope == ITEM,
        )
    return onwards(request, f"/deling/ny/se?{urlencode(chosen)}")


@get("/deling/ny/se", guards=[proved])
async def look_first(request: Request, me: Me, door: Doorkeeper) -> Page:
    """See it first: the very page the other will get."""
    db = door.db
    if why := await db.read(grants.why_not, me, wish := _wish(request.query_params)):
        return onwards(request, why)
    wish = await db.read(grants.as_it_is, me, wish)
    fn, template = READ[wish.kind]
    seen = await db.read(view.foresee, me, [wish], fn)
    person = await db.read(bonds.one_of_mine, me, wish.bond)
    until = grants.last_day(me, grants.lengths(person.role, wish.scope)[wish.length])
    becomes = await db.read(grants.pending, me, wish)
    already = await db.read(beside.of, me, becomes)
    return page(
        request,
        "circle/foresee.html",
        tab="sharing",
        inner=template,
        row=ids.new(),
        person=person,
        single=wish.item is not None,
        waits=becomes.start > clock.minute(),
        already=already,
        longer=seen.end > already.end,
        last=until,
        new=wish.scope == "coming",
        chosen=_chosen(request.query_params),
        shown=promised.said(door.keys, me, becomes),
        here=f"/deling/ny/se?{urlencode(_chosen(request.query_params))}",
        **what_is_shown(request, seen),
    )


@post("/deling/ny", guards=[proved])
async def give(request: Request, me: Me, door: Doorkeeper) -> Page:
    form = await read_form(request)
    wish = _wish(form.as_dict())
    if wish.item is not None:
        await door.db.read(view.there, me, wish, READ[wish.kind][0])
    try:
        given = await door.change(
            me,
            promised.give,
            door.keys,
            me,
            ids.parse_or_new(form.get("id")),
            wish,
            form.get("vist"),
        )
    except enough.NotGiven as why:
        return onwards(request, why.leads)
    except promised.LookAgain:  # first it is looked at, when it is theirs to give
        return onwards(request, f"/deling/ny/se?{urlencode(_chosen(form.as_dict()))}")
    said = (
        await door.db.read(stopping.told_of, me, wish.bond, wish.kind)
        if given.ended
        else f"delt&den={given.id}"
    )
    return onwards(request, f"/deling?besked={said}")


@get("/deling/klar/{ready_id:uuid}", guards=[proved])
async def look_at_ready(request: Request, me: Me, db: Db, ready_id: PathId) -> Page:
    """What one tap on a hard day will show, seen on a good day as the other will see it."""
    ready = await db.read(plan.ready.find, me, ready_id)
    wishes = await db.read(plan.ready.to_look_at, me, ready)
    if not wishes:
        return onwards(request, "/plan/del?besked=tom")
    fn, template = READ["plan"]
    seen = await db.read(view.foresee, me, wishes, fn)
    return page(
        request,
        "circle/ready.html",
        tab="plan",
        inner=template,
        ready=ready,
        person=await db.read(bonds.one_of_mine, me, ready.bond),
        **what_is_shown(request, seen),
    )


@post("/deling/klar/{ready_id:uuid}", guards=[proved])
async def make_ready(request: Request, me: Me, door: Doorkeeper, ready_id: PathId) -> Page:
    seen = await door.change(
        me, plan.ready.confirm_shown, me, ready_id, (await read_form(request)).get("vist")
    )
    return onwards(request, "/plan/del?besked=klar" if seen else f"/deling/klar/{ready_id}")


@post("/deling/klar/{ready_id:uuid}/del", guards=[signed_in])
async def share_ready(request: Request, me: Me, door: Doorkeeper, ready_id: PathId) -> Page:
    """One tap. Whoever made it ready gave their password then; on a hard day nothing is asked."""
    try:
        ready = await door.db.read(plan.ready.find, me, ready_id)
        something = await door.change(
            me,
            plan.ready.share,
            door.keys,
            me,
            ready_id,
            ids.parse_or_new((await read_form(request)).get("id")),
            await reminders.telling.reached(door.db, door.keys, [ready.bond]),
        )
    except enough.NotGiven as why:
        return onwards(request, why.leads)
    except NotFound:  # no dead end on a hard day: whoever one shares with may have left
        return onwards(request, await door.db.read(plan.ready.instead, me, ready_id))
    return onwards(request, f"/plan/del?besked={'delt' if something else 'tom'}&klar={ready_id}")


HANDLERS = [share, look_first, give, look_at_ready, make_ready, share_ready]
STEPS = ("hvad", "ting", "hvem", "omfang", "laenge")


def _ask(request: Request, step: str, chosen: dict[str, str], **more: Any) -> Page:
    return page(request, f"circle/{step}.html", tab="sharing", chosen=chosen, **more)


def _chosen(given: Any) -> dict[str, str]:
    return {name: given[name] for name in STEPS if given.get(name)}


def _wish(given: Any) -> Wish:
    """What was chosen, from codes and ids only."""
    kind = BY_PATH.get(given.get("hvad", ""))
    if kind is None:
        raise NotFound
    item = ids.parse(given["ting"]) if given.get("ting") else None
    scope = ITEM if item else given.get("omfang") or "now"
    length = given.get("laenge", "")
    if length == grants.ONE_DAY.code:  # only what was made ready beforehand
        raise NotFound
    return Wish(ids.parse(given.get("hvem", "")), kind.code, scope, length, item)
