"""Places as Open Referral's objects (HSDS 3.0): a place is an organization at a location, and what
happens there are its services. A place at which nothing is told to happen is one service of itself.

What nobody has said is left out, and so is an address of which a part is missing.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from app.foundation import clock
from app.foundation.outgoing import ADDRESS
from app.places import hsds_schedules, hsds_terms
from app.places.hsds_terms import Said, more
from app.places.listing import Activity, Place, of
from app.places.shelf import Listed

VERSION = "3.0"
ACTIVE, DEFUNCT = "active", "defunct"
COUNTRY, CURRENCY = "DK", "DKK"
PHYSICAL = "physical"
AT = 0x5D1C_94A7_3B60_0F2E_0B8A_6E4F_1D27_93C5
"""Turns the id of a service into that of the service where it is."""
Told = dict[str, Any]


def itself(place: UUID) -> UUID:
    """The service that a place is when nothing is told to happen there."""
    return uuid5(place, "service")


def location_id(place: UUID) -> UUID:
    return uuid5(place, "location")


def at_id(service: UUID) -> UUID:
    """Of a service where it is; and the other way about."""
    return UUID(int=service.int ^ AT)


def offered(place: Place) -> tuple[Activity | None, ...]:
    return place.activities or (None,)


def service_id(place: UUID, activity: Activity | None) -> UUID:
    return activity.id if activity else itself(place)


def described(line: str, about: str) -> str:
    return "\n\n".join(part for part in (line, about) if part)


def modified(minute: int) -> str:
    return clock.here(minute, "UTC").isoformat(timespec="milliseconds").replace("+00:00", "Z")


def service(listed: Listed, activity: Activity | None) -> Told:
    """What a list shows of a service: what there is one of."""
    place, what = listed.place, activity or listed.place
    told: Told = {
        "id": str(service_id(listed.id, activity)),
        "organization_id": str(listed.id),
        "name": what.name,
        "status": ACTIVE if listed.open else DEFUNCT,
        "description": described(what.line, what.about),
        "url": link(place.url),
        "email": email(place.email),
        "fees_description": what.price_says,
        "assured_date": listed.checked_on.isoformat() if listed.checked_on else "",
        "last_modified": modified(listed.changed_minute),
    }
    return known(told) | {"organization": _organization(listed)}


def full_service(listed: Listed, activity: Activity | None) -> Told:
    """A service with all that belongs to it."""
    return service(listed, activity) | _belonging(listed, activity) | {
        "organization": _organization(listed) | _of_organization(listed)
    }  # fmt: skip


def _belonging(listed: Listed, activity: Activity | None) -> Told:
    row, place = service_id(listed.id, activity), listed.place
    whens = activity.whens if activity else ()
    return known(
        {
            "phones": _phones(listed, "service_id", row),
            "schedules": [hsds_schedules.told(when, n, row) for n, when in enumerate(whens)],
            "languages": _languages(of(place, activity, "languages"), "service_id", row),
            "cost_options": _costs(of(place, activity, "price"), row),
            "service_at_locations": _ats(listed, activity),
            "attributes": hsds_terms.attributes(
                row, "service", hsds_terms.of_service(place, activity)
            ),
        }
    )


def organization(listed: Listed) -> Told:
    """What a list shows of a place."""
    return _organization(listed)


def full_organization(listed: Listed, *, full_service_too: bool = False) -> Told:
    """A place with all that belongs to it. Its services are told in full when that is asked
    for."""
    where = location(listed)
    services = [
        service(listed, each) | (_belonging(listed, each) if full_service_too else {})
        for each in offered(listed.place)
    ]
    for each in services:
        del each["organization"]
    told = _organization(listed) | _of_organization(listed) | {"services": services}
    return told | ({"locations": [where]} if where else {})


def at_location(listed: Listed, activity: Activity | None, *, full: bool = False) -> Told:
    """A service where it is."""
    told = _at(listed, activity)
    place = location(listed)
    if full:
        whole = full_service(listed, activity)
        whole.pop("service_at_locations", None)
        return told | {"location": place, "service": whole}
    parts = ("languages", "addresses", "accessibility")
    plain = {name: value for name, value in (place or {}).items() if name not in parts}
    return told | {"location": plain, "service": service(listed, activity)}


def located(place: Place) -> bool:
    """Whether anybody has said where it is."""
    return bool(place.address or place.postcode or place.town or place.lat is not None)


def location(listed: Listed) -> Told | None:
    row, place = location_id(listed.id), listed.place
    if not located(place):
        return None
    told: Told = {
        "id": str(row),
        "location_type": PHYSICAL,
        "organization_id": str(listed.id),
        "name": place.name,
        "languages": _languages(place.languages, "location_id", row),
        "addresses": _addresses(listed, row),
        "accessibility": _accessibility(place, row),
    }
    if place.lat is not None and place.lon is not None:
        told |= {"latitude": place.lat, "longitude": place.lon}
    return known(told)


def whole_address(listed: Listed) -> bool:
    """Whether every part that an address needs is known."""
    place = listed.place
    return all((place.address, place.postcode, place.town, listed.municipality_name))


def _addresses(listed: Listed, row: UUID) -> list[Told]:
    if not whole_address(listed):
        return []
    place = listed.place
    return [
        {
            "id": str(uuid5(row, "address")),
            "location_id": str(row),
            "address_1": place.address,
            "city": place.town,
            "state_province": listed.municipality_name,
            "postal_code": place.postcode,
            "country": COUNTRY,
            "address_type": PHYSICAL,
        }
    ]


def _accessibility(place: Place, row: UUID) -> list[Told]:
    if place.wheelchair is None:
        return []
    yes, no = hsds_terms.SAID["wheelchair"]
    says = (yes if place.wheelchair else no)[1]
    told = {"id": str(uuid5(row, "accessibility")), "location_id": str(row)}
    return [told | {"description": says}]


def _organization(listed: Listed) -> Told:
    place = listed.place
    told = {"website": link(place.url), "email": email(place.email)}
    return {
        "id": str(listed.id),
        "name": place.name,
        "description": described(place.line, place.about),
        **known(told),
    }


def _of_organization(listed: Listed) -> Told:
    said = hsds_terms.attributes(listed.id, "organization", _said_of_place(listed))
    return known({"phones": _phones(listed, "organization_id", listed.id), "attributes": said})


def _said_of_place(listed: Listed) -> Iterator[Said]:
    """What is said of a place, and where Open Referral has no room of its own for it."""
    place = listed.place
    yield from hsds_terms.of_service(place, None)
    if place.source:
        yield more("source", place.source)
    if listed.municipality_name:
        yield more("municipality", listed.municipality_name)
    if place.activities:
        yield from () if place.price is None else (more("price", place.price),)
        yield from (more("price_says", place.price_says),) if place.price_says else ()
    if not whole_address(listed):
        parts = {name: getattr(place, name) for name in ("address", "postcode", "town")}
        yield from (more(name, value) for name, value in parts.items() if value)
    if not located(place):
        yield from (more("languages", code) for code in place.languages)


def _phones(listed: Listed, whose: str, row: UUID) -> list[Told]:
    number = listed.place.phone
    return [{"id": str(uuid5(row, "phone")), whose: str(row), "number": number}] if number else []


def _languages(codes: tuple[str, ...], whose: str, row: UUID) -> list[Told]:
    return [
        {"id": str(uuid5(row, f"language/{code}")), whose: str(row), "code": code} for code in codes
    ]


def _costs(price: int | None, row: UUID) -> list[Told]:
    if price is None:
        return []
    told = {"id": str(uuid5(row, "cost_option")), "service_id": str(row)}
    return [told | {"currency": CURRENCY, "amount": price}]


def _ats(listed: Listed, activity: Activity | None) -> list[Told]:
    where = location(listed)
    return [_at(listed, activity) | {"location": where}] if where else []


def _at(listed: Listed, activity: Activity | None) -> Told:
    row = service_id(listed.id, activity)
    return {
        "id": str(at_id(row)),
        "service_id": str(row),
        "location_id": str(location_id(listed.id)),
    }


def known(told: Told) -> Told:
    """Without what nobody has said."""
    return {name: value for name, value in told.items() if value not in ("", None, [])}


def email(text: str) -> str:
    """One that can be written to, or none."""
    return text if ADDRESS.fullmatch(text) else ""


def link(text: str) -> str:
    """A web page that can be opened, or none."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    plain = text.isascii() and text.isprintable() and not set(text) & set(" <>\"'`\\{}|^")
    return text if plain and parts.scheme in ("http", "https") and parts.hostname else ""
