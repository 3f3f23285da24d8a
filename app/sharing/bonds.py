"""Bonds: a citizen invites one person, that person says yes, and either may end it. A new guide
starts with nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, or_, select, update

from app.foundation import clock
from app.foundation.errors import NotFound, Refused, TooMany
from app.foundation.letters import collated, empty
from app.municipality import GUIDE as GUIDES
from app.municipality import colleagues
from app.people import STAFF, Keyring, Person, box_of, stays
from app.sharing import called, codes, log, pace, rule, turns
from app.sharing.called import Names
from app.sharing.kinds import COMPANION, GUIDE, RELATIVE, ROLES
from app.sharing.models import bonds

VALID = 7 * 24 * 60
"""Minutes for which an invitation can be taken."""
MOST_A_DAY = 10
LONGEST = 60
"""Characters in what the citizen calls somebody."""


@dataclass(frozen=True, slots=True)
class Mine:
    """A bond as its owner sees it."""

    id: UUID
    role: str
    label: str
    name: str
    accepted: bool
    expires_minute: int
    made_minute: int = 0
    accepted_minute: int | None = None
    ended_minute: int | None = None
    at_work: bool = True
    """False for a guide whose account is closed or asleep: nothing can be shared with them."""

    @property
    def is_guide(self) -> bool:
        return self.role == GUIDE


@dataclass(frozen=True, slots=True)
class Theirs:
    """A bond as the other sees it. `name` is what the citizen is called."""

    id: UUID
    owner: UUID
    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Invitation:
    id: UUID
    owner: UUID
    role: str
    name: str


def invite(db: Connection, keys: Keyring, me: Person, form: UUID, role: str, label: str) -> str:
    """An invitation; returns its code, which is shown to whoever sends this form and kept only as a
    hash. The same form makes one, and the code that was handed over goes on: nobody is turned away
    for a double tap. Empty when somebody has said yes to it."""
    if role not in ROLES or empty(label) or len(label) > LONGEST:
        raise NotFound
    turns.in_turn(db, me)
    now, label = clock.minute(), label.strip()
    ends = now + VALID
    row, there = _of_form(db, keys, me, f"{form} {role} {label}")
    if there is not None:
        db.execute(
            update(bonds)
            .where(bonds.c.id == row, bonds.c.other.is_(None))
            .values(expires_minute=ends)
        )
        return codes.of(keys.root, form, row, there.made_minute) if there.other is None else ""
    today = select(func.count()).where(bonds.c.owner == me.id, bonds.c.made_minute > now - 24 * 60)
    if db.execute(today).scalar_one() >= MOST_A_DAY:
        raise TooMany(3600)
    code, name = (
        codes.of(keys.root, form, row, now),
        keys.root.hide("invitation", codes.padded(me.nickname)).encode(),
    )
    values = {
        "role": role,
        "secret": codes.hashed(code),
        "made_minute": now,
        "expires_minute": ends,
        "other_sealed": name,
    }
    db.execute(
        insert(bonds).values(
            id=row, owner=me.id, sealed=me.box.seal("bonds", row, Names(label)), **values
        )
    )
    log.write(db, keys.root, me.box, log.Event("invited", who=label, role=role))
    return code


def _of_form(db: Connection, keys: Keyring, me: Person, form: str) -> tuple[UUID, Row[Any] | None]:
    """What a form has made that still stands, or what it would make: after that ended or ran out it
    makes another. The form's own id is kept nowhere, so that the database and the root key together
    make no code."""
    turn = 0
    while True:
        row = UUID(
            bytes=keys.root.mac("invited by", f"{me.id} {form} {turn}".encode())[:16], version=4
        )
        there = db.execute(select(bonds).where(bonds.c.id == row, bonds.c.owner == me.id)).first()
        if there is None or (
            there.ended_minute is None and (there.other or there.expires_minute > clock.minute())
        ):
            return row, there
        turn += 1


def invitation(db: Connection, keys: Keyring, code: str) -> Invitation:
    """Whose invitation a code is. Looking does not use it up. Raises NotFound for everything that
    is none any more."""
    row = db.execute(select(bonds).where(bonds.c.secret == codes.hashed(code), *_stands())).first()
    if row is None:
        raise NotFound
    return Invitation(
        row.id,
        row.owner,
        row.role,
        (keys.root.reveal("invitation", row.other_sealed.decode(), str) or "").strip(),
    )


def _stands() -> tuple[ColumnElement[bool], ...]:
    """Whoever waits to be erased invites nobody meanwhile; when they keep it after all, the code
    works again."""
    untaken = (bonds.c.other.is_(None), bonds.c.ended_minute.is_(None))
    return (*untaken, bonds.c.expires_minute > clock.minute(), stays(bonds.c.owner))


class Own(Refused):
    """One's own invitation."""


