"""How rooms keep something new: what comes of a thing that is kept to oneself is kept so too,
whatever else is shared."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import Connection, Table

from app.people import Person, own
from app.sharing import apart, outlived, remembered


def keep(
    db: Connection,
    me: Person,
    table: Table,
    row: UUID,
    words: object,
    typed: Mapping[str, object] | None = None,
    /,
    *,
    of: Iterable[UUID] = (),
    **plain: object,
) -> UUID:
    """As `own.keep`. It comes `of` the things it was made of, and of the one that lies under the id
    its form carried: when an old page is sent again with other words, the second one is kept to
    oneself as the first is. Let in since, it stays so.

    What is new is shared with nobody by its name: an old page may carry the id of a thing that was
    shared and is erased."""
    kept, new = own.keep(db, me, table, row, words, typed, **plain)
    if new and outlived.end(db, me, table, kept):
        remembered.remember(db, me)
    made_of = {row, *of} - {kept}
    if new and made_of:
        apart.also(db, me, kept, *made_of)
    return kept
