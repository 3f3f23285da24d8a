"""What a program asks of the exchange by its address. A parameter that cannot be understood is
refused by its name; one that nobody has heard of is passed over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from app.foundation.letters import empty
from app.places import hsds_terms, towns
from app.places.asking import LONGEST
from app.places.hsds_offered import Filter

USUAL, MOST, ALL = 50, 100, 10_000
"""Things on a page when nobody says, at most, and at most when each is only an id and a date."""
LAST_PAGE = 1_000_000
FURTHEST = 1_000_000
"""Metres around a postcode."""
NO_LIMIT = -1
NOTHING = 0
"""A set of terms of which nothing holds any."""
POSTCODE = re.compile(r"[0-9]{4}")
JSON = "json"
Query = Mapping[str, Sequence[str]]


class Misread(Exception):
    """A parameter that cannot be understood, and what it may be."""

    def __init__(self, parameter: str, says: str) -> None:
        super().__init__(parameter)
        self.parameter, self.says = parameter, says


@dataclass(frozen=True, slots=True)
class Asked:
    """What all lists may be asked for."""

    search: str
    page: int
    size: int


def listed(query: Query, *, usual: int = USUAL, most: int = MOST) -> Asked:
    """Which page of a list. More than `most` to a page are not given. Raises Misread."""
    if "format" in query and (form := one(query, "format")) != JSON:
        raise Misread("format", f"only {JSON} is served, not {form[:20]!r}")
    text = one(query, "search")
    return Asked(
        "" if empty(text) else text.strip()[:LONGEST],
        number(query, "page", 1, 1, LAST_PAGE),
        min(number(query, "per_page", usual, 1, ALL), most),
    )


def services(query: Query) -> Filter:
    """What services are to be listed. Raises Misread."""
    terms = [hsds_terms.bit_of(each) for each in query.get("taxonomy_term_id", ())]
    terms += [hsds_terms.bits_of(each) for each in query.get("taxonomy_id", ())]
    return Filter(
        terms=tuple(terms),
        organizations=tuple(_id(each) for each in query.get("organization_id", ())),
        since=_since(query),
    )


def services_somewhere(query: Query) -> Filter:
    """The same, near somewhere. Raises Misread."""
    found = services(query)
    metres = number(query, "proximity", NO_LIMIT, 0, FURTHEST)
    if "postcode" not in query:
        return found
    postcode = one(query, "postcode")
    if not POSTCODE.fullmatch(postcode):
        raise Misread("postcode", "is a Danish postcode, as 8900")
    if metres == NO_LIMIT:
        return replace(found, postcode=postcode)
    known = towns.postcodes().get(postcode)
    if known is None:
        return replace(found, terms=(NOTHING,))
    return replace(found, near=(known.point, float(metres)))


def one(query: Query, name: str) -> str:
    """A parameter that may stand once."""
    found = query.get(name, ())
    if len(found) > 1:
        raise Misread(name, "is given more than once")
    return found[0] if found else ""


def number(query: Query, name: str, usual: int, least: int, most: int) -> int:
    if name not in query:
        return usual
    text = one(query, name)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Misread(name, f"is a whole number from {least} to {most}")
    if not least <= int(text) <= most:
        raise Misread(name, f"is a whole number from {least} to {most}")
    return int(text)


def whether(query: Query, name: str) -> bool:
    if name not in query:
        return False
    found = {"true": True, "false": False}.get(one(query, name).lower())
    if found is None:
        raise Misread(name, "is true or false")
    return found


def _id(text: str) -> UUID | None:
    """What is no id is nobody's."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _since(query: Query) -> int | None:
    """The stored minute in which it falls, so that what changed in the rest of that minute is told
    twice rather than never. A plus sign that an address has made a space is a plus sign."""
    if "modified_after" not in query:
        return None
    text = one(query, "modified_after")
    found = _moment(text) or _moment("+".join(text.rsplit(" ", 1)))
    if found is None:
        raise Misread("modified_after", "is a date and time, as 2026-12-24T18:00:00Z")
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return int(aware.timestamp() // 60)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
