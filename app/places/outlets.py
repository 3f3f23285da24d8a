"""What leaves a place's page for others to read: a file for the phone's calendar, a feed of all
that happens there, and what a search engine is told."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from app.foundation import clock
from app.places import whens
from app.places.listing import FREE, Activity, Place, When, of
from app.places.shelf import Listed

NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SCHEMA = "https://schema.org/"
ZONE = ZoneInfo(clock.HOME_ZONE)
HOUR = timedelta(hours=1)
"""How long something takes in a calendar when nobody has said."""


def calendar(listed: Listed, only: UUID | None = None) -> bytes:
    """All that happens at a place, or one thing of it (RFC 5545). The same thing has the same name
    each time, so that a feed read again changes what it told before."""
    found = Calendar()
    found.add("prodid", "-//Fodfaeste//DA")
    found.add("version", "2.0")
    for activity in listed.place.activities:
        if only in (None, activity.id):
            for number, when in enumerate(activity.whens):
                found.add_component(_event(listed, activity, when, number))
    found.add_missing_timezones()
    return bytes(found.to_ical())


def _event(listed: Listed, activity: Activity, when: When, number: int) -> Event:
    first = next(whens.days(when, when.start, date.max.replace(year=when.start.year + 2)), None)
    begins = _moment(first or when.start, when.begins)
    event = Event()
    event.add("uid", f"{activity.id}-{number}@fodfaeste")
    event.add("dtstamp", clock.from_minute(listed.changed_minute))
    event.add("sequence", listed.version)
    event.add("dtstart", begins)
    event.add("dtend", _ends(begins, when))
    event.add("summary", activity.name)
    event.add("location", where(listed.place))
    if when.every != whens.ONCE:
        event.add("rrule", rule(when))
    if when.off:
        event.add("exdate", [_moment(day, when.begins) for day in when.off])
    return event


def rule(when: When) -> dict[str, Any]:
    """As a calendar repeats it."""
    name = NAMES[when.start.weekday()]
    told: dict[str, Any] = {"freq": f"{when.every}ly", "interval": when.step}
    told["byday"] = f"{when.nth}{name}" if when.every == whens.MONTH else name
    if when.until:
        told["until"] = datetime.combine(when.until, datetime.max.time(), ZONE).astimezone(
            ZoneInfo("UTC")
        )
    return told


def _moment(day: date, minute: int) -> datetime:
    return clock.moment(day, minute, clock.HOME_ZONE)


def _ends(begins: datetime, when: When) -> datetime:
    if when.ends is None:
        return begins + HOUR
    return _moment(begins.date() + timedelta(days=whens.over_midnight(when)), when.ends)


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
    begins = _moment(when.start, when.begins)
    if when.every == whens.ONCE:
        return {"startDate": begins.isoformat(), "endDate": _ends(begins, when).isoformat()}
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
