"""Grants: what one person may see and until when. Only the owner gives, and stopping takes one
tap."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from app.foundation import clock, dialects
from app.foundation.errors import NotFound
from app.people import Keyring, Person, people
from app.sharing import bonds, enough, how_long, log, once, outlived, rule, turns
from app.sharing.how_long import ONE_DAY as ONE_DAY
from app.sharing.how_long import UNTIL as UNTIL
from app.sharing.how_long import Length as Length
from app.sharing.how_long import last_day as last_day
from app.sharing.how_long import lengths as lengths
from app.sharing.kinds import COMING, COMPANION, GOING, ITEM, KINDS, NOW, RELATIVE
from app.sharing.models import grants, pauses
from app.sharing.remembered import live, remember

CONSENT = 1
"""The version of what the consent page says."""
WAIT = 24 * 60
"""Minutes before a whole kind is open to a relative, so that one can think again (R16). Single
things are open at once."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the owner has chosen so far, and nothing of it holds yet. `upto` is the last thing there
    was when they looked."""

    bond: UUID
    kind: str
    scope: str
    length: str
    item: UUID | None = None
    upto: int | None = None
    until: int = 0
    """The minute in which it ends, where the length is UNTIL."""


@dataclass(frozen=True, slots=True)
class Given:
    """A grant as its owner sees it. `until` is the last day in the owner's own time, with the hour
    when a day is not all of it."""

    id: UUID
    bond: UUID
    kind: str
    scope: str
    item: UUID | None
    until: date
    end: int
    waits: bool
    opens: date
    ended: bool = False

    @property
    def path(self) -> str:
        return f"/deling/{self.id}"


def pending(db: Connection, me: Person, wish: Wish) -> rule.Grant:
    """What the wish would become. Raises NotFound for anything that may not be given."""
    bond = bonds.one_of_mine(db, me, wish.bond)
    kind = KINDS.get(wish.kind) if bond.role != COMPANION or wish.kind == GOING else None
    length = how_long.asked(bond.role, wish.scope, wish.length, wish.until)
    if (
        kind is None
        or wish.scope not in kind.scopes
        or length is None
        or (wish.scope == ITEM) != (wish.item is not None)
    ):
        raise NotFound
    if not bond.at_work:
        raise NotFound
    start = clock.minute()
    if bond.role == RELATIVE and wish.scope != ITEM and not _all_open(db, bond.id, kind.code):
        start += WAIT
    upto = as_it_is(db, me, wish).upto if wish.scope == NOW else None
    return rule.Grant(
        bond.id,
        me.id,
        kind.code,
        wish.scope,
        start,
        how_long.end(me, length, start, wish.until),
        wish.item,
        upto,
    )


def as_it_is(db: Connection, me: Person, wish: Wish) -> Wish:
    """With what there is now as its end, unless it has one."""
    return (
        wish
        if wish.scope != NOW or wish.upto is not None
        else replace(wish, upto=people.last_number(db, me.id))
    )


def _all_open(db: Connection, bond: UUID, kind: str) -> bool:
    """Whether all of this kind, the new too, is open already: then nothing gets wider, and nobody
    waits."""
    now = clock.minute()
    live = select(grants.c.id).where(
        grants.c.bond == bond, grants.c.kind == kind, grants.c.scope == COMING
    )
    open_ = live.where(
        grants.c.ended_minute.is_(None), grants.c.start_minute <= now, grants.c.end_minute > now
    )
    return db.execute(open_.limit(1)).first() is not None


def same(bond: UUID, kind: str, item: UUID | None) -> ColumnElement[bool]:
    """The grants of one line on the citizen's page: a whole kind to a person, or one thing."""
    return and_(
        grants.c.bond == bond,
        grants.c.kind == kind,
        grants.c.item == item if item else grants.c.scope != ITEM,
    )


def is_same(grant: rule.Grant, wish: rule.Grant) -> bool:
    """The same question of two grants of one kind on one bond."""
    return grant.item == wish.item if wish.item else grant.scope != ITEM


class Paused(enough.NotGiven):
    """Nothing is given in a pause: it would open by itself when the pause ends, maybe long after
    anybody wished it."""

    leads = "/deling?besked=slut-pausen"


def not_paused(db: Connection, me: Person) -> None:
    """Asked in the owner's turn, so that no other tab begins a pause between this and what is
    given. Raises Paused."""
    turns.in_turn(db, me)
    if paused(db, me):
        raise Paused


def why_not(db: Connection, me: Person, wish: Wish) -> str:
    """Where it is said why this cannot be given now; empty when it can."""
    if paused(db, me):
        return Paused.leads
    return (
        enough.Full(wish.bond).leads
        if wish.item and enough.full(db, me, wish.bond, wish.item)
        else ""
    )


