"""Durability: «Gemt» is said only of what is on the disk, and it is still there after the worst
moment."""

import contextlib
import http.client
import io
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlalchemy import Connection, create_engine, event, text

from app import cli, hopes
from app.days import Mark
from app.foundation import engines, ids
from app.foundation.database import Database
from app.foundation.engines import check_durability
from app.foundation.errors import CannotStart, Closed
from app.goals import kept as goals
from app.goals import small_steps
from app.intake import acts
from app.journal import entries
from app.people import Person, browsers, people
from app.sign_in import devices, interrupted_form
from tests.cast import PASSWORD
from tests.examined import Page
from tests.house.test_edge import contents
from tests.world import Template, World

pytestmark = pytest.mark.both

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds after which a server that does not answer is a failure and not slowness."""

# --- A real server, and somebody who writes to it -------------------------------------------------

SERVE = """
import dataclasses, sys
from app import cli
from app.foundation import database, engines, logs, settings
logs.set_up()
if sys.argv[1] == "careless":
    engines._SQLITE = tuple(
        p.replace("synchronous=FULL", "synchronous=NORMAL") for p in engines._SQLITE
    )
    database.check_durability = lambda *a: None
cli.serve(dataclasses.replace(settings.from_environment(), durable=False))
"""
"""As `python -m app serve`, on a PostgreSQL of the tests (which has no fsync), or made careless on
purpose."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class Process:
    """The server as it runs for people. `start` waits until it answers."""

    data: Path
    url: str | None = None
    how: str = "serve"
    before: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        env = {**os.environ, "FODFAESTE_DATA": str(self.data), "FODFAESTE_PORT": str(self.port)}
        env |= {"FODFAESTE_DATABASE_URL": self.url} if self.url else {}
        plain = self.how == "serve" and self.url is None
        command = [sys.executable, *(("-m", "app", "serve") if plain else ("-c", SERVE, self.how))]
        with (self.data / "server.out").open("ab") as out:
            self.running = subprocess.Popen(
                [*self.before, *command], cwd=ROOT, env=env, stdout=out, stderr=out, process_group=0
            )
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if Client(self.port).ask("GET", "/hjaelp-nu")[0] == 200:
                    return
            assert self.running.poll() is None, f"the server did not start:\n{self.said()[-2000:]}"
            assert time.monotonic() < deadline, "the server did not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        """As when the power goes: nothing is said and nothing tidied up."""
        if self.running is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()

    def stop(self) -> None:
        if self.running is not None and self.running.poll() is None:
            os.killpg(self.running.pid, signal.SIGTERM)
            try:
                self.running.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def said(self) -> str:
        return (self.data / "server.out").read_text("utf-8", "replace")


@dataclass
class Client:
    """A browser by hand: one cookie, no redirects, a connection a request."""

    port: int
    cookie: str = ""

    def ask(
        self, method: str, path: str, fields: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"cookie": self.cookie} if self.cookie else {}
            if fields is not None:
                headers |= {
                    "content-type": "application/x-www-form-urlencoded",
                    "sec-fetch-site": "same-origin",
                }
            line.request(method, path, urlencode(fields) if fields is not None else None, headers)
            response = line.getresponse()
            body = response.read()
            return (
                response.status,
                {name.lower(): value for name, value in response.getheaders()},
                body,
            )
        finally:
            line.close()

    def sign_in(self, name: str) -> str:
        """The mark that goes into this person's forms."""
        status, headers, _ = self.ask(
            "POST", "/log-ind", {"navn": name, "adgangskode": PASSWORD, "laant": "1"}
        )
        assert status == 303, status
        self.cookie = headers["set-cookie"].split(";")[0]
        return dict(Page(self.ask("GET", "/dagbog")[2].decode()).form("/dagbog").fields)["konto"]

    def entries(self) -> list[str]:
        status, _, body = self.ask("GET", "/mine-ting/hent/fil")
        assert status == 200
        return [
            each["text"]
            for each in json.loads(zipfile.ZipFile(io.BytesIO(body)).read("mine-ting.json"))[
                "entries"
            ]
        ]