def open_invitation(db: Connection, keys: Keyring, me: Person, code: str) -> Invitation:
    """An invitation that `me` may say yes to. Nobody else learns whose it is: only a guide at work
    with both factors sees a guide's, only somebody private a relative's. Raises NotFound, Own or
    Refused."""
    found = invitation(db, keys, code)
    if found.owner == me.id:
        raise Own
    if not _fits(me, found.role):
        raise Refused
    return found


def accept(db: Connection, keys: Keyring, me: Person, code: str) -> UUID:
    """Say yes. Taken once, and not while its owner has it taken back, ends it or goes."""
    found = open_invitation(db, keys, me, code)
    turns.in_their_turn(db, found.id)
    taken = update(bonds).where(bonds.c.id == found.id, *_stands())
    said = taken.values(
        other=me.id,
        municipality=me.colleague.municipality if me.colleague else None,
        accepted_minute=clock.minute(),
        secret=None,
        other_sealed=me.box.seal("bonds", found.id, found.name, "other_sealed"),
    )
    if db.execute(said).rowcount != 1:
        raise NotFound
    _greet(db, keys, me, found)
    return found.id


def _greet(db: Connection, keys: Keyring, me: Person, found: Invitation) -> None:
    """The citizen reads who it was that said yes."""
    box = box_of(db, keys, rule.on_bond(db, found.id, me.id))
    names = box.open(
        Names,
        "bonds",
        found.id,
        db.execute(select(bonds.c.sealed).where(bonds.c.id == found.id)).scalar_one(),
    )
    fresh = Names(names.label, me.nickname)
    db.execute(
        update(bonds)
        .where(bonds.c.id == found.id)
        .values(sealed=box.seal("bonds", found.id, fresh))
    )
    pace.note(
        db,
        keys,
        box,
        found.id,
        log.Event("accepted", who=fresh.label, role=found.role),
        me,
        refuses=False,
    )


def _fits(me: Person, role: str) -> bool:
    if role == RELATIVE:
        return me.kind != STAFF and not me.looking
    return me.colleague is not None and me.colleague.role == GUIDES and me.second


def is_with_me(db: Connection, me: Person, bond: UUID) -> bool:
    """Whether I have said yes to this and am still connected, and the other does not wait to be
    erased."""
    mine_ = select(bonds.c.id).where(
        bonds.c.id == bond,
        bonds.c.other == me.id,
        bonds.c.ended_minute.is_(None),
        stays(bonds.c.owner),
    )
    return db.execute(mine_).first() is not None


