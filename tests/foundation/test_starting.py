"""Starting: whatever is in the way is said in a sentence that says what to do, and the address once
somebody can come there."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from app import cli
from app.foundation import keys as files
from app.foundation import logs, settings
from app.foundation.errors import CannotStart
from app.foundation.settings import Settings
from app.foundation.web import server
from tests.postgres import OWNER, Server
from tests.world import Template, settings_for

ROOT = Path(__file__).parents[2]


@pytest.fixture
def starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Start with these settings, in vain; gives the sentence that was said."""
    for name in [name for name in os.environ if name.startswith("FODFAESTE_")]:
        monkeypatch.delenv(name)

    def start(command: str = "serve", **settings: str) -> str:
        for name, value in (
            {"data": str(tmp_path / "data"), "port": str(_free())} | settings
        ).items():
            monkeypatch.setenv(f"FODFAESTE_{name.upper()}", value)
        assert cli.main([command]) == 1
        said = capsys.readouterr()
        assert said.out == "", "the address is said, and nobody is there"
        assert said.err.count("\n") == 1 and said.err.endswith(".\n"), said.err
        assert not re.search(
            r"Traceback|Error\b|sqlalchemy|psycopg|sqlite3|errno", said.err, re.I
        ), said.err
        return said.err

    # It would go on writing to what only this test sees.
    monkeypatch.setattr(logs, "set_up", lambda: None)
    monkeypatch.setattr(server, "serve", lambda *_: pytest.fail("it started"))
    monkeypatch.setattr(cli, "answer", lambda *_: pytest.fail("it started"))
    return start


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.mark.parametrize("port", ["99999", "0", "-1", "80a", "", "٣", "1" * 5000, "8000.0"])
def test_a_port_that_is_none(starts: Callable[..., str], port: str) -> None:
    assert "FODFAESTE_PORT is a number from 1 to 65535." in starts(port=port)


