"""Somebody who may see one thing answers it: on the very bond on which it is shown to them, and
nothing is opened for that."""

from uuid import UUID

from sqlalchemy import Connection, Table, select

from app.foundation import clock
from app.foundation.errors import NotFound
from app.foundation.sealing import Box
from app.people import RELATIVE, Keyring, Person, opened_for
from app.sharing import called, log, pace, rule, turns
from app.sharing.kinds import ITEM
from app.sharing.models import bonds


def to(
    db: Connection, keys: Keyring, me: Person, bond: UUID, kind: str, table: Table, item: UUID
) -> tuple[Box, rule.LiveGrants]:
    """For somebody who may see this one thing and answers it: the box they seal their answer with.
    Nothing is opened for them."""
    turns.in_their_turn(db, bond)
    held = may(db, me, bond, kind, table, item)
    return opened_for(db, keys, rule.answering(held, kind))[0], held


def note(
    db: Connection,
    keys: Keyring,
    me: Person,
    bond: UUID,
    kind: str,
    item: UUID,
    box: Box,
    held: rule.LiveGrants,
) -> None:
    """Say in the owner's log that it was answered; `box` and `held` as `to` gave them."""
    label, lines = called.other(box, bond, held.sealed), log.items([item])
    event = log.Event("answered", label, held.role, kind, ITEM, items=lines)
    pace.note(db, keys, box, bond, event, me, refuses=False)


def may(
    db: Connection, me: Person, bond: UUID, kind: str, table: Table, item: UUID
) -> rule.LiveGrants:
    """Whether somebody may see this one thing now. Raises NotFound."""
    now = clock.minute()
    held = rule.to_read(db, bond, kind, me.id, now, second=me.second)
    there = select(table.c.id).where(table.c.id == item, table.c.owner == held.decision.owner)
    if (
        db.execute(
            there.where(rule.visible(table, kind, me.id, now, second=me.second, on=bond))
        ).first()
        is None
    ):
        raise NotFound
    return held


def may_have(db: Connection, me: Person) -> bool:
    """Whether somebody may have answered anybody: who is, or was, at the other end of a bond.

    An answer is sealed for whoever asked and stays with them, so nobody who wrote one can be told
    more exactly."""
    other = select(bonds.c.id).where(bonds.c.other == me.id, bonds.c.accepted_minute.is_not(None))
    return me.kind == RELATIVE or db.execute(other.limit(1)).first() is not None
