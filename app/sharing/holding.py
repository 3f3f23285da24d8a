"""What holds for somebody who reads: which kinds, until when."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, select

from app.foundation import clock
from app.identity import Keyring, Person, opened_for
from app.sharing import rule
from app.sharing.kinds import KINDS
from app.sharing.models import bonds as bond_rows
from app.sharing.models import grants

Held = Mapping[UUID, Mapping[str, list[rule.Grant]]]


def to_me(db: Connection, me: Person) -> Held:
    """What others share with me now: by bond, each kind and its grants. Whether they reach anything is asked of each (`view`)."""
    now, found = clock.minute(), dict[UUID, dict[str, list[rule.Grant]]]()
    for kind in KINDS:
        held = select(*rule.COLUMNS).select_from(grants.join(bond_rows, bond_rows.c.id == grants.c.bond))
        for row in db.execute(held.where(*rule.granted(kind, me.id, now, second=me.second).values())):
            found.setdefault(row.bond, {}).setdefault(kind, []).append(rule.as_grant(row))
    return found


def zone_of(db: Connection, keys: Keyring, me: Person, bond: UUID) -> str:
    """Where the owner of what is shared on a bond lives, whose days its dates are."""
    return opened_for(db, keys, rule.on_bond(db, bond, me.id))[1].zone
