"""What the operator decides, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.foundation import outgoing
from app.foundation.errors import CannotStart


@dataclass(frozen=True)
class Settings:
    """`origins` are the addresses people use, the first one the app's own: every link leads there.
    `proxies` are the machines whose word counts on who asks; `keys` come from the environment.

    On PostgreSQL `migration_url` is the role that owns the tables; the server itself must be
    another. `contact` is whom a push service may write to; `smtp` is where mail goes out, from
    `mail_from`. `push_rehearsal` stands for every push service, on this machine only. `feeds` are
    the hosts from which places' calendars may be fetched.
    """

    data: Path
    database_url: str
    origins: tuple[str, ...]
    host: str = "127.0.0.1"
    port: int = 8000
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    pseudo: bool = False
    demo: bool = False
    worker: bool = True
    durable: bool = True
    migration_url: str = field(default="", repr=False)
    contact: str = ""
    smtp: str = field(default="", repr=False)
    mail_from: str = ""
    push_rehearsal: str = ""
    feeds: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset(urlsplit(origin).netloc for origin in self.origins)

    @property
    def mails(self) -> bool:
        """Whether mail can be sent at all."""
        return bool(self.smtp)

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    """Read FODFAESTE_* and refuse what would be unsafe for the people who use it."""
    data = _folder(env.get("FODFAESTE_DATA", "data"))
    port = _port(env.get("FODFAESTE_PORT", "8000"))
    settings = Settings(
        data=data,
        database_url=database(
            env.get("FODFAESTE_DATABASE_URL", f"sqlite:///{data / 'app.db'}"), "DATABASE", DATABASES
        ),
        origins=tuple(map(origin, (env.get("FODFAESTE_ORIGIN", "").split() or _loopback(port)))),
        host=env.get("FODFAESTE_HOST", "127.0.0.1"),
        port=port,
        proxies=trusted(env.get("FODFAESTE_TRUSTED_PROXIES", "127.0.0.1 ::1")),
        migration_url=database(
            env.get("FODFAESTE_MIGRATION_URL", ""), "MIGRATION", ("", *POSTGRESQL)
        ),
        pseudo=env.get("FODFAESTE_PSEUDO") == "1",
        demo=env.get("FODFAESTE_DEMO") == "1",
        worker=env.get("FODFAESTE_WORKER") != "0",
        keys={
            name: env[name]
            for name in ("FODFAESTE_MASTER_KEY", "FODFAESTE_ROOT_KEY", "FODFAESTE_PUSH_KEY")
            if env.get(name)
        },
        contact=outgoing.contact(env.get("FODFAESTE_CONTACT", "")),
        smtp=outgoing.smtp(env.get("FODFAESTE_SMTP_URL", "")),
        mail_from=outgoing.sender(env.get("FODFAESTE_MAIL_FROM", "")),
        push_rehearsal=outgoing.rehearsal(env.get("FODFAESTE_PUSH_REHEARSAL", "")),
        feeds=outgoing.hosts(env.get("FODFAESTE_FEEDS", "")),
    )
    _refuse_plain_http(settings)
    outgoing.refuse(settings.origins, settings.push_rehearsal, settings.smtp, settings.mail_from)
    return settings


def _folder(typed: str) -> Path:
    try:
        found = Path(typed).resolve()
    except (OSError, RuntimeError, ValueError):
        found = None
    if found is None or "?" in str(
        found
    ):  # the database lies there, and in its address more than the place begins at «?»
        raise CannotStart(
            f"{typed} leads to no folder. FODFAESTE_DATA is the path of one, without links that "
            "lead back and without «?»."
        )
    return found


POSTGRESQL = ("postgresql", "postgresql+psycopg")
DATABASES = ("sqlite", *POSTGRESQL)


def database(typed: str, name: str, kinds: tuple[str, ...]) -> str:
    """An address of a database of a kind we know. It is never said again: a password may stand in
    it."""
    kind, _, rest = typed.partition("://")
    try:
        named, more = (make_url(typed).database, make_url(typed).query) if typed else ("", {})
    except (ArgumentError, ValueError):
        named, more = None, {}
    if (
        kind not in kinds
        or (typed and not named)
        or (kind == "sqlite" and (not rest.startswith("/") or named == ":memory:"))
    ):
        file = ", or sqlite:/// and the path of a file" if "sqlite" in kinds else ""
        raise CannotStart(
            f"FODFAESTE_{name}_URL is no address of a database we know. It is postgresql://…{file}."
        )
    if (kind == "sqlite" and more) or unknown(more):
        takes = (
            "nothing after the path"
            if kind == "sqlite"
            else "only what PostgreSQL knows after «?», such as sslmode=require"
        )
        raise CannotStart(f"FODFAESTE_{name}_URL takes {takes}.")
    return typed


def unknown(more: Mapping[str, object]) -> bool:
    """Whether something stands after «?» that PostgreSQL does not know; it would only say so when
    it is asked."""
    if not more:
        return False
    from psycopg import Error, conninfo  # only who uses it pays for it

    try:
        conninfo.make_conninfo(**{name: str(value) for name, value in more.items()})
        return not str(more.get("connect_timeout", "0")).isdecimal()
    except Error:
        return True


DEFAULT = {"https": 443, "http": 80}


def origin(typed: str) -> str:
    """An address people use, as a browser writes it. Whatever a browser would not call an origin is
    refused, with the reason."""
    try:
        parts = urlsplit(typed)
        scheme, name, port = (
            parts.scheme,
            _name(parts.hostname or "", "[" in parts.netloc),
            parts.port,
        )
    except ValueError:
        raise CannotStart(f"{typed} is no address. {ORIGIN}") from None
    more = (
        parts.path not in ("", "/")
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
        or "?" in typed
        or "#" in typed
    )
    if scheme not in DEFAULT or not name or more or port == 0:
        raise CannotStart(f"{typed} is no address of this kind. {ORIGIN}")
    return f"{scheme}://{name}" + (f":{port}" if port not in (None, DEFAULT[scheme]) else "")


ORIGIN = (
    "FODFAESTE_ORIGIN is https:// and a name, with a port when it is another than 443, and "
    "nothing after it."
)


def _name(host: str, bracketed: bool) -> str:
    """The name as a browser sends it: small letters, foreign letters as xn--, an IPv6 address in
    brackets and short."""
    if bracketed:
        if "%" in host:
            raise ValueError  # a part of this machine's own net, which no browser takes
        return f"[{IPv6Address(host)}]"
    name = host.encode("idna").decode().lower()
    if (
        any(not (char.isalnum() or char in "-._") for char in name)
        or name.startswith(".")
        or name.endswith(".")
    ):
        raise ValueError
    return name


def trusted(typed: str) -> tuple[str, ...]:
    """The proxies whose X-Forwarded-For and -Proto are believed. Nobody may be trusted by all: then
    anybody says who they are."""
    found: list[str] = []
    for each in typed.replace(",", " ").split():
        try:
            network = ip_network(each)
        except ValueError:
            raise CannotStart(
                f"{each} is no address and no network, such as 10.0.0.5 or 10.0.0.0/24. {PROXIES}"
            ) from None
        if _too_wide(network):
            raise CannotStart(f"{each} is nearly everybody. {PROXIES}")
        found.append(str(network))
        if network.version == 4:  # the same one, as a server that listens on IPv6 sees it
            found.append(f"::ffff:{network.network_address}/{96 + network.prefixlen}")
    return tuple(found)


WIDEST = {4: 8, 6: 16}
"""Bits that a network of proxies has at least: a whole private one, and no more of the world."""
MAPPED = IPv6Network("::ffff:0:0/96")
"""IPv4 as a server that listens on IPv6 sees it."""


def _too_wide(network: IPv4Network | IPv6Network) -> bool:
    inside = isinstance(network, IPv6Network) and network.overlaps(MAPPED)
    return network.prefixlen < (MAPPED.prefixlen + WIDEST[4] if inside else WIDEST[network.version])


PROXIES = "FODFAESTE_TRUSTED_PROXIES names the proxies in front of the server, with spaces between."


def _port(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 6 and 0 < int(typed) < 65_536):
        raise CannotStart(f"{typed} is no port. FODFAESTE_PORT is a number from 1 to 65535.")
    return int(typed)


def _loopback(port: int) -> list[str]:
    return [f"http://127.0.0.1:{port}", f"http://localhost:{port}"]


def _refuse_plain_http(settings: Settings) -> None:
    for each in settings.origins:
        parts = urlsplit(each)
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
            raise CannotStart(
                f"{each}: people's words may only travel over https. Set FODFAESTE_ORIGIN to an "
                "https address."
            )
