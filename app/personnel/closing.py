"""A coordinator and the accounts of colleagues: whom they may close, and what ends when they do."""

from uuid import UUID

from sqlalchemy import Connection

from app.foundation.errors import NotFound
from app.municipality import COORDINATOR, Listed, colleagues, invitations, team
from app.people import Keyring, Person
from app.sign_in import logins


def find(db: Connection, keys: Keyring, me: Person, person: UUID) -> Listed:
    """A colleague of the coordinator's own municipality whose account can be closed. Nobody closes
    their own."""
    assert me.colleague is not None
    found = team.find(db, keys.root, me.colleague.municipality, person)
    if found.person == me.id:
        raise NotFound
    return found


def close(db: Connection, keys: Keyring, me: Person, person: UUID) -> None:
    """The account is closed and every login it has ends, together. Asked twice it stays closed.
    Links that wait may be of a coordinator's own making, and nobody is to come in again by one:
    they end too.

    Logins first, as when somebody comes in: a login that begins meanwhile finds the door closed.
    """
    found = find(db, keys, me, person)
    assert me.colleague is not None
    logins.end_all(db, found.person)
    colleagues.close(db, me.colleague.municipality, found.person)
    if found.role == COORDINATOR:
        invitations.withdraw_all(db, me.colleague.municipality)
