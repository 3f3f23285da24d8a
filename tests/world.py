"""A world for a test: the whole app on a database of its own, with the cast in it. SQLite and
PostgreSQL alike."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, select

from app.cli import upgrade
from app.foundation import actor
from app.foundation.database import Database
from app.foundation.engines import connect_once
from app.foundation.settings import Settings
from app.foundation.web.edge import Edge
from app.main import create_app, lay
from app.municipality.models import municipalities
from app.people import Keyring, Person, master_keys, people
from app.sign_in import logins, session_cookie
from tests.cast import Member, arrive
from tests.phone import ORIGIN, Phone
from tests.postgres import APP, OWNER, Server

R = TypeVar("R")
TESTS = "tests"


def settings_for(data: Path, server: Server | None = None, database: str = "") -> Settings:
    """On PostgreSQL with the two roles of a real installation."""
    if server is None:
        return Settings(data, f"sqlite:///{data / 'app.db'}", (ORIGIN,), pseudo=True, durable=False)
    url, migration_url = server.url(database, role=APP), server.url(database, role=OWNER)
    return Settings(data, url, (ORIGIN,), pseudo=True, durable=False, migration_url=migration_url)


@dataclass(frozen=True)
class Template:
    """A database with the cast in it, to be copied for each test."""

    settings: Settings
    cast: dict[str, Member]
    server: Server | None = None

    def copied(self, to: Path, name: str) -> Settings:
        shutil.copytree(self.settings.data, to)
        if self.server is not None:
            self.server.create(name, template="template_cast")
        return settings_for(to, self.server, name)


def let_tests_see(server: Server, database: str) -> None:
    """What a test lays out or looks up is not what it tries: `World.read` and `World.write` pass
    the third wall by a policy that only these databases have. Pages and everything else act as they
    do for people."""
    with psycopg.connect(server.url(database, "postgresql")) as db:
        walled = db.execute("SELECT relname FROM pg_class WHERE relrowsecurity").fetchall()
        for (table,) in walled:
            db.execute(
                SQL("CREATE POLICY tests ON {} USING (actor_way() = {})").format(
                    Identifier(table), TESTS
                )
            )


def make_template(data: Path, server: Server | None) -> Template:
    if server is not None:
        server.create("template_cast")
    settings = settings_for(data, server, "template_cast")
    upgrade(settings)
    if server is not None:
        let_tests_see(server, "template_cast")
    db = Database(settings.database_url, durable=False)
    keys = master_keys.open_up(db, settings)
    assert keys is not None
    with actor.by(TESTS):
        cast = db.write_now(arrive, keys)
    db.close()
    return Template(settings, cast, server)


_laid = cache(lay)
"""Most of what a world costs, once for each worker."""


class World:
    """The app, its database and its cast."""

    shared: dict[str, str]
    """Bonds and codes, where a test has furnished them."""

    def __init__(self, settings: Settings, cast: dict[str, Member], **changes: Any) -> None:
        self.settings = replace(settings, **changes)
        self.cast = cast
        self.runner = asyncio.Runner()
        self.app: Edge = create_app(self.settings, background=False, laid=_laid())
        self.state = self.app._app.state  # type: ignore[attr-defined]
        self.db: Database = self.state["db"]
        self.written: set[str] = set()
        """What was typed on any phone of this world."""
        self._phones: list[Phone] = []

    @property
    def keys(self) -> Keyring:
        keys: Keyring = self.state["keys"]
        return keys

    def phone(self, language: str = "da") -> Phone:
        """A browser that nobody has signed in on."""
        phone = Phone(self.app, self.runner, language=language, written=self.written)
        self._phones.append(phone)
        return phone

    def signed_in(self, name: str = "Anna", *, shared: bool = False, second: bool = True) -> Phone:
        """A browser on which one of the cast is signed in (without the slow password; test_sign_in
        does that)."""
        token = self.write(logins.begin, self.cast[name].id, None, shared=shared, second=second)
        phone = self.phone()
        value = session_cookie(self.keys, token, shared=shared).split(";")[0].partition("=")[2]
        phone.client.cookies.set(logins.SESSION, value, domain="fodfaeste.test", path="/")
        return phone

    def municipality(self, name: str = "Vestby") -> UUID:
        found: UUID = self.read(
            lambda db: db.execute(
                select(municipalities.c.id).where(municipalities.c.name == name)
            ).scalar_one()
        )
        return found

    def person(self, name: str = "Anna") -> Person:
        me = self.read(people.get, self.keys, self.cast[name].id)
        assert me is not None
        return me

    def read(self, fn: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        with actor.by(TESTS):
            return self.db._read_now(fn, *args, **kwargs)

    def write(self, fn: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        with actor.by(TESTS):
            return self.db.write_now(fn, *args, **kwargs)

    def acting(self, asked: Callable[[], Awaitable[R]], person: UUID) -> R:
        """What a handler waits for, as this person."""

        async def theirs() -> R:
            with actor.by(person=person):
                return await asked()

        return self.runner.run(theirs())

    def as_owner(self, fn: Callable[[Connection], R]) -> R:
        """As the one who owns the tables, which the server does not on PostgreSQL."""
        engine = connect_once(self.settings.migration_url or self.settings.database_url)
        try:
            with engine.begin() as db:
                return fn(db)
        finally:
            engine.dispose()

    def close(self) -> None:
        for phone in self._phones:
            phone.close()
        self.db.close()
        self.runner.close()
