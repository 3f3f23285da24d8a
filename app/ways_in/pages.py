"""Passkeys: sign in with one, add one, take one away. Devices: where one is signed in, and a word about new ones."""

import json
import secrets
from functools import partial
from typing import Any

from litestar import Response, get, post

from app.foundation import actor, clock
from app.foundation.errors import NotFound
from app.foundation.web import reading
from app.foundation.web.answers import claim, onwards, page, told, within
from app.foundation.web.asked import Asked, Db, Page
from app.foundation.web.doors import anyone
from app.foundation.web.limits import neighbourhood
from app.foundation.web.typed import Typed, typed
from app.foundation.words import say
from app.identity import (
    Doorkeeper,
    Me,
    anybody,
    anybody_proved,
    arrival,
    arriving,
    browsers,
    carrying,
    devices,
    in_full,
    passkeys,
    session_cookie,
    settling,
)

DID_NOT_WORK = say("Adgangsnøglen virkede ikke. Prøv igen, eller brug din adgangskode.")
ELSEWHERE = {
    "ny-noegle": say("Adgangsnøglen er gemt. Alle andre steder er du logget ud."),
    "fjernet": say("Adgangsnøglen er fjernet. Alle andre steder er du logget ud."),
}
"""What is so only while one is signed in nowhere else; what is so also then."""
HERE = {"ny-noegle": say("Adgangsnøglen er gemt."), "fjernet": say("Adgangsnøglen er fjernet.")}
TOLD = {
    "ingen-noegle": say("Det blev ikke til en adgangsnøgle. Du kan prøve igen."),
    "ude": say("Her står kun de steder, hvor du er logget ind nu."),
} | {code: claim(says, otherwise=HERE[code]) for code, says in ELSEWHERE.items()}


@post("/log-ind/noegle/spoerg", guards=[anyone], status_code=200)
async def ask_at_the_door(request: Asked, door: Doorkeeper) -> Page:
    """What the browser needs to use a passkey. Nobody has said who they are, and nothing tells who has one."""
    door.attempts.passkey(neighbourhood(settling.address_here(request)))
    with actor.by(actor.DOOR):
        return _asked(await door.db.write(passkeys.ask_who, _site(request)))


@post("/log-ind/noegle", guards=[arriving], status_code=200)
async def come_in(request: Asked, door: Doorkeeper) -> Page:
    form = await typed(request)
    knock = settling.knock(request, form)
    fresh = secrets.token_urlsafe(32)
    with actor.by(actor.DOOR):
        heard = await passkeys.an_old_one(door.db, _apart(request), _site(request), _answer(form))
        came = await door.db.write(arrival.by_passkey, door.keys, heard, knock, fresh)
    if came is None:
        return carrying.sign_in_page(request, status_code=422, name=knock.name, til=within(form.get("til", "/")),
                                     carried=form.get("baaret"), shared=knock.shared, problem=DID_NOT_WORK)  # fmt: skip
    await settling.settle_in(request, door, came, shared=knock.shared)
    return await carrying.go_on(request, door, came, form)


@post("/er-det-dig/noegle/spoerg", guards=[anybody], status_code=200)
async def ask_if_it_is_you(request: Asked, me: Me, db: Db) -> Page:
    return _asked(await db.write(passkeys.ask_who, _site(request), me))


@post("/er-det-dig/noegle", guards=[anybody], status_code=200)
async def it_is_me(request: Asked, me: Me, door: Doorkeeper) -> Page:
    """A passkey says it is really you, and is a second factor as well."""
    form = await typed(request)
    heard = await passkeys.an_old_one(door.db, _apart(request), _site(request), _answer(form))
    token = await door.db.write(arrival.proved_by_passkey, door.keys, me, heard)
    if token is None:
        problems = {"adgangskode": DID_NOT_WORK}
        return page(request, "identity/prove.html", status_code=422, tab="mine", til=within(form.get("til", "/")),
                    problems=problems, carried=form.get("baaret"), key=True)  # fmt: skip
    request.scope["state"]["set_cookies"].append(session_cookie(door.keys, token, shared=me.shared))
    return carrying.said_who(request, me.mark, form)


