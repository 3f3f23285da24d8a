"""Signing in and out, «is it you», and the text that was being written when the login ran out."""

import secrets

from litestar import Response, get, post
from litestar.di import NamedDependency

from app.foundation import actor
from app.foundation.errors import TooMany
from app.foundation.web.answers import Messages, again, onwards, page, within
from app.foundation.web.forms import Form, read_form, what_came
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Db, Page, Request
from app.foundation.web.limits import neighbourhood
from app.foundation.words import say
from app.people import Person
from app.sign_in import passkeys, recovery, signing_in
from app.sign_in.cookies import address_here, go, knock, session_cookie, settle_in, site_here
from app.sign_in.doorway import Door
from app.sign_in.guards import anybody, arriving, going, perhaps
from app.sign_in.interrupted_form import (
    AFTER,
    asked_again,
    borrowed,
    carry,
    go_on,
    not_carried,
    said_who,
    sign_in_page,
    wait_here,
)
from app.sign_in.sent_before import Used
from app.sign_in.signing_in import Recovered

Me = NamedDependency[Person]
Doorkeeper = NamedDependency[Door]


WRONG = say(
    "Navn, adgangskode eller kode passer ikke. Prøv igen. Du kan også bruge en af dine koder på "
    "papir."
)


@get("/log-ind", guards=[perhaps])
async def sign_in(request: Request, door: Doorkeeper) -> Page:
    """The sign-in page; closed while the keys are not there, since nobody could come in."""
    asked = request.query_params
    return sign_in_page(
        request,
        til=within(asked.get("til", "/")),
        said=asked.get("besked", ""),
        shared=asked.get("laant") == "1" or None,
    )


@post("/log-ind", guards=[arriving], status_code=200)
async def come_in(request: Request, door: Doorkeeper) -> Page:
    form = await read_form(request)
    try:
        came = await door.come_in(knock(request, form), secrets.token_urlsafe(32))
    except Used as used:
        return asked_again(request, form, used.why)
    except TooMany as wait:
        if not form.get("baaret"):
            raise
        return wait_here(request, form, wait)
    if came is None:
        name = form.get("navn")
        ask = await door.needs_code(name)
        return sign_in_page(
            request,
            status_code=422,
            name=name,
            til=within(form.get("til", "/")),
            carried=form.get("baaret"),
            ask_code=ask,
            problem=WRONG,
            shared=form.get("laant") == "1",
        )
    await settle_in(request, door, came, shared=form.get("laant") == "1")
    return await go_on(request, door, came, form)


@post("/log-ud", guards=[going])
async def sign_out(request: Request) -> Page:
    """When the phone says that nothing waits on it, the browser forgets everything it kept of us,
    but the device and the look."""
    form = await what_came(request)
    if not await go(request, form.get("konto")):
        return onwards(request, "/?besked=ikke-logget-ud")
    answer = onwards(request, "/?besked=logget-ud")
    if form.get("tom") == "1":
        answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


@post("/laas", guards=[going], status_code=200)
async def lock(request: Request) -> Page:
    """The page closed itself after a rest: the login ends, and what was being written waits,
    sealed, behind the sign-in. Whose page it was stands in its address too, for a form that cannot
    be read; a page that names nobody ends nobody's login."""
    form = await what_came(request)
    me: Person | None = request.scope["state"]["me"]
    mark = form.get("konto") or request.query_params.get("konto", "")
    gone = bool(mark) and await go(request, mark)
    request.scope["state"]["me"] = None
    path = within(form.get("sti", "/"))
    kept = Form([(name, value) for name, value in form.pairs if name != "sti"], unread=form.unread)
    carried = carry(request, path, kept, mark)
    lost = (
        None if carried else not_carried(request, path, kept, own=gone and _own_phone(request, me))
    )
    said = "laast" if gone else "anden" if mark else "lukket"
    return sign_in_page(
        request,
        carried=carried,
        said=said,
        til="/" if carried else path,
        shared=me.shared if me else None,
        lost=lost,
    )


