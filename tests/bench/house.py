"""A data folder on the disk the app runs from, with citizens who wrote a given number of entries
and are signed in."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, update

from app.cli import opened, upgrade
from app.demo import story
from app.foundation import actor, clock, ids
from app.foundation.settings import Settings, from_environment
from app.journal.entries import Words
from app.journal.models import entries
from app.main import HERE
from app.people import Keyring, Person, people
from app.people.models import people as people_table
from app.people.people import CITIZEN, Profile
from app.sign_in import logins
from tests import postgres
from tests.world import TESTS, let_tests_see

BUILD = HERE / "build"
URLS = ("database_url", "migration_url")
A_DAY = 10
"""Entries a day, so that the newest page shows the same dates however long the story is."""


@dataclass(frozen=True)
class House:
    """A furnished data folder. Nothing is open; a server may start in it."""

    settings: Settings
    keys: Keyring
    citizens: dict[str, tuple[Person, str]]

    def mark(self, who: str) -> str:
        return self.citizens[who][0].mark

    def cookie(self, who: str) -> str:
        """As a browser would hold it now: marked this minute."""
        return (
            f"{logins.SESSION}="
            f"{logins.cookie_value(self.keys, self.citizens[who][1], clock.minute())}"
        )


@contextmanager
def furnished(server: postgres.Server | None = None, **citizens: int) -> Iterator[House]:
    """Citizens by name with so many entries each, on the disk of the project or on a PostgreSQL;
    gone afterwards."""
    BUILD.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-data-", dir=BUILD))
    try:
        settings = from_environment({"FODFAESTE_DATA": str(folder)})
        if server is not None:
            server.create(folder.name)
            app, owner = (
                server.url(folder.name, role=role) for role in (postgres.APP, postgres.OWNER)
            )
            settings = replace(settings, durable=False, database_url=app, migration_url=owner)
        upgrade(settings)
        if server is not None:
            let_tests_see(server, folder.name)
        with opened(settings) as (db, keys), actor.by(TESTS):
            people_ = {
                name: db.write_now(_citizen, keys, name, many) for name, many in citizens.items()
            }
        yield House(settings, keys, people_)
    finally:
        shutil.rmtree(folder)


def _citizen(db: Connection, keys: Keyring, name: str, many: int) -> tuple[Person, str]:
    me = people.create(
        db, keys, ids.new(), Profile(nickname=name.title()), kind=CITIZEN, password=None
    )
    for first in range(0, many, 5000):
        db.execute(
            insert(entries),
            [_entry(me, number, many) for number in range(first, min(first + 5000, many))],
        )
    db.execute(update(people_table).where(people_table.c.id == me.id).values(last_number=many))
    return me, logins.begin(db, me.id, None, shared=False)


def _entry(me: Person, number: int, many: int) -> dict[str, Any]:
    """The demo citizen's story over and over, the same for everybody, counted back from today."""
    back, row = many - 1 - number, ids.new()
    told = story.ENTRIES[back % len(story.ENTRIES)]
    sealed = me.box.seal(entries.name, row, Words(told.text, told.helped, told.dimensions))
    day = me.today - timedelta(days=back // A_DAY)
    plain = {
        "number": number + 1,
        "date": day,
        "written_minute": clock.minute(),
        "helps": int(bool(told.helped)),
    }
    return {"id": row, "owner": me.id, "sealed": sealed, **plain}