@get("/konto/noegler", guards=[anybody_proved])
async def keys(request: Asked, me: Me, door: Doorkeeper) -> Page:
    found = await door.db.read(passkeys.all_of, door.keys, me)
    shown = [(key, browsers.called(key.kind), clock.day_of(key.created_minute, me.zone)) for key in found]
    return page(request, "ways_in/keys.html", tab="mine", shown=shown, offered=settling.site_here(request) is not None,
                status=told(request, TOLD, dict.fromkeys(ELSEWHERE, await door.db.read(devices.alone, me))))  # fmt: skip


@post("/konto/noegler/spoerg", guards=[anybody_proved], status_code=200)
async def ask_for_new(request: Asked, me: Me, door: Doorkeeper) -> Page:
    return _asked(await door.change(me, passkeys.ask_for_new, door.keys, me, _site(request)))


@post("/konto/noegler", guards=[anybody_proved])
async def add(request: Asked, me: Me, door: Doorkeeper) -> Page:
    heard = await passkeys.new_one(_apart(request), _site(request), _answer(await typed(request)))
    kept = partial(passkeys.add, me=me, heard=heard, kind=settling.kind_here(request))
    added = await settling.start_afresh(request, me, door, kept) or await door.db.read(passkeys.mine, me, heard)
    return onwards(request, f"/konto/noegler?besked={'ny-noegle' if added else 'ingen-noegle'}")


@post("/konto/noegler/slet", guards=[anybody_proved])
async def remove(request: Asked, me: Me, door: Doorkeeper) -> Page:
    mark = (await typed(request)).get("noegle")
    await settling.start_afresh(request, me, door, partial(passkeys.remove, keys=door.keys, me=me, mark=mark))
    return onwards(request, "/konto/noegler?besked=fjernet")


@get("/konto/enheder", guards=[anybody])
async def signed_in_at(request: Asked, me: Me, door: Doorkeeper) -> Page:
    if me.looking:
        raise NotFound
    found = await door.db.read(devices.newest, door.keys, me, request.query_params.get("fra", ""))
    return page(request, "ways_in/devices.html", tab="mine", shown=found.things, next=found.next, status=told(request, TOLD))


@post("/konto/enheder/log-ud", guards=[in_full])
async def sign_out_there(request: Asked, me: Me, door: Doorkeeper) -> Page:
    gone = await door.change(me, devices.sign_out, door.keys, me, (await typed(request)).get("enhed"))
    return onwards(request, f"/konto/enheder{'?besked=ude' if gone else ''}")


@post("/konto/ny-enhed", guards=[in_full])
async def answer_for_new(request: Asked, me: Me, door: Doorkeeper) -> Page:
    """«Det var mig», or not: then the new ones are signed out at once, and a new password is next, and a look at what is shared:
    whoever was here may have shared something in somebody's name, and nobody but them knows what."""
    form = await typed(request)
    if form.get("svar") == "mig":
        await door.change(me, devices.it_was_me, me, _seen(form))
        return onwards(request, within(form.get("til", "/konto/enheder")))
    ended = await door.change(me, devices.it_was_not_me, me, _seen(form), devices.shown_here(me, form.get("fra")))
    return onwards(request, f"/konto/adgangskode?besked={'ikke-mig' if ended else 'ingen-nye'}")


HANDLERS = [ask_at_the_door, come_in, ask_if_it_is_you, it_is_me, keys, ask_for_new, add, remove, signed_in_at, sign_out_there,
            answer_for_new]  # fmt: skip


def _apart(request: Asked) -> passkeys.Apart:
    return partial(reading.apart, request)


def _site(request: Asked) -> passkeys.Site:
    site = settling.site_here(request)
    if site is None:
        raise NotFound
    return site


def _answer(form: Typed) -> passkeys.Answer:
    return passkeys.Answer(form.get("spoergsmaal"), form.get("noeglens_svar"))


def _seen(form: Typed) -> int:
    """Up to which line the page showed them; before all of them when it does not say."""
    text = form.get("set")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else -1


def _asked(question: dict[str, Any]) -> Page:
    return Response(json.dumps(question).encode(), media_type="application/json")
