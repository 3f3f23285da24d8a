"""Commands for whoever runs the server. None of them can show what a citizen wrote."""

import argparse
import fcntl
import gc
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TextIO

from sqlalchemy import Engine
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from app import demo, directory_commands, working
from app.checking import check
from app.foundation import keys as files
from app.foundation import logs, obstacles, private, revisions, row_security, settings
from app.foundation.database import Database
from app.foundation.engines import connect_once
from app.foundation.errors import CannotStart
from app.foundation.settings import Settings
from app.foundation.web.server import bound
from app.foundation.web.server import serve as answer
from app.help_now import read
from app.main import HERE, create_app
from app.municipality import invitations, municipalities
from app.my_data import citizen_key_rotation, verify
from app.people import Keyring, master_keys
from app.personnel import joining
from app.sign_in import Passwords, sign_in_names

BROKEN = (
    "Rows of this database refer to others that are not there. Put the latest backup in its place."
)


class InUse(CannotStart):
    """Another process holds the data folder."""


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit status is 0 when it did what it says."""
    parser = argparse.ArgumentParser(
        prog="fodfaeste", description="Run Fodfæste, and look after it."
    )
    commands = parser.add_subparsers(required=True)
    for name, fn, help_, asks in COMMANDS:
        one = commands.add_parser(name, help=help_)
        for each in asks:
            one.add_argument(each)
        one.set_defaults(run=fn, asks=asks)
    chosen = parser.parse_args(argv)
    logs.set_up()
    try:
        here = settings.from_environment()
        return _run(here, chosen.run, *(getattr(chosen, each) for each in chosen.asks))
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1


def _run(here: Settings, run: Callable[..., None], *asked: str) -> int:
    """What is in the way is said in a sentence: at night one wants to know what to do, not where in
    the code."""
    if run is not serve:  # which looks through what there is once all of it is made
        gc.enable()
    try:
        run(here, *asked)
    except SQLAlchemyError as error:
        raise CannotStart(obstacles.of(here, error)) from error
    except OSError as error:
        place, why = error.filename or here.data, error.strerror or "cannot be used"
        raise CannotStart(
            f"{place}: {why}. The data folder {here.data} must be there, and {obstacles.WRITES}."
        ) from error
    return 0


def serve(here: Settings) -> None:
    """Migrate, then serve until stopped. A mistake in the help lines is told before anything is
    changed."""
    read(here.data / "help")
    with bound(here) as place, alone(here):
        upgrade(here)
        if here.demo:
            make_demo(here)
        app = create_app(here, background=here.sqlite)
        _settle_memory()
        answer(app, here, place, partial(_tell, here))


def _settle_memory() -> None:
    """What was made at start stays for good: looking through it again and again would cost every
    page its part."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def work(here: Settings) -> None:
    """What the house does by itself, in a process of its own: erase what is due, and ring when it
    is time. On SQLite the server does that."""
    if here.sqlite:
        raise CannotStart(
            "On SQLite the server does this work itself. A worker of its own is for PostgreSQL."
        )
    upgrade(here)
    with opened(here) as (db, keys):
        working.until_stopped(db, keys, here)


def migrate(here: Settings) -> None:
    """Bring the database up to this version."""
    with alone(here):
        upgrade(here)


def make_demo(here: Settings) -> None:
    """A citizen with a year behind her and two she shares with, once; how to sign in is written
    beside the data."""
    with _locked(here, "demo.lock") as file:
        # Of two processes that start at once the second finds the note.
        fcntl.flock(file, fcntl.LOCK_EX)
        if not demo.note(here.data):
            _make_demo(here)


def _make_demo(here: Settings) -> None:
    gc.enable()
    word = lambda: sign_in_names.plain(
        "-".join(secrets.choice(sign_in_names.SECOND) for _ in range(4))
    )
    with opened(here) as (db, keys):
        accounts = demo.everybody(db, keys, Passwords(keys), word)
        private.write(here.data / demo.FILE, "\n".join(map(str, accounts)))


def rotate_master_key(here: Settings) -> None:
    """A new master key beside the old one. A running server takes it into use at its next round;
    otherwise it is done here."""
    if here.keys.get("FODFAESTE_MASTER_KEY"):
        raise CannotStart(
            "The master key is in the environment: add a line with a higher number there, and "
            "start again."
        )
    number = files.add_master(here)
    try:
        with at_work(here) as (db, keys):
            wrapped = master_keys.rotate(db, here, keys.vault)
    except InUse:
        print(
            f"Master key {number} is made. The running server takes it into use within ten minutes."
        )
        return
    print(
        f"Master key {number} is in use; {wrapped} citizens' keys are wrapped anew. Older "
        "master keys are gone."
    )


def rotate_push_key(here: Settings) -> None:
    """A new key for phones from now on. Each phone goes on with the one it knows until the app is
    opened there; nobody is left without."""
    if here.keys.get("FODFAESTE_PUSH_KEY"):
        raise CannotStart(
            "The push key is in the environment: add a line with a higher number there, and "
            "start again."
        )
    if said := obstacles.missing(here):
        raise CannotStart(said)
    keys = files.change_push(here, lambda was: was | {max(was) + 1: secrets.token_bytes(32)})
    print(
        f"Push key {max(keys)} is made. Start the server and its workers again: phones take it "
        "over when the app is opened there."
    )


