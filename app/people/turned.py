"""A citizen's key may be turned while somebody writes. Nothing that was sealed with a key that is
gone is ever kept.

Whoever turns a key takes the old one away in its owner's own turn and with the end of their log in
hand. Whoever seals has one of the two, and looks afterwards whether the key is still there; from
then on it stays until the commit.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from app.foundation import actor, dialects
from app.foundation.errors import Turned
from app.foundation.sealing import Box, Used, Vault, WrappedKey
from app.people.models import citizen_keys


def look(db: Connection, vault: Vault, used: Used) -> None:
    """Raises Turned when something was sealed with a key that is gone, or one that is there was
    lacking; the box has it then."""
    boxes = (*used.sealed.values(), *used.lacking.values())
    there: dict[UUID, list[WrappedKey]] = {}
    for row in db.execute(KEYS, {"owners": list({box.owner for box in boxes})}) if boxes else ():
        key = WrappedKey(row.owner, row.number, row.master, row.wrapped)
        there.setdefault(row.owner, []).append(key)
    again = [box for box in boxes if _lacks(box, there.get(box.owner, ()), used)]
    for box in again:
        vault.open_again(box, there[box.owner])
    if again:
        raise Turned


KEYS = select(citizen_keys).where(citizen_keys.c.owner.in_(bindparam("owners", expanding=True)))
"""Of everybody at once: a worker seals for a hundred people in one transaction."""


def _lacks(box: Box, keys: Sequence[WrappedKey], used: Used) -> bool:
    numbers = {key.number for key in keys}
    newest = box.owner in used.lacking and bool(numbers) and max(numbers) != box.number
    return bool(numbers) and (box.number not in numbers or newest)


def still_there(db: Connection, box: Box) -> None:
    """For another's box, once the end of their log is in hand. Raises Turned; whoever tries again
    opens it anew."""
    if not dialects.many_write(db) or box.owner == actor.now().person:
        return
    key = (citizen_keys.c.owner == box.owner, citizen_keys.c.number == box.number)
    if db.execute(select(citizen_keys.c.number).where(*key)).first() is None:
        raise Turned
