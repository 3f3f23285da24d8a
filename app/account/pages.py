"""Konto: make one, keep its codes, change its password, add an e-mail, sign out everywhere."""

import secrets
from functools import partial

from litestar import get, post

from app.account import notices, sign_up
from app.account.sign_up import Chosen, Ticket
from app.foundation import actor
from app.foundation.database import Database
from app.foundation.letters import worded
from app.foundation.web.answers import Messages, again, flash, onwards, page
from app.foundation.web.forms import Form, read_form
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Db, Page, Request
from app.foundation.web.limits import neighbourhood
from app.foundation.words import Say, say, straight
from app.people import RELATIVE, Person, people
from app.sign_in import (
    Door,
    Doorkeeper,
    Me,
    anybody,
    anybody_proved,
    arriving,
    cookies,
    devices,
    first_codes,
    first_codes_proved,
    in_full,
    recovery,
    signing_in,
)

NICKNAME = 60


@get("/konto/ny", guards=[anyone])
async def nickname(request: Request) -> Page:
    """`til=kreds` when an invitation led here: then the account is for reading what somebody
    shares."""
    invited = request.query_params.get("til") == "kreds"
    return page(request, "account/nickname.html", nickname="", invited=invited, problems={})


@post("/konto/ny/navn", guards=[anyone], status_code=200)
async def names(request: Request, db: Db, door: Doorkeeper) -> Page:
    form = await read_form(request)
    typed_name, invited = worded(straight(form.get("kaldenavn"))), form.get("til") == "kreds"
    if len(typed_name) > NICKNAME:
        problems = {"kaldenavn": say("Der er plads til {n} tegn.", n=NICKNAME)}
        return again(
            request,
            "account/nickname.html",
            nickname=typed_name,
            invited=invited,
            problems=problems,
        )
    with actor.by(actor.DOOR):
        ticket = await db.read(sign_up.ticket, door.keys, typed_name, relative=invited)
    return await _choose(request, door, ticket, {})


@post("/konto/ny", guards=[arriving], status_code=200)
async def create(request: Request, db: Db, door: Doorkeeper) -> Page:
    form = await read_form(request)
    ticket = door.keys.root.reveal("sign-up", form.get("billet"), Ticket)
    if ticket is None or sign_up.age(ticket) > sign_up.STALE:
        return onwards(request, "/konto/ny")
    door.attempts.knock(neighbourhood(request.client.host if request.client else ""), None)
    problems = await _problems(door, form, ticket) or _tired(door, request, form, ticket)
    if problems:
        return await _choose(
            request, door, ticket, problems, form.get("navn"), shared=form.get("laant") == "1"
        )
    device = await door.device_here(cookies.device_brought(request), secrets.token_urlsafe(32))
    hashed = await door.passwords.hash(form.get("adgangskode"), known=False)
    shared = form.get("laant") == "1"
    chosen = Chosen(ticket, form.get("navn"), hashed, cookies.coming(request, device, form))
    with actor.by(actor.DOOR, ticket.person):
        token = await db.write(sign_up.create, door.keys, chosen)
        if token is None:
            return await _already(request, db, door, ticket, form)
    await cookies.let_in(request, door, token, device, shared=shared)
    return onwards(request, "/konto/koder")


@get("/konto/koder", guards=[first_codes_proved])
async def codes(request: Request, me: Me, db: Db, door: Doorkeeper) -> Page:
    shown = await db.read(recovery.shown, me)
    if not shown:
        return onwards(request, "/konto")
    mark = recovery.mark(door.keys, next(iter(shown)))
    return page(request, "account/codes.html", codes=shown.values(), mark=mark, tab="mine")


@post("/konto/koder/gemt", guards=[first_codes])
async def codes_saved(request: Request, me: Me, db: Db, door: Doorkeeper) -> Page:
    """Whoever copied slowly is not asked again who they are: from now on nobody reads the codes
    here.

    Codes that were taken away meanwhile are not called saved: the account says that there are none,
    or that there are newer ones.
    """
    saved = await door.change(
        me, recovery.saved_as_shown, door.keys, me, (await read_form(request)).get("vist")
    )
    if not saved or not await db.read(recovery.left, me):
        return onwards(request, await db.read(notices.after_codes, me))
    if me.kind == RELATIVE:
        return onwards(request, "/kreds/kom")
    return onwards(request, "/" if me.at_work else "/?besked=velkommen")


@get("/konto/koder/nye", guards=[anybody_proved])
async def ask_new_codes(request: Request, me: Me, door: Doorkeeper) -> Page:
    now = await door.db.read(recovery.current, door.keys, me)
    return page(request, "account/new_codes.html", tab="mine", now=now)


@post("/konto/koder/nye", guards=[anybody_proved])
async def new_codes(request: Request, me: Me, door: Doorkeeper) -> Page:
    await door.change(me, recovery.make_anew, door.keys, me, (await read_form(request)).get("vist"))
    return onwards(request, "/konto/koder")


@get("/konto", guards=[anybody])
async def account(request: Request, me: Me, db: Db) -> Page:
    waiting = bool(await db.read(recovery.shown, me))
    return page(
        request,
        "account/account.html",
        tab="mine",
        left=await db.read(recovery.left, me),
        waiting=waiting,
        problems={},
        email=me.profile.email,
        status=await _told(request, me, db),
    )


