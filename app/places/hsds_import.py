"""Places that others tell of in Open Referral's JSON, made one form at the border: a list of
services, one service, a page of them, or organizations with their services.

Services of one organization at one location are one place. What cannot be so is refused with its
reason and the rest is taken; words that nobody here knows are passed over, and named.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any
from uuid import uuid5

import msgspec

from app.foundation.words import say
from app.places import hsds, hsds_facts, hsds_schedules, hsds_terms, typed
from app.places.csv_in import SPACE, Read, Refused, Told
from app.places.hsds_facts import Json, Unknown, list_of, name_of, object_of, text_of, uuid_of
from app.places.hsds_schedules import Passed
from app.places.hsds_terms import Said
from app.places.listing import Activity, Place, When
from app.places.typed import Unclear

MOST = 50_000
"""Services in a file."""
KEY = 200
STATUSES = ("active", "inactive", "defunct", "temporarily closed")
BOM = b"\xef\xbb\xbf"
INHERITED = ("wishes", "audience", "five", "languages", "price", *hsds_terms.SAID)


@dataclass
class Group:
    """Services of one organization at one location, each with its number in the file."""

    key: str
    organization: Json
    location: Json
    services: list[tuple[int, Json]] = field(default_factory=list)


def read(raw: bytes, source: str) -> Read:
    """What a file tells of places. `source` is whose it is: ids are made within it."""
    found = Read()
    try:
        told = msgspec.json.decode(raw.removeprefix(BOM))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found.refused.append(Refused(1, "", say("Filen er ikke JSON, der kan læses.")))
        return found
    unknown: Unknown = {}
    for group in _groups(told, found):
        try:
            if (told_here := _told(group, source, found, unknown)) is not None:
                found.told.append(told_here)
        except Unclear as wrong:
            found.refused += [Refused(n, group.key, wrong.says) for n, _ in group.services]
    found.unknown = tuple(unknown)
    return found


def _groups(told: object, found: Read) -> list[Group]:
    groups: dict[str, Group] = {}
    for number, (service, organization) in zip(count(1), _services(told), strict=False):
        found.rows = number
        if number > MOST:
            most = say("Der er plads til {n} rækker. Resten er ikke læst.", n=MOST)
            found.refused.append(Refused(number, "", most))
            break
        try:
            for key, location in _places(service, organization):
                group = groups.setdefault(key, Group(key, organization, location))
                group.services.append((number, service))
        except Unclear as wrong:
            found.refused.append(Refused(number, "", wrong.says))
    return list(groups.values())


def _services(told: object) -> Iterator[tuple[Json, Json]]:
    """Each service with its organization, however the file is laid out."""
    if isinstance(told, dict) and isinstance(told.get("contents"), list):
        told = told["contents"]
    for each in told if isinstance(told, list) else [told]:
        if not isinstance(each, dict):
            yield {}, {}
        elif isinstance(each.get("services"), list) and "status" not in each:
            for service in each["services"]:
                yield (service, each) if isinstance(service, dict) else ({}, each)
        else:
            organization = each.get("organization")
            yield each, organization if isinstance(organization, dict) else {}


def _places(service: Json, organization: Json) -> Iterator[tuple[str, Json]]:
    """Where it is, with a name for the place there that stays the same."""
    if not service:
        raise Unclear(say("Der står ikke noget, der kan læses."))
    whose = typed.line(text_of(organization, "id") or text_of(service, "organization_id"), KEY)
    if not whose:
        raise Unclear(say("Det står der ikke, hvem der står for det."))
    known = {text_of(each, "id"): each for each in list_of(organization, "locations")}
    ats = list_of(service, "service_at_locations")
    found = [object_of(at, "location") or known.get(text_of(at, "location_id"), {}) for at in ats]
    if not ats:
        found = list(known.values())
    for location in found or [{}]:
        row = typed.line(text_of(location, "id"), KEY)
        yield (f"{whose}/{row}" if row else whose)[:KEY], location


def _told(group: Group, source: str, found: Read, unknown: Unknown) -> Told | None:
    """None when nothing of it could be taken."""
    organization, location = group.organization, group.location
    said = hsds_facts.said(organization, unknown)
    facts = _of_place(organization, location, said)
    own = facts.pop("own")
    activities: list[tuple[str, Activity]] = []
    days: list[date] = []
    states: list[str] = []
    taken: dict[str, Any] = {}
    for number, service in group.services:
        try:
            told = _of_service(service, own=own, unknown=unknown)
            day, status = typed.day(text_of(service, "assured_date")[:10]), told.pop("status")
            told["whens"] = _whens(service, number, group.key, found, unknown)
            if _is_the_place(service, organization, group, own=own):
                described = ("line", "about") if facts["line"] or facts["about"] else ()
                taken = _given(_without(told, "name", "whens", "course", *described))
            else:
                activities.append((status, _activity(told, service, group, source)))
            days, states = [*days, *filter(None, (day,))], [*states, status]
        except Unclear as wrong:
            found.refused.append(Refused(number, group.key, wrong.says))
    if not states:
        return None
    place = Place(**(facts | taken))
    closed = "active" not in states
    there = [each for status, each in activities if closed or status == "active"]
    return Told(
        group.services[0][0],
        group.key,
        typed.replaced(place, activities=tuple(_in_short(place, each) for each in there)),
        hsds_facts.municipality(location, said),
        max(days, default=None),
        closed,
    )


def _is_the_place(service: Json, organization: Json, group: Group, *, own: bool) -> bool:
    """Whether a service is the place itself, at which nothing is told to happen."""
    if own:
        row = uuid_of(text_of(organization, "id"))
        return row is not None and text_of(service, "id") == str(hsds.itself(row))
    same = text_of(service, "name") == text_of(organization, "name")
    return same and len(group.services) == 1 and not service.get("schedules")


def _of_place(organization: Json, location: Json, said: list[Said]) -> dict[str, Any]:
    """What a place is. `own` says whether one of us has written it: then nothing is guessed."""
    own = any(each.term.taxonomy == hsds_terms.KIND for each in said)
    facts = hsds_facts.of_ours(said)
    facts |= hsds_facts.described(organization, facts.pop("line", ""), own=own)
    facts["name"] = name_of(organization, location)
    facts["email"] = typed.email(text_of(organization, "email"))
    facts["url"] = typed.link(text_of(organization, "website"))
    facts |= hsds_facts.address(location, facts)
    facts["phone"], facts["calls"] = hsds_facts.phone(organization, location)
    codes = hsds_facts.languages(location)
    facts["languages"] = codes or facts.get("languages", ())
    facts["lat"], facts["lon"] = hsds_facts.point(location)
    facts.pop("municipality", None)
    facts.pop("course", None)
    return facts | {"own": own}


def _of_service(service: Json, *, own: bool, unknown: Unknown) -> dict[str, Any]:
    status = text_of(service, "status")
    if status not in STATUSES:
        raise Unclear(say("Status «{word}» findes ikke.", word=typed.line(status[:40])))
    facts = hsds_facts.of_ours(hsds_facts.said(service, unknown))
    facts |= hsds_facts.described(service, facts.pop("line", ""), own=own)
    facts["name"] = name_of(service)
    facts["languages"] = hsds_facts.languages(service)
    facts |= hsds_facts.price(service)
    facts["status"] = status
    return _without(facts, "source", "address", "postcode", "town", "municipality", "kind")


def _activity(told: dict[str, Any], service: Json, group: Group, source: str) -> Activity:
    """Its id is made within its source, so that nobody's file can take another's."""
    key = typed.line(text_of(service, "id"), KEY)
    if not key:
        raise Unclear(say("Der er ikke noget id."))
    row = uuid5(SPACE, f"{source}\n{group.key}\n{key}")
    return Activity(id=row, key=key, **_without(told, "toilet"))


def _in_short(place: Place, activity: Activity) -> Activity:
    """Without what its place says already."""
    same = {
        name: None if name in (*hsds_terms.SAID, "price") else ()
        for name in INHERITED
        if name != "toilet" and getattr(activity, name) == getattr(place, name)
    }
    return typed.replaced(activity, **same)


def _whens(service: Json, number: int, key: str, found: Read, unknown: Unknown) -> tuple[When, ...]:
    """Its times. One for which there is no room is passed over and said; one that cannot be refuses
    the service."""
    told: list[When] = []
    for each in list_of(service, "schedules"):
        try:
            told += hsds_schedules.read(each, hsds_facts.said(each, unknown))
        except Passed as passed:
            found.refused.append(Refused(number, key, passed.says, "schedules"))
    return tuple(told)


def _without(facts: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in names}


def _given(facts: dict[str, Any]) -> dict[str, Any]:
    """What somebody has said."""
    return {name: value for name, value in facts.items() if value not in (None, "", ())}