@dataclass
class Writing:
    """Three who write as fast as they can, until the line breaks. What was answered 303 is what we
    were told is kept."""

    port: int
    cookie: str
    mark: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    unanswered: dict[str, str] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def begin(self, round_: int) -> list[threading.Thread]:
        threads = [
            threading.Thread(target=self._write, args=(f"runde {round_} skriver {n}",), daemon=True)
            for n in range(3)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _write(self, who: str) -> None:
        client = Client(self.port, self.cookie)
        for n in range(2000):
            row, words = str(uuid4()), f"{who} nummer {n}"
            try:
                status = client.ask(
                    "POST", "/dagbog", {"konto": self.mark, "id": row, "tekst": words}
                )[0]
            except (OSError, http.client.HTTPException):
                self.unanswered[words] = row
                return
            (self.acknowledged if status == 303 else self.unanswered)[words] = row
            if self.over.is_set():
                return

    def wait_for(self, most: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while len(self.acknowledged) < most and time.monotonic() < deadline:
            time.sleep(0.002)
        assert len(self.acknowledged) >= most, "nothing is being kept"


def lost_or_doubled(acknowledged: set[str], there: list[str]) -> list[str]:
    count = Counter(there)
    return [words for words in acknowledged if count[words] != 1] + [
        words for words, n in count.items() if n > 1
    ]


def kill_rounds(server: Process, name: str, rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    server.start()
    client = Client(server.port)
    mark = client.sign_in(name)
    acknowledged: set[str] = set()
    for round_ in range(rounds):
        if round_ and round_ % 20 == 0:
            mark = client.sign_in(name)
        writing = Writing(server.port, client.cookie, mark)
        threads = writing.begin(round_)
        writing.wait_for(chance.randrange(1, 25))
        time.sleep(chance.random() / 50)
        server.kill()
        for thread in threads:
            thread.join(PATIENCE)
        acknowledged |= set(writing.acknowledged)
        server.start()
        there = client.entries()
        assert not lost_or_doubled(acknowledged, there), f"round {round_}"
        for words, row in writing.unanswered.items():
            assert (
                client.ask("POST", "/dagbog", {"konto": mark, "id": row, "tekst": words})[0] == 303
            )
        acknowledged |= set(writing.unanswered)
        there = client.entries()
        assert not lost_or_doubled(acknowledged, there), f"round {round_}, sent again"
        assert set(there) == acknowledged
    assert len(acknowledged) >= rounds


@pytest.fixture
def server(template: Template, tmp_path: Path) -> Iterator[Process]:
    name = f"d_{uuid4().hex[:12]}"
    settings = template.copied(tmp_path / "data", name)
    process = Process(settings.data, None if settings.sqlite else settings.database_url)
    yield process
    process.stop()
    process.kill()
    if template.server is not None:
        template.server.drop(name)


def test_no_acknowledged_entry_is_lost_by_a_kill(server: Process, template: Template) -> None:
    """R75: killed at seeded moments while three write; after each start every entry that was
    answered is there exactly once."""
    kill_rounds(server, template.cast["Anna"].sign_in_name, 5 if server.url is None else 2, seed=7)


@pytest.mark.long
def test_no_acknowledged_entry_is_lost_by_sixty_kills(server: Process, template: Template) -> None:
    """R75, sixty rounds."""
    kill_rounds(server, template.cast["Anna"].sign_in_name, 60, seed=60)


def test_a_lost_and_a_doubled_entry_are_noticed() -> None:
    """R75, seeded."""
    assert lost_or_doubled({"a", "b"}, ["a"]) == ["b"]
    assert lost_or_doubled({"a"}, ["a", "a"]) == ["a", "a"]
    assert lost_or_doubled({"a"}, ["a", "c"]) == []


# --- R76: synced before it is said ----------------------------------------------------------------

TRACED = (
    "strace",
    "-f",
    "-y",
    "-qq",
    "-s",
    "24",
    "-e",
    "trace=write,pwrite64,writev,sendto,sendmsg,fsync,fdatasync",
    "-o",
)


def said_too_early(trace: str, answer: str = "HTTP/1.1 303") -> tuple[int, int]:
    """How many answers left, and how many of them while something written to the database was not
    yet synced.

    A sync counts when it has returned; a call that another thread interrupts in the trace stands on
    two lines.
    """
    dirty: set[str] = set()
    syncing: dict[str, str] = {}
    answers = early = 0
    for line in trace.splitlines():
        thread, _, rest = line.partition(" ")
        call = re.match(r" *(\w+)\(\d+<([^>]*)>", rest)
        if call and call[1] in ("fsync", "fdatasync"):
            syncing[thread] = call[2]
            if "unfinished" not in rest:
                dirty.discard(syncing.pop(thread))
        elif re.match(r" *<\.\.\. f(data)?sync resumed", rest) and thread in syncing:
            dirty.discard(syncing.pop(thread))
        elif (
            call
            and call[1] in ("write", "pwrite64", "writev")
            and re.search(r"app\.db(-wal)?$", call[2])
        ):
            dirty.add(call[2])
        elif call and answer in rest:
            answers += 1
            early += bool(dirty)
    return answers, early


def trace_a_few_posts(server: Process, name: str, posts: int = 12) -> str:
    server.before = (*TRACED, str(server.data / "trace"))
    server.start()
    client = Client(server.port)
    mark = client.sign_in(name)
    for n in range(posts):
        assert client.ask("POST", "/dagbog", {"konto": mark, "tekst": f"Ord {n}"})[0] == 303
    server.stop()
    return (server.data / "trace").read_text("utf-8", "replace")


def may_trace() -> bool:
    program = shutil.which("strace")
    return (
        program is not None
        and subprocess.run([program, "-o", "/dev/null", "true"], capture_output=True).returncode
        == 0
    )


@pytest.mark.skipif(
    not may_trace(), reason="strace is not here; the settings are checked by the tests below"
)
@pytest.mark.parametrize("how", ["serve", "careless"])
def test_nothing_is_said_before_it_is_synced(
    sqlite_template: Template, tmp_path: Path, how: str
) -> None:
    """R76: no answer leaves while the database has unsynced writes; and, seeded, with
    synchronous=NORMAL the trace shows it."""
    settings = sqlite_template.copied(tmp_path / "data", "")
    server = Process(settings.data, how=how)
    try:
        answers, early = said_too_early(
            trace_a_few_posts(server, sqlite_template.cast["Anna"].sign_in_name)
        )
    finally:
        server.stop()
        server.kill()
    assert answers >= 13
    assert (early == 0) if how == "serve" else (early >= 10), (
        f"{early} of {answers} were said too early"
    )


def test_the_writer_syncs_every_commit(world: World) -> None:
    """R76: what the real connections of the running app are set to, readers and writers."""
    if world.settings.sqlite:
        with world.db.writing.connect() as db:
            found = [
                db.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("synchronous", "journal_mode", "foreign_keys")
            ]
            assert found == [2, "wal", 1]
            assert db.exec_driver_sql("PRAGMA secure_delete").scalar_one() == 1
            assert db.exec_driver_sql("PRAGMA temp_store").scalar_one() == 2
    else:
        assert (
            world.write(lambda db: db.execute(text("SHOW synchronous_commit")).scalar_one()) == "on"
        )


def test_a_database_that_does_not_sync_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R76: with synchronous=NORMAL, another journal, or synchronous_commit=off the app does not
    start."""
    if world.settings.sqlite:
        real = engines._SQLITE
        for pragma, careless in (
            ("synchronous=FULL", "synchronous=NORMAL"),
            ("synchronous=FULL", "synchronous=OFF"),
        ):
            monkeypatch.setattr(
                engines, "_SQLITE", tuple(careless if each == pragma else each for each in real)
            )
            with pytest.raises(CannotStart):
                Database(world.settings.database_url)
        return
    for option in (
        "-c synchronous_commit=off",
        "-c synchronous_commit=local -c synchronous_commit=off",
    ):
        engine = create_engine(world.settings.database_url, connect_args={"options": option})
        with pytest.raises(CannotStart):
            check_durability(engine, durable=False)
        engine.dispose()
    with pytest.raises(CannotStart):
        check_durability(world.db.writing, durable=True)


# --- R77: the disk is full ------------------------------------------------------------------------


def test_a_full_disk_is_said_calmly_and_passes(world: World) -> None:
    """R77: nothing is taken, what is there can be read, nobody is told «Gemt»; and with room again
    all goes on, unstarted."""
    if not world.settings.sqlite:
        pytest.skip("a full PostgreSQL is its operator's tablespace; the answer is the same Closed")
    anna = world.signed_in()
    anna.fill("/dagbog", "/dagbog", tekst="Skrevet før")
    before = world.read(contents)
    fields = anna.typed(
        anna.get("/dagbog/skriv"), "/dagbog", tekst="Skrevet imens " + "ord " * 1200
    )
    room = _set_room(world, 0)
    refused = [anna.send("/dagbog", fields).status_code for _ in range(12)]
    page = anna.post("/dagbog", fields, expect=503)
    assert set(refused[2:]) == {503}, "a few may still fit into the last page"
    assert "Vi kan ikke gemme lige nu" in page.h1
    assert "Skrevet før" in anna.get("/dagbog").main
    assert [row for row in world.read(contents)["entries"] if row not in before["entries"]] == []
    _set_room(world, room)
    assert "Skrevet imens" in anna.post("/dagbog", fields).main
    assert world.read(lambda db: db.exec_driver_sql("PRAGMA integrity_check").scalar_one()) == "ok"


def test_what_was_typed_is_kept_when_it_cannot_be_saved(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R77: the calm page of a write that was refused holds the words, readable or sealed, so that
    they can be sent again."""
    anna = world.signed_in()
    fields = anna.typed(anna.get("/dagbog/skriv"), "/dagbog", tekst="Ord der ikke må gå tabt")

    def full(*args: object, **kwargs: object) -> Any:
        raise Closed

    monkeypatch.setattr(entries, "keep", full)
    page = anna.post("/dagbog", fields, expect=503)
    assert "Ord der ikke må gå tabt" in page.text or "Ord der ikke må gå tabt" in _carried(
        world, page
    )


def _carried(world: World, page: Page) -> str:
    """What the page carries sealed in its fields."""
    values = [value for form in page.forms for _, value in form.fields if len(value) > 60]
    found = [world.keys.root.reveal("carried", value, interrupted_form.Carried) for value in values]
    return " ".join(value for each in found if each is not None for _, value in each.fields)


def _set_room(world: World, pages: int) -> int:
    """Let the database grow to so many pages and no further (0: not at all). Returns the room there
    was before."""
    found: list[int] = []

    def change(db: Connection) -> None:
        found.append(db.exec_driver_sql("PRAGMA max_page_count").scalar_one())
        most = pages or db.exec_driver_sql("PRAGMA page_count").scalar_one()
        db.exec_driver_sql(f"PRAGMA max_page_count={most}")

    world.write(change)
    return found[0]


# --- R78: one process, and readers that cannot write ----------------------------------------------


def test_a_second_process_on_the_same_data_refuses(
    sqlite_template: Template, tmp_path: Path
) -> None:
    """R78: a second server says clearly why it does not start, the first one goes on, and no
    command writes beside it."""
    settings = sqlite_template.copied(tmp_path / "data", "")
    first = Process(settings.data)
    try:
        first.start()
        env = {
            **os.environ,
            "FODFAESTE_DATA": str(settings.data),
            "FODFAESTE_PORT": str(free_port()),
        }
        for command in ("serve", "migrate", "rotate-citizen-keys"):
            second = subprocess.run(
                [sys.executable, "-m", "app", command],
                cwd=ROOT,
                env=env,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
            )
            assert second.returncode == 1, command
            assert "Something else is already using" in second.stderr
            assert "SQLite is for one process" in second.stderr
            assert "Traceback" not in second.stderr
        assert Client(first.port).ask("GET", "/log-ind")[0] == 200
    finally:
        first.stop()
        first.kill()
    with cli.alone(settings):
        pass


def test_readers_cannot_write(world: World) -> None:
    """R78: every connection a page reads with refuses to write and never checkpoints."""
    for engine in (world.db.reading, world.db.apart):
        with engine.connect() as db:
            if world.settings.sqlite:
                assert db.exec_driver_sql("PRAGMA query_only").scalar_one() == 1
                assert db.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar_one() == 0
            else:
                assert db.execute(text("SHOW default_transaction_read_only")).scalar_one() == "on"
            with pytest.raises(Exception, match=r"read-?only"):
                people.next_number(db, world.cast["Anna"].id)


def test_one_connection_writes(world: World) -> None:
    """R78: on SQLite everything that is written goes through one connection, whoever writes."""
    if not world.settings.sqlite:
        pytest.skip("PostgreSQL takes any number of writers")
    seen: set[int] = set()
    me = world.person()

    def note(db: Connection) -> None:
        seen.add(id(db.connection.dbapi_connection))
        people.next_number(db, me.id)

    world.write(note)
    world.acting(lambda: world.db.write(note), me.id)
    world.write(note)
    assert len(seen) == 1


# --- R79: whole or not at all ---------------------------------------------------------------------


class Broke(Exception):
    """Stands for whatever may go wrong between two statements."""


@contextlib.contextmanager
def failing_at(world: World, nth: int) -> Iterator[list[str]]:
    """The nth statement of this thread's writes raises, before it is run. The list holds the
    statements seen."""
    seen: list[str] = []

    def count(
        conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        if re.match(r"\s*(BEGIN|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|SHOW)", statement, re.I):
            return
        seen.append(statement)
        if len(seen) == nth + 1:
            raise Broke

    event.listen(world.db.writing, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(world.db.writing, "before_cursor_execute", count)


def _acts(world: World) -> list[tuple[str, Callable[[], Callable[[Connection], Any]]]]:
    """Acts of several statements, each made anew for each try."""
    me = world.person()
    hope = world.write(hopes.kept.keep, me, ids.new(), hopes.kept.Words("Et håb"))
    goal = world.write(goals.keep, me, ids.new(), goals.Words("Et mål"))
    step = world.write(small_steps.keep, me, goal, ids.new(), small_steps.Words("Et skridt"))
    hard = Mark("hard")

    def anew(fn: Callable[..., Any], *args: Any) -> Callable[[], Callable[[Connection], Any]]:
        def make() -> Callable[[Connection], Any]:
            who: Person = world.person()
            given = [ids.new() if arg is ids.new else arg for arg in args]
            return lambda db: fn(db, who, *given)

        return make

    return [
        ("an entry", anew(entries.keep, ids.new, me.today, entries.Words("Ord"))),
        ("a hard day", anew(acts.mark_day, me.today, hard)),
        ("a goal from a hope", anew(acts.goal_from_hope, hope, ids.new, "Mål af håb")),
        ("a good thing from a step", anew(acts.good_thing_from_step, step, ids.new)),
        ("an account", lambda: lambda db: _account(world, db)),
    ]


def _account(world: World, db: Connection) -> None:
    from app.account import sign_up

    ticket = sign_up.Ticket(ids.new(), ("rolig-fjord-100",), "salt", "Ny", 0)
    coming = devices.Coming(b"device", browsers.NOT_SAID, shared=False)
    sign_up.create(db, world.keys, sign_up.Chosen(ticket, "rolig-fjord-100", "hash", coming))


def test_a_write_is_kept_whole_or_not_at_all(world: World) -> None:
    """R79: each statement of each act fails in turn; not a row of it stays, and the act succeeds
    afterwards."""
    for name, make in _acts(world):
        before = world.read(contents)
        for nth in range(60):
            with failing_at(world, nth) as seen, contextlib.suppress(Broke):
                world.write(make())
            if len(seen) <= nth:
                break
            assert world.read(contents) == before, (
                f"{name}: something of it stayed when statement {nth} failed"
            )
        assert nth >= 2, f"{name} has only {nth} statements"
        assert world.read(contents) != before, f"{name} was never kept"


def test_a_write_that_is_not_whole_is_noticed(world: World) -> None:
    """R79, seeded: an act of two transactions leaves half of it, and the same look finds it."""
    me = world.person()
    before = world.read(contents)

    def halves() -> None:
        world.write(people.next_number, me.id)
        world.write(entries.keep, me, ids.new(), me.today, entries.Words("Ord"))

    with failing_at(world, 3), pytest.raises(Broke):
        halves()
    assert world.read(contents) != before


def test_the_others_in_a_batch_are_kept(world: World) -> None:
    """R79: many write at once and some fail, by refusal or by the database; each of the others is
    kept, once."""
    me = world.person()
    rows = [ids.new() for _ in range(24)]

    def keep(db: Connection, n: int) -> int:
        entries.keep(db, me, rows[n], me.today, entries.Words(f"nummer {n:02}"))
        if n % 6 == 1:
            raise Broke
        if n % 6 == 4:
            db.execute(text("INSERT INTO days (owner, date, number) VALUES ('x', 'y', 1)"))
        return n

    async def together() -> list[Any]:
        import asyncio

        return await asyncio.gather(
            *(world.db.write(keep, n) for n in range(24)), return_exceptions=True
        )

    results = world.acting(together, me.id)
    kept = [n for n in range(24) if n % 6 not in (1, 4)]
    assert [n for n, result in enumerate(results) if result == n] == kept
    assert all(isinstance(result, Exception) for n, result in enumerate(results) if n not in kept)
    there = world.read(lambda db: [entry.text for entry in entries.everything(db, me)])
    assert sorted(there) == [f"nummer {n:02}" for n in kept]


def test_no_result_is_told_before_the_commit(world: World) -> None:
    """R76, R79: when the commit itself is refused, whoever waited hears of it, and nothing is
    kept."""
    me = world.person()
    before = world.read(contents)

    def refuse(conn: Any) -> None:
        raise Broke

    event.listen(world.db.writing, "commit", refuse)
    try:
        with pytest.raises(Broke):
            world.acting(
                lambda: world.db.write(entries.keep, me, ids.new(), me.today, entries.Words("Ord")),
                me.id,
            )
    finally:
        event.remove(world.db.writing, "commit", refuse)
    assert world.read(contents) == before
    world.acting(
        lambda: world.db.write(entries.keep, me, ids.new(), me.today, entries.Words("Ord")), me.id
    )
    assert len(world.read(contents)["entries"]) == 1


def test_no_answer_is_handed_out_before_the_commit(world: World) -> None:
    """On SQLite the page is made while the disk syncs; even then it waits. The second commit is
    refused: nothing is handed out."""
    said: list[str] = []

    def committing(conn: Any) -> None:
        time.sleep(0.05)
        said.append("committed")
        if said.count("committed") > 1:
            raise Broke

    async def asked() -> None:
        await world.db.write_to_show(lambda number: said.append(f"shown {number}"), lambda db: 7)
        said.append("handed out")

    event.listen(world.db.writing, "commit", committing)
    try:
        world.acting(asked, world.person().id)
        assert said[-1] == "handed out" and sorted(said[:-1]) == ["committed", "shown 7"]
        with pytest.raises(Broke):
            world.acting(asked, world.person().id)
    finally:
        event.remove(world.db.writing, "commit", committing)
    assert said.count("handed out") == 1


def test_an_answer_is_made_of_what_was_kept(world: World) -> None:
    """SQLite's writer tries a commit that fails once again; the page that was made for the first
    try is thrown away."""
    if not world.db.sqlite:
        pytest.skip("PostgreSQL's commit is not tried again")
    runs: list[int] = []

    def refuse_once(conn: Any) -> None:
        if len(runs) == 1:
            raise Broke

    def run(db: Connection) -> list[int]:
        runs.append(len(runs) + 1)
        return list(runs)

    event.listen(world.db.writing, "commit", refuse_once)
    try:
        asked = lambda: world.db.write_to_show(lambda kept: f"made of {kept}", run)
        assert world.acting(asked, world.person().id) == "made of [1, 2]"
    finally:
        event.remove(world.db.writing, "commit", refuse_once)


def test_an_answer_that_cannot_be_made_fails_for_whoever_asked(world: World) -> None:
    def show(_: object) -> None:
        raise Broke

    with pytest.raises(Broke):
        world.acting(lambda: world.db.write_to_show(show, lambda db: 7), world.person().id)
    assert world.acting(lambda: world.db.write(lambda db: 8), world.person().id) == 8
