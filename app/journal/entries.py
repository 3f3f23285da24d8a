"""Entries: keep, change, put away, and the timeline, which costs the same however long the story
is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, bindparam, select, tuple_, update

from app.foundation import clock, logs
from app.foundation.errors import SealBroken
from app.foundation.letters import folded
from app.journal.models import entries
from app.people import Person, own, people, regrets
from app.sharing import apart, keeping

PAGE = 30
LONGEST = 5000
"""Characters in an entry."""
LONGEST_HELPED, MOST_HELPED, LONGEST_COMPANY = 120, 12, 120
MOST_FOUND = 100


class Words(msgspec.Struct, frozen=True):
    """What is sealed of an entry: the text, what helped and who was there in the citizen's own
    words, the dimensions."""

    text: str
    helped: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    company: str = ""
    also: tuple[str, ...] = ()
    """The same text as it was written in another place at the same time."""


class Entry(msgspec.Struct, frozen=True):
    id: UUID
    date: date
    number: int
    text: str
    helped: tuple[str, ...]
    dimensions: tuple[str, ...]
    company: str
    also: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"/dagbog/{self.id}"


@dataclass(frozen=True)
class Timeline:
    """One page of entries, newest first; `older` is the key of the next page."""

    entries: list[Entry]
    older: str | None


COLUMNS = (entries.c.id, entries.c.date, entries.c.number, entries.c.sealed)
NEWEST = (
    select(*COLUMNS)
    .where(entries.c.owner == bindparam("owner"), entries.c.gone_minute.is_(None))
    .order_by(entries.c.date.desc(), entries.c.number.desc())
    .limit(bindparam("most"))
)
AFTER = NEWEST.where(
    tuple_(entries.c.date, entries.c.number) < tuple_(bindparam("date"), bindparam("number"))
)
"""Built once: the diary is the page most often opened."""


def keep(
    db: Connection, me: Person, row: UUID, day: date, words: Words, *, of: Iterable[UUID] = ()
) -> UUID:
    plain = {"written_minute": clock.minute(), "helps": int(bool(words.helped))}
    return keeping.keep(db, me, entries, row, words, {"date": day}, of=of, **plain)


def change(db: Connection, me: Person, row: UUID, day: date, words: Words) -> None:
    before = own.find(db, me, entries, row, gone=True)
    plain: dict[str, object] = {"date": day, "changed_minute": clock.minute()}
    had = opened(me, before).helped
    if before.helps is None or had != words.helped:
        plain["helps"] = people.next_number(db, me.id) if words.helped else 0
        if (
            words.helped and not had
        ):  # nobody could see it until now: what was shared before this does not reach it
            plain["number"] = plain["helps"]
    own.change(db, me, entries, row, words, **plain)


def fill_in(db: Connection, me: Person, most: int = 200) -> int:
    """Say of up to `most` entries from before that was noted whether they say what helped; 0 when
    it is known of all."""
    unknown = (
        select(entries)
        .where(entries.c.owner == me.id, entries.c.helps.is_(None))
        .limit(most)
        .with_for_update(key_share=True)
    )
    rows = db.execute(unknown).all()
    for row in rows:
        here = update(entries).where(entries.c.owner == me.id, entries.c.id == row.id)
        db.execute(here.values(helps=_helps(me, row)))
    return len(rows)


def _helps(me: Person, row: Row[*tuple[Any, ...]]) -> int:
    """What does not open says nothing to anybody, so nothing of it helps; its owner is told when
    they open it."""
    try:
        return int(bool(opened(me, row).helped))
    except (SealBroken, msgspec.DecodeError) as error:
        logs.fault("entry_unreadable", error)
        return 0


def find(db: Connection, me: Person, row: UUID, *, gone: bool = False) -> Entry:
    return opened(me, own.find(db, me, entries, row, gone=gone))


def remove(db: Connection, me: Person, row: UUID) -> None:
    apart.put_away(db, me, entries, row)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    own.bring_back(db, me, entries, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, entries, row)


def timeline(db: Connection, me: Person, key: str = "", size: int = PAGE) -> Timeline:
    """The page that begins after `key`. Found by index, so the hundredth page costs what the first
    does."""
    after = _read_key(key)
    asked = {"owner": me.id, "most": size + 1}
    if after is None:
        rows = db.execute(NEWEST, asked).all()
    else:
        rows = db.execute(AFTER, {**asked, "date": after[0], "number": after[1]}).all()
    shown = [opened(me, row) for row in rows[:size]]
    return Timeline(shown, _key(shown[-1]) if len(rows) > size else None)


def search(db: Connection, me: Person, wanted: str, most: int = MOST_FOUND) -> list[Entry]:
    """Entries that hold every word looked for, newest first. Opened in memory; nothing about it
    lies on disk."""
    terms = folded(wanted).split()
    return (
        list(islice((entry for entry in everything(db, me) if _holds(entry, terms)), most))
        if terms
        else []
    )


def helped_before(entries_: Iterable[Entry], most: int = 8) -> list[str]:
    """The citizen's own words for what helped, most recent first, each once."""
    found: dict[str, str] = {}
    for entry in entries_:
        for word in entry.helped:
            found.setdefault(word.casefold(), word)
    return list(found.values())[:most]


def everything(db: Connection, me: Person) -> Iterable[Entry]:
    """All my entries, newest first, one at a time."""
    mine = select(*COLUMNS).where(entries.c.owner == me.id, entries.c.gone_minute.is_(None))
    with db.execute(mine.order_by(entries.c.date.desc(), entries.c.number.desc())) as rows:
        yield from (opened(me, row) for row in rows)


def _holds(entry: Entry, terms: list[str]) -> bool:
    text = folded(" ".join((entry.text, *entry.helped, entry.company, *entry.also)))
    return all(term in text for term in terms)


def opened(me: own.Holder, row: Row[*tuple[Any, ...]]) -> Entry:
    words = own.opened(me, entries, Words, row)
    return Entry(
        row.id,
        row.date,
        row.number,
        words.text,
        words.helped,
        words.dimensions,
        words.company,
        words.also,
    )


def _key(entry: Entry) -> str:
    return f"{entry.date.isoformat()}.{entry.number}"


def _read_key(key: str) -> tuple[date, int] | None:
    day, _, number = key.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None
