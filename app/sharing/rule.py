"""The one rule: who may see what. In two forms that must always agree: a pure function, and a
filter in the query.

    A reader sees a thing when all of this holds:
      the thing is shareable, is not put away nor kept apart, and has something in it that the kind
        shows;
      its owner has not paused all sharing and is not waiting to be erased;
      a bond from its owner to this very reader was accepted and has not ended;
      a guide's or a companion's account is open, in the bond's own municipality, works as that, and
        gave its second factor in this login;
      on a companion's bond it is something they are asked to come along to;
      a grant on that bond, begun and neither stopped nor run out, names the thing, or its kind as
        far as it reaches.

Nothing else opens anything: no exception for staff, none for emergencies."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    exists,
    false,
    literal,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
)

from app.foundation.errors import NotFound
from app.foundation.sealing import Decision, Places
from app.municipality import colleagues
from app.people import stays
from app.sharing.facts import Bond as Bond
from app.sharing.facts import Grant as Grant
from app.sharing.facts import Owner as Owner
from app.sharing.facts import Reader as Reader
from app.sharing.facts import Thing as Thing
from app.sharing.kinds import COMING, COMPANION, GOING, ITEM, KINDS, NOW, RELATIVE
from app.sharing.models import bonds, grants, held_apart, pauses

Whom = UUID | BindParameter[UUID]
When = int | BindParameter[int]
Whether = bool | BindParameter[bool]
"""A value, or the place of one that is told when the query is asked."""
Columns = tuple[str, ...]
ID: Columns = ("id",)


def sees(
    reader: Reader, owner: Owner, bonds_: list[Bond], grants_: list[Grant], thing: Thing, now: int
) -> bool:
    """The rule as one reads it."""
    if (
        thing.kind not in KINDS
        or thing.gone
        or thing.apart
        or thing.silent
        or thing.owner != owner.id
    ):
        return False
    if owner.paused or owner.leaving:
        return False
    lives = [bond for bond in bonds_ if _lives(bond, reader, owner)]
    return any(_reaches(grant, bond, thing, now) for bond in lives for grant in grants_)


def _lives(bond: Bond, reader: Reader, owner: Owner) -> bool:
    if bond.owner != owner.id or bond.other != reader.id or not bond.accepted or bond.ended:
        return False
    return bond.role == RELATIVE or (
        reader.second
        and reader.open
        and reader.role == bond.role
        and reader.municipality == bond.municipality
    )


def _reaches(grant: Grant, bond: Bond, thing: Thing, now: int) -> bool:
    if grant.bond != bond.id or grant.owner != thing.owner or grant.kind != thing.kind:
        return False
    if bond.role == COMPANION and thing.kind != GOING:
        return False
    if (
        grant.ended
        or not grant.start <= now < grant.end
        or grant.scope not in KINDS[thing.kind].scopes
    ):
        return False
    if grant.scope == ITEM:
        return grant.item is not None and grant.item in (thing.id, thing.within)
    if grant.scope == NOW:
        return grant.upto is not None and thing.number <= grant.upto
    return grant.scope == COMING


def visible(
    table: Table,
    kind: str,
    reader: Whom,
    now: When,
    *,
    second: Whether,
    item: Columns = ID,
    on: Whom | None = None,
) -> ColumnElement[bool]:
    """The same rule as a filter on the rows of `table`. `item` names the columns that a single
    grant may point to. `on` is the one bond that is read: somebody may have two with the same
    owner, and what is shared on one is not shown on the other.

    Every inner query says which outer row it means. Without that it would ask about rows of its
    own, and a living bond with anybody would open everything.
    """
    if kind not in KINDS:
        return false()
    return and_(
        *of_thing(table, kind, item).values(), _granted(table, kind, reader, now, second, item, on)
    )


def of_thing(table: Table, kind: str, item: Columns) -> dict[str, ColumnElement[bool]]:
    """What must hold of the thing itself. A column says in its `info` that it tells whether the
    kind shows anything of a row."""
    parts: dict[str, ColumnElement[bool]] = {}
    if says := [_says(column) for column in table.c if column.info.get("shows") == kind]:
        parts["something to see"] = says[0]
    if "gone_minute" in table.c:
        parts["not put away"] = table.c.gone_minute.is_(None)
    if named := [table.c[name] for name in item if name in table.c]:
        kept = exists().where(held_apart.c.owner == table.c.owner, held_apart.c.item.in_(named))
        parts["not kept apart"] = ~kept.correlate(table)
    return parts


def _says(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """True, or more than none; what is not known yet says nothing. In plain numbers, so that an
    index can be made of it."""
    return column == true() if isinstance(column.type, Boolean) else column > literal_column("0")


def _granted(
    table: Table,
    kind: str,
    reader: Whom,
    now: When,
    second: Whether,
    item: Columns,
    on: Whom | None,
) -> ColumnElement[bool]:
    found = select(literal(1)).select_from(grants.join(bonds, bonds.c.id == grants.c.bond))
    conditions = granted(kind, reader, now, second=second) | {
        "the thing's own owner": grants.c.owner == table.c.owner
    }
    if on is not None:
        conditions |= {"the bond that is read": bonds.c.id == on}
    ways = reach(
        table, kind, item
    ).values()  # asked one by one, so that each finds its grants by the index
    return or_(*(exists(found.where(*conditions.values(), way)).correlate(table) for way in ways))


def granted(
    kind: str, reader: Whom, now: When, *, second: Whether
) -> dict[str, ColumnElement[bool]]:
    """What must hold of a grant and its bond, whatever the thing."""
    paused = exists().where(pauses.c.owner == bonds.c.owner).correlate(bonds)
    return {
        "this kind": grants.c.kind == kind,
        "this reader": bonds.c.other == reader,
        "the bond's own owner": bonds.c.owner == grants.c.owner,
        "accepted": bonds.c.accepted_minute.is_not(None),
        "bond not ended": bonds.c.ended_minute.is_(None),
        "both factors": or_(
            bonds.c.role == RELATIVE,
            second if isinstance(second, BindParameter) else literal(second),
        ),
        "at work": or_(
            bonds.c.role == RELATIVE,
            colleagues.working(bonds.c.other, bonds.c.municipality, bonds.c.role, now),
        ),
        "asked to come along": or_(bonds.c.role != COMPANION, grants.c.kind == GOING),
        "begun": grants.c.start_minute <= now,
        "not run out": grants.c.end_minute > now,
        "not stopped": grants.c.ended_minute.is_(None),
        "not paused": ~paused,
        "owner stays": stays(bonds.c.owner),
    }


def reach(table: Table, kind: str, item: Columns) -> dict[str, ColumnElement[bool]]:
    """How far a grant reaches; a scope that the kind does not have reaches nothing."""
    ways: dict[str, ColumnElement[bool]] = {
        NOW: and_(grants.c.scope == NOW, table.c.number <= grants.c.upto),
        COMING: grants.c.scope == COMING,
    }
    if named := [table.c[name] for name in item if name in table.c]:
        ways[ITEM] = and_(grants.c.scope == ITEM, grants.c.item.in_(named))
    return {scope: ways.get(scope, false()) for scope in KINDS[kind].scopes}


READER = bindparam("reader", type_=Uuid())
ON = bindparam("on", type_=Uuid())
MINUTE = bindparam("minute", type_=Integer())
SECOND = bindparam("second", type_=Boolean())


@lru_cache(maxsize=64)
def standing(table: Table, kind: str, item: Columns = ID) -> ColumnElement[bool]:
    """`visible` on one bond, built once; the bond and its reader are told when it is asked (see
    `asked`)."""
    return visible(table, kind, READER, MINUTE, second=SECOND, item=item, on=ON)


def bind_params(on: UUID, reader: UUID, now: int, *, second: bool) -> dict[str, object]:
    """What a query with a standing filter is asked with."""
    return {ON.key: on, READER.key: reader, MINUTE.key: now, SECOND.key: second}


def on_bond(db: Connection, bond: UUID, other: UUID) -> Decision:
    """Who has said yes to a bond may write in its owner's log and under the name the owner gave
    them. It opens no thing."""
    owner = db.execute(
        select(bonds.c.owner).where(
            bonds.c.id == bond, or_(bonds.c.other == other, bonds.c.owner == other)
        )
    ).scalar()
    if owner is None:
        raise NotFound
    return Decision(owner, other, "bond", NAMES, LINES | {("bonds", "sealed")})


NAMES: Places = frozenset({("people", "sealed"), ("bonds", "sealed")})
"""What the owner is called and where they live, and what they call the other."""
LINES: Places = frozenset({("readings", "sealed")})
"""Whoever looks writes in the owner's log and opens nothing of it."""


