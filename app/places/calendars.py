"""What happens at a place, as a file for a calendar (RFC 5545)."""

from datetime import UTC, date
from typing import Any
from uuid import UUID

from icalendar import Calendar, Event

from app.foundation import clock
from app.places import whens
from app.places.listing import Activity, When
from app.places.outlets import NAMES, ends_at, moment, where
from app.places.shelf import Listed

LAST_MINUTE = 24 * 60 - 1


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
    last = date.max.replace(year=when.start.year + 2)
    day = next(whens.days(when, when.start, last), when.start)
    event = Event()
    event.add("uid", f"{activity.id}-{number}@fodfaeste")
    event.add("dtstamp", clock.from_minute(listed.changed_minute))
    event.add("sequence", listed.version)
    event.add("dtstart", moment(day, when.begins))
    event.add("dtend", ends_at(day, when))
    event.add("summary", activity.name)
    event.add("location", where(listed.place))
    if when.every != whens.ONCE:
        event.add("rrule", rule(when))
    if when.off:
        event.add("exdate", [moment(day, when.begins) for day in when.off])
    return event


def rule(when: When) -> dict[str, Any]:
    """As a calendar repeats it."""
    name = NAMES[when.start.weekday()]
    told: dict[str, Any] = {"freq": f"{when.every}ly", "interval": when.step}
    told["byday"] = f"{when.nth}{name}" if when.every == whens.MONTH else name
    if when.until:
        told["until"] = moment(when.until, LAST_MINUTE).astimezone(UTC)
    return told
