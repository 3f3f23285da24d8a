"""A place as its page shows it: what was said, and what nobody has said yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from app.foundation import clock
from app.foundation.words import Say, say
from app.places import finding, whens
from app.places.facets import MARKS
from app.places.listing import FREE, KINDS, OFFERED, Activity, First, Place, When, of
from app.places.shelf import Listed

UNSAID = say("Ikke oplyst")
YES, NO = say("Ja"), say("Nej")
SOON = 3
"""Next times that a page shows of an activity."""
ASKED = {
    "open_to_all": say("Åbent for alle"),
    "sign_up": say("Tilmelding først"),
    "staff": say("Personale"),
    "quiet": say("Stille sted"),
    "come_and_go": say("Kom og gå som du vil"),
    "wheelchair": say("Plads til kørestol"),
    "toilet": say("Toilet"),
    "companion": say("Nogen kan følges med dig"),
}
REACHED = {
    "address": say("Adresse"),
    "phone": say("Telefon"),
    "url": say("Hjemmeside"),
}
PRICE = say("Pris")
FIRST = {
    "meets": say("Hvem der tager imod"),
    "happens": say("Det sker der"),
    "many": say("Hvor mange I er"),
    "loud": say("Hvor meget larm der er"),
    "door": say("Hvor døren er"),
    "leave": say("Hvis du vil gå igen"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An activity, when it is next, and what is known of it."""

    activity: Activity
    soon: tuple[tuple[date, When], ...]
    price: Say | None
    chips: tuple[Say, ...]

    @property
    def first(self) -> list[tuple[Say, str]]:
        """How the first time is, where it is another than at the place."""
        return said_of_first(self.activity.first)

    @property
    def by_citizens(self) -> bool:
        return self.activity.key.startswith(OFFERED)

    def unsure(self, day: date, when: When) -> bool:
        return whens.unsure(when, day)


def whole(found: Listed, agent: str = "") -> dict[str, Any]:
    place = found.place
    return {
        "listed": found,
        "place": place,
        "kind": KINDS.get(place.kind, UNSAID),
        "old": old(found.checked_on),
        "facts": list(_facts(place)),
        "unsaid": list(_unsaid(place)),
        "first": said_of_first(place.first),
        "activities": [of_activity(place, each) for each in place.activities],
        "way": way(place, agent),
        "site": site(place.url),
    }


def said_of_first(first: First) -> list[tuple[Say, str]]:
    """What somebody has written of the first time."""
    return [(says, text) for name, says in FIRST.items() if (text := getattr(first, name))]


def old(checked_on: date | None) -> bool:
    """Looked at more than a year ago, or never."""
    return checked_on is None or checked_on < clock.today(clock.HOME_ZONE) - finding.OLD


def price(place: Place, activity: Activity | None) -> Say | None:
    """None when nobody has said."""
    kroner, says = of(place, activity, "price"), (activity or place).price_says
    if kroner is None:
        return Say(says) if says else None
    if kroner == FREE:
        return say("Det koster ikke noget.")
    return say("{n} kroner", n=kroner)


def way(place: Place, agent: str) -> str:
    """An address that the phone's own map opens, none when nobody knows where it is. Apple's
    phones have an address of their own for theirs."""
    if place.lat is None or place.lon is None:
        return ""
    point = f"{place.lat},{place.lon}"
    if any(name in agent for name in ("iPhone", "iPad", "Macintosh")):
        return f"maps://?daddr={point}"
    return f"geo:{point}?q={point}({quote(place.name)})"


def site(url: str) -> str:
    """The host of a link, so that one sees where it leads before one goes there (R62)."""
    return urlsplit(url).hostname or url


def soon(activity: Activity) -> tuple[tuple[date, When], ...]:
    """The next times, the first first."""
    today, minute = clock.on_the_wall(clock.now(), clock.HOME_ZONE)
    last = today + timedelta(days=whens.AHEAD)
    found = []
    for when in activity.whens:
        if first := whens.next_day(when, today, minute):
            some = zip(range(SOON), whens.days(when, first, last), strict=False)
            found += [(day, when) for _, day in some]
    return tuple(sorted(found, key=lambda each: (each[0], each[1].begins))[:SOON])


def of_activity(place: Place, activity: Activity) -> Shown:
    """What holds of the whole place stands once, below."""
    marks = MARKS.values()
    told = [says for says, holds in marks if holds(place, activity) and not holds(place, None)]
    return Shown(activity, soon(activity), price(place, activity), tuple(told))


def _facts(place: Place) -> Iterator[tuple[Say, Say]]:
    """What somebody has said."""
    if (cost := price(place, None)) is not None:
        yield PRICE, cost
    for name, says in ASKED.items():
        if (told := getattr(place, name)) is not None:
            yield says, YES if told else NO


def _unsaid(place: Place) -> Iterator[Say]:
    """What nobody has said, so that it is not taken for a no."""
    if price(place, None) is None:
        yield PRICE
    yield from (says for name, says in ASKED.items() if getattr(place, name) is None)
    yield from (says for name, says in REACHED.items() if not getattr(place, name))
