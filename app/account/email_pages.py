"""An e-mail on an account: an extra way to say who one is. Where mail can be sent it is confirmed
first."""

from functools import partial

from litestar import get, post
from sqlalchemy import Connection

from app import reminders
from app.account import notices
from app.foundation.database import Database
from app.foundation.letters import bare
from app.foundation.web.answers import again, flash, language, onwards, page
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, Request
from app.foundation.words import say
from app.people import Keyring, Person, people
from app.sign_in import Doorkeeper, Me, cookies, proved, sign_in_names, signed_in


@post("/konto/mail", guards=[proved])
async def set_email(request: Request, me: Me, db: Db, door: Doorkeeper) -> Page:
    """An extra way to say who you are; never needed. Nothing tells whether another account has the
    same one."""
    email = bare((await read_form(request)).get("mail"))
    if email and not sign_in_names.may_be_email(email):
        problems = {
            "mail": say("Se efter om adressen er skrevet helt ud. Den ligner navn@sted.dk.")
        }
        return again(request, "account/email.html", tab="mine", email=email, problems=problems)
    mails = language(request).code if request.app.state["settings"].mails else ""
    await cookies.start_afresh(
        request, me, door, partial(_set_email, keys=door.keys, me=me, email=email, mails=mails)
    )
    return onwards(request, "/konto/mail?besked=sendt" if mails and email else "/konto?besked=mail")


@get("/konto/mail", guards=[proved])
async def ask_email(request: Request, me: Me, db: Db) -> Page:
    return page(
        request,
        "account/email.html",
        tab="mine",
        email=me.profile.email,
        waits=await _waits(request, me, db),
        status=flash(request, notices.MAIL),
        problems={},
    )


@get("/konto/mail/bekraeft", guards=[signed_in])
async def ask_whether_mine(request: Request, me: Me) -> Page:
    """Where the link in a mail leads. Opening it does nothing: machines open links in mails too."""
    return page(
        request,
        "account/confirm.html",
        tab="mine",
        code=request.query_params.get("kode", "")[:60],
        email=me.profile.email,
    )


@post("/konto/mail/bekraeft", guards=[signed_in])
async def confirm_email(request: Request, me: Me, door: Doorkeeper) -> Page:
    code = (await read_form(request)).get("kode")
    right = await door.change(me, _confirm, door.keys, me, code)
    return onwards(request, f"/konto?besked={'mail-din' if right else 'mail-ikke'}")


HANDLERS = [set_email, ask_email, ask_whether_mine, confirm_email]


def _set_email(db: Connection, keys: Keyring, me: Person, email: str, mails: str) -> bool:
    """Where mail can be sent (`mails`: in which language), it is theirs when they have opened one;
    until then only their name at the door lets them in."""
    done = people.set_email(db, keys, me, email)
    if mails:
        reminders.confirming.begin(db, me, email, mails)
    return done


def _confirm(db: Connection, keys: Keyring, me: Person, code: str) -> bool:
    email = people.stored(db, me).email
    if not email or not reminders.confirming.right(keys, me, email, code):
        return False
    reminders.confirming.done(db, me, email)
    return people.confirm_email(db, keys, me, email)


async def _waits(request: Request, me: Person, db: Database) -> bool:
    """Whether there is an address that nobody has confirmed, and that has to be."""
    mails = request.app.state["settings"].mails
    return bool(mails and me.profile.email) and not await db.read(people.email_confirmed, me)
