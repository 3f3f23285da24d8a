"""What a browser is given and told of who is in: its cookies, and whose phone it is."""

from app.foundation import clock
from app.foundation.web.asked import Asked
from app.foundation.web.edge import GUEST, NOBODY
from app.identity import logins
from app.identity.people import Keyring, Person


def session_cookie(keys: Keyring, token: str, *, shared: bool) -> str:
    """On one's own phone for half a year at most; on another's until the browser closes."""
    age = "" if shared else f" Max-Age={logins.LONGEST * 60};"
    return f"{logins.SESSION}={logins.cookie_value(keys, token, clock.minute())}; Path=/;{age} Secure; HttpOnly; SameSite=Lax"


def device_cookie(device: str) -> str:
    return f"{logins.DEVICE}={device}; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax"


def told_of(me: Person | None) -> str:
    """What the phone hears of who is in (`x-login`): the mark of somebody whose own phone it is, a guest, or nobody."""
    return NOBODY if me is None else me.mark if me.own_phone else GUEST


def leave(request: Asked) -> None:
    """Take the login away by name; the preferences and the device stay."""
    gone = f"{logins.SESSION}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"
    request.scope["state"] |= {"set_cookies": [gone], "late_cookies": [], "login": NOBODY}
