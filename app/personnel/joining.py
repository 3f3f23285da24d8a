"""A newcomer at work: the one-time link is used, the account made, and the codes on paper wait, all
in one transaction."""

from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from app.foundation import ids
from app.municipality import COORDINATOR, Invitation, colleagues, invitations, municipalities, team
from app.people import STAFF, Keyring, people
from app.sign_in import devices, recovery, second_factor, sign_in_names

PATH = "/personale/kom"
"""Where a link leads. The secret stands behind a # there, so that it never reaches an access log.
"""


class Ticket(msgspec.Struct, frozen=True):
    """Travels sealed in the form: the id the account will get (so that one form makes one account),
    and its sign-in name."""

    person: UUID
    invitation: UUID
    sign_in_name: str
    role: str
    municipality: str


@dataclass(frozen=True)
class Newcomer:
    """What the newcomer typed; `password` is already hashed."""

    ticket: Ticket
    first_name: str
    password: str
    coming: devices.Coming


def invite_coordinator(db: Connection, name: str) -> str:
    """For whoever runs the server: the municipality of that name, and a link for a coordinator in
    it."""
    return invitations.make(db, municipalities.found(db, name), COORDINATOR)


def ticket(db: Connection, keys: Keyring, invitation: Invitation) -> Ticket:
    return Ticket(
        ids.new(),
        invitation.id,
        _free_name(db, keys),
        invitation.role,
        invitation.municipality_name,
    )


def join(db: Connection, keys: Keyring, newcomer: Newcomer) -> str | None:
    """The account, employed and with its codes and its first login; returns its token. None when
    the link is over."""
    given = newcomer.ticket
    invitation = invitations.use(db, given.invitation)
    if invitation is None:
        return None
    name = (
        given.sign_in_name
        if not people.taken(db, keys, given.sign_in_name)
        else _free_name(db, keys)
    )
    profile = people.Profile(nickname=newcomer.first_name, sign_in_name=name)
    me = people.create(db, keys, given.person, profile, kind=STAFF, password=newcomer.password)
    shown = team.sealed_name(keys.root, me.id, newcomer.first_name)
    colleagues.employ(db, me.id, invitation.municipality, invitation.role, shown)
    recovery.make(db, keys, me)
    second_factor.begin(db, me)
    return devices.arrive(db, keys, me.id, newcomer.coming, first=True)


def _free_name(db: Connection, keys: Keyring) -> str:
    name = sign_in_names.suggest()
    while people.taken(db, keys, name):
        name = sign_in_names.suggest()
    return name
