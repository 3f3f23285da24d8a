"""push_…: how quickly reminders go out, against the library called in a loop and its peer on npm;
and what finding the due ones costs when there are a million."""

import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import aiohttp
import pywebpush
import requests
import uvloop
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Connection, func, insert, select, text

from app.cli import opened
from app.foundation import actor, clock, ids
from app.foundation import keys as files
from app.foundation.database import Database
from app.foundation.push import AT_ONCE, PATIENCE, Signer, packed
from app.foundation.push_wire import Wire
from app.main import HERE, contact, speech
from app.people import Keyring, people
from app.people.people import CITIZEN, Profile
from app.reminders import Ringer, due
from app.reminders.models import occurrences
from tests import postgres
from tests.bench.figure import Figure, middle, spread
from tests.bench.house import BUILD, URLS, House, furnished
from tests.bench.lighthouse import NODE
from tests.bench.served import serving
from tests.push_service import Browser
from tests.reminders import crowd
from tests.reminders.cloud import certificate
from tests.world import TESTS

MANY, MOST_S = 10_000, 12.0
LOOP, NPM, DELAY, GROWTH = 2.5, 1.5, 2.0, 1.5
TURNS, A_TURN = 5, 1500


@dataclass
class Service:
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def came(self) -> list[float]:
        """When each message since the last time came."""
        found: list[float] = json.loads(urlopen(f"{self.url}/came", timeout=30).read())
        return found


@contextmanager
def service(milliseconds: int = 0, pem: Path | None = None) -> Iterator[Service]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.push_server", str(port), str(milliseconds)]
    running = subprocess.Popen([*command, *([str(pem)] if pem else [])], cwd=HERE)
    try:
        for _ in range(200):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Service(port)
    finally:
        running.terminate()
        running.wait(10)


def lay(house: House, count: int, at: int) -> None:
    """So many people, each with a phone, reminded at this minute."""
    settings = house.settings
    with opened(settings) as (db, keys), actor.by(TESTS):
        for begun in range(0, count, 1000):
            browsers = [Browser() for _ in range(min(1000, count - begun))]
            db.write_now(crowd.lay, keys, browsers, at)


def _left(db: Connection, at: int) -> int:
    waits = select(func.count()).where(occurrences.c.due_minute <= at)
    return int(db.execute(waits).scalar_one())


@contextmanager
def working(house: House, url: str) -> Iterator[subprocess.Popen[bytes]]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("FODFAESTE_")}
    env |= {"FODFAESTE_DATA": str(house.settings.data), "FODFAESTE_PUSH_REHEARSAL": url}
    env |= {f"FODFAESTE_{name.upper()}": getattr(house.settings, name) for name in URLS}
    log = (house.settings.data / f"work-{ids.new()}.log").open("wb")
    script = (
        "import dataclasses; from app import cli; from app.foundation import settings; "
        "cli.work(dataclasses.replace(settings.from_environment(), durable=False))"
    )
    running = subprocess.Popen([sys.executable, "-c", script], cwd=HERE, env=env, stderr=log)
    try:
        yield running
    finally:
        running.terminate()
        running.wait(60)
        log.close()


def push_10k_s() -> Figure:
    """Two workers of their own on PostgreSQL; from the minute it is due until all is out and
    written down."""
    with postgres.start() as server, furnished(server) as house, service(50) as there:
        at = clock.minute() + 4
        lay(house, MANY, at)
        settings = house.settings
        with working(house, there.url), working(house, there.url):
            db = Database(settings.database_url, durable=False)
            time.sleep(max(0.0, at * 60 - time.time() - 5))
            before = _cpu()
            time.sleep(max(0.0, at * 60 - time.time()))
            left = MANY
            with actor.by(TESTS):
                while left and time.time() < at * 60 + 120:
                    time.sleep(0.2)
                    left = db._read_now(_left, at)
            done = time.time() - at * 60
            busy = _cpu() - before
            db.close()
        came = there.came()
    detail = (
        f"{len(came):,} calls, the last on the wire after {max(came) - at * 60:.1f} s; "
        f"{busy:.0f} s of CPU on the machine's {os.cpu_count()} cores; {left} left"
    )
    met = done <= MOST_S and not left and len(came) == MANY
    return Figure(round(done, 1), "s", f"≤ {MOST_S:g}", met, detail)


