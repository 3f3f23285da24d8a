"""The doors that look at who comes. Each route has exactly one door."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from app.foundation import actor, clock, logs
from app.foundation.errors import Closed, NotFound, TooMany
from app.foundation.in_hand import aside
from app.foundation.web.edge import NOBODY
from app.foundation.web.forms import Form, is_form, read_form
from app.municipality import COMPANION, COORDINATOR, EDITOR, GUIDE
from app.people import STAFF, Keyring, Person
from app.sign_in import departures, logins, passkeys, replaced, second_factor
from app.sign_in.cookies import session_cookie, told_of
from app.sign_in.logins import Expired, Presented
from app.sign_in.refusals import AskedToErase, LookingOnly, ProveIt, SecondFirst, SignInFirst

Connection = ASGIConnection[Any, Any, Any, Any]


async def perhaps(connection: Connection, handler: BaseRouteHandler) -> None:
    """Open to all, and knows who comes when somebody is signed in. A form is read first, so that it
    can be given back."""
    if isinstance(connection, Request) and is_form(connection):
        await read_form(connection)
    try:
        connection.scope["state"]["me"] = await _who(connection)
    except Expired:
        connection.scope["state"]["me"] = None
    except Closed:  # somebody, but nobody can say who
        connection.scope["state"] |= {"me": None, "nobody_knows": True}


async def signed_in(connection: Connection, handler: BaseRouteHandler) -> None:
    """The rooms in which people keep their own things: only with a login of one's own. Visitors who
    look around may read.

    Those who work for a municipality keep nothing here, so for them these rooms are not there.
    """
    me = await _at_work_or_home(connection)
    if me.kind == STAFF:
        raise NotFound


async def anybody(connection: Connection, handler: BaseRouteHandler) -> None:
    """Whoever is signed in, staff too, also before their second factor: how one signs in oneself.
    Nothing of a citizen's."""
    await _at_work_or_home(connection)


async def in_full(connection: Connection, handler: BaseRouteHandler) -> None:
    """As anybody, and staff with their second factor in this very login: nothing of an account is
    changed or ended without it."""
    await anybody(connection, handler)
    me: Person = connection.scope["state"]["me"]
    if me.kind == STAFF and not me.second:
        raise SecondFirst


async def first_codes(connection: Connection, handler: BaseRouteHandler) -> None:
    """As in_full, and newcomers at work too: they are given their codes on paper before their code
    app is set up."""
    await anybody(connection, handler)
    me: Person = connection.scope["state"]["me"]
    if (
        me.kind == STAFF
        and not me.second
        and await connection.app.state["db"].read(second_factor.confirmed, me)
    ):
        raise SecondFirst


async def first_codes_proved(connection: Connection, handler: BaseRouteHandler) -> None:
    """As first_codes, with the password or passkey again within the last ten minutes: a code that
    can be read opens the account, also after the phone it was read on is signed out. Whoever just
    made the account is not asked."""
    await first_codes(connection, handler)
    await _proved(connection)


async def at_work(connection: Connection, handler: BaseRouteHandler) -> None:
    """Whoever works for a municipality, also before their second factor."""
    if (await _at_work_or_home(connection)).colleague is None:
        raise NotFound


async def reader(connection: Connection, handler: BaseRouteHandler) -> None:
    """Where one reads what others share. Staff only as a guide, or as a companion who is asked to
    come along, and with the second factor in this very login (R34)."""
    _with_second(await _at_work_or_home(connection), GUIDE, COMPANION)


async def coordinator(connection: Connection, handler: BaseRouteHandler) -> None:
    """A coordinator with the second factor: colleagues, never citizens."""
    me = await _at_work_or_home(connection)
    if me.kind != STAFF:
        raise NotFound
    _with_second(me, COORDINATOR)


async def coordinator_proved(connection: Connection, handler: BaseRouteHandler) -> None:
    await coordinator(connection, handler)
    await _proved(connection)


async def keeps_places(connection: Connection, handler: BaseRouteHandler) -> None:
    """Whoever keeps a municipality's places true, an editor or a coordinator, with the second
    factor."""
    me = await _at_work_or_home(connection)
    if me.kind != STAFF:
        raise NotFound
    _with_second(me, EDITOR, COORDINATOR)


def _with_second(me: Person, *roles: str) -> None:
    if me.colleague is not None and me.colleague.role not in roles:
        raise NotFound
    if me.kind == STAFF and not me.second:
        raise SecondFirst


async def _at_work_or_home(connection: Connection) -> Person:
    me = await _here(connection)
    if me.erase_minute is not None:
        raise AskedToErase(me)
    connection.scope["state"]["me"] = me
    return me


async def leaving(connection: Connection, handler: BaseRouteHandler) -> None:
    """As signed_in, and also while everything waits to be erased."""
    me = await _here(connection)
    if me.kind == STAFF:
        raise NotFound
    connection.scope["state"]["me"] = me


