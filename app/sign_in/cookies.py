"""What a browser is given and told once somebody has come in, has changed how they do, or has gone:
its cookies, and whose phone it is."""

import secrets
from collections.abc import Callable

from sqlalchemy import Connection

from app.foundation import actor, clock
from app.foundation.web.edge import GUEST, NOBODY
from app.foundation.web.forms import Form
from app.foundation.web.handler_types import Request
from app.foundation.web.jar import Cookies
from app.foundation.web.limits import neighbourhood
from app.people import Keyring, Kind, Person, browsers
from app.sign_in import devices, logins, passkeys, replaced
from app.sign_in.doorway import Door
from app.sign_in.passkeys import Site
from app.sign_in.signing_in import Came, Knock


def session_cookie(keys: Keyring, token: str, *, shared: bool) -> str:
    """On one's own phone for half a year at most; on another's until the browser closes."""
    age = "" if shared else f" Max-Age={logins.LONGEST * 60};"
    return (
        f"{logins.SESSION}={logins.cookie_value(keys, token, clock.minute())}; Path=/;{age} "
        "Secure; HttpOnly; SameSite=Lax"
    )


def device_cookie(device: str) -> str:
    return f"{logins.DEVICE}={device}; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax"


def told_of(me: Person | None) -> str:
    """What the phone hears of who is in (`x-login`): the mark of somebody whose own phone it is, a
    guest, or nobody."""
    return NOBODY if me is None else me.mark if me.own_phone else GUEST


def leave(request: Request) -> None:
    """Take the login away by name; the preferences and the device stay."""
    gone = f"{logins.SESSION}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"
    request.scope["state"] |= {"set_cookies": [gone], "late_cookies": [], "login": NOBODY}


def kind_here(request: Request) -> Kind:
    """What kind of phone or computer this is."""
    return browsers.kind_of(request.headers.get("user-agent", "")[:1000])


def address_here(request: Request) -> str:
    return request.client.host if request.client else ""


def device_brought(request: Request) -> str:
    """What the browser says that it is; believed where we know it."""
    value: str = request.scope["state"]["cookies"].get(logins.DEVICE, "")
    return value[:100]


def knock(request: Request, form: Form) -> Knock:
    """What was typed at the door, and the browser it was typed in."""
    shared = form.get("laant") == "1"
    name, password, code = form.get("navn")[:200], form.get("adgangskode"), form.get("kode")
    here = (
        device_brought(request),
        neighbourhood(address_here(request)),
        shared,
        kind_here(request),
    )
    return Knock(name, password, code, *here, made_at(form))


def made_at(form: Form) -> int:
    """When the page was made that lets somebody in, as it says itself: nobody but a browser sends
    an old one again."""
    said: str = form.get("aabnet")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 15 else 0


def coming(request: Request, device: str | None, form: Form) -> devices.Coming:
    """How somebody comes in whose account was just made; `device` is the id this phone gets."""
    known = logins.hashed(device) if device else None
    return devices.Coming(known, kind_here(request), form.get("laant") == "1", made_at(form))


def login_of(keys: Keyring, cookies: Cookies) -> bytes | None:
    """Which login a browser shows, if it is one that we made. Nobody is asked, so it may have
    ended."""
    shown = logins.presented(keys, cookies.get(logins.SESSION, ""))
    return shown.login if shown else None


def site_here(request: Request) -> Site | None:
    """What a passkey used here is bound to; None where there can be none."""
    return passkeys.site(request.app.state["settings"].origins, request.scope["state"]["host"])


async def settle_in(request: Request, door: Door, came: Came, *, shared: bool) -> None:
    actor.is_now(came.person)
    await let_in(request, door, came.token, came.device, shared=shared)


async def let_in(
    request: Request, door: Door, token: str, device: str | None, *, shared: bool
) -> None:
    """Somebody is in from now on. Whose phone it is then is told by the page they come to; whoever
    was in before is not named, and their login here ends: an answer to them that comes late would
    bring it back, and the newcomer would sit in front of it."""
    state = request.scope["state"]
    state["login"] = ""
    state["set_cookies"].append(session_cookie(door.keys, token, shared=shared))
    if device is not None and not shared:
        state["set_cookies"].append(device_cookie(device))
    before: Person | None = state["before"]
    shown = logins.presented(door.keys, state["cookies"].get(logins.SESSION, ""))
    if shown is not None and not (before and before.looking):  # others look around by the same one
        # Also when its row is gone already: an answer under way may bear its cookie yet.
        replaced.note(shown.login)
        await door.end(shown, "")


async def start_afresh(
    request: Request,
    me: Person,
    door: Door,
    change: Callable[[Connection], bool] | None = None,
    *,
    proved: bool = False,
) -> bool:
    """Every other login ends, and this phone stays known with a new id, in one transaction with the
    change that asks for it.

    False, and nobody is signed out, when there was nothing to change.
    """
    device = None if me.shared else secrets.token_urlsafe(32)

    def both(db: Connection) -> str | None:
        logins.still(db, me)
        if change is not None and not change(db):
            return None
        if (
            proved
        ):  # the password is another from now on; else the word about somebody who has it stays
            devices.new_password(db, me)
        return logins.start_afresh(db, me, logins.hashed(device) if device else None, proved=proved)

    token = await door.db.write(both)
    if token is None:
        return False
    request.scope["state"]["set_cookies"].append(session_cookie(door.keys, token, shared=me.shared))
    if device is not None:
        request.scope["state"]["set_cookies"].append(device_cookie(device))
    return True


async def go(request: Request, mark: str, since: str = "", *, quietly: bool = False) -> bool:
    """Whether nobody is signed in here any more. A form of another account ends nobody's login, and
    is not told that it did. Nor does what a phone does later, of a login that began `since`, in
    minutes, end a later one; whoever taps goes now.

    A page that lies on the phone knows nobody and has no mark: whoever is in goes, or «Skjul» there
    would hide nothing. The cookie goes first, whatever else may be wrong; the login ends as soon as
    that can be written. Who brings none is left alone: an answer that comes late would take the
    cookie of whoever has come in meanwhile. So would that of a script, which asks `quietly`: what
    it leaves in the cookie lets nobody in, as soon as the end is written.
    """
    state = request.scope["state"]
    me: Person | None = state["me"]
    if me is not None and (
        mark not in ("", me.mark) or (quietly and since.isdecimal() and me.began > int(since))
    ):
        return False
    state["me"] = None
    door: Door | None = request.app.state["door"]
    shown = logins.presented(door.keys, state["cookies"].get(logins.SESSION, "")) if door else None
    written = False
    if (
        door is not None and shown is not None and not (me and me.looking)
    ):  # others look around by the same one
        await door.end(shown, mark)
        written = quietly and shown.login not in door.departures.over
    if state["cookies"].get(logins.SESSION) and not written:
        leave(request)
    return True
