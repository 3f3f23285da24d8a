"""Who is here: people, passwords, logins, codes on paper, and the doors that look at who comes."""

from litestar.di import NamedDependency

from app.identity import (
    arrival,
    browsers,
    carrying,
    devices,
    erasure,
    lifecycle,
    logins,
    looking,
    own,
    passkeys,
    people,
    questions,
    recovery,
    regrets,
    resealing,
    second_factor,
    settling,
    sign_in_names,
    turned,
)
from app.identity.attempts import Attempts
from app.identity.boxes import box_of, opened_for
from app.identity.cookies import session_cookie
from app.identity.doors import (
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
    leaving,
    perhaps,
    proved,
    reader,
    signed_in,
    still_here,
)
from app.identity.doorway import Door
from app.identity.passwords import Passwords
from app.identity.people import FOR_EVER, RELATIVE, STAFF, Keyring, Person
from app.identity.refusals import LookingOnly, SecondFirst
from app.identity.staying import one_at_a_time, stays

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
    "LookingOnly",
    "Me",
    "Passwords",
    "Person",
    "SecondFirst",
    "anybody",
    "anybody_proved",
    "arrival",
    "arriving",
    "at_work",
    "box_of",
    "browsers",
    "carrying",
    "changes_hands",
    "coordinator",
    "coordinator_proved",
    "devices",
    "erasure",
    "first_codes",
    "first_codes_proved",
    "going",
    "in_full",
    "leaving",
    "lifecycle",
    "logins",
    "looking",
    "one_at_a_time",
    "opened_for",
    "own",
    "passkeys",
    "people",
    "perhaps",
    "proved",
    "questions",
    "reader",
    "recovery",
    "regrets",
    "resealing",
    "second_factor",
    "session_cookie",
    "settling",
    "sign_in_names",
    "signed_in",
    "stays",
    "still_here",
    "turned",
]
