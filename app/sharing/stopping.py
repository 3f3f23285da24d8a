"""Stopping: at once, in one tap, without a reason. Stopped already is stopped."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, select, true, update

from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.people import Keyring, Person
from app.sharing import bonds, log, outlived, turns, twice
from app.sharing.grants import is_given, same
from app.sharing.kinds import BY_PATH, KINDS, Kind, alike
from app.sharing.models import bonds as bond_rows
from app.sharing.models import grants
from app.sharing.remembered import live, remember

OVER, SAME_KIND, TWICE, STILL, STILL_TWICE, SOON = SAID = (
    "stoppet",
    "noget-endnu",
    "ogsaa-der",
    "stadig",
    "stadig-der",
    "snart",
)
"""What can be said of a stop: nothing of it is open to that person; other things of the kind are,
or over another bond with them; or what shows the very same things is, or will be soon, and has its
name in what is said."""


def stop(db: Connection, keys: Keyring, me: Person, row: UUID) -> str:
    """At once, without a reason, with whatever was given of the same. Stopped already is stopped.

    What still waits can be stopped unseen: what was open before it stays as it is.

    Returns what is told of it: something of the kind may still be open to the same person, as a
    single thing or as a whole.
    """
    turns.in_turn(db, me)
    found = db.execute(select(grants).where(grants.c.id == row, grants.c.owner == me.id)).first()
    if found is None:
        raise NotFound
    waits = (
        grants.c.start_minute > clock.minute() if found.start_minute > clock.minute() else true()
    )
    if _ended(db, and_(grants.c.owner == me.id, same(found.bond, found.kind, found.item), waits)):
        _note_stop(db, keys, me, found.bond, found.kind, found.scope)
        remember(db, me)
    return told_of(db, me, found.bond, found.kind)


def left_of(db: Connection, me: Person, bond: UUID, kind: str) -> tuple[str, list[Kind]]:
    """What of a kind the person on a bond can still see, over this one or another; or will see,
    when it only waits. What was stopped may itself be seen with the whole of its kind, or of one
    that shows the same things: these are named, and told first."""
    here, others = [bond], [each.id for each in twice.others(db, me, bond)]
    asked = (
        (STILL, SAME_KIND, here, True),
        (STILL_TWICE, TWICE, others, True),
        (SOON, SOON, here + others, False),
    )
    for named, unnamed, there, begun in asked:
        some, wholes = _open(db, me, there, KINDS[kind], begun=begun)
        if some or wholes:
            return (named, wholes) if wholes else (unnamed, [])
    return OVER, []


def _open(
    db: Connection, me: Person, on: list[UUID], kind: Kind, *, begun: bool
) -> tuple[bool, list[Kind]]:
    """Whether any of a kind is open on these bonds, and what shows the very things of it: the whole
    kind, and those like it."""
    given = partial(is_given, db, me, begun=begun)
    wholes = [
        each
        for each in (*alike(kind), kind)
        if any(given(bond, each.code, whole=each is kind) for bond in on)
    ]
    return any(given(bond, kind.code) for bond in on), wholes


def told_of(db: Connection, me: Person, bond: UUID, kind: str) -> str:
    """The same for an address, with what it is said of: whoever comes back to it later is told it
    only while it is so."""
    return f"{left_of(db, me, bond, kind)[0]}&hvem={bond}&hvad={KINDS[kind].path}"


def still(db: Connection, me: Person, said: str, bond: str, kind: str) -> list[Kind] | None:
    """What an address says of a stop is so now, of these other kinds: none where it is said of the
    kind itself. None, not a list, when it is not so: it may have been given again since."""
    on, of = ids.parse_or_new(bond), BY_PATH.get(kind)
    mine = db.execute(
        select(bond_rows.c.id).where(bond_rows.c.id == on, bond_rows.c.owner == me.id)
    ).first()
    if mine is None or of is None:
        return None
    now, named = left_of(db, me, on, of.code)
    return named if now == said else None


def holds(db: Connection, me: Person, row: UUID) -> bool:
    """Whether this very grant is open to somebody, or will be: only while it is there can it be
    said to be shared, and stopped."""
    return (
        db.execute(
            select(grants.c.id).where(*live(me), grants.c.id == row, outlived.to_be_seen())
        ).first()
        is not None
    )


def stop_kind(db: Connection, keys: Keyring, me: Person, bond: UUID, kind: str) -> str:
    """Everything of a kind that one person may see: each single thing, and the whole."""
    turns.in_turn(db, me)
    bonds.one_of_mine(db, me, bond, accepted=False)
    stop_for(db, keys, me, [bond], kind)
    return told_of(db, me, bond, kind)


def stop_for(db: Connection, keys: Keyring, me: Person, bonds_: Iterable[UUID], kind: str) -> None:
    """The same for several at once, of whom nothing need be said. The caller holds its owner's
    turn."""
    of_kind = (grants.c.owner == me.id, grants.c.kind == kind)
    asked = KINDS.get(kind)
    stopped = [bond for bond in bonds_ if _ended(db, and_(*of_kind, grants.c.bond == bond), asked)]
    for bond in stopped:
        _note_stop(db, keys, me, bond, kind, "")
    if stopped:
        remember(db, me)


def stop_all(db: Connection, keys: Keyring, me: Person) -> None:
    turns.in_turn(db, me)
    if _ended(db, grants.c.owner == me.id):
        log.write(db, keys.root, me.box, log.Event("stopped_all"))
        remember(db, me)


def part(db: Connection, keys: Keyring, me: Person, bond: UUID) -> bool:
    """End a bond as its owner, with everything that was granted on it. Returns whether anybody had
    said yes to it."""
    turns.in_turn(db, me)
    connected = bonds.end(db, keys, me, bond, owner=True)
    _ended(db, grants.c.bond == bond)
    remember(db, me)
    return connected


def _ended(db: Connection, which: ColumnElement[bool], kind: Kind | None = None) -> bool:
    open_ = update(grants).where(
        which,
        grants.c.ended_minute.is_(None),
        grants.c.end_minute > clock.minute(),
        outlived.not_erased(kind),
    )
    return db.execute(open_.values(ended_minute=clock.minute())).rowcount > 0


def _note_stop(
    db: Connection, keys: Keyring, me: Person, bond: UUID, kind: str, scope: str
) -> None:
    try:
        whose = bonds.one_of_mine(db, me, bond, accepted=False)
    except NotFound:  # it has ended meanwhile
        log.write(db, keys.root, me.box, log.Event("stopped", kind=kind, scope=scope))
    else:
        log.write(db, keys.root, me.box, log.Event("stopped", whose.label, whose.role, kind, scope))
