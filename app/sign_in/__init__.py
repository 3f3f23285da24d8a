"""Coming in, and what is asked of whoever comes: passwords, passkeys, codes on paper, logins, and
the guards of every route."""

from litestar.di import NamedDependency

from app.foundation.room import Room
from app.people import Person
from app.sign_in import (
    challenges,
    cookies,
    devices,
    interrupted_form,
    logins,
    looking,
    pages,
    passkeys,
    recovery,
    second_factor,
    sign_in_names,
    signing_in,
    ways,
)
from app.sign_in.attempts import Attempts
from app.sign_in.cookies import session_cookie
from app.sign_in.doorway import Door
from app.sign_in.guards import (
    anybody,
    anybody_proved,
    arriving,
    at_work,
    changes_hands,
    coordinator,
    coordinator_proved,
    first_codes,
    first_codes_proved,
    going,
    in_full,
    keeps_places,
    leaving,
    perhaps,
    proved,
    reader,
    signed_in,
    still_here,
)
from app.sign_in.passwords import Passwords
from app.sign_in.refusal_pages import REFUSALS
from app.sign_in.refusals import LookingOnly, SecondFirst

Me = NamedDependency[Person]
Doorkeeper = NamedDependency[Door]

ROOM = Room(handlers=pages.HANDLERS, rounds=(logins.sweep, challenges.sweep))

__all__ = [
    "REFUSALS",
    "ROOM",
    "Attempts",
    "Door",
    "Doorkeeper",
    "LookingOnly",
    "Me",
    "Passwords",
    "SecondFirst",
    "anybody",
    "anybody_proved",
    "arriving",
    "at_work",
    "challenges",
    "changes_hands",
    "cookies",
    "coordinator",
    "coordinator_proved",
    "devices",
    "first_codes",
    "first_codes_proved",
    "going",
    "in_full",
    "interrupted_form",
    "keeps_places",
    "leaving",
    "logins",
    "looking",
    "passkeys",
    "perhaps",
    "proved",
    "reader",
    "recovery",
    "second_factor",
    "session_cookie",
    "sign_in_names",
    "signed_in",
    "signing_in",
    "still_here",
    "ways",
]