def rotate_citizen_keys(here: Settings) -> None:
    """A new key for every citizen, and everything they wrote sealed with it. May be stopped and run
    again."""
    with at_work(here) as (db, keys):
        print(f"{citizen_key_rotation.everyone(db, keys)} citizens have a new key.")


def found_municipality(here: Settings, name: str) -> None:
    """A municipality, new or known, and a link with which its next coordinator comes in. The link
    is told here and nowhere else."""
    plain = " ".join(name.split())
    most = municipalities.LONGEST
    if not plain or len(plain) > most or not plain.isprintable():
        raise CannotStart(f"A municipality's name is one line of 1 to {most} letters.")
    with alone(here):
        upgrade(here)
        with opened(here) as (db, _):
            secret = db.write_now(joining.invite_coordinator, plain)
    print(
        f"{plain}: give this link to its coordinator. It works once, for {invitations.DAYS} days."
    )
    print(f"  {here.origins[0]}{joining.PATH}#{secret}")


def _on_places(run: Callable[..., None], here: Settings, *asked: str) -> None:
    with at_work(here) as (db, _):
        run(db, *asked)


def verify_log(here: Settings) -> None:
    """Whether every citizen's log is whole. Ends with an error when one is not, and names the
    account by its id only."""
    with at_work(here) as (db, keys):
        count, wrong = verify.logs(db, keys)
    for owner, said in wrong.items():
        print(f"{owner}: {said}")
    if wrong:
        raise CannotStart(f"{len(wrong)} of {count} logs are not what was written.")
    print(f"{count} logs are whole.")


COMMANDS: tuple[tuple[str, Callable[..., None], str, tuple[str, ...]], ...] = (
    ("serve", serve, "run the server", ()),
    ("work", work, "erase what is due and send reminders, beside servers on PostgreSQL", ()),
    ("migrate", migrate, "bring the database up to date", ()),
    (
        "found-municipality",
        found_municipality,
        "make a municipality, and a one-time link for a coordinator in it",
        ("name",),
    ),
    *((each[0], partial(_on_places, each[1]), *each[2:]) for each in directory_commands.COMMANDS),
    ("verify-log", verify_log, "look through who saw what, link by link", ()),
    (
        "check",
        check,
        "look through the help lines, and whether everybody who asked for it is erased",
        (),
    ),
    ("rotate-master-key", rotate_master_key, "replace the master key", ()),
    (
        "rotate-push-key",
        rotate_push_key,
        "a new key for push services; phones take it over when they are opened",
        (),
    ),
    ("rotate-citizen-keys", rotate_citizen_keys, "replace every citizen's own key", ()),
)


def upgrade(here: Settings) -> None:
    """Run the migrations this version knows. Safe to run again."""
    private.prepare(here)
    engine = connect_once(here.migration_url or here.database_url)
    try:
        if not _is_newest(engine):
            migrate_engine(engine)
        if not here.sqlite:
            row_security.let_in(engine, here.database_url)
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") not in row_security.NO_RIGHT:
            raise
        raise CannotStart(row_security.NOT_ALLOWED) from error
    finally:
        engine.dispose()


def _is_newest(engine: Engine) -> bool:
    with engine.connect() as db:
        if not revisions.is_newest(db):
            return False
        if revisions.refers_to_nothing(db):
            raise CannotStart(BROKEN)
    return True


def migrate_engine(engine: Engine, revision: str = "head") -> None:
    gc.enable()
    from alembic import command  # a fifth of a start, for what one start in a hundred needs
    from alembic.config import Config

    config = Config(toml_file=str(HERE / "pyproject.toml"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@contextmanager
def alone(here: Settings) -> Iterator[None]:
    """On SQLite exactly one process writes; a second one says so instead of risking what the first
    wrote."""
    if not here.sqlite:
        yield
        return
    with _locked(here) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InUse(
                f"Something else is already using {here.data}. SQLite is for one process: stop "
                "it first, or use PostgreSQL."
            ) from None
        yield


def _locked(here: Settings, name: str = "server.lock") -> TextIO:
    private.prepare(here)
    private.write(here.data / name, "")
    return (here.data / name).open("w")


@contextmanager
def opened(here: Settings) -> Iterator[tuple[Database, Keyring]]:
    db = Database(here.database_url, durable=here.durable)
    try:
        keys = master_keys.open_up(db, here)
        if keys is None:
            raise CannotStart(
                "The keys are missing or are not the ones this database was written with."
            )
        yield db, keys
    finally:
        db.close()


@contextmanager
def at_work(here: Settings) -> Iterator[tuple[Database, Keyring]]:
    """Alone with what is there already: whoever looks in the wrong place makes nothing there."""
    if said := obstacles.missing(here):
        raise CannotStart(said)
    with alone(here), opened(here) as both:
        yield both


def _tell(here: Settings) -> None:
    print(f"\n  Fodfæste is at {here.origins[0]}\n", flush=True)
    if found := demo.note(here.data):
        print("  Sign in as\n    " + found.strip().replace("\n", "\n    ") + "\n", flush=True)