def _cpu() -> float:
    """Seconds that this machine's processors have worked."""
    first = Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:]
    worked = sum(int(each) for at, each in enumerate(first) if at not in (3, 4))
    return worked / os.sysconf("SC_CLK_TCK")


class Through(AbstractResolver):
    """Every push service is this port on this machine, over TLS."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._port,
                family=socket.AF_INET,
                proto=0,
                flags=0,
            )
        ]

    async def close(self) -> None:
        """Nothing to close."""


class Closed(Wire):
    """Ours over TLS to a service with a certificate of its own making."""

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=AT_ONCE, resolver=self._resolver, ssl=context, ttl_dns_cache=60
                ),
                timeout=aiohttp.ClientTimeout(total=PATIENCE),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _worker_rate(house: House, wire: Wire, count: int) -> float:
    """Messages a second of one worker, all of its way: claimed, opened, sent, written down."""
    settings = house.settings
    at = clock.minute()
    lay(house, count, at)
    with opened(settings) as (db, keys):
        ringer = Ringer(db, keys, wire, None, speech(False), settings.origins[0])

        async def turn() -> float:
            began = time.perf_counter()
            found = await ringer.once()
            took = time.perf_counter() - began
            await wire.close()
            if found != count:
                raise RuntimeError(f"{found} of {count} were due")
            return count / took

        return uvloop.run(turn())


def _signer(house: House) -> Signer:
    return Signer(files.push_keys(house.settings), contact(house.settings))


def push_vs_loop() -> Figure:
    """One worker on PostgreSQL against pywebpush's own call, one message after another."""
    browser, key = Browser(), ec.generate_private_key(ec.SECP256R1())
    private = packed(key.private_numbers().private_value.to_bytes(32))
    words = b'{"web_push":8030}'.ljust(768)
    ours, loops, sessions = [], [], []
    with postgres.start() as server, furnished(server) as house, service() as there:
        asked = {
            "endpoint": f"{there.url}/send/a",
            "keys": {"p256dh": browser.p256dh, "auth": browser.auth},
        }

        def loop(count: int, session: requests.Session | None) -> float:
            began = time.perf_counter()
            for _ in range(count):
                pywebpush.webpush(
                    asked,
                    words,
                    vapid_private_key=private,
                    vapid_claims={"sub": "mailto:drift@kommune.dk"},
                    ttl=3600,
                    requests_session=session,
                )
            return count / (time.perf_counter() - began)

        loop(20, None)
        for _ in range(TURNS):
            ours.append(_worker_rate(house, Wire(_signer(house), there.url), A_TURN))
            loops.append(loop(400, None))
            sessions.append(loop(400, requests.Session()))
    ratios = [mine / theirs for mine, theirs in zip(ours, loops, strict=True)]
    ratio = middle(ratios)
    detail = (
        f"median of {TURNS} turns ({spread(ratios)}): {middle(ours):.0f} against "
        f"{middle(loops):.0f} messages a second; {middle(sessions):.0f} with a session of requests "
        f"({middle(ours) / middle(sessions):.2f} ×); to a service on this machine that answers at "
        "once"
    )
    return Figure(round(ratio, 2), "× a loop", f"≥ {LOOP}", ratio >= LOOP, detail)


def push_vs_npm() -> Figure:
    """The same over TLS against npm's web-push with its connections kept open."""
    goal = f"≥ {NPM}"
    if not shutil.which("node") or not shutil.which("npm"):
        return Figure(None, "× web-push", goal, False, "Node is not on this machine")
    if reason := _install():
        return Figure(None, "× web-push", goal, False, reason)
    browser, key = Browser(), ec.generate_private_key(ec.SECP256R1())
    private = packed(key.private_numbers().private_value.to_bytes(32))
    numbers = key.public_key().public_numbers()
    public = packed(b"\x04" + numbers.x.to_bytes(32) + numbers.y.to_bytes(32))
    certificate(BUILD)
    ours, theirs = [], []
    with (
        postgres.start() as server,
        furnished(server) as house,
        service(0, BUILD / "cloud.pem") as there,
    ):
        command = ["node", str(HERE / "tests/bench/push_npm.js"), str(there.port), str(A_TURN)]
        command += [public, private, browser.p256dh, browser.auth]
        env = {**os.environ, "NODE_PATH": str(NODE / "node_modules")}
        for _ in range(TURNS):
            wire = Closed(_signer(house), resolver=Through(there.port))
            ours.append(_worker_rate(house, wire, A_TURN))
            said = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
            theirs.append(float(said.stdout))
    ratios = [mine / peer for mine, peer in zip(ours, theirs, strict=True)]
    ratio = middle(ratios)
    detail = (
        f"median of {TURNS} turns ({spread(ratios)}): {middle(ours):.0f} against "
        f"{middle(theirs):.0f} messages a second, both over TLS; web-push claims, opens and writes "
        "nothing"
    )
    return Figure(round(ratio, 2), "× web-push", goal, ratio >= NPM, detail)


