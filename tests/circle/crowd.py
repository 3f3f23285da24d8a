"""Shared by the tests of what others see: answers as raw as the wire, pages found by following
links, small random lives."""

import asyncio
import html
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, select, update

from app import (
    appointments,
    companions,
    days,
    flower,
    goals,
    good_things,
    hard_days,
    hopes,
    journal,
    plan,
)
from app.chime import CODES
from app.circle import live
from app.circle.looked import Looked
from app.companions.models import goings as going_rows
from app.foundation import clock, ids
from app.foundation.database import Database
from app.foundation.settings import Settings
from app.hard_days.models import askings as asking_rows
from app.hard_days.models import day_words as word_rows
from app.people.people import Person
from app.sharing import keeping
from app.sharing.models import bonds as bond_rows
from app.sign_in import logins as entries_of_login
from app.sign_in import session_cookie
from app.sign_in.logins import SESSION
from app.sign_in.models import logins
from tests.house.test_edge import FORM, HOST, OURS, Answer, knock
from tests.world import Template, World

ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
LINK = re.compile(r'(?:href|action|src|data-source)="(/[^"]*)"')


def session_of(world: World, person: UUID, *, second: bool = True, proved_before: int = 0) -> str:
    """The session cookie of a new login; `proved_before` are the minutes since the password was
    said."""
    token = world.write(entries_of_login.begin, person, None, shared=False, second=second)
    if proved_before:
        then = {"proved_minute": clock.minute() - proved_before}
        mine = logins.c.id == entries_of_login.hashed(token)
        world.write(lambda db: db.execute(update(logins).where(mine).values(**then)))
    return (
        f"{SESSION}="
        + session_cookie(world.keys, token, shared=False).split(";")[0].partition("=")[2]
    )


def get(world: World, session: str, path: str) -> Answer:
    """One request of somebody's; an empty session is a visitor."""
    path, _, query = path.partition("?")
    return knock(world, "GET", path, HOST, *_cookie(session), query=query.encode())


def post(
    world: World,
    session: str,
    path: str,
    fields: Mapping[str, str] | Iterable[tuple[str, str]] = (),
) -> Answer:
    body = urlencode(list(fields.items()) if isinstance(fields, Mapping) else list(fields)).encode()
    return knock(world, "POST", path, HOST, OURS, FORM, *_cookie(session), body=[body])


def _cookie(session: str) -> list[tuple[bytes, bytes]]:
    return [(b"cookie", session.encode())] if session else []


def same(answer: Answer) -> tuple[int, tuple[tuple[bytes, bytes], ...], bytes]:
    """What can be compared of an answer: all but the moment it was made."""
    return (
        answer.status,
        tuple(pair for pair in answer.headers if pair[0].lower() != b"date"),
        answer.body,
    )


def links(text: str) -> list[str]:
    return [html.unescape(link).partition("#")[0] for link in LINK.findall(text)]


def crawl(world: World, session: str, only: str = "", most: int = 200) -> dict[str, Answer]:
    """Every page somebody reaches from the front page by links, redirects and the addresses of
    forms and streams, as answered. `only` narrows it to addresses that begin so."""
    found: dict[str, Answer] = {}
    waiting = ["/", "/kreds"]
    while waiting and len(found) < most:
        path = waiting.pop(0)
        if path in found or path.startswith("/static/") or not re.match(only, path):
            continue
        if urlsplit(path).path.endswith("/her"):
            path = path.replace("/her", "/endnu", 1)
        found[path] = answer = get(world, session, path)
        waiting += [
            link for link in links(answer.body.decode(errors="replace")) if link not in found
        ]
        if answer.status == 303:
            waiting.append(answer.get("location"))
    return found


async def listen(
    world: World,
    session: str,
    path: str,
    act: Callable[[], object],
    looks: int = 15,
    *,
    query: str = "",
) -> bytes:
    """What an open stream says while `act` happens in a thread and for some looks after."""
    body, asked, begun, over = bytearray(), asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not asked.is_set():
            asked.set()
            return {"type": "http.request", "body": b"", "more_body": False}
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        body.extend(message.get("body", b""))
        if body:
            begun.set()
        if message["type"] == "http.response.body" and not message.get("more_body"):
            over.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [HOST, *_cookie(session)],
        "client": ("192.0.2.7", 4000),
        "server": ("fodfaeste.test", 443),
        "extensions": {},
    }
    task = asyncio.create_task(world.app(scope, receive, send))
    await asyncio.wait_for(begun.wait(), 20)
    await asyncio.sleep(live.EVERY * 3)
    await asyncio.to_thread(act)
    with suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), live.EVERY * looks)
    over.set()
    await asyncio.wait_for(task, 10)
    return bytes(body)


# --- A second database behind the same doors ------------------------------------------------------


class Behind:
    """One app and many databases: making an app takes much longer than opening a database."""

    def __init__(self, template: Template, at: Path) -> None:
        self._template = template
        self._at = at
        self._names: list[str] = []
        self.world = World(self._copied(), template.cast)
        self._first = self.world.db

    def _copied(self) -> Settings:
        name = f"c_{uuid4().hex[:12]}"
        self._names.append(name)
        return self._template.copied(self._at / name, name)

    @contextmanager
    def another(self) -> Iterator[World]:
        """The same app on a fresh copy of the template."""
        db = Database(self._copied().database_url, durable=False)
        self._use(db)
        try:
            yield self.world
        finally:
            self._use(self._first)
            db.close()

    def _use(self, db: Database) -> None:
        self.world.db = db
        self.world.state["db"] = db
        self.world.state["door"].db = db
        self.world.state["looked"] = Looked()

    def close(self) -> None:
        self.world.close()
        if self._template.server is not None:
            for name in self._names:
                self._template.server.drop(name)