async def arriving(connection: Connection, handler: BaseRouteHandler) -> None:
    """Where somebody comes in. Nobody is known here; whoever was in until now is told to their
    phone, should nobody come. That this cannot be asked just now keeps nobody out."""
    state = connection.scope["state"]
    state["me"] = state["before"] = None
    if isinstance(connection, Request) and is_form(connection):
        # First, so that what waits in it is given back whatever is wrong with us.
        await read_form(connection)
    with suppress(Expired, Closed, TooMany):
        state["before"] = await _who(connection, awake=False)
    actor.is_now(None)


async def going(connection: Connection, handler: BaseRouteHandler) -> None:
    """For whoever goes. Knows who it is when that can be asked just now; a database that is away,
    or slow, holds nobody back."""
    state = connection.scope["state"]
    state["me"] = None
    try:
        async with aside(), asyncio.timeout(departures.AT_MOST):
            state["me"] = await _who(connection)
    except (Expired, Closed, TooMany, TimeoutError):
        return
    except Exception as error:  # noqa: BLE001 - whatever is wrong with us, they go all the same
        logs.fault("going", error, request=state["request"])


async def proved(connection: Connection, handler: BaseRouteHandler) -> None:
    """As signed_in, with the password said again within the last ten minutes."""
    await signed_in(connection, handler)
    await _proved(connection)


async def anybody_proved(connection: Connection, handler: BaseRouteHandler) -> None:
    """As anybody, with the password or passkey again within the last ten minutes.

    Staff give their second factor first, or a password alone could make itself a passkey, which
    counts as both (R34).
    """
    await in_full(connection, handler)
    await _proved(connection)


async def _proved(connection: Connection) -> None:
    me: Person = connection.scope["state"]["me"]
    if clock.minute() - me.proved_minute >= logins.PROVED:
        raise ProveIt(key=await connection.app.state["db"].read(passkeys.any_of, me))


async def _here(connection: Connection) -> Person:
    form = (
        await read_form(connection)
        if isinstance(connection, Request) and connection.method == "POST"
        else None
    )
    try:
        me = await _who(connection)
    except Expired as expired:
        raise SignInFirst(expired) from None
    if me is None:
        raise SignInFirst
    if form is not None:
        _may_write(me, form)
    return me


def _may_write(me: Person, form: Form) -> None:
    """A form says whose page it came from: an old tab cannot write as the newcomer, and visitors
    only look."""
    if me.looking and form.get("konto") in ("", me.mark):
        raise LookingOnly(me)
    if form.get("konto") != me.mark:
        raise SignInFirst


def changes_hands(handlers: Iterable[Any]) -> dict[str, bool]:
    """The addresses by which somebody comes in (true) or goes: after a form to one of them a phone
    does not know whose it is."""
    doors = {arriving: True, going: False}
    found = (
        (path, guard)
        for handler in handlers
        for guard in handler.guards or ()
        if guard in doors
        for path in handler.paths
    )
    return {path: doors[guard] for path, guard in sorted(found, key=lambda each: each[0])}


async def _who(connection: Connection, *, awake: bool = True) -> Person | None:
    state = connection.scope["state"]
    keys: Keyring | None = connection.app.state["keys"]
    value = state["cookies"].get(logins.SESSION)
    if keys is None:
        raise Closed
    shown = logins.presented(keys, value) if value else None
    if shown is None or connection.app.state["door"].is_over(shown):
        state["login"] = NOBODY
        return None
    try:
        with actor.by(actor.DOOR):
            person: Person | None = await connection.app.state["db"].read_at_door(
                shown.login, logins.find, keys, shown
            )
    except Expired as expired:
        state |= {"login": NOBODY, "borrowed": expired.shared, "rested": expired.owner}
        raise
    state["login"] = told_of(person)
    if person is not None:
        actor.is_now(person.id, second=person.second)
        if awake and not _by_itself(connection):
            _seen_now(state, keys, shown, person)
        else:
            person.rested = clock.minute() - shown.seen
    return person


def _by_itself(connection: Connection) -> bool:
    """Asked by a page or the worker and not by a person, which keeps no login awake: always, or
    when the address says so."""
    said = connection.route_handler.opt.get("by_itself", False)
    return said is True or said in connection.query_params


async def still_here(connection: Connection) -> Person | None:
    """Asked again and again while a page stays open: whoever it was opened for, as long as their
    login lives."""
    me = await _who(connection)
    return None if me is None or me.erase_minute is not None else me


def _seen_now(state: dict[str, Any], keys: Keyring, shown: Presented, me: Person) -> None:
    """The cookie with this minute in it. Asked for when the answer leaves: the login may be another
    by then."""

    def cookie() -> str | None:
        return (
            None
            if replaced.lately(shown.login)
            else session_cookie(keys, shown.token, shared=me.shared)
        )

    if clock.minute() != shown.seen:
        state["late_cookies"].append(cookie)
