"""A citizen's bonds, grants and log on their way out."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from app.foundation import clock, logs
from app.foundation.errors import NotFound, SealBroken
from app.municipality import municipalities
from app.people import Keyring, Person, box_of
from app.sharing import bonds, called, log, outlived, pace, rule
from app.sharing import grants as grants_
from app.sharing.models import bonds as bond_rows
from app.sharing.models import grants, held_apart, pauses


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    """Whom I have invited, what I share with each, and everything the log says."""
    people = bonds.everyone(db, me)
    given = select(grants, outlived.to_be_seen().label("there")).where(grants.c.owner == me.id)
    rows = db.execute(given.order_by(grants.c.made_minute, grants.c.id)).all()
    by_id, places = {each.id: each for each in people}, _places(db, me)
    apart = db.execute(select(held_apart.c.item).where(held_apart.c.owner == me.id)).scalars()
    paused = db.execute(select(pauses.c.since_minute).where(pauses.c.owner == me.id)).scalar()
    whole = {
        "people": [_person(me, each) | {"municipality": places.get(each.id)} for each in people],
        "given": [_grant(me, by_id[row.bond], row) for row in rows],
        "kept_apart": [str(item) for item in apart],
        "paused_since": clock.told(paused, me.zone),
        "log": [_line(me, line) for line in log.lines(db, me.box, most=1_000_000)],
        "shared_with_me_by": _others(db, me),
    }
    return [whole] if any(whole.values()) else []


def erase(db: Connection, keys: Keyring, owner: UUID) -> None:
    """Both sides of every bond: who leaves is nobody's guide and nobody's relative any more, and
    whoever they read of is told."""
    for table in (grants, held_apart, pauses):
        db.execute(delete(table).where(table.c.owner == owner))
    db.execute(delete(grants).where(grants.c.bond.in_(select(bond_rows.c.id).where(_of(owner)))))
    for bond, held in rule.leaving(db, owner):
        _left(db, keys, owner, bond, held)
    db.execute(delete(bond_rows).where(_of(owner)))
    log.erase(db, owner)


def _left(db: Connection, keys: Keyring, other: UUID, bond: UUID, held: rule.LiveGrants) -> None:
    """The line that also stands there when somebody leaves by themselves: nobody a citizen trusted
    is simply gone. A row of theirs that does not open is no reason to keep the one who asked to be
    forgotten."""
    try:
        box = box_of(db, keys, held.decision)
        label = called.other(box, bond, held.sealed)
    except (NotFound, SealBroken) as error:
        logs.fault("leaving_unsaid", error)
        return
    pace.last(db, keys, box, log.Event("left", label, held.role), other)


def hold(db: Connection, owner: UUID) -> None:
    """Before anything of theirs is erased: nobody ends a bond, answers or gives on it until that is
    done."""
    db.execute(
        select(bond_rows.c.id)
        .where(_of(owner))
        .order_by(bond_rows.c.id)
        .with_for_update(key_share=False)
    )


def _of(owner: UUID) -> ColumnElement[bool]:
    return or_(bond_rows.c.owner == owner, bond_rows.c.other == owner)


def reseal(db: Connection, me: Person) -> int:
    """The bonds; what the log says is `log.reseal`."""
    done = 0
    for column, whose in (("sealed", bond_rows.c.owner), ("other_sealed", bond_rows.c.other)):
        mine = (
            select(bond_rows.c.id, bond_rows.c[column])
            .where(whose == me.id)
            .order_by(bond_rows.c.id)
        )
        rows = db.execute(mine.with_for_update(key_share=True)).all()
        kind: Any = called.Names if column == "sealed" else str
        for row in rows:
            if row[1] is not None and not me.box.fresh(row[1]):
                fresh = me.box.seal(
                    "bonds", row.id, me.box.open(kind, "bonds", row.id, row[1], column), column
                )
                db.execute(
                    update(bond_rows).where(bond_rows.c.id == row.id).values({column: fresh})
                )
                done += 1
    return done


def sweep(db: Connection) -> int:
    """Invitations that nobody took and bonds that ended, as long after as lines of the log are
    kept; what tells of a hard day at once when it is over."""
    old = clock.minute() - log.KEPT
    never = bond_rows.c.other.is_(None) & (bond_rows.c.expires_minute < old)
    gone = db.execute(delete(bond_rows).where(or_(never, bond_rows.c.ended_minute < old))).rowcount
    return gone + grants_.forget(db)


def _places(db: Connection, me: Person) -> dict[UUID, str]:
    """Where a guide works."""
    named = municipalities.names(db)
    found = select(bond_rows.c.id, bond_rows.c.municipality).where(bond_rows.c.owner == me.id)
    return {
        row.id: named[row.municipality]
        for row in db.execute(found.where(bond_rows.c.municipality.is_not(None)))
    }


def _person(me: Person, bond: bonds.Mine) -> dict[str, Any]:
    times = {
        "invited": bond.made_minute,
        "open_until": bond.expires_minute,
        "accepted": bond.accepted_minute,
    }
    told = {
        name: clock.told(minute, me.zone)
        for name, minute in (times | {"ended": bond.ended_minute}).items()
    }
    return {
        "bond": str(bond.id),
        "called": bond.label,
        "name": bond.name,
        "role": bond.role,
        "at_work": bond.at_work,
        **told,
    }


def _others(db: Connection, me: Person) -> list[dict[str, Any]]:
    """Who shares with me, or did: what they are called, and from when until when."""
    found = []
    for row in db.execute(
        select(bond_rows).where(bond_rows.c.other == me.id).order_by(bond_rows.c.accepted_minute)
    ):
        times = {
            "since": clock.told(row.accepted_minute, me.zone),
            "ended": clock.told(row.ended_minute, me.zone),
        }
        found.append(
            {"bond": str(row.id), "name": called.owner(me, row), "role": row.role, **times}
        )
    return found


def _grant(me: Person, bond: bonds.Mine, row: Any) -> dict[str, Any]:
    """`state` is how it stands now, so that nothing that is over reads as if it went on. A bond
    that ended stopped its grants, and a thing that is put away or erased is seen by nobody."""
    ends = [
        minute
        for minute in (row.ended_minute, bond.ended_minute)
        if minute is not None and minute < row.end_minute
    ]
    return {
        "id": str(row.id),
        "bond": str(bond.id),
        "with": bond.label,
        "kind": row.kind,
        "scope": row.scope,
        "item": str(row.item) if row.item else None,
        "up_to_number": row.upto,
        "consent": row.consent,
        "made": clock.told(row.made_minute, me.zone),
        "from": clock.told(row.start_minute, me.zone),
        "until": clock.told(row.end_minute, me.zone),
        "stopped": clock.told(min(ends, default=None), me.zone),
        "state": _state(row, bool(ends), row.there and bond.at_work),
    }


def _state(row: Any, stopped: bool, in_reach: bool) -> str:
    now = clock.minute()
    if stopped:
        return "stopped"
    if row.end_minute <= now:
        return "over"
    if not in_reach:
        return "out_of_reach"
    return "begins" if row.start_minute > now else "holds"


def _line(me: Person, line: log.Line) -> dict[str, Any]:
    event = line.event
    return {
        "number": line.number,
        "when": clock.told(line.minute, me.zone),
        "what": event.what,
        "who": event.who,
        "role": event.role,
        "kind": event.kind,
        "scope": event.scope,
        "until": clock.told(event.until or None, me.zone),
        "how": event.how,
        "items": list(event.items),
    }
