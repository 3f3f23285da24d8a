"""Where messages go out: whom a push service may write to, and the mail server. Read once at the
start, and refused there rather than by somebody's push service later."""

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from app.foundation.errors import CannotStart

PORTS = {"smtp": 587, "smtps": 465}
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def contact(typed: str) -> str:
    """`mailto:` or https, with a name that the world can find: Apple refuses a subject that it
    cannot write to (VAPID, RFC 8292, 2.1)."""
    if not typed:
        return ""
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    named = parts.scheme == "https" and "." in host and "@" not in parts.netloc
    written = parts.scheme == "mailto" and _is_address(parts.path) and not parts.query
    if not (named or written):
        raise CannotStart(
            "FODFAESTE_CONTACT is whom a push service may write to: mailto: and an address, or an "
            "https address."
        )
    return typed


def smtp(typed: str) -> str:
    """`smtp://name:password@host:587` or `smtps://…`. Never said again: a password may stand in
    it."""
    if not typed:
        return ""
    try:
        parts = urlsplit(typed)
        right = parts.scheme in PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise CannotStart(
            "FODFAESTE_SMTP_URL is smtp:// or smtps://, with a name and password if the server "
            "asks for them, its host, and a port when it is another than 587 or 465."
        )
    return typed


def server(url: str) -> tuple[str, int, str, str, bool]:
    """Host, port, name, password, and whether the line is closed from the first byte."""
    parts = urlsplit(url)
    return (
        parts.hostname or "",
        parts.port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parts.scheme == "smtps",
    )


def sender(typed: str) -> str:
    if typed and not _is_address(typed):
        raise CannotStart("FODFAESTE_MAIL_FROM is one address, such as ingen-svar@fodfaeste.dk.")
    return typed


def rehearsal(typed: str) -> str:
    """An address on this machine that stands for every push service, to rehearse with."""
    if not typed:
        return ""
    try:
        parts = urlsplit(typed)
        right = parts.scheme == "http" and parts.hostname in LOOPBACK and bool(parts.port)
    except ValueError:
        right = False
    if not right:
        raise CannotStart("FODFAESTE_PUSH_REHEARSAL is http:// and a port on this machine.")
    return typed


def refuse(origins: Iterable[str], rehearsal_: str, smtp_: str, sender_: str) -> None:
    """Nobody's messages are rehearsed with, and mail comes from somewhere."""
    if smtp_ and not sender_:
        raise CannotStart(
            "FODFAESTE_MAIL_FROM is missing: the address that mail comes from, such as "
            "ingen-svar@fodfaeste.dk."
        )
    if rehearsal_ and any(urlsplit(each).hostname not in LOOPBACK for each in origins):
        raise CannotStart(
            "FODFAESTE_PUSH_REHEARSAL is for this machine alone: people's reminders would reach "
            "nobody."
        )


def _is_address(typed: str) -> bool:
    """One address with a place that the world can find. A line break would begin another header."""
    return len(typed) <= 200 and ADDRESS.fullmatch(typed) is not None


HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")


def hosts(typed: str) -> tuple[str, ...]:
    """Names of hosts, with spaces between. Raises CannotStart."""
    found = tuple(typed.lower().split())
    if odd := [each for each in found if not HOST.fullmatch(each)]:
        raise CannotStart(
            f"FODFAESTE_FEEDS: {odd[0]} is no name of a host. It is like kalender.kommune.dk, with "
            "spaces between several."
        )
    return found
