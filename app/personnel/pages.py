"""Personale: coming in by a one-time link, the code app, and the coordinator's colleagues. No page
here knows of a citizen."""

import secrets
from typing import Any

from litestar import get, post

from app.foundation import actor
from app.foundation.database import Database
from app.foundation.errors import NotFound
from app.foundation.web.answers import Messages, again, flash, onwards, page, within
from app.foundation.web.forms import Form, read_form
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.web.limits import neighbourhood
from app.foundation.web.qr import square
from app.foundation.words import say
from app.municipality import COMPANION, COORDINATOR, EDITOR, GUIDE, Colleague, invitations, team
from app.people import Person
from app.personnel import closing, joining
from app.personnel.joining import Newcomer, Ticket
from app.sign_in import (
    Door,
    Doorkeeper,
    Me,
    arriving,
    at_work,
    cookies,
    coordinator,
    coordinator_proved,
    interrupted_form,
    second_factor,
    session_cookie,
)

ROLES = {
    GUIDE: say("Vejleder"),
    EDITOR: say("Redaktør af steder"),
    COORDINATOR: say("Koordinator"),
    COMPANION: say("Følgeven"),
}
INVITED = (GUIDE, EDITOR, COMPANION)
"""Whom a coordinator invites. Coordinators are invited by whoever runs the server."""
OVER = say("Koden virker ikke. Den kan være brugt eller for gammel. Bed om et nyt link.")
WRONG = say("Koden passer ikke. Vent på den næste, og prøv igen.")
NOTICES = {
    "lukket": say("Ved hvert navn står, om kontoen er åben eller lukket nu."),
    "trukket": say("Her står kun de links, der virker nu."),
}


@get(joining.PATH, guards=[anyone])
async def arrive(request: Request) -> Page:
    """Where a one-time link leads. Looking uses nothing up."""
    return page(request, "personnel/arrive.html", problems={}, code="")


@post(joining.PATH, guards=[anyone], status_code=200)
async def introduce(request: Request, db: Db, door: Doorkeeper) -> Page:
    """The link is good: who comes, and their password. It is used up by the next step only."""
    door.attempts.knock(neighbourhood(cookies.address_here(request)), None)
    invitation = await db.read(invitations.find, (await read_form(request)).get("kode"))
    if invitation is None:
        return _over(request)
    with actor.by(actor.DOOR):
        ticket = await db.read(joining.ticket, door.keys, invitation)
    return page(request, "personnel/join.html", **_shown(door, ticket))


@post(f"{joining.PATH}/ny", guards=[arriving], status_code=200)
async def join(request: Request, db: Db, door: Doorkeeper) -> Page:
    form = await read_form(request)
    ticket = door.keys.root.reveal("joining", form.get("billet"), Ticket)
    if ticket is None:
        return onwards(request, joining.PATH)
    door.attempts.knock(neighbourhood(cookies.address_here(request)), None)
    name = form.line("fornavn")
    if problems := await _problems(door, name, form.get("adgangskode"), ticket):
        return again(
            request,
            "personnel/join.html",
            **_shown(door, ticket) | {"name": name, "problems": problems},
        )
    return await _join(request, db, door, ticket, form)


@get("/personale/kode", guards=[at_work])
async def ask_code(request: Request, me: Me, db: Db) -> Page:
    """The second factor: set up the first time, asked for at every later login."""
    til = within(request.query_params.get("til", "/"))
    if me.second:
        return onwards(request, til)
    return await _code_page(request, me, db, til, {})


@post("/personale/kode", guards=[at_work], status_code=200)
async def give_code(request: Request, me: Me, db: Db, door: Doorkeeper) -> Page:
    form = await read_form(request)
    til = within(form.get("til", "/"))
    door.attempts.code(me.id)
    token = await db.write(second_factor.come_through, me, form.get("kode"))
    if token is None:
        return await _code_page(request, me, db, til, {"kode": WRONG}, form.get("baaret"))
    door.attempts.codes.forget(me.id)
    request.scope["state"]["set_cookies"].append(session_cookie(door.keys, token, shared=me.shared))
    return interrupted_form.said_who(request, me.mark, form)


@get("/personale", guards=[coordinator])
async def colleagues(request: Request, me: Me, db: Db, door: Doorkeeper) -> Page:
    here = _job(me).municipality
    return page(
        request,
        "personnel/colleagues.html",
        tab="colleagues",
        roles=ROLES,
        job=_job(me),
        team=await db.read(team.of, door.keys.root, here),
        open_ones=await db.read(invitations.open_ones, here),
        status=flash(request, NOTICES),
    )


@get("/personale/inviter", guards=[coordinator_proved])
async def ask_invite(request: Request) -> Page:
    return page(
        request,
        "personnel/invite.html",
        tab="colleagues",
        roles=ROLES,
        invited=INVITED,
        problems={},
    )