def leaving(db: Connection, other: UUID) -> "list[tuple[UUID, LiveGrants]]":
    """The living bonds to somebody who is erased: the house says in each owner's log that they
    left, under the name the owner gave them, and opens nothing else. By owner, so that two who are
    erased at once take the same logs in the same order."""
    mine = select(bonds).where(
        bonds.c.other == other, bonds.c.accepted_minute.is_not(None), bonds.c.ended_minute.is_(None)
    )
    rows = db.execute(mine.order_by(bonds.c.owner, bonds.c.id)).all()
    opens = frozenset({("bonds", "sealed")})
    return [
        (r.id, LiveGrants(Decision(r.owner, other, "leaving", opens, LINES), r.role, r.sealed, ()))
        for r in rows
    ]


@lru_cache(maxsize=16)
def _places(kind: str) -> Places:
    return NAMES | {(table, "sealed") for table in KINDS[kind].tables}


@dataclass(frozen=True, slots=True)
class LiveGrants:
    """Grants of a kind hold on a bond; `live` are those that were asked for, of the whole kind
    first. `sealed` is what the owner calls the reader, opened with the owner's box."""

    decision: Decision
    role: str
    sealed: bytes
    live: tuple[Grant, ...]

    @property
    def whole(self) -> bool:
        return self.live[0].scope != ITEM


