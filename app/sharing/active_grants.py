"""What holds for somebody who reads: which kinds, until when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, String, bindparam, case, func, select, type_coerce

from app.foundation import clock
from app.people import Keyring, Person, opened_for
from app.sharing import rule
from app.sharing.kinds import ITEM, KINDS
from app.sharing.models import bonds as bond_rows
from app.sharing.models import grants

GrantsByBond = Mapping[UUID, Mapping[str, list[rule.Grant]]]


@dataclass(frozen=True, slots=True)
class Holds:
    """What holds of a kind on a bond, as far as it tells whether anything has changed: of each
    scope how many there are, when they began and end, and when the last was given. Five hundred of
    them are told apart without being looked through one by one."""

    owner: UUID
    scopes: frozenset[str]
    told: tuple[tuple[Any, ...], ...]

    @property
    def whole(self) -> bool:
        return self.scopes != {ITEM}


def of_kind(db: Connection, bond: UUID, kind: str, reader: Person) -> Holds | None:
    """What is granted of this kind on this bond now; None when nothing is."""
    told = rule.bind_params(bond, reader.id, clock.minute(), second=reader.second)
    rows = sorted(tuple(row) for row in db.execute(_summed(kind), told)) if kind in KINDS else []
    return (
        Holds(
            UUID(str(rows[0][0])), frozenset(row[1] for row in rows), tuple(row[1:] for row in rows)
        )
        if rows
        else None
    )


@lru_cache(maxsize=16)
def _summed(kind: str) -> Select[Any]:
    """Built once: each open page asks it twice a second."""
    owner = type_coerce(bond_rows.c.owner, String()).label("owner")
    many = (
        func.count(),
        func.sum(grants.c.start_minute),
        func.sum(grants.c.end_minute),
        func.max(grants.c.made_minute),
    )
    found = select(owner, grants.c.scope, *many).select_from(
        grants.join(bond_rows, bond_rows.c.id == grants.c.bond)
    )
    holds = rule.granted(kind, rule.READER, rule.MINUTE, second=rule.SECOND)
    return found.where(*holds.values(), bond_rows.c.id == rule.ON).group_by(
        bond_rows.c.owner, grants.c.scope
    )


def by(db: Connection, me: Person) -> frozenset[UUID]:
    """The bonds on which anything is shared with me now."""
    return frozenset(db.execute(_live(grants.c.bond).distinct(), _bind_params(me)).scalars())


def to_me(db: Connection, me: Person, on: Collection[UUID]) -> GrantsByBond:
    """What is shared with me on these bonds now: each kind and its grants. Whether they reach
    anything: `lasting`."""
    found: dict[UUID, dict[str, list[rule.Grant]]] = {bond: {} for bond in on}
    rows = db.execute(
        _live(*rule.COLUMNS).where(grants.c.bond.in_(bindparam("on", expanding=True))),
        _bind_params(me) | {"on": [*on]},
    )
    for row in rows:
        found[row.bond].setdefault(row.kind, []).append(rule.as_grant(row))
    return {
        bond: {kind: kinds[kind] for kind in KINDS if kind in kinds}
        for bond, kinds in found.items()
        if kinds
    }


def _bind_params(me: Person) -> dict[str, Any]:
    return {rule.READER.key: me.id, rule.MINUTE.key: clock.minute(), rule.SECOND.key: me.second}


@lru_cache(maxsize=4)
def _live(*columns: Any) -> Select[Any]:
    """Of grants of any kind that hold for whoever asks. That grant and bond have the same owner is
    looked at on each that is found: by an owner's grants, those given to others would be passed."""
    same = grants.c.owner == bond_rows.c.owner
    holds = rule.granted("", rule.READER, rule.MINUTE, second=rule.SECOND) | {
        "this kind": grants.c.kind.in_(KINDS),
        "the bond's own owner": case((same, 1), else_=0) == 1,
    }
    return (
        select(*columns)
        .select_from(grants.join(bond_rows, bond_rows.c.id == grants.c.bond))
        .where(*holds.values())
    )


def zone_of(db: Connection, keys: Keyring, me: Person, bond: UUID) -> str:
    """Where the owner of what is shared on a bond lives, whose days its dates are."""
    return opened_for(db, keys, rule.on_bond(db, bond, me.id))[1].zone