@get("/konto/adgangskode", guards=[anybody])
async def ask_password(request: Request, me: Me, db: Db) -> Page:
    """Also where «det var ikke mig» leads: what went with the new ones, and what still opens the
    account, is told here."""
    not_me = request.query_params.get("besked") == "ikke-mig"
    status = await db.read(notices.after_not_me, me) if not_me else await _told(request, me, db)
    return page(
        request,
        "account/password.html",
        tab="mine",
        problems={},
        status=status,
        to_sharing=not_me and notices.shares(me),
    )


@post("/konto/adgangskode", guards=[in_full])
async def change_password(request: Request, me: Me, db: Db, door: Doorkeeper) -> Page:
    """The old password, the new one, and every other login ends."""
    form = await read_form(request)
    stored, had = await door.said_right(me, form.get("nu")), await db.read(recovery.left, me)
    names = (me.nickname, me.profile.sign_in_name)
    problem = await door.passwords.objection(form.get("ny"), names) if stored else None
    problems: Messages = {"ny": problem} if problem else {}
    if not stored or (
        not problems and not await _change_password(request, me, door, stored, form.get("ny"))
    ):
        problems["nu"] = say("Adgangskoden passer ikke. Prøv igen.")
    if problems:
        return again(request, "account/password.html", tab="mine", problems=problems)
    return onwards(request, f"/konto?besked={await db.read(notices.after_password, me, had)}")


@post("/konto/log-ud-alle-andre", guards=[in_full])
async def sign_out_elsewhere(request: Request, me: Me, door: Doorkeeper) -> Page:
    await cookies.start_afresh(request, me, door)
    return onwards(request, "/konto?besked=ude")


@get("/.well-known/change-password", guards=[anyone])
async def well_known(request: Request) -> Page:
    return onwards(request, "/konto/adgangskode")


HANDLERS = [
    nickname, names, create, codes, codes_saved, ask_new_codes, new_codes, account, ask_password,
    change_password, sign_out_elsewhere, well_known,
]  # fmt: skip


async def _choose(
    request: Request,
    door: Door,
    ticket: Ticket,
    problems: Messages,
    chosen: str = "",
    shared: bool = False,
) -> Page:
    answer = again if problems else page
    return answer(
        request,
        "account/choose.html",
        ticket=door.keys.root.hide("sign-up", ticket),
        names=ticket.names,
        salt=ticket.salt,
        bits=sign_up.BITS,
        chosen=chosen or ticket.names[0],
        shared=shared,
        problems=problems,
    )


async def _problems(door: Door, form: Form, ticket: Ticket) -> Messages:
    if form.get("navn") not in ticket.names:
        return {"navn": say("Vælg et af de tre navne.")}
    if problem := await door.passwords.objection(
        form.get("adgangskode"), (ticket.nickname, *ticket.names)
    ):
        return {"adgangskode": problem}
    return {}


async def _told(request: Request, me: Person, db: Database) -> Say | None:
    return flash(
        request, notices.NOTICES, dict.fromkeys(notices.ELSEWHERE, await db.read(devices.alone, me))
    )


def _tired(door: Door, request: Request, form: Form, ticket: Ticket) -> Messages:
    """The little work, or a little patience. Either way a flood of accounts from one place stops.

    Asked in the loop, and not in a thread: counts are changed by one after another.
    """
    address = neighbourhood(request.client.host if request.client else "")
    worked = sign_up.worked(ticket, form.get("arbejde"))
    if not worked and (
        sign_up.age(ticket) < sign_up.WAIT or door.attempts.slow_signups.full("all")
    ):
        return {"adgangskode": say("Vent et øjeblik, og tryk så igen. Det holder maskiner ude.")}
    busy = door.attempts.signups.take(address) or (
        not worked and door.attempts.slow_signups.take("all")
    )
    return (
        {"adgangskode": say("Der oprettes mange konti lige nu. Vent lidt, og tryk så igen.")}
        if busy
        else {}
    )


async def _already(request: Request, db: Database, door: Door, ticket: Ticket, form: Form) -> Page:
    """The form was sent twice: the account is there and this is its owner. Or the name went
    meanwhile: three new ones."""
    if await db.read(people.exists, ticket.person):
        return await _is_mine(request, door, ticket, form)
    fresh = await db.read(sign_up.ticket, door.keys, ticket.nickname)
    return await _choose(
        request, door, fresh, {"navn": say("Det navn er lige blevet taget. Her er tre nye.")}
    )


async def _is_mine(request: Request, door: Door, ticket: Ticket, form: Form) -> Page:
    """Tapped twice: the account is made, and whoever knows its password comes in and sees the
    codes."""
    shared = form.get("laant") == "1"
    token = await door.made_before(
        ticket.person, form.get("adgangskode"), cookies.coming(request, None, form)
    )
    if token is None:
        return onwards(request, "/log-ind")
    await cookies.let_in(request, door, token, None, shared=shared)
    return onwards(request, "/konto/koder")


async def _change_password(
    request: Request, me: Person, door: Door, stored: str, fresh: str
) -> bool:
    """False when the old one was replaced meanwhile; the same form twice has then done what it
    asked for."""
    hashed = await door.passwords.hash(fresh)
    change = partial(signing_in.replace_password, person=me.id, verified=stored, hashed=hashed)
    if await cookies.start_afresh(request, me, door, change, proved=True):
        return True
    now = await door.db.read(signing_in.password_of, me.id)
    same = partial(signing_in.unchanged, person=me.id, verified=now)
    return await door.passwords.right(now, fresh, known=True) and await cookies.start_afresh(
        request, me, door, same, proved=True
    )