def end(db: Connection, keys: Keyring, me: Person, bond: UUID, *, owner: bool) -> bool:
    """End a bond of mine, as its owner or as the other. Nothing is shared over it from now on.
    Ended already is ended.

    Returns whether anybody had said yes to it.
    """
    mine_ = bonds.c.owner == me.id if owner else bonds.c.other == me.id
    row = db.execute(
        select(bonds).where(bonds.c.id == bond, mine_).with_for_update(key_share=True)
    ).first()
    if row is None:
        raise NotFound
    if row.ended_minute is not None:
        return row.other is not None
    box = me.box if row.owner == me.id else box_of(db, keys, rule.on_bond(db, row.id, me.id))
    names = box.open(Names, "bonds", row.id, row.sealed)
    if row.owner == me.id:
        log.write(db, keys.root, box, log.Event("ended", who=names.label, role=row.role))
    else:
        pace.note(
            db,
            keys,
            box,
            row.id,
            log.Event("left", who=names.label, role=row.role),
            me,
            refuses=False,
        )
    db.execute(
        update(bonds).where(bonds.c.id == bond).values(ended_minute=clock.minute(), secret=None)
    )
    return row.other is not None


def mine(db: Connection, me: Person) -> list[Mine]:
    """The people I have invited or share with, in the order I invited them. With whom I only go
    along is none of them."""
    return [opened(me, row) for row in db.execute(living(me).where(bonds.c.role != COMPANION))]


def living(me: Person) -> Select[Any]:
    """As rows, and nothing of them is opened."""
    there = or_(bonds.c.other.is_not(None), bonds.c.expires_minute > clock.minute())
    return _all_of(me, clock.minute()).where(bonds.c.ended_minute.is_(None), there)


def at_work(db: Connection, me: Person, among: Collection[UUID]) -> Mapping[UUID, bool]:
    """Those of these on whom there is somebody still, and whether their account is in use; nothing
    is opened to tell."""
    return {
        row.id: bool(row.at_work)
        for row in db.execute(living(me).where(bonds.c.id.in_(among)))
        if row.other
    }


def connected(db: Connection, me: Person, among: Collection[UUID]) -> frozenset[UUID]:
    """Those of these with whom something can be shared now."""
    return frozenset(bond for bond, working in at_work(db, me, among).items() if working)


def everyone(db: Connection, me: Person, among: Collection[UUID] | None = None) -> list[Mine]:
    """Also those with whom it has ended; all of them for taking everything along, and `among` these
    for a page."""
    all_ = _all_of(me, clock.minute())
    return [
        opened(me, row)
        for row in db.execute(all_ if among is None else all_.where(bonds.c.id.in_(among)))
    ]


def _all_of(me: Person, now: int) -> Select[Any]:
    """My bonds, and whether the other is at work, for a guide."""
    working = or_(
        bonds.c.role == RELATIVE,
        bonds.c.other.is_(None),
        colleagues.working(bonds.c.other, bonds.c.municipality, bonds.c.role, now),
    )
    mine_ = select(bonds, working.label("at_work")).where(bonds.c.owner == me.id)
    return mine_.order_by(bonds.c.made_minute, bonds.c.id)


def one_of_mine(db: Connection, me: Person, bond: UUID, *, accepted: bool = True) -> Mine:
    """This one, and no other is opened."""
    row = db.execute(living(me).where(bonds.c.id == bond)).first()
    if row is None or (accepted and row.other is None):
        raise NotFound
    return opened(me, row)


def with_me(db: Connection, me: Person) -> list[Theirs]:
    """Those who have a bond to me, A–Å by what they are called."""
    rows = db.execute(
        select(bonds).where(bonds.c.other == me.id, bonds.c.ended_minute.is_(None))
    ).all()
    found = [Theirs(row.id, row.owner, row.role, called.owner(me, row)) for row in rows]
    return sorted(found, key=lambda bond: (collated(bond.name), str(bond.id)))


def opened(me: Person, row: Row) -> Mine:  # type: ignore[type-arg]
    names = me.box.open(Names, "bonds", row.id, row.sealed)
    times = {
        name: getattr(row, name) for name in ("made_minute", "accepted_minute", "ended_minute")
    }
    return Mine(
        row.id,
        row.role,
        names.label,
        names.name,
        row.other is not None,
        row.expires_minute,
        **times,
        at_work=row.at_work,
    )
