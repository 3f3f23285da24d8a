"""A citizen's key may be turned while somebody writes. Nothing that was sealed with a key that is
gone is ever kept.

Whoever turns a key takes the old one away in its owner's own turn and with the end of their log in
hand. Whoever seals has one of the two, and looks afterwards whether the key is still there; from
then on it stays until the commit.
"""

from sqlalchemy import Connection, select

from app.foundation import actor, dialects
from app.foundation.errors import Turned
from app.foundation.sealing import Box, Used, Vault, WrappedKey
from app.people.models import citizen_keys


def look(db: Connection, vault: Vault, used: Used) -> None:
    """Raises Turned when something was sealed with a key that is gone, or one that is there was
    lacking; the box has it then."""
    for box in (*used.sealed.values(), *used.lacking.values()):
        rows = db.execute(select(citizen_keys).where(citizen_keys.c.owner == box.owner)).all()
        numbers = {row.number for row in rows}
        if numbers and (
            box.number not in numbers or (box.owner in used.lacking and max(numbers) != box.number)
        ):
            vault.open_again(
                box, [WrappedKey(row.owner, row.number, row.master, row.wrapped) for row in rows]
            )
            raise Turned


def still_there(db: Connection, box: Box) -> None:
    """For another's box, once the end of their log is in hand. Raises Turned; whoever tries again
    opens it anew."""
    if not dialects.many_write(db) or box.owner == actor.now().person:
        return
    key = (citizen_keys.c.owner == box.owner, citizen_keys.c.number == box.number)
    if db.execute(select(citizen_keys.c.number).where(*key)).first() is None:
        raise Turned
