"""Bringing in what others know of places: compared with what is here, and kept row by row. Bad rows
are refused with their reason and the rest is kept; the same file twice changes nothing.

What somebody here has corrected since the last time is not written over, and a number or a link
that is already here is changed by a file only when whoever brings it in may do so alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import clock
from app.foundation.words import Say, say
from app.municipality import municipalities
from app.places import listing, proposals, shelf
from app.places.csv_in import Read, Refused, Told
from app.places.listing import ACTIVE, CLOSED, Place
from app.places.shelf import IMPORTED, SHIPPED, Listed

NEW, CHANGED, SAME, REFUSED, OURS, WAITS = "ny", "aendret", "ens", "afvist", "rettet", "venter"
STATES = {
    NEW: say("Ny"),
    CHANGED: say("Ændret"),
    SAME: say("Som før"),
    REFUSED: say("Ikke taget med"),
    OURS: say("Rettet her siden, så filen er ikke brugt"),
    WAITS: say("Telefon eller link venter på en kollega mere"),
}
PIECE = 1000
"""Places to a transaction: other writing is let in between two of them."""
ELSEWHERE = say("Rækken hører til en anden kommune.")


@dataclass(frozen=True, slots=True)
class Line:
    """What became of a row."""

    number: int
    key: str
    name: str
    state: str
    why: Say | None = None


@dataclass
class Report:
    """What became of a file. `dry` has kept nothing."""

    dry: bool
    lines: list[Line] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        return {
            state: n for state in STATES if (n := sum(each.state == state for each in self.lines))
        }


@dataclass(frozen=True, slots=True)
class Bringer:
    """Who brings it in. Of one municipality only (a coordinator), or of all that a file names (the
    operator, `alone`)."""

    source: str
    here: UUID | None = None
    here_name: str = ""
    who: UUID | None = None
    alone: bool = False


def begun(read: Read, *, dry: bool) -> Report:
    """The report of a file, with what was refused while it was read."""
    refused = [Line(each.number, each.key, "", REFUSED, _why(each)) for each in read.refused]
    return Report(dry, refused, read.missing, read.unknown)


def pieces(read: Read) -> Iterator[list[Told]]:
    for begin in range(0, len(read.told), PIECE):
        yield read.told[begin : begin + PIECE]


def keep(db: Connection, by: Bringer, told: list[Told], *, dry: bool) -> list[Line]:
    """One piece of a file; what became of each row. `dry` looks and keeps nothing."""
    shelf.in_turn(db)
    known = shelf.of_source(db, by.source, (each.key for each in told))
    towns = _municipalities(db, by, told, dry=dry)
    fresh: list[Listed] = []
    lines = []
    for each in told:
        here = towns.get(each.municipality or by.here_name)
        if here is None or ((before := known.get(each.key)) and before.municipality != here):
            lines.append(_line(each, REFUSED, ELSEWHERE))
        elif before is None:
            fresh.append(_new(each, here, by))
            lines.append(_line(each, NEW))
        else:
            lines.append(_again(db, by, before, each, dry=dry))
    if fresh and not dry:
        shelf.add(db, fresh, IMPORTED, by.who)
    return lines


def _municipalities(
    db: Connection, by: Bringer, told: Iterable[Told], *, dry: bool
) -> dict[str, UUID]:
    if by.here is not None:
        return {by.here_name: by.here}
    named = {each.municipality for each in told if each.municipality}
    if dry:
        known = {name: row for row, name in municipalities.names(db).items()}
        return {name: known.get(name, UUID(int=0)) for name in named}
    return {name: municipalities.found(db, name) for name in sorted(named)}


def _new(each: Told, here: UUID, by: Bringer) -> Listed:
    fresh = shelf.new(
        here,
        listing.told(each.place),
        source=by.source,
        source_key=each.key,
        checked_on=_checked(each.checked_on),
    )
    return replace(fresh, state=CLOSED) if each.closed else fresh


def _again(db: Connection, by: Bringer, before: Listed, each: Told, *, dry: bool) -> Line:
    """A place that this source has told of before."""
    state = CLOSED if each.closed else ACTIVE
    checked = max(filter(None, (before.checked_on, _checked(each.checked_on))), default=None)
    last, here, told = _last_told(db, before), listing.told(before.place), listing.told(each.place)
    if (here, before.state, before.checked_on) == (told, state, checked):
        return _line(each, SAME)
    if last == told and before.state == state:
        return _line(each, SAME)
    if last is not None and last != here:
        return _line(each, OURS)
    place, waits = listing.beside(each.place, before.place), False
    if not by.alone and proposals.differs(before.place, place):
        place, waits = proposals.without(before.place, place), True
    if not dry:
        if waits:
            proposals.put(db, before, each.place, by.who)
        shelf.change(
            db, before, how=IMPORTED, who=by.who, place=place, state=state, checked_on=checked
        )
    return _line(each, WAITS if waits else CHANGED)


def _last_told(db: Connection, before: Listed) -> Place | None:
    """What the source said the last time, when that is not what stands here."""
    if before.version == 1:
        return listing.told(before.place)
    told = [each for each in shelf.versions(db, before.id) if each.how in (IMPORTED, SHIPPED)]
    return listing.told(told[0].place) if told else None


def _checked(day: date | None) -> date | None:
    """Nobody has looked at something tomorrow."""
    today = clock.today(clock.HOME_ZONE)
    return None if day is None or day > today else day


def _line(each: Told, state: str, why: Say | None = None) -> Line:
    return Line(each.number, each.key, each.place.name, state, why)


def _why(refused: Refused) -> Say:
    if not refused.column:
        return refused.why
    return say("{column}: {why}", column=refused.column, why=refused.why)


def in_danish(value: object) -> str:
    """A reason in words, for where no reader's language is known; it may hold another sentence."""
    if isinstance(value, Say):
        return value.text.format_map({name: in_danish(each) for name, each in value.values.items()})
    return str(value)