@get("/log-ind/kode", guards=[anyone])
async def forgotten(request: Request, door: Doorkeeper) -> Page:
    """Closed while the keys are not there, as the sign-in page is. A page that locks asks for it
    first, since it knows nobody and keeps nobody awake: until it answers, what was being written
    stays where it is."""
    return page(
        request,
        "sign_in/forgotten.html",
        name="",
        problems={},
        carried="",
        shared=request.query_params.get("laant") == "1",
    )


@post("/log-ind/kode", guards=[anyone], status_code=200)
async def recovered(request: Request, door: Doorkeeper) -> Page:
    """A code from paper and a new password. A wrong name and a wrong code look the same and cost
    the same."""
    form = await read_form(request)
    name, fresh, carried, shared = (
        form.get("navn")[:200],
        form.get("ny"),
        form.get("baaret"),
        form.get("laant") == "1",
    )
    if form.get("kun") == "vis":
        return page(
            request,
            "sign_in/forgotten.html",
            name=name,
            problems={},
            carried=carried,
            shared=shared,
        )
    door.attempts.knock(neighbourhood(address_here(request)), None)
    done = await _recover(door, name, form.get("kode")[: recovery.LONGEST], fresh)
    if not isinstance(done, Recovered):
        return again(
            request,
            "sign_in/forgotten.html",
            name=name,
            problems=done,
            carried=carried,
            shared=shared,
        )
    said = AFTER[done.keys, done.codes]
    if carried:
        return sign_in_page(request, name=name, carried=carried, said=said, shared=shared)
    return onwards(request, f"/log-ind?besked={said}{'&laant=1' if shared else ''}")


@get("/er-det-dig", guards=[anybody])
async def is_it_you(request: Request, me: Me, db: Db) -> Page:
    key = site_here(request) is not None and await db.read(passkeys.any_of, me)
    return page(
        request,
        "sign_in/prove.html",
        tab="mine",
        til=within(request.query_params.get("til", "/")),
        problems={},
        carried="",
        key=key,
    )


@post("/er-det-dig", guards=[anybody], status_code=200)
async def it_is_me(request: Request, me: Me, door: Doorkeeper) -> Page:
    form = await read_form(request)
    til = within(form.get("til", "/"))
    stored = await door.said_right(me, form.get("adgangskode"))
    token = await door.db.write(signing_in.prove, me, stored) if stored else None
    if token is None:
        wrong = {"adgangskode": say("Adgangskoden passer ikke. Prøv igen.")}
        key = site_here(request) is not None and await door.db.read(passkeys.any_of, me)
        return again(
            request,
            "sign_in/prove.html",
            tab="mine",
            til=til,
            problems=wrong,
            carried=form.get("baaret"),
            key=key,
        )
    request.scope["state"]["set_cookies"].append(session_cookie(door.keys, token, shared=me.shared))
    return said_who(request, me.mark, form)


@get("/jeg-er-her", guards=[anybody])
async def still_here(request: Request, me: Me) -> Page:
    """Says that somebody is still reading, before the page locks. The door has already noted the
    minute. A page of an account that is not in here any more is told so: nobody keeps another's
    page open."""
    other = request.query_params.get("konto", me.mark) != me.mark
    return Response(b"", status_code=409 if other else 200, media_type="text/plain")


HANDLERS = [sign_in, come_in, sign_out, lock, forgotten, recovered, is_it_you, it_is_me, still_here]


def _own_phone(request: Request, me: Person | None) -> bool:
    """Of whoever is in, or was until they rested too long."""
    return (
        me.own_phone
        if me is not None
        else "rested" in request.scope["state"] and not borrowed(request)
    )


async def _recover(door: Door, name: str, code: str, fresh: str) -> Messages | Recovered:
    """What is left, or what does not fit. The code is looked at first: nobody without one has a
    password weighed or hashed."""
    wrong: Messages = {"kode": say("Navn eller kode passer ikke. Hver kode virker én gang.")}
    with actor.by(actor.DOOR):
        person = await door.db.read(
            signing_in.may_recover, door.keys, name, code, confirmed=door.confirms
        )
    if person is None:
        return wrong
    if problem := await door.passwords.objection(fresh, (name,)):
        return {"ny": problem}
    hashed = await door.passwords.hash(fresh)
    with actor.by(person=person):
        return await door.db.write(signing_in.recover, door.keys, person, code, hashed) or wrong