def test_a_port_that_is_taken(starts: Callable[..., str], tmp_path: Path) -> None:
    """Said before anything is changed: not even the data folder is made."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = starts(port=str(taken.getsockname()[1]))
    assert "something else listens there already" in said and "FODFAESTE_PORT" in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host", "999.1.1.1", "a" * 300, "a..b"])
def test_an_address_that_is_not_this_machines(starts: Callable[..., str], host: str) -> None:
    assert "FODFAESTE_HOST" in starts(host=host)


@pytest.mark.parametrize("command", ["serve", "migrate", "verify-log", "rotate-citizen-keys"])
def test_a_database_that_is_broken(
    starts: Callable[..., str], tmp_path: Path, command: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "app.db").write_bytes(b"not a database at all" * 900)
    assert "Put the latest backup in its place." in starts(command)


def test_a_database_that_breaks_in_the_middle(
    starts: Callable[..., str], sqlite_template: Template, tmp_path: Path
) -> None:
    sqlite_template.copied(tmp_path / "data", "broken")
    file = tmp_path / "data" / "app.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * 40_000 + whole[44_096:])
    for more in ("-wal", "-shm"):
        (tmp_path / "data" / f"app.db{more}").unlink(missing_ok=True)
    assert "Put the latest backup in its place." in starts()


@pytest.mark.parametrize("command", ["verify-log", "rotate-citizen-keys"])
def test_looking_in_the_wrong_place_makes_no_database_there(
    starts: Callable[..., str], tmp_path: Path, command: str
) -> None:
    """And nobody is told to put a backup over one that only was not found."""
    said = starts(command)
    assert "There is no database at" in said and "run «migrate»" in said and "backup" not in said
    assert not (tmp_path / "data" / "app.db").exists()


@pytest.mark.parametrize("command", ["verify-log", "rotate-citizen-keys"])
def test_a_database_that_is_not_this_versions(
    starts: Callable[..., str], tmp_path: Path, command: str
) -> None:
    (tmp_path / "data").mkdir()
    with sqlite3.connect(tmp_path / "data" / "app.db") as other:
        other.execute("CREATE TABLE somebodys (id)")
    other.close()
    said = starts(command)
    assert (
        "its tables are not this version's" in said
        and "run «migrate»" in said
        and "backup" not in said
    )


def test_of_many_that_start_at_once_none_finds_a_key_file_without_its_key(tmp_path: Path) -> None:
    here, go, wrong = settings_for(tmp_path / "data"), threading.Barrier(8), []

    def looks() -> None:
        go.wait()
        for _ in range(300):
            try:
                found = files.master_keys(here)
                if not found:
                    files.make(here, "master")
            except (CannotStart, OSError) as error:
                wrong.append(str(error))

    threads = [threading.Thread(target=looks) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not wrong and list(files.master_keys(here)) == [1]
    assert [each.name for each in (tmp_path / "data" / "keys").iterdir()] == ["master.key"]


def test_a_database_that_somebody_else_writes_in(
    starts: Callable[..., str], sqlite_template: Template, tmp_path: Path
) -> None:
    sqlite_template.copied(tmp_path / "data", "locked")
    other = sqlite3.connect(tmp_path / "data" / "app.db", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert "Something else is writing in the database" in starts()
    finally:
        other.close()


@pytest.mark.parametrize("place", ["/proc/fodfaeste", "{}/a file/data", "/dev/null"])
def test_a_folder_that_cannot_be_written(
    starts: Callable[..., str], tmp_path: Path, place: str
) -> None:
    (tmp_path / "a file").write_text("")
    said = starts(data=place.format(tmp_path))
    assert "this user must be able to write in it" in said


@pytest.mark.parametrize("place", ["{}/round", "{}/round/data", "{}/a?b"])
def test_a_folder_that_is_none(starts: Callable[..., str], tmp_path: Path, place: str) -> None:
    """A link that leads back to itself; and what would be cut short in the address of the
    database."""
    (tmp_path / "round").symlink_to(tmp_path / "round")
    assert "FODFAESTE_DATA is the path of one" in starts(data=place.format(tmp_path))


@pytest.mark.parametrize("place", ["{}/no/such/app.db", "{}"])
def test_a_database_whose_folder_is_missing(
    starts: Callable[..., str], tmp_path: Path, place: str
) -> None:
    said = starts(database_url=f"sqlite:///{place.format(tmp_path)}")
    assert "FODFAESTE_DATABASE_URL" in said and "data folder" not in said


@pytest.mark.parametrize("more", ["timeout=abc", "mode=ro", "uri=true"])
def test_a_file_takes_nothing_after_its_path(
    starts: Callable[..., str], tmp_path: Path, more: str
) -> None:
    assert "FODFAESTE_DATABASE_URL takes nothing after the path" in starts(
        database_url=f"sqlite:///{tmp_path}/app.db?{more}"
    )


@pytest.mark.parametrize("more", ["foo=bar", "connect_timeout=abc", "sslmode=require&foo=bar"])
@pytest.mark.parametrize("command", ["serve", "migrate", "check"])
def test_what_postgresql_does_not_know_is_no_missing_right(
    starts: Callable[..., str], command: str, more: str
) -> None:
    said = starts(command, database_url=f"postgresql://nobody:secret@127.0.0.1:1/x?{more}")
    assert (
        "FODFAESTE_DATABASE_URL takes only what PostgreSQL knows after «?»" in said
        and "secret" not in said
    )


def test_what_postgresql_knows_may_be_said() -> None:
    url = (
        "postgresql://x@127.0.0.1/x?sslmode=verify-full&connect_timeout=3&"
        "application_name=fodfaeste"
    )
    assert settings.database(url, "DATABASE", settings.DATABASES) == url


def test_tables_of_something_else_are_no_missing_right(
    starts: Callable[..., str], postgres_server: Server
) -> None:
    postgres_server.create("anothers")
    with psycopg.connect(postgres_server.url("anothers", "postgresql", OWNER)) as db:
        db.execute("CREATE TABLE people (name text)")
    said = starts("migrate", database_url=postgres_server.url("anothers", role=OWNER))
    assert "names the right database" in said


@pytest.mark.parametrize("key", ["master", "root"])
@pytest.mark.parametrize("holds", [b"", b"\n", b"\x00\xff", b"1 c2hvcnQ=\n", b"nonsense"])
@pytest.mark.parametrize("command", ["serve", "verify-log"])
def test_a_first_start_with_a_key_that_is_none(
    starts: Callable[..., str], tmp_path: Path, command: str, key: str, holds: bytes
) -> None:
    """It is left as it lies, and named: it may be all there is of the right one."""
    cli.migrate(Settings(tmp_path / "data", f"sqlite:///{tmp_path}/data/app.db", ()))
    (tmp_path / "data" / "keys").mkdir()
    file = tmp_path / "data" / "keys" / f"{key}.key"
    file.write_bytes(holds)
    said = starts(command)
    assert f"{key}.key" in said or f"{key} key" in said
    assert "data folder" not in said and file.read_bytes() == holds


@pytest.mark.parametrize("command", ["serve", "check"])
def test_help_lines_that_are_no_folder(
    starts: Callable[..., str], tmp_path: Path, command: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "help").write_text("112")
    assert "help: it is a file. Make a folder" in starts(command)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nobody:secret@127.0.0.1:1/x",
        "postgresql://nobody:secret@no.such.host.invalid/x",
        "postgresql+nothing://nobody:secret@x/x",
        "nonsense",
        "sqlite:////proc/no/app.db",
    ],
)
def test_a_database_that_is_away(starts: Callable[..., str], url: str) -> None:
    said = starts(database_url=url)
    assert "secret" not in said


@pytest.mark.parametrize(
    "url",
    [
        "mysql://x:secret@x/y",
        "sqlite+aiosqlite:///x",
        "postgres://x:secret@x/y",
        "nonsense",
        "",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite://x",
        "postgresql://",
        "postgresql+psycopg2://x:secret@x/y",
        "postgresql://x:secret@x:port/y",
        "SQLITE:///x",
    ],
)
def test_a_database_of_no_kind_we_know(
    starts: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Said before anything is made: no file is left behind."""
    monkeypatch.chdir(tmp_path)
    said = starts(database_url=url)
    assert "FODFAESTE_DATABASE_URL" in said and "secret" not in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "network",
    [
        "0.0.0.0/0",
        "0.0.0.0/1",
        "128.0.0.0/7",
        "::/0",
        "8000::/1",
        "::ffff:0:0/96",
        "::ffff:0:0/97",
        "::/64",
    ],
)
def test_nearly_everybody_is_no_proxy(starts: Callable[..., str], network: str) -> None:
    assert "FODFAESTE_TRUSTED_PROXIES" in starts(trusted_proxies=network)


