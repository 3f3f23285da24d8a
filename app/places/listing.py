"""What is known of a place and of what happens there. What nobody has said is None, and is shown as
«ikke oplyst»: nothing here is guessed.

Everything of a place is one value: it is compared, kept, put back and handed on as a whole.
"""

from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec

from app.foundation.words import Say, say

WISHES: Mapping[str, Say] = MappingProxyType(
    {
        "moedes": say("Mødes med andre"),
        "bevaege": say("Bevæge mig"),
        "haender": say("Lave noget med hænderne"),
        "hjaelpe": say("Hjælpe andre"),
        "ro": say("Få ro"),
        "laere": say("Lære noget"),
        "spise": say("Spise sammen"),
    }
)
"""What one may feel like, by the word in an address."""
KINDS: Mapping[str, Say] = MappingProxyType(
    {
        "sted": say("Et sted man kan komme"),
        "forening": say("Forening"),
        "faellesskab": say("Frivilligt fællesskab"),
        "kursus": say("Kursus"),
        "besoegsven": say("Besøgsven"),
        "foelge": say("Nogen der følger med"),
        "kommunalt": say("Kommunens tilbud"),
    }
)
FOR: Mapping[str, Say] = MappingProxyType(
    {
        "paaroerende": say("Pårørende"),
        "unge": say("Unge"),
        "kvinder": say("Kvinder"),
        "maend": say("Mænd"),
    }
)
"""Whom something is for, when not for everybody."""
ACTIVE, CLOSED = "aktiv", "lukket"
FREE = 0
FEED, OFFERED = "feed:", "borger:"
"""How the key of an activity begins that no list tells of: it came from the place's own calendar,
or citizens proposed it."""


class When(msgspec.Struct, frozen=True, omit_defaults=True):
    """When something happens, by the clock on the wall in Denmark.

    From `start` on, at `begins` to `ends` (minutes after midnight; an end not after the beginning
    is the next morning, None is not said). `every` is "once", "week" or "month"; `step` is how many
    of them lie between; of a month it is the `nth` of that weekday, -1 the last. `until` is the
    last day it may fall on, `off` are days on which it does not happen. `holidays` says whether it
    happens on a public holiday, None is not known.
    """

    start: date
    begins: int
    ends: int | None = None
    every: str = "once"
    step: int = 1
    nth: int = 0
    until: date | None = None
    off: tuple[date, ...] = ()
    holidays: bool | None = None

    @property
    def at(self) -> time:
        return time(*divmod(self.begins, 60))

    @property
    def to(self) -> time | None:
        return None if self.ends is None else time(*divmod(self.ends % (24 * 60), 60))


class First(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the first time is: who meets you, what happens, how many there are, how loud it is, where
    the door is, and whether one may leave again."""

    meets: str = ""
    happens: str = ""
    many: str = ""
    loud: str = ""
    door: str = ""
    leave: str = ""


class Words(msgspec.Struct, frozen=True, omit_defaults=True):
    """The same in another language, as far as somebody has written it."""

    name: str = ""
    line: str = ""
    about: str = ""


class Offer(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a place and an activity both have. Of an activity what is not said is as its place
    has it. `price` are Danish kroner, 0 is free."""

    wishes: tuple[str, ...] = ()
    five: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    price: int | None = None
    price_says: str = ""
    open_to_all: bool | None = None
    sign_up: bool | None = None
    staff: bool | None = None
    quiet: bool | None = None
    come_and_go: bool | None = None
    wheelchair: bool | None = None
    companion: bool | None = None
    comes_to_you: bool | None = None
    first: First = First()
    words: dict[str, Words] = {}


class Activity(Offer, frozen=True, omit_defaults=True, kw_only=True):
    """Something that happens at a place. `key` is what its source calls it."""

    id: UUID
    key: str = ""
    name: str
    line: str = ""
    about: str = ""
    whens: tuple[When, ...] = ()
    course: bool = False


class Place(Offer, frozen=True, omit_defaults=True, kw_only=True):
    """A place, an association, a community. `lat` and `lon` are degrees (WGS 84)."""

    name: str
    kind: str = "sted"
    line: str = ""
    about: str = ""
    address: str = ""
    postcode: str = ""
    town: str = ""
    lat: float | None = None
    lon: float | None = None
    phone: str = ""
    email: str = ""
    url: str = ""
    calls: str = ""
    feed: str = ""
    """The address of the place's own calendar."""
    toilet: bool | None = None
    source: str = ""
    activities: tuple[Activity, ...] = ()


CONTACT = ("phone", "email", "url", "feed")
"""What somebody could be led astray by: changed only when a second person says so too (R112)."""

_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Place)


def written(place: Place) -> str:
    """As it is kept."""
    return _encoder.encode(place).decode()


def read(text: str) -> Place:
    return _decoder.decode(text)


def written_activity(activity: Activity) -> str:
    return msgspec.json.encode(activity).decode()


def read_activity(text: str) -> Activity:
    return msgspec.json.decode(text, type=Activity)


def happens(place: Place, activity: UUID) -> bool:
    return any(each.id == activity for each in place.activities)


def without(place: Place, activity: UUID) -> Place:
    """The same, where this does not happen."""
    left = tuple(each for each in place.activities if each.id != activity)
    return msgspec.structs.replace(place, activities=left)


def told(place: Place) -> Place:
    """As a list tells of it: without what comes beside."""
    return msgspec.structs.replace(
        place, activities=tuple(each for each in place.activities if not _comes_beside(each))
    )


def beside(place: Place, before: Place) -> Place:
    """As a list tells of it now, with what stands beside."""
    stays = tuple(each for each in before.activities if _comes_beside(each))
    return msgspec.structs.replace(place, activities=told(place).activities + stays)


def _comes_beside(activity: Activity) -> bool:
    return activity.key.startswith((FEED, OFFERED))


def of(place: Place, activity: Activity | None, name: str) -> Any:
    """What holds of an activity: what it says itself, else what its place says."""
    if activity is None:
        return getattr(place, name)
    own = getattr(activity, name)
    return getattr(place, name) if own is None or own == () else own
