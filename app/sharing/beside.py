"""What the same person sees already of what one looks at before it is shared: all of its kind, the
same as another kind, or over another bond. What is said of its beginning, its end and what comes
later is true of the things, not of this one share alone."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, func, or_, select

from app.foundation import clock
from app.foundation.database import metadata
from app.foundation.words import Say
from app.people import Person
from app.sharing import outlived, rule, twice
from app.sharing.grants import is_given
from app.sharing.kinds import COMING, ITEM, KINDS, NOW, Kind, alike
from app.sharing.models import grants
from app.sharing.remembered import live


@dataclass(frozen=True, slots=True)
class Beside:
    """`what` its owner calls it; `all_of_it`: it shows the very thing that is looked at, wholly."""

    what: Say
    end: int
    until: date
    coming: bool
    begun: bool
    all_of_it: bool


@dataclass(frozen=True, slots=True)
class Already:
    """`begun`: something of it can be seen now. `until`: the last day of the one thing, when it is
    shared for longer already; `end`: the minute in which it is over then, with what is looked at.
    """

    beside: list[Beside]
    begun: bool
    until: date | None
    end: int

    @property
    def coming(self) -> bool:
        return any(each.coming for each in self.beside)


def of(db: Connection, me: Person, wish: rule.Grant) -> Already:
    """What is there already beside what the wish becomes."""
    there = _beside(db, me, wish)
    last = max(
        (each for each in there if each.all_of_it and each.begun),
        key=lambda each: each.end,
        default=None,
    )
    begun = any(each.begun for each in there) or is_given(db, me, wish.bond, wish.kind, begun=True)
    return Already(
        there,
        begun,
        last.until if last and last.end > wish.end else None,
        max(wish.end, last.end if last else 0),
    )


def _beside(db: Connection, me: Person, wish: rule.Grant) -> list[Beside]:
    kind, others = KINDS[wish.kind], [each.id for each in twice.others(db, me, wish.bond)]
    this, whole = grants.c.kind == kind.code, grants.c.scope != ITEM
    as_another = and_(
        grants.c.bond.in_([wish.bond, *others]),
        grants.c.kind.in_([each.code for each in alike(kind)]),
    )
    elsewhere = and_(
        grants.c.bond.in_(others),
        this,
        or_(whole, grants.c.item == wish.item) if wish.item else whole,
    )
    ways = [as_another, elsewhere]
    if wish.item:  # a whole kind takes the place of itself
        ways.append(and_(grants.c.bond == wish.bond, this, whole))
    ends, starts = (
        func.max(grants.c.end_minute).label("end"),
        func.min(grants.c.start_minute).label("start"),
    )
    asked = select(grants.c.kind, grants.c.scope, grants.c.upto, ends, starts).where(
        *live(me), outlived.to_be_seen(), or_(*ways)
    )
    found = db.execute(
        asked.group_by(grants.c.kind, grants.c.scope, grants.c.upto).order_by(ends.desc())
    ).all()
    number = _number(db, me, kind, wish)
    shown: dict[str, Beside] = {}
    for row in found:
        same = row.kind == kind.code and wish.item is not None
        if same and row.scope == NOW and (number is None or number > row.upto):
            continue
        what = kind.one if same and row.scope == ITEM else KINDS[row.kind].yours
        before = shown.get(what.text)
        coming, begun = row.scope == COMING, row.start <= clock.minute()
        end = max(row.end, before.end) if before else row.end
        shown[what.text] = Beside(
            what,
            end,
            clock.last_day(end, me.zone),
            coming or (before is not None and before.coming),
            begun or (before is not None and before.begun),
            same,
        )
    return list(shown.values())


def _number(db: Connection, me: Person, kind: Kind, wish: rule.Grant) -> int | None:
    """The place of the one thing in its owner's order; a part of a plan has none."""
    table = metadata.tables[kind.tables[0]]
    if wish.item is None:
        return None
    found: int | None = db.execute(
        select(table.c.number).where(table.c.id == wish.item, table.c.owner == me.id)
    ).scalar()
    return found
