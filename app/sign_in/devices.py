"""Where a person is signed in: what kind of device, since when, signing it out from here, and a
word about new ones."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, or_, select

from app.foundation import clock
from app.foundation.words import Say
from app.people import (
    NOT_SAID,
    Keyring,
    Kind,
    Person,
    UnknownDevice,
    browsers,
    own,
    people,
    unknown_devices,
)
from app.sign_in import logins, recovery, sent_before
from app.sign_in.models import devices as known_devices
from app.sign_in.models import logins as table
from app.sign_in.models import passkeys


@dataclass(frozen=True)
class Coming:
    """The browser somebody comes in with. `device` is the hash of its device cookie, None when it
    has none."""

    device: bytes | None
    kind: Kind
    shared: bool
    made: int = 0
    """When the page was made that they came in by, or their password typed, in milliseconds since
    1970; 0 where it does not say."""


@dataclass(frozen=True)
class Device:
    """One line of the list. `mark` says in a form which one it is, without giving away the
    login."""

    mark: str
    called: Say
    since: date
    here: bool
    shared: bool


def arrive(
    db: Connection,
    keys: Keyring,
    owner: UUID,
    coming: Coming,
    *,
    second: bool = False,
    first: bool = False,
) -> str:
    """A new login that says what it is on; the person's other phones are told when nobody knew the
    device.

    `first` is the sign-up itself: there is nobody to tell. Raises sent_before.Used.
    """
    me = people.get(db, keys, owner)
    assert me is not None, "somebody without an account came in"
    if why := sent_before.why(db, people.stored(db, me), coming.made):
        raise sent_before.Used(why)
    was_known = coming.device is not None and logins.known(db, owner, coming.device)
    token = logins.begin(db, owner, coming.device, shared=coming.shared, second=second)
    login = logins.hashed(token)
    logins.label(db, me, login, coming.kind)
    told = _stored(db, me)
    if not (first or was_known):
        came = db.execute(select(table.c.came).where(table.c.id == login)).scalar_one()
        told = unknown_devices.with_one_more(told, UnknownDevice(coming.kind, clock.minute(), came))
    people.change(
        db,
        me,
        unknown_devices=told,
        came_in=clock.milliseconds(),
        came_by=coming.made,
        came_as=login,
    )
    return token


def newest(db: Connection, keys: Keyring, me: Person, start: str = "") -> own.Some[Device]:
    """A page of where this person is signed in now, this one first."""
    mine = select(table).where(
        table.c.owner == me.id, or_(_alive(me, shared=True), _alive(me, shared=False))
    )
    first = case((table.c.id == me.login, 0), else_=1)
    return own.some(
        db,
        mine.order_by(first, table.c.created_minute.desc(), table.c.id),
        lambda row: _listed(keys, me, row),
        start,
    )


def alone(db: Connection, me: Person) -> bool:
    """Whether this person is signed in nowhere else."""
    others = select(table.c.id).where(table.c.owner == me.id, table.c.id != me.login)
    return (
        db.execute(
            others.where(or_(_alive(me, shared=True), _alive(me, shared=False))).limit(1)
        ).first()
        is None
    )


def _alive(me: Person, *, shared: bool) -> ColumnElement[bool]:
    oldest = clock.minute() - logins.longest_for(me.kind, shared=shared)
    return and_(table.c.shared.is_(shared), table.c.created_minute >= oldest)


def _listed(keys: Keyring, me: Person, row: Any) -> Device:
    return Device(
        mark=_mark(keys, row),
        called=browsers.called(
            me.box.open(Kind, "logins", row.id, row.sealed) if row.sealed else NOT_SAID
        ),
        since=clock.day_of(row.created_minute, me.zone),
        here=row.id == me.login,
        shared=row.shared,
    )


def sign_out(db: Connection, keys: Keyring, me: Person, mark: str) -> bool:
    """End one of my other logins, and forget its device: coming back there is coming from a device
    nobody knows.

    Whether nobody of mine is signed in there any more, by this or since before: False only for the
    login that asks.
    """
    here = logins.still(db, me)
    rows = db.execute(
        select(table.c.id, table.c.began_as, table.c.device).where(table.c.owner == me.id)
    ).all()
    meant = [row for row in rows if _mark(keys, row) == mark]
    for row in meant:
        if row.id != here:
            _end(db, me, row.id, row.device)
    return all(row.id != here for row in meant)


_began = func.coalesce(table.c.began_as, table.c.id)
"""What a login was called first, which it keeps under every other id."""


def begun_as(db: Connection, me: Person) -> bytes | None:
    """Of the login that acts, also where it was renewed a moment ago."""
    here = (me.login, logins.hashed(me.onward))
    began: bytes | None = db.execute(
        select(_began).where(table.c.owner == me.id, table.c.id.in_(here))
    ).scalar()
    return began


def goes_on(db: Connection, me: Person, began: bytes | None) -> bool:
    """Whether that login has not been ended since."""
    return (
        db.execute(select(table.c.id).where(table.c.owner == me.id, _began == began)).first()
        is not None
    )


def it_was_me(db: Connection, me: Person, seen: int) -> None:
    """Answered, as far as the page showed it: whoever came meanwhile is told of anew."""
    there = _stored(db, me)
    if (left := unknown_devices.it_was(there, me.came, seen)) != there:
        people.change(db, me, unknown_devices=left)


def shown_here(me: Person, said: str) -> int | None:
    """Since when the page that was answered showed new ones, when it was shown on this device."""
    return unknown_devices.was_shown(me.box, me.id, me.came, said)


def it_was_not_me(db: Connection, me: Person, seen: int, shown: int | None = None) -> bool:
    """The new ones are signed out at once, and whoever came after them: they may be the same. What
    they made to come in with opens nothing any more. What comes next is a new password.

    `shown` is the oldest that the page showed. Somebody may have answered for it since, the same
    person a moment too fast. Returns whether there was anybody to sign out.
    """
    here, there = logins.still(db, me), _stored(db, me)
    since = unknown_devices.oldest(unknown_devices.shown_to(there, me.came))
    numbers = [each for each in (since, shown) if each is not None]
    if numbers:
        _end_since(db, me, here, min(numbers))
        _take_ways_in(db, me, min(numbers))
        left = unknown_devices.it_was_not(there, _as_unknown(db, me, here), seen, min(numbers))
        people.change(db, me, unknown_devices=left)
    return bool(numbers)


def new_password(db: Connection, me: Person) -> None:
    """Everybody else is signed out in the same step, and the old password opens nothing: what was
    said of them is answered.

    Codes that could be read here go even where there is no word: whoever knew the old password may
    have read them on a phone that was known, and a code opens the account without it."""
    recovery.forget_readable(db, me)
    if there := _stored(db, me):
        here = _as_unknown(db, me, logins.still(db, me))
        since = unknown_devices.oldest(unknown_devices.others(there, me.came))
        if since is not None:
            _take_ways_in(db, me, since)
        people.change(db, me, unknown_devices=unknown_devices.with_new_password(there, here))


def begin_anew(db: Connection, me: Person) -> None:
    """After a code from paper, which ends every login: nobody is left to be told of, once nothing
    that they made opens the account.

    Passkeys from before the first one nobody answered for are the owner's own. Codes that could be
    read here go even where there is no word: somebody may have read them on a phone that was known.
    """
    there = _stored(db, me)
    since = unknown_devices.oldest(there)
    if since is None:
        recovery.forget_readable(db, me)
        return
    _take_ways_in(db, me, since)
    people.change(db, me, unknown_devices=())


def _as_unknown(db: Connection, me: Person, here: bytes) -> UnknownDevice:
    """What is told to the others of the login that acts, where it is to be answered for."""
    sealed = db.execute(select(table.c.sealed).where(table.c.id == here)).scalar_one()
    return UnknownDevice(
        me.box.open(Kind, "logins", here, sealed) if sealed else NOT_SAID, me.began, me.came
    )


def _end_since(db: Connection, me: Person, here: bytes, since: int) -> None:
    """All that came as late as that, by whichever login and on whichever phone, but the one that
    asks. Older phones stay in."""
    device = db.execute(select(table.c.device).where(table.c.id == here)).scalar_one()
    db.execute(
        delete(table).where(table.c.owner == me.id, table.c.came >= since, table.c.id != here)
    )
    forgotten = delete(known_devices).where(
        known_devices.c.owner == me.id, known_devices.c.came >= since
    )
    db.execute(forgotten.where(known_devices.c.id != device) if device is not None else forgotten)


def _take_ways_in(db: Connection, me: Person, since: int) -> None:
    """Passkeys made by whoever came as late as that, but for those made here, and codes that they
    made or could read: else an intruder comes again.

    Those without a number are older than numbers, or came with the account itself."""
    theirs = passkeys.c.came >= max(since, 1)
    db.execute(
        delete(passkeys).where(passkeys.c.owner == me.id, theirs, passkeys.c.came != me.came)
    )
    recovery.forget_readable(db, me, max(since, 1))


def _stored(db: Connection, me: Person) -> unknown_devices.UnknownDevices:
    """As it stands now, not as it stood when the page was asked for."""
    return people.stored(db, me).unknown_devices


def _end(db: Connection, me: Person, login: bytes, device: bytes | None) -> None:
    db.execute(delete(table).where(table.c.id == login, table.c.owner == me.id))
    if device is not None:
        db.execute(
            delete(known_devices).where(
                known_devices.c.id == device, known_devices.c.owner == me.id
            )
        )


def _mark(keys: Keyring, row: Any) -> str:
    """The same for as long as the login lives, also once it goes on under a new id."""
    return keys.root.mac("login in a list", row.began_as or row.id)[:12].hex()


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = db.execute(
        select(table).where(table.c.owner == me.id).order_by(table.c.created_minute, table.c.id)
    ).all()
    return [_told(me, row) for row in rows]


def _told(me: Person, row: Any) -> dict[str, Any]:
    kind = me.box.open(Kind, "logins", row.id, row.sealed) if row.sealed else NOT_SAID
    told = {**browsers.taken(kind), "since": clock.day_of(row.created_minute, me.zone).isoformat()}
    times = {"signed_in": row.created_minute, "password_said": row.proved_minute}
    also = {"anothers_phone": row.shared, "second_factor": row.second}
    return told | also | {name: clock.told(minute, me.zone) for name, minute in times.items()}


def known_since(db: Connection, me: Person) -> list[str | None]:
    """Browsers that are known here, whether somebody is signed in on them or not."""
    mine = select(known_devices.c.created_minute).where(known_devices.c.owner == me.id)
    return [
        clock.told(minute, me.zone)
        for minute in db.execute(mine.order_by(known_devices.c.created_minute)).scalars()
    ]
