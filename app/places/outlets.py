"""What a search engine is told of a place and of what happens there (schema.org)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from app.foundation import clock
from app.places import whens
from app.places.listing import FREE, Place, When, of
from app.places.shelf import Listed

NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SCHEMA = "https://schema.org/"
HOUR = timedelta(hours=1)
"""How long something takes in a calendar when nobody has said."""


def moment(day: date, minute: int) -> datetime:
    return clock.moment(day, minute, clock.HOME_ZONE)


def ends_at(day: date, when: When) -> datetime:
    """On a day on which it happens."""
    if when.ends is None:
        return moment(day, when.begins) + HOUR
    return moment(day + timedelta(days=whens.over_midnight(when)), when.ends)


def where(place: Place) -> str:
    """One line: the address as far as it is known."""
    town = f"{place.postcode} {place.town}".strip()
    return ", ".join(part for part in (place.name, place.address, town) if part)


def told_to_machines(listed: Listed) -> Markup:
    """Schema.org JSON-LD of a place and what happens there. `<` is written so that nothing of it
    ends the element it stands in."""
    graph = [_place(listed.place), *_events(listed.place)]
    return htmlsafe_json_dumps({"@context": SCHEMA, "@graph": graph})


def _place(place: Place) -> dict[str, Any]:
    told: dict[str, Any] = {"@type": "Place", "name": place.name}
    told |= {"description": place.line} if place.line else {}
    address = {
        "streetAddress": place.address,
        "postalCode": place.postcode,
        "addressLocality": place.town,
    }
    known = {name: text for name, text in address.items() if text}
    if known:
        told["address"] = {"@type": "PostalAddress", "addressCountry": "DK", **known}
    if place.lat is not None:
        told["geo"] = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    told |= {"telephone": place.phone} if place.phone else {}
    told |= {"url": place.url} if place.url else {}
    if place.price is not None:
        told["isAccessibleForFree"] = place.price == FREE
    if place.wheelchair is not None:
        told["amenityFeature"] = {
            "@type": "LocationFeatureSpecification",
            "name": "wheelchair accessible",
            "value": place.wheelchair,
        }
    return told


def _events(place: Place) -> Iterator[dict[str, Any]]:
    for activity in place.activities:
        for when in activity.whens:
            told: dict[str, Any] = {"@type": "Event", "name": activity.name}
            told["location"] = _place(place)
            price = of(place, activity, "price")
            told |= {} if price is None else {"isAccessibleForFree": price == FREE}
            yield told | _time(when)


def _time(when: When) -> dict[str, Any]:
    if when.every == whens.ONCE:
        begins, ends = moment(when.start, when.begins), ends_at(when.start, when)
        return {"startDate": begins.isoformat(), "endDate": ends.isoformat()}
    schedule: dict[str, Any] = {
        "@type": "Schedule",
        "startDate": when.start.isoformat(),
        "startTime": f"{when.at:%H:%M:%S}",
        "repeatFrequency": f"P{when.step}{'W' if when.every == whens.WEEK else 'M'}",
        "scheduleTimezone": clock.HOME_ZONE,
        "byDay": f"{SCHEMA}{DAYS[when.start.weekday()]}",
    }
    if when.every == whens.MONTH:
        schedule["byDay"] = f"{when.nth}{NAMES[when.start.weekday()]}"
    schedule |= {"endTime": f"{when.to:%H:%M:%S}"} if when.to else {}
    schedule |= {"endDate": when.until.isoformat()} if when.until else {}
    schedule |= {"exceptDate": [day.isoformat() for day in when.off]} if when.off else {}
    return {"eventSchedule": schedule}
