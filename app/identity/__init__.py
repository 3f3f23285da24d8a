"""Who is here: people, passwords, logins, codes on paper, and the doors that look at who comes."""

from litestar.di import NamedDependency

from app.identity import arrival, logins, own, people, recovery, sign_in_names
from app.identity.arrival import Door
from app.identity.attempts import Attempts
from app.identity.doors import (
    anybody,
    anybody_proved,
    coordinator,
    coordinator_proved,
    device_cookie,
    leave,
    leaving,
    perhaps,
    proved,
    reader,
    session_cookie,
    signed_in,
)
from app.identity.passwords import Passwords, objection
from app.identity.people import FOR_EVER, RELATIVE, STAFF, Keyring, Person

Me = NamedDependency[Person]
Doorkeeper = NamedDependency[Door]

__all__ = [
    "FOR_EVER",
    "RELATIVE",
    "STAFF",
    "Attempts",
    "Door",
    "Doorkeeper",
    "Keyring",
    "Me",
    "Passwords",
    "Person",
    "anybody",
    "anybody_proved",
    "arrival",
    "coordinator",
    "coordinator_proved",
    "device_cookie",
    "leave",
    "leaving",
    "logins",
    "objection",
    "own",
    "people",
    "perhaps",
    "proved",
    "reader",
    "recovery",
    "session_cookie",
    "sign_in_names",
    "signed_in",
]
