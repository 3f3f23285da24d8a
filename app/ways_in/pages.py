"""Passkeys: sign in with one, add one, take one away. Devices: where one is signed in, and a word
about new ones."""

import json
import secrets
from functools import partial
from typing import Any

from litestar import Response, get, post

from app.foundation import actor, clock
from app.foundation.errors import NotFound
from app.foundation.web import reading
from app.foundation.web.answers import claim, flash, onwards, page, within
from app.foundation.web.forms import Form, read_form
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Db, Page, Request
from app.foundation.web.limits import neighbourhood
from app.foundation.words import say
from app.people import browsers
from app.sign_in import (
    Doorkeeper,
    Me,
    anybody,
    anybody_proved,
    arriving,
    cookies,
    devices,
    in_full,
    interrupted_form,
    passkeys,
    session_cookie,
    signing_in,
)

DID_NOT_WORK = say("Adgangsnøglen virkede ikke. Prøv igen, eller brug din adgangskode.")
ELSEWHERE = {
    "ny-noegle": say("Adgangsnøglen er gemt. Alle andre steder er du logget ud."),
    "fjernet": say("Adgangsnøglen er fjernet. Alle andre steder er du logget ud."),
}
"""What is so only while one is signed in nowhere else; what is so also then."""
HERE = {"ny-noegle": say("Adgangsnøglen er gemt."), "fjernet": say("Adgangsnøglen er fjernet.")}
NOTICES = {
    "ingen-noegle": say("Det blev ikke til en adgangsnøgle. Du kan prøve igen."),
    "ude": say("Her står kun de steder, hvor du er logget ind nu."),
} | {code: claim(says, otherwise=HERE[code]) for code, says in ELSEWHERE.items()}


@post("/log-ind/noegle/spoerg", guards=[anyone], status_code=200)
async def ask_at_the_door(request: Request, door: Doorkeeper) -> Page:
    """What the browser needs to use a passkey. Nobody has said who they are, and nothing tells who
    has one."""
    door.attempts.passkey(neighbourhood(cookies.address_here(request)))
    with actor.by(actor.DOOR):
        return _asked(await door.db.write(passkeys.ask_who, _site(request)))


@post("/log-ind/noegle", guards=[arriving], status_code=200)
async def come_in(request: Request, door: Doorkeeper) -> Page:
    form = await read_form(request)
    knock = cookies.knock(request, form)
    fresh = secrets.token_urlsafe(32)
    with actor.by(actor.DOOR):
        heard = await passkeys.an_old_one(door.db, _apart(request), _site(request), _answer(form))
        came = await door.db.write(signing_in.by_passkey, door.keys, heard, knock, fresh)
    if came is None:
        return interrupted_form.sign_in_page(
            request,
            status_code=422,
            name=knock.name,
            til=within(form.get("til", "/")),
            carried=form.get("baaret"),
            shared=knock.shared,
            problem=DID_NOT_WORK,
        )
    await cookies.settle_in(request, door, came, shared=knock.shared)
    return await interrupted_form.go_on(request, door, came, form)


@post("/er-det-dig/noegle/spoerg", guards=[anybody], status_code=200)
async def ask_if_it_is_you(request: Request, me: Me, db: Db) -> Page:
    return _asked(await db.write(passkeys.ask_who, _site(request), me))


@post("/er-det-dig/noegle", guards=[anybody], status_code=200)
async def it_is_me(request: Request, me: Me, door: Doorkeeper) -> Page:
    """A passkey says it is really you, and is a second factor as well."""
    form = await read_form(request)
    heard = await passkeys.an_old_one(door.db, _apart(request), _site(request), _answer(form))
    token = await door.db.write(signing_in.proved_by_passkey, door.keys, me, heard)
    if token is None:
        problems = {"adgangskode": DID_NOT_WORK}
        return page(
            request,
            "sign_in/prove.html",
            status_code=422,
            tab="mine",
            til=within(form.get("til", "/")),
            problems=problems,
            carried=form.get("baaret"),
            key=True,
        )
    request.scope["state"]["set_cookies"].append(session_cookie(door.keys, token, shared=me.shared))
    return interrupted_form.said_who(request, me.mark, form)


