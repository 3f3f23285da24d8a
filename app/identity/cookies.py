"""What a browser is given and told of who is in: its cookies, and whose phone it is."""

from collections.abc import Mapping

from app.foundation import clock
from app.foundation.web.asked import Asked
from app.foundation.web.edge import GUEST, NOBODY
from app.identity import logins
from app.identity.logins import Presented
from app.identity.people import Keyring, Person

SEEN = "__Host-seen"
"""The minute in which a login was last used, with the mark that stands in the login's own cookie too and fits no other login."""


def session_cookie(keys: Keyring, token: str, *, shared: bool) -> str:
    """On one's own phone for half a year at most; on another's until the browser closes."""
    age = "" if shared else f" Max-Age={logins.LONGEST * 60};"
    return f"{logins.SESSION}={logins.cookie_value(keys, token, clock.minute())}; Path=/;{age} Secure; HttpOnly; SameSite=Lax"


def seen_cookie(keys: Keyring, token: str, *, shared: bool) -> str:
    """When a login was last used, apart from the login itself: an answer that comes late, after somebody else has come in or a new
    token was given, can only say something about a login that is not here any more."""
    session = session_cookie(keys, token, shared=shared)
    return f"{SEEN}=" + session.partition("=")[2].partition(".")[2]


def shown(keys: Keyring, cookies: Mapping[str, str]) -> Presented | None:
    """The login that a browser shows, if we made it, and when it was last used. Nobody is asked, so it may have ended."""
    there = logins.presented(keys, cookies.get(logins.SESSION, ""))
    since = logins.presented(keys, f"{there.token}.{cookies.get(SEEN, '')}") if there else None
    return since if there and since and since.seen > there.seen else there


def device_cookie(device: str) -> str:
    return f"{logins.DEVICE}={device}; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax"


def told_of(me: Person | None) -> str:
    """What the phone hears of who is in (`x-login`): the mark of somebody whose own phone it is, a guest, or nobody."""
    return NOBODY if me is None else me.mark if me.own_phone else GUEST


def leave(request: Asked) -> None:
    """Take the login away by name; the preferences and the device stay."""
    gone = [f"{name}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax" for name in (logins.SESSION, SEEN)]
    request.scope["state"] |= {"set_cookies": gone, "login": NOBODY}