def _install() -> str:
    if (NODE / "node_modules/web-push").exists():
        return ""
    NODE.mkdir(parents=True, exist_ok=True)
    if not (NODE / "package.json").exists():
        (NODE / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "web-push@3"]
    done = subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=600)
    return "" if done.returncode == 0 else "web-push could not be installed"


def push_delay_s() -> Figure:
    """From the second something is due until it is on the wire: a hundred each minute, by the
    server's own worker on SQLite."""
    minutes, each = 3, 100
    with furnished() as house, service() as there:
        first = clock.minute() + 2
        for at in range(first, first + minutes):
            lay(house, each, at)
        with serving(house, FODFAESTE_PUSH_REHEARSAL=there.url):
            time.sleep(max(0.0, (first + minutes - 1) * 60 - time.time() + 10))
        came = sorted(there.came())
    delays = sorted(at - (at // 60) * 60 for at in came)
    if len(came) != minutes * each:
        return Figure(None, "s", f"≤ {DELAY:g}", False, f"{len(came)} of {minutes * each} came")
    p99 = delays[int(len(delays) * 0.99) - 1]
    detail = f"p50 {middle(delays):.2f}, p99 {p99:.2f}, longest {delays[-1]:.2f} s of {len(came)}"
    return Figure(round(p99, 2), "s", f"≤ {DELAY:g}", p99 <= DELAY, detail)


def due_growth() -> Figure:
    """Whether something is due, and taking a hundred of it, among a million and among a thousand;
    the larger of the two databases' ratios."""
    told, worst = [], 0.0
    for name, server in (("SQLite", None), ("PostgreSQL", "start")):
        with postgres.start() if server else _nothing() as started:
            few, many = (_finding(started, count) for count in (1_000, 1_000_000))
        ratio = many / few
        worst = max(worst, ratio)
        told.append(f"{name} {many * 1000:.2f} against {few * 1000:.2f} ms ({ratio:.2f} ×)")
    met = worst <= GROWTH
    return Figure(round(worst, 2), "× a thousand", f"≤ {GROWTH}", met, "; ".join(told))


@contextmanager
def _nothing() -> Iterator[None]:
    yield None


def _finding(server: postgres.Server | None, count: int) -> float:
    with furnished(server) as house, opened(house.settings) as (db, keys):
        with actor.by(TESTS):
            db.write_now(_fill, keys, count)
        times = []
        for _ in range(40):
            with actor.by(actor.RINGER):
                began = time.perf_counter()
                db._read_now(due.any_now, 1_000)
                try:
                    db.write_now(_taken)
                except _Undo:
                    times.append(time.perf_counter() - began)
        return middle(times)


class _Undo(Exception):
    """The claim is taken back, so that each finds the same."""


def _taken(db: Connection) -> None:
    found = db.execute(
        due.CLAIM, {"now": 1_000, "most": due.PIECE, "until": 2_000, "worker": ids.new()}
    ).all()
    assert len(found) == due.PIECE
    raise _Undo


def _fill(db: Connection, keys: Keyring, count: int) -> None:
    """One person's, a hundred of them due."""
    me = people.create(db, keys, ids.new(), Profile(), kind=CITIZEN, password=None)
    plain = {"owner": me.id, "kind": "reminder", "date": clock.day_of_counts(), "state": "due"}
    for at in range(0, count, 10_000):
        rows = [
            {**plain, "id": ids.new(), "due_minute": n, "look_at": n if n < 100 else 10_000_000 + n}
            for n in range(at, min(at + 10_000, count))
        ]
        db.execute(insert(occurrences), rows)
    if db.dialect.name == "postgresql":
        return
    db.execute(text("ANALYZE"))
