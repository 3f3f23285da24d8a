"""What holds for somebody who reads: which kinds, until when."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, select

from app.foundation import clock
from app.identity import Person
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