def give(db: Connection, keys: Keyring, me: Person, row: UUID, wish: Wish) -> Given:
    """Make it hold, in place of what was given of the same before. The same form twice gives once.
    Raises Paused, and enough.Full where one more thing would be more than one person is shown."""
    not_paused(db, me)
    known = db.execute(select(grants).where(grants.c.id == row)).first()
    if known is not None:
        if known.owner != me.id:
            raise NotFound
        return opened(me, known)
    grant = pending(db, me, wish)
    enough.make_room(db, me, grant)
    _make_way(db, grant)
    values = {"kind": grant.kind, "scope": grant.scope, "item": grant.item, "upto": grant.upto}
    when = {"made_minute": clock.minute(), "start_minute": grant.start, "end_minute": grant.end}
    insert = dialects.insert(db, grants)
    fresh = insert.values(
        id=row, owner=me.id, bond=grant.bond, consent=CONSENT, **values, **when
    ).on_conflict_do_nothing()
    if db.execute(fresh).rowcount != 1:
        raise NotFound
    bond = bonds.one_of_mine(db, me, wish.bond)
    items = log.items([grant.item] if grant.item else [])
    event = log.Event(
        "granted", bond.label, bond.role, grant.kind, grant.scope, grant.end, items=items
    )
    log.write(db, keys.root, me.box, event)
    remember(db, me)
    return opened(me, db.execute(select(grants).where(grants.c.id == row)).one())


def _make_way(db: Connection, grant: rule.Grant) -> None:
    """What was given of the same before makes room. While this one still waits, the other goes on,
    but no longer than this.

    What has run out on the bond is over, as what was stopped is: nobody who asks what holds looks
    at it again."""
    now = clock.minute()
    run_out = (
        grants.c.bond == grant.bond,
        grants.c.ended_minute.is_(None),
        grants.c.end_minute <= now,
    )
    db.execute(
        update(grants)
        .where(grants.c.owner == grant.owner, *run_out)
        .values(ended_minute=grants.c.end_minute)
    )
    live = (grants.c.ended_minute.is_(None), grants.c.end_minute > now)
    before = update(grants).where(
        grants.c.owner == grant.owner, same(grant.bond, grant.kind, grant.item), *live
    )
    if grant.start > now:
        db.execute(
            before.where(grants.c.start_minute <= now, grants.c.end_minute > grant.end).values(
                end_minute=grant.end
            )
        )
        before = before.where(grants.c.start_minute > now)
    db.execute(before.values(ended_minute=now))


def pause(db: Connection, keys: Keyring, me: Person) -> None:
    """Nobody sees anything until the pause ends; what is granted stays as it is."""
    turns.in_turn(db, me)
    insert_ = dialects.insert(db, pauses)
    fresh = insert_.values(owner=me.id, since_minute=clock.minute()).on_conflict_do_nothing()
    if db.execute(fresh).rowcount:
        log.write(db, keys.root, me.box, log.Event("paused"))


def resume(db: Connection, keys: Keyring, me: Person, tap: UUID | None = None) -> None:
    """What is granted can be seen again. An old form sent again does not end a pause that began
    since."""
    turns.in_turn(db, me)
    if tap is not None and not once.first(db, me, tap):
        return
    if db.execute(delete(pauses).where(pauses.c.owner == me.id)).rowcount:
        log.write(db, keys.root, me.box, log.Event("resumed"))


def paused(db: Connection, me: Person) -> bool:
    return db.execute(select(pauses.c.owner).where(pauses.c.owner == me.id)).first() is not None


def forget(db: Connection, owner: UUID | None = None) -> int:
    """Erase grants that are over and would go on telling in plain which days were hard: of a word
    for today, and of what a tap shared for 24 hours. What happened stands in the citizen's own log,
    sealed."""
    for_a_day = and_(
        grants.c.kind == "plan",
        grants.c.scope == ITEM,
        grants.c.end_minute - grants.c.start_minute == 24 * 60,
    )
    over = or_(grants.c.ended_minute.is_not(None), grants.c.end_minute <= clock.minute())
    telling = delete(grants).where(or_(grants.c.kind == "word", for_a_day), over)
    return db.execute(telling if owner is None else telling.where(grants.c.owner == owner)).rowcount


def given(
    db: Connection, me: Person, kind: str | None = None, items: Collection[UUID] | None = None
) -> dict[UUID, list[Given]]:
    """What holds now or begins soon, by bond; of one kind, or of these things and of all, where no
    other is asked about: somebody may have given much."""
    mine = select(grants).where(*live(me))
    mine = mine if kind is None else mine.where(grants.c.kind == kind)
    mine = (
        mine
        if items is None
        else mine.where(or_(grants.c.item.is_(None), grants.c.item.in_(items)))
    )
    found: dict[UUID, list[Given]] = {}
    for row in db.execute(mine.order_by(grants.c.made_minute, grants.c.id)):
        found.setdefault(row.bond, []).append(opened(me, row))
    return found


def is_given(
    db: Connection,
    me: Person,
    bond: UUID,
    kind: str | None = None,
    *,
    begun: bool = False,
    whole: bool = False,
) -> bool:
    """Whether anything, or of a kind, is open to somebody, or will be unless it has to have
    `begun`. One thing is looked at."""
    any_ = select(grants.c.id).where(*live(me), grants.c.bond == bond, outlived.to_be_seen())
    any_ = any_ if kind is None else any_.where(grants.c.kind == kind)
    any_ = any_.where(grants.c.start_minute <= clock.minute()) if begun else any_
    any_ = any_.where(grants.c.scope != ITEM) if whole else any_
    return db.execute(any_.limit(1)).first() is not None


def opened(me: Person, row: Any) -> Given:
    waits, ended = row.start_minute > clock.minute(), row.ended_minute is not None
    given_ = (
        row.id,
        row.bond,
        row.kind,
        row.scope,
        row.item,
        clock.last_day(row.end_minute, me.zone),
        row.end_minute,
    )
    return Given(*given_, waits, clock.day_of(row.start_minute, me.zone), ended)