@get("/konto/noegler", guards=[anybody_proved])
async def keys(request: Request, me: Me, door: Doorkeeper) -> Page:
    found = await door.db.read(passkeys.all_of, door.keys, me)
    shown = [
        (key, browsers.called(key.kind), clock.day_of(key.created_minute, me.zone)) for key in found
    ]
    return page(
        request,
        "ways_in/keys.html",
        tab="mine",
        shown=shown,
        offered=cookies.site_here(request) is not None,
        status=flash(
            request, NOTICES, dict.fromkeys(ELSEWHERE, await door.db.read(devices.alone, me))
        ),
    )


@post("/konto/noegler/spoerg", guards=[anybody_proved], status_code=200)
async def ask_for_new(request: Request, me: Me, door: Doorkeeper) -> Page:
    return _asked(await door.change(me, passkeys.ask_for_new, door.keys, me, _site(request)))


@post("/konto/noegler", guards=[anybody_proved])
async def add(request: Request, me: Me, door: Doorkeeper) -> Page:
    heard = await passkeys.new_one(
        _apart(request), _site(request), _answer(await read_form(request))
    )
    kept = partial(passkeys.add, me=me, heard=heard, kind=cookies.kind_here(request))
    added = await cookies.start_afresh(request, me, door, kept) or await door.db.read(
        passkeys.mine, me, heard
    )
    return onwards(request, f"/konto/noegler?besked={'ny-noegle' if added else 'ingen-noegle'}")


@post("/konto/noegler/slet", guards=[anybody_proved])
async def remove(request: Request, me: Me, door: Doorkeeper) -> Page:
    mark = (await read_form(request)).get("noegle")
    await cookies.start_afresh(
        request, me, door, partial(passkeys.remove, keys=door.keys, me=me, mark=mark)
    )
    return onwards(request, "/konto/noegler?besked=fjernet")


@get("/konto/enheder", guards=[anybody])
async def signed_in_at(request: Request, me: Me, door: Doorkeeper) -> Page:
    if me.looking:
        raise NotFound
    found = await door.db.read(devices.newest, door.keys, me, request.query_params.get("fra", ""))
    return page(
        request,
        "ways_in/devices.html",
        tab="mine",
        shown=found.things,
        next=found.next,
        status=flash(request, NOTICES),
    )


@post("/konto/enheder/log-ud", guards=[in_full])
async def sign_out_there(request: Request, me: Me, door: Doorkeeper) -> Page:
    gone = await door.change(
        me, devices.sign_out, door.keys, me, (await read_form(request)).get("enhed")
    )
    return onwards(request, f"/konto/enheder{'?besked=ude' if gone else ''}")


@post("/konto/ny-enhed", guards=[in_full])
async def answer_for_new(request: Request, me: Me, door: Doorkeeper) -> Page:
    """«Det var mig», or not: then the new ones are signed out at once, and a new password is next,
    and a look at what is shared: whoever was here may have shared something in somebody's name, and
    nobody but them knows what."""
    form = await read_form(request)
    if form.get("svar") == "mig":
        await door.change(me, devices.it_was_me, me, _seen(form))
        return onwards(request, within(form.get("til", "/konto/enheder")))
    ended = await door.change(
        me, devices.it_was_not_me, me, _seen(form), devices.shown_here(me, form.get("fra"))
    )
    return onwards(request, f"/konto/adgangskode?besked={'ikke-mig' if ended else 'ingen-nye'}")


HANDLERS = [
    ask_at_the_door, come_in, ask_if_it_is_you, it_is_me, keys, ask_for_new, add, remove,
    signed_in_at, sign_out_there, answer_for_new,
]  # fmt: skip


def _apart(request: Request) -> passkeys.Apart:
    return partial(reading.apart, request)


def _site(request: Request) -> passkeys.Site:
    site = cookies.site_here(request)
    if site is None:
        raise NotFound
    return site


def _answer(form: Form) -> passkeys.Answer:
    return passkeys.Answer(form.get("spoergsmaal"), form.get("noeglens_svar"))


def _seen(form: Form) -> int:
    """Up to which line the page showed them; before all of them when it does not say."""
    text = form.get("set")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else -1


def _asked(question: dict[str, Any]) -> Page:
    return Response(json.dumps(question).encode(), media_type="application/json")
