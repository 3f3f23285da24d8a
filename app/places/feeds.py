"""Places' own calendars, looked at now and then: what they say of times is taken over, and all else
of a place stays as its editors have it. One that does not answer keeps no other from being looked
at."""

from collections.abc import Awaitable, Callable, Collection
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import clock, logs
from app.foundation.database import Database
from app.foundation.fetching import NotFetched
from app.places import calendar_in, shelf, typed
from app.places.listing import Activity
from app.places.shelf import FED, Listed
from app.places.typed import Unclear

Fetch = Callable[[str, Collection[str]], Awaitable[bytes]]


async def look(db: Database, hosts: Collection[str], fetch: Fetch) -> int:
    """All of them once; how many places have changed."""
    fed = [each for each in await db.read_long(shelf.all_open) if each.place.feed]
    return sum([await _one(db, each, hosts, fetch) for each in fed]) if hosts else 0


async def _one(db: Database, each: Listed, hosts: Collection[str], fetch: Fetch) -> bool:
    try:
        raw = await fetch(each.place.feed, hosts)
        found = calendar_in.activities(raw, each.id, clock.now())
        return await db.write(_take, each.id, found)
    except Unclear:
        logs.say("feed_unread", reason="no calendar")
    except NotFetched as why:
        logs.say("feed_unread", reason=str(why))
    except Exception as error:  # noqa: BLE001 - one that fails keeps no other from being looked at
        logs.fault("feed_failed", error)
    return False


def _take(db: Connection, place: UUID, found: tuple[Activity, ...]) -> bool:
    """What changes nothing is no version."""
    before = shelf.find(db, place)
    fresh = calendar_in.beside(before.place.activities, found)
    place_ = typed.replaced(before.place, activities=fresh)
    return shelf.change(db, before, how=FED, place=place_) != before
