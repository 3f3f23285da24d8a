"""One process's picture of all places, kept up with the tables: looked at once a second at most,
and at once by whoever changed something here."""

import asyncio
import time
from collections.abc import Hashable
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import Connection

from app.foundation.database import Database
from app.foundation.letters import collated
from app.places import shelf, towns
from app.places.distance import BY_BIKE, Point
from app.places.finding import Asked, Finder, Found
from app.places.hsds_offered import Offers
from app.places.index import Card, Index, Kept
from app.places.shelf import Listed
from app.places.towns import Town

MADE, ROWS = 200, 4_000
"""Parts of pages that are kept, a few megabytes; and rows of what was found, as many."""
LOOKS = 1.0
"""Seconds between two looks at whether anything has changed."""
MANY = 200
"""Changes from which they are read in a thread."""


class Directory:
    """Made at the start and empty until somebody asks."""

    def __init__(self) -> None:
        self._index = Index()
        self._finder = Finder(self._index)
        self._offers = Offers()
        self._seen = 0
        self._looked = float("-inf")
        self._turn = asyncio.Lock()
        self._towns: tuple[Town, ...] | None = None
        self.made: dict[Hashable, Markup] = {}
        """Parts of pages that are the same for everybody, until something changes."""
        self.rows: dict[Hashable, tuple[Card, Markup]] = {}
        """The same of single things that were found, with the card that each was made of."""

    async def find(self, db: Database, asked: Asked) -> Found:
        await self.look(db)
        return self._finder.find(asked)

    async def answering(self, db: Database, text: str) -> list[Card]:
        """Every card that answers a text, the best first."""
        await self.look(db)
        return list(self._finder.cards(text))

    async def offers(self, db: Database) -> Offers:
        """What all places offer, also those that are closed."""
        await self.look(db)
        return self._offers

    async def near(self, db: Database, point: Point) -> Found:
        """What is within a short ride."""
        return await self.find(db, Asked(point=point, reach=BY_BIKE))

    async def towns(self, db: Database) -> tuple[Town, ...]:
        """Those one may come from."""
        await self.look(db)
        if self._towns is None:
            self._towns = towns.near(self._index.points())
        return self._towns

    async def languages(self, db: Database) -> list[str]:
        """Codes of those that are spoken anywhere."""
        return await self._said(db, "sprog-")

    async def municipalities(self, db: Database) -> list[str]:
        """Those with a place, A to Å."""
        return sorted(await self._said(db, "kommune-"), key=collated)

    async def _said(self, db: Database, begins: str) -> list[str]:
        await self.look(db)
        return sorted(
            facet.removeprefix(begins)
            for facet, cards in self._index.facets.items()
            if facet.startswith(begins) and cards.bits & self._index.alive
        )

    def keep(self, key: Hashable, part: Markup) -> Markup:
        """A part of a page for those who ask for the same."""
        if len(self.made) >= MADE:
            self.made.clear()
        self.made[key] = part
        return part

    def keep_row(self, key: Hashable, card: Card, row: Markup) -> None:
        if len(self.rows) >= ROWS:
            self.rows.clear()
        self.rows[key] = card, row

    async def addresses(self, db: Database) -> list[str]:
        """Of the page of each place."""
        await self.look(db)
        return [f"/steder/{place}" for place in self._index.by_place]

    async def place_of(self, db: Database, activity: UUID) -> UUID | None:
        """Where something happens."""
        await self.look(db)
        return self._index.by_activity.get(activity)

    async def look(self, db: Database, *, now: bool = False) -> None:
        """Come up with the tables. `now` does not wait for the second to be over."""
        if not now and time.monotonic() < self._looked + LOOKS:
            return
        async with self._turn:
            await self._catch_up(db)
            self._looked = time.monotonic()

    async def _catch_up(self, db: Database) -> None:
        """Much at once is put together in a thread, beside the picture there is, so that a search
        never sees half of it."""
        newest = await db.read(shelf.newest)
        if newest == self._seen:
            return
        if newest - self._seen > MANY or self._index.wasted:
            self._seen, self._index, self._offers = await db.read_long(_whole)
            self._finder = Finder(self._index)
        else:
            for each in await db.read(shelf.since, self._seen):
                _put(self._index, self._offers, each)
                self._seen = each.number
        self._towns = None
        self.made.clear()
        self.rows.clear()


def _whole(db: Connection) -> tuple[int, Index, Offers]:
    seen, index, offers = shelf.newest(db), Index(), Offers()
    for each in shelf.all_open(db):
        _put(index, offers, each)
    for each in shelf.all_closed(db):
        offers.put(each)
    Finder(index).look_at_the_clock()
    return seen, index, offers


def _put(index: Index, offers: Offers, each: Listed) -> None:
    offers.put(each)
    if each.open:
        index.put(Kept(each.id, each.place, each.checked_on, each.municipality_name))
    else:
        index.drop(each.id)