# --- Ids that come in the same order twice --------------------------------------------------------


class Counted:
    """`ids.new` as a counter, in lanes: what one world makes in addition does not move the ids of
    what both have."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._at: dict[str, int] = {}
        self.lane = "shared"
        monkeypatch.setattr(ids, "new", self.new)
        monkeypatch.setattr(secrets, "token_urlsafe", lambda size=32: self.new().hex * 2)

    def new(self) -> UUID:
        self._at[self.lane] = self._at.get(self.lane, 0) + 1
        digest = sum(ord(char) * 131**at for at, char in enumerate(self.lane)) % 2**32
        return UUID(int=(digest << 96) | (4 << 76) | (8 << 60) | self._at[self.lane], version=4)

    def begin(self, lane: str) -> None:
        self.lane = lane
        self._at[lane] = 0


# --- Small lives ----------------------------------------------------------------------------------

ROOMS = (
    "hopes",
    "goals",
    "good_things",
    "entries",
    "flower",
    "days",
    "plan",
    "word",
    "asks",
    "going",
    "appointments",
    "joint",
)
ROOM = {
    "days": "days", "days_words": "entries", "flower": "flower", "hopes": "hopes", "goals": "goals",
    "good_things": "good_things", "entries": "entries", "plan": "plan", "word": "word",
    "asks": "asks", "going": "going", "appointments": "appointments", "joint": "joint",
}  # fmt: skip
"""Where the things of a kind lie."""


@dataclass
class Life:
    """What somebody has written, by room, oldest first."""

    things: dict[str, list[UUID]]


def lived(
    db: Connection, me: Person, rng: Random, word: str, most: int = 3, rooms: Iterable[str] = ROOMS
) -> Life:
    """A few things in each room, every one with `word` and a number in it."""
    things: dict[str, list[UUID]] = {room: [] for room in ROOMS}
    for room in rooms:
        for n in range(rng.randrange(most + 1)):
            things[room] += _one(db, me, rng, room, f"{word} {room} {n}")
    return Life(things)


def _one(db: Connection, me: Person, rng: Random, room: str, word: str) -> list[UUID]:
    day = me.today - timedelta(days=rng.randrange(20))
    if room == "hopes":
        return [
            hopes.kept.keep(
                db, me, ids.new(), hopes.kept.Words(word, rng.choice(("", "hope", "together")))
            )
        ]
    if room == "goals":
        goal = goals.kept.keep(db, me, ids.new(), goals.kept.Words(word))
        for n in range(rng.randrange(3)):
            goals.small_steps.keep(
                db, me, goal, ids.new(), goals.small_steps.Words(f"{word} skridt {n}")
            )
        return [goal]
    if room == "good_things":
        return [good_things.kept.keep(db, me, ids.new(), good_things.kept.Words(word), day)]
    if room == "entries":
        helped = (f"{word} hjalp",) if rng.random() < 0.5 else ()
        return [journal.entries.keep(db, me, ids.new(), day, journal.entries.Words(word, helped))]
    if room == "flower":
        grown = flower.kept.begin(db, me, ids.new(), day)
        for code in CODES:
            flower.kept.answer(db, me, grown, code, rng.randrange(4))
        return [grown]
    if room == "plan":
        part = rng.choice(("signs", "people", "harm", "matters")).replace("harm", "wait")
        line = plan.kept.keep(
            db,
            me,
            part,
            ids.new(),
            plan.kept.Words(word, "12 34 56 78" if part == "people" else ""),
        )
        return [line, plan.sections.the(db, me, part).id]
    if room == "word":
        said = hard_days.day_words.Word(rng.choice(("visit", "call", "leave")))
        return [
            keeping.keep(db, me, word_rows, ids.new(), said, ends_minute=clock.minute() + 9_000)
        ]
    if room == "going":
        on = me.today.isoformat()
        along: dict[str, Any] = {"bond": None, "state": "asked", "written_minute": 1}
        words = companions.goings.Words(word, on, 14 * 60, word)
        return [keeping.keep(db, me, going_rows, ids.new(), words, **along)]
    if room == "appointments":
        often = rng.choice((*appointments.kept.OFTEN,))
        met = appointments.kept.Words(word, day.isoformat(), 10 * 60, often, word)
        return [appointments.kept.keep(db, me, ids.new(), met)]
    if room == "joint":
        wanted = appointments.joint.Words(word, word, word, rng.random() < 0.5)
        return [appointments.joint.keep(db, me, ids.new(), wanted)]
    if room == "asks":
        bond = (
            db.execute(select(bond_rows.c.id).where(bond_rows.c.owner == me.id)).scalars().first()
        )
        if bond is None:
            return []
        asked = {"bond": bond, "kind": rng.choice(("hope", "call")), "asked_minute": clock.minute()}
        return [
            keeping.keep(
                db, me, asking_rows, ids.new(), hard_days.askings.Asked(word, word), **asked
            )
        ]
    assert room == "days", f"say here how one thing of {room} is made"
    days.marks.put(db, me, day, days.Mark(rng.choice(("good", "between", "hard"))))
    return []
