"""Who exists, and how what they keep is kept: people and their profile, their rows and boxes, the
keys, and what becomes of it all."""

from app.people import (
    browsers,
    erasure,
    lifecycle,
    master_keys,
    models,
    own,
    people,
    profile,
    regrets,
    resealing,
    turned,
    unknown_devices,
)
from app.people.account_state import one_at_a_time, stays
from app.people.boxes import box_of, opened_for
from app.people.browsers import NOT_SAID, Kind
from app.people.people import FOR_EVER, LOOK, PERSON, RELATIVE, STAFF, Keyring, Person
from app.people.profile import Profile
from app.people.unknown_devices import UnknownDevice

__all__ = [
    "FOR_EVER",
    "LOOK",
    "NOT_SAID",
    "PERSON",
    "RELATIVE",
    "STAFF",
    "Keyring",
    "Kind",
    "Person",
    "Profile",
    "UnknownDevice",
    "box_of",
    "browsers",
    "erasure",
    "lifecycle",
    "master_keys",
    "models",
    "one_at_a_time",
    "opened_for",
    "own",
    "people",
    "profile",
    "regrets",
    "resealing",
    "stays",
    "turned",
    "unknown_devices",
]