def test_a_private_network_may_be_proxies() -> None:
    for network in ("10.0.0.0/8", "172.16.0.0/12", "fd00::/16", "::1", "::ffff:10.0.0.0/104"):
        assert settings.trusted(network)


def test_an_address_that_is_no_text_is_none() -> None:
    here = Settings(Path(), "sqlite:///none", ("http://127.0.0.1",), host="\udcff", port=_free())
    with pytest.raises(CannotStart, match="FODFAESTE_HOST"):
        server.bound(here)


def test_of_two_that_start_at_once_one_is_told() -> None:
    """Both may hold a port that nobody listens at yet."""
    here = Settings(Path(), "sqlite:///none", ("http://127.0.0.1",), port=_free())
    with server.bound(here), pytest.raises(CannotStart, match="something else listens there"):
        server.bound(here)


@pytest.mark.parametrize(
    "address",
    [
        "https://[v1.x]",
        "https://[::1%25eth0]",
        "https://[fe80::1%eth0]",
        "https://[]",
        "https://a]",
    ],
)
def test_a_name_in_brackets_that_is_no_address(starts: Callable[..., str], address: str) -> None:
    assert "FODFAESTE_ORIGIN" in starts(origin=address)


@pytest.mark.parametrize("name", ["origin", "trusted_proxies"])
def test_a_setting_that_is_none(starts: Callable[..., str], name: str) -> None:
    assert f"FODFAESTE_{name.upper()}" in starts(**{name: "https://a.dk/b"})


def test_the_address_is_said_once_somebody_can_come_there(tmp_path: Path) -> None:
    port = _free()
    env = {name: value for name, value in os.environ.items() if not name.startswith("FODFAESTE_")}
    env |= {
        "FODFAESTE_DATA": str(tmp_path / "data"),
        "FODFAESTE_PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "app", "serve"], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        said = next(line for line in running.stdout if "Fodfæste is at" in line)
        address = re.search(r"http://\S+", said)
        assert address is not None
        assert urllib.request.urlopen(f"{address[0]}/hjaelp-nu", timeout=20).status == 200
    finally:
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=20)
