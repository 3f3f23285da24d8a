"""How many single things one person can be shown at a time: more than anybody chooses by hand, and
no more than a page of theirs that stands open can look at twice a second. Whoever shares as many
shares all of a kind, or stops some."""

from uuid import UUID

from sqlalchemy import Connection, Select, select, update

from app.foundation import clock
from app.foundation.errors import Refused
from app.people import Person, own
from app.sharing import outlived, rule
from app.sharing.kinds import ITEM
from app.sharing.models import grants
from app.sharing.remembered import live

MOST = 500


class NotGiven(Refused):
    """Nothing is given now; `leads` is where that is said, and what can be done."""

    leads = "/deling"


class Full(NotGiven):
    """There is room for no more single things on this bond."""

    def __init__(self, bond: UUID) -> None:
        super().__init__()
        self.leads = f"/deling?besked=fyldt&hvem={bond}"


def full(db: Connection, me: Person, bond: UUID, item: UUID | None = None) -> bool:
    """Whether as much is shared on this bond one by one as there is room for, beside this very
    thing."""
    return own.up_to(db, _others(me, bond, item).where(outlived.not_erased()), MOST) >= MOST


def make_room(db: Connection, me: Person, grant: rule.Grant) -> None:
    """For one thing more, in its owner's turn: what was given of things that were erased is over.
    Raises Full.

    A word for today is told on a hard day, and takes the place of the one before: it is never
    refused for want of room."""
    others = _others(me, grant.bond, grant.item)
    if grant.scope != ITEM or grant.kind == "word" or own.up_to(db, others, MOST) < MOST:
        return
    erased = update(grants).where(*live(me), grants.c.bond == grant.bond, ~outlived.not_erased())
    db.execute(erased.values(ended_minute=clock.minute()))
    if own.up_to(db, others, MOST) >= MOST:
        raise Full(grant.bond)


def _others(me: Person, bond: UUID, item: UUID | None) -> Select[tuple[UUID]]:
    mine = select(grants.c.id).where(*live(me), grants.c.bond == bond, grants.c.scope == ITEM)
    return mine if item is None else mine.where(grants.c.item != item)