ALL = 1_000_000


def to_read(
    db: Connection, bond: UUID, kind: str, reader: UUID, now: int, *, second: bool, most: int = 1
) -> LiveGrants:
    """Whether anything of this kind is granted on this bond now, and `most` of the grants. Raises
    NotFound. Which things it reaches is asked of each by `visible`."""
    told = {"most": most, **bind_params(bond, reader, now, second=second)}
    rows = db.execute(_held(kind), told).all() if kind in KINDS else ()
    if not rows:
        raise NotFound
    first, owner = rows[0], UUID(str(rows[0].owner))
    live = tuple(Grant(bond, owner, kind, *row[:5]) for row in rows)
    return LiveGrants(
        Decision(owner, reader, kind, _places(kind), LINES), first.role, first.sealed, live
    )


def answering(held: LiveGrants, kind: str) -> Decision:
    """Whoever may see one thing writes about it. Nothing of it is opened for that."""
    owner, reader = held.decision.owner, held.decision.reader
    return Decision(
        owner, reader, f"to answer {kind}", NAMES, LINES | frozenset(KINDS[kind].answers)
    )


def as_grant(row: Row[*tuple[Any, ...]]) -> Grant:
    return Grant(
        row.bond,
        row.owner,
        row.kind,
        row.scope,
        row.start_minute,
        row.end_minute,
        row.item,
        row.upto,
    )


HOW_FAR = (grants.c.scope, grants.c.start_minute, grants.c.end_minute, grants.c.item, grants.c.upto)
COLUMNS = (grants.c.bond, grants.c.owner, grants.c.kind, *HOW_FAR)
"""What `as_grant` needs."""


@lru_cache(maxsize=16)
def _held(kind: str) -> Select[tuple[Any, ...]]:
    """A grant of the whole kind comes first, if there is one."""
    of_bond = (type_coerce(bonds.c.owner, String()).label("owner"), bonds.c.role, bonds.c.sealed)
    found = select(*HOW_FAR, *of_bond).select_from(grants.join(bonds, bonds.c.id == grants.c.bond))
    held = found.where(*granted(kind, READER, MINUTE, second=SECOND).values(), bonds.c.id == ON)
    return held.order_by(grants.c.scope == ITEM).limit(bindparam("most"))