@post("/personale/inviter", guards=[coordinator_proved], status_code=200)
async def invite(request: Request, me: Me, door: Doorkeeper) -> Page:
    """A one-time link, shown this once."""
    role = (await read_form(request)).get("rolle")
    here = _job(me).municipality
    secret = (
        await door.change(me, invitations.make_in_turn, here, role) if role in INVITED else None
    )
    if secret is None:
        many = say("Der er lavet ti links det sidste døgn. Prøv igen i morgen.")
        problems = {"rolle": many if role in INVITED else say("Vælg hvad din kollega laver.")}
        return again(
            request,
            "personnel/invite.html",
            tab="colleagues",
            roles=ROLES,
            invited=INVITED,
            problems=problems,
        )
    link = f"{request.app.state['settings'].origins[0]}{joining.PATH}#{secret}"
    return page(request, "personnel/link.html", tab="colleagues", link=link, role=ROLES[role])


@post("/personale/invitation/{invitation_id:uuid}/tilbage", guards=[coordinator])
async def withdraw(request: Request, me: Me, door: Doorkeeper, invitation_id: PathId) -> Page:
    await door.change(me, invitations.withdraw, _job(me).municipality, invitation_id)
    return onwards(request, "/personale?besked=trukket")


@get("/personale/{person_id:uuid}/luk", guards=[coordinator_proved])
async def ask_close(request: Request, me: Me, db: Db, door: Doorkeeper, person_id: PathId) -> Page:
    other = await db.read(closing.find, door.keys, me, person_id)
    return page(
        request,
        "personnel/close.html",
        tab="colleagues",
        other=other,
        role=ROLES[other.role],
        ends_links=other.role == COORDINATOR,
    )


@post("/personale/{person_id:uuid}/luk", guards=[coordinator_proved])
async def close(request: Request, me: Me, door: Doorkeeper, person_id: PathId) -> Page:
    await door.change(me, closing.close, door.keys, me, person_id)
    return onwards(request, "/personale?besked=lukket")


HANDLERS = [
    arrive,
    introduce,
    join,
    ask_code,
    give_code,
    colleagues,
    ask_invite,
    invite,
    withdraw,
    ask_close,
    close,
]


def _over(request: Request) -> Page:
    """Used, withdrawn, too old and never made: from outside the four look the same."""
    return again(request, "personnel/arrive.html", problems={"kode": OVER}, code="")


def _shown(door: Door, ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket": door.keys.root.hide("joining", ticket),
        "sign_in_name": ticket.sign_in_name,
        "role": ROLES[ticket.role],
        "municipality": ticket.municipality,
        "name": "",
        "problems": {},
    }


async def _problems(door: Door, name: str, password: str, ticket: Ticket) -> Messages:
    problems: Messages = {}
    if not name:
        problems["fornavn"] = say("Skriv dit fornavn, så andre ved hvem du er.")
    elif len(name) > team.LONGEST:
        problems["fornavn"] = say("Der er plads til {n} tegn.", n=team.LONGEST)
    if problem := await door.passwords.objection(password, (name, ticket.sign_in_name)):
        problems["adgangskode"] = problem
    return problems


async def _join(request: Request, db: Database, door: Door, ticket: Ticket, form: Form) -> Page:
    """The account is made and its owner is in. A form sent twice makes one account: whoever knows
    its password comes in."""
    shared = form.get("laant") == "1"
    device = await door.device_here(cookies.device_brought(request), secrets.token_urlsafe(32))
    hashed = await door.passwords.hash(form.get("adgangskode"), known=False)
    name = form.line("fornavn")
    actor.is_now(ticket.person)
    with actor.by(actor.DOOR, ticket.person):
        token = await db.write(
            joining.join,
            door.keys,
            Newcomer(ticket, name, hashed, cookies.coming(request, device, form)),
        )
    known = device if token is not None else None
    if token is None:
        token = await door.made_before(
            ticket.person, form.get("adgangskode"), cookies.coming(request, None, form)
        )
    if token is None:
        return _over(request)
    await cookies.let_in(request, door, token, known, shared=shared)
    return onwards(request, "/konto/koder")


async def _code_page(
    request: Request, me: Person, db: Database, til: str, problems: Messages, carried: str = ""
) -> Page:
    there = await db.read(second_factor.of, me)
    if there is None:
        raise NotFound
    answer = again if problems else page
    if there.confirmed:
        return answer(request, "personnel/code.html", til=til, problems=problems, carried=carried)
    return answer(
        request,
        "personnel/set_up.html",
        til=til,
        problems=problems,
        carried=carried,
        groups=there.groups,
        key=there.text,
        square=square(there.address(me.profile.sign_in_name)),
    )


def _job(me: Person) -> Colleague:
    """The door has seen to it that there is one."""
    if me.colleague is None:
        raise NotFound
    return me.colleague
