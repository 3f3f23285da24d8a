"""A world for a test: the whole app on a database of its own, with the cast in it. SQLite and PostgreSQL alike."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from app.cli import upgrade
from app.foundation.database import Database
from app.foundation.settings import Settings
from app.foundation.web.edge import Edge
from app.identity import Keyring, Person, logins, people, session_cookie, strongroom
from app.main import create_app
from app.municipality.models import municipalities
from tests.people import Member, arrive
from tests.phone import ORIGIN, Phone
from tests.postgres import Server

R = TypeVar("R")


def settings_for(data: Path, url: str | None = None) -> Settings:
    return Settings(data, url or f"sqlite:///{data / 'app.db'}", (ORIGIN,), pseudo=True, durable=False)


@dataclass(frozen=True)
class Template:
    """A database with the cast in it, to be copied for each test."""

    settings: Settings
    cast: dict[str, Member]
    server: Server | None = None

    def copied(self, to: Path, name: str) -> Settings:
        if self.server is None:
            shutil.copytree(self.settings.data, to)
            return settings_for(to)
        shutil.copytree(self.settings.data, to)
        return settings_for(to, self.server.create(name, template="template_cast"))


def make_template(data: Path, server: Server | None) -> Template:
    url = server.create("template_cast") if server else None
    settings = settings_for(data, url)
    upgrade(settings)
    db = Database(settings.database_url, durable=False)
    keys = strongroom.open_up(db, settings)
    assert keys is not None
    cast = db.write_now(arrive, keys)
    db.close()
    return Template(settings, cast, server)


class World:
    """The app, its database and its cast."""

    def __init__(self, settings: Settings, cast: dict[str, Member], **changes: Any) -> None:
        self.settings = replace(settings, **changes)
        self.cast = cast
        self.runner = asyncio.Runner()
        self.app: Edge = create_app(self.settings, background=False)
        self.state = self.app._app.state  # type: ignore[attr-defined]
        self.db: Database = self.state["db"]
        self._phones: list[Phone] = []

    @property
    def keys(self) -> Keyring:
        keys: Keyring = self.state["keys"]
        return keys

    def phone(self, language: str = "da") -> Phone:
        """A browser that nobody has signed in on."""
        phone = Phone(self.app, self.runner, language=language)
        self._phones.append(phone)
        return phone

    def signed_in(self, name: str = "Anna", *, shared: bool = False, second: bool = True) -> Phone:
        """A browser on which one of the cast is signed in (without the slow password; test_sign_in does that)."""
        token = self.db.write_now(logins.begin, self.cast[name].id, None, shared=shared, second=second)
        phone = self.phone()
        value = session_cookie(self.keys, token, shared=shared).split(";")[0].partition("=")[2]
        phone.client.cookies.set(logins.SESSION, value, domain="fodfaeste.test", path="/")
        return phone

    def municipality(self, name: str = "Vestby") -> UUID:
        found: UUID = self.read(
            lambda db: db.execute(select(municipalities.c.id).where(municipalities.c.name == name)).scalar_one()
        )
        return found

    def person(self, name: str = "Anna") -> Person:
        me = self.db._read_now(people.get, self.keys, self.cast[name].id)
        assert me is not None
        return me

    def read(self, fn: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        return self.db._read_now(fn, *args, **kwargs)

    def write(self, fn: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        return self.db.write_now(fn, *args, **kwargs)

    def close(self) -> None:
        for phone in self._phones:
            phone.close()
        self.db.close()
        self.runner.close()
