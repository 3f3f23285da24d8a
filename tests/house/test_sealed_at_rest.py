"""Sealed at rest: whoever steals the files reads no word, and a lost or wrong key never costs what
was written."""

import ast
import base64
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Connection, Table, inspect, select, text, update

from app import cli
from app.foundation import actor, clock, ids, keys, logs
from app.foundation.database import Database, metadata
from app.foundation.errors import CannotStart, SealBroken
from app.foundation.sealing import Decision, Vault, WrappedKey
from app.foundation.settings import Settings
from app.hopes import kept as hopes
from app.hopes.models import hopes as hopes_table
from app.journal import entries
from app.journal.models import entries as entries_table
from app.people import master_keys, own, people
from app.people.models import citizen_keys
from app.people.models import people as people_table
from app.people.people import CITIZEN, Keyring, Profile
from tests.examined import Page
from tests.house.test_edge import Session, contents, mail
from tests.world import World, settings_for

pytestmark = pytest.mark.both

ROOT = Path(__file__).parents[2]
SEALED = [
    (table, column)
    for table in metadata.sorted_tables
    for column in table.c
    if column.info.get("sealed")
]


def canary(field: str) -> str:
    """Words that stand nowhere else, with Danish letters in them."""
    return "kanårie" + re.sub(r"\W", "ø", field)


# --- R41: no word lies anywhere in the clear ------------------------------------------------------


def forms_of(word: str) -> set[bytes]:
    """How a word may lie on a disk: in the encodings, and as base64 at any of its three offsets."""
    found = {
        word.encode(),
        word.encode("utf-16-le"),
        word.encode("utf-16-be"),
        word.encode("latin-1", "ignore"),
    }
    found |= {msgspec.json.encode(word)[1:-1], word.encode("ascii", "backslashreplace")}
    for plain in list(found):
        found |= {plain.hex().encode(), plain.hex().upper().encode()}
        for offset in range(3):
            whole = base64.b64encode(b"\0" * offset + plain)
            found.add(whole[4 if offset else 0 : -4])
    return {form for form in found if len(form) >= 8}


def hits(words: set[str], where: dict[str, bytes]) -> list[str]:
    return [
        f"{word} in {name}"
        for name, held in where.items()
        for word in words
        for form in forms_of(word)
        if form in held
    ]


def files_below(data: Path) -> dict[str, bytes]:
    """Everything in the data folder but the keys: the database, its -wal and -shm, and whatever
    else appears."""
    found = (
        path
        for path in data.rglob("*")
        if path.is_file() and "keys" not in path.relative_to(data).parts
    )
    return {str(path.relative_to(data)): path.read_bytes() for path in found}


def every_column(db: Connection) -> dict[str, bytes]:
    """What a dump would hold: every column of every table there is, as bytes."""
    found = {}
    for name in inspect(db).get_table_names():
        rows = db.execute(text(f'SELECT * FROM "{name}"')).mappings().all()
        for column in rows[0] if rows else ():
            found[f"{name}.{column}"] = b"\n".join(_as_bytes(row[column]) for row in rows)
    return found


def _as_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


@pytest.fixture
def written(world: World) -> tuple[World, set[str]]:
    """Anna has typed into every form; and the words she typed."""
    words: set[str] = set()

    def word(field: str) -> str:
        words.add(canary(field))
        return canary(field)

    Session(world, world.signed_in(), word).live()
    assert len(words) > 20
    return world, words | {
        mail(canary("mail")),
        "Anna",
        world.cast["Anna"].sign_in_name,
        "together",
        "identity",
    }


SENT = {canary(field) for field in ("proposed", "proposed line", "hosts")}
"""What was sent to a place, after it was seen as everybody will read it: it lies beside the place,
and nowhere else."""


def test_no_word_lies_in_the_clear(written: tuple[World, set[str]]) -> None:
    """R41: every form was used; the files and the columns hold none of it, raw, UTF-16, base64 or
    hex."""
    world, words = written
    where = world.read(every_column)
    files_: set[str] = set()
    assert len(where["entries.sealed"]) > 100
    if world.settings.sqlite:
        files = files_below(world.settings.data)
        assert {"app.db", "app.db-wal"} <= set(files)
        files_ = set(files)
        assert sum(map(len, files.values())) > 50_000
        where |= files
    assert not hits(words - {"Anna", "together", "identity"} - SENT, where)
    elsewhere = {name: held for name, held in where.items() if name != "place_offers.facts"}
    assert not hits(SENT, {name: held for name, held in elsewhere.items() if name not in files_})
    assert hits(SENT, where), "they were sent"
    short = {
        name: held for name, held in where.items() if "." in name and not name.startswith("app.db")
    }
    assert not hits({"together", "identity"}, short)


def test_the_scan_sees_a_word_in_each_form(written: tuple[World, set[str]]) -> None:
    """R41, seeded: the same scan finds the word when it lies there, in a column and in a file, in
    every form."""
    world, words = written
    word = canary("entry")
    for form in forms_of(word):
        assert hits({word}, {"x": b"\x00\x01" + form + b"\xff"})
    world.write(lambda db: db.execute(update(people_table).values(kind=word[:8])))
    assert f"{word[:8]} in people.kind" in hits({word[:8]}, world.read(every_column))
    if world.settings.sqlite:
        assert hits({word[:8]}, files_below(world.settings.data)), (
            "the -wal file is not looked into"
        )
    assert words


def test_what_was_put_away_and_swept_leaves_no_sealed_bytes_behind(world: World) -> None:
    """R41, R48 (first form): after the day of regret the sealed bytes are gone from the columns as
    well."""
    me = world.person()
    row = world.write(entries.keep, me, ids.new(), me.today, entries.Words(canary("gone")))
    sealed = world.read(lambda db: db.execute(select(entries_table.c.sealed)).scalar_one())
    world.write(entries.remove, me, row)
    with clock.held(clock.now() + timedelta(days=1, minutes=1)):
        assert world.write(own.sweep, entries_table) == 1
    assert sealed not in b"".join(world.read(every_column).values())


# --- R42, R43: bound to its owner and its place ---------------------------------------------------


def test_a_query_without_its_owner_filter_shows_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R42, seeded: the filter is forgotten, another's row comes along; the seal does not open and
    no text is on the page."""
    sam = world.person("Sam")
    world.write(hopes.keep, sam, ids.new(), hopes.Words(canary("Sams håb")))

    def careless(db: Connection, me: Any) -> list[hopes.Hope]:
        rows = db.execute(select(hopes_table)).all()
        opened = [(row, own.opened(me, hopes_table, hopes.Words, row)) for row in rows]
        return [
            hopes.Hope(row.id, row.number, row.written_minute, words.text, words.dimension)
            for row, words in opened
        ]

    with pytest.raises(SealBroken):
        world.read(careless, world.person("Anna"))
    assert [hope.text for hope in world.read(careless, sam)] == [canary("Sams håb")]
    monkeypatch.setattr(hopes, "newest", lambda db, me, _: own.Some(careless(db, me), None))
    # PostgreSQL showed no row at all.
    page = world.signed_in("Anna").get("/haab", expect=500 if world.settings.sqlite else 200)
    assert canary("Sams håb") not in page.text


def test_a_key_opens_for_a_decision_about_its_owner_only(world: World) -> None:
    """R42: keys of anyone else, mixed keys, and no keys are refused."""
    anna, sam = world.cast["Anna"].id, world.cast["Sam"].id

    def rows(db: Connection, owner: UUID) -> list[WrappedKey]:
        found = db.execute(select(citizen_keys).where(citizen_keys.c.owner == owner))
        return [WrappedKey(row.owner, row.number, row.master, row.wrapped) for row in found]

    hers, his = world.read(rows, anna), world.read(rows, sam)
    vault = world.keys.vault
    assert vault.open_box(Decision(anna, anna, "own"), hers).owner == anna
    passed_off = [replace(key, owner=anna) for key in his]
    for given in (his, hers + his, [], passed_off, [replace(key, number=2) for key in hers]):
        with pytest.raises(SealBroken):
            vault.open_box(Decision(anna, anna, "own"), given)


MAY_DECIDE = {"app/people/people.py", "app/reminders/boxes.py", "app/sharing/rule.py"}
"""Where the rule lives: one's own things, what is shared, and what rings. No other place."""


def decides(source: str) -> list[int]:
    """The lines on which a Decision is made, under its name, another name, or out of its module."""
    names = {"Decision"}
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names |= {
                alias.asname for alias in node.names if alias.name == "Decision" and alias.asname
            }
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = (
                node.func.id
                if isinstance(node.func, ast.Name)
                else node.func.attr
                if isinstance(node.func, ast.Attribute)
                else ""
            )
            widened = called == "replace" and {"opens", "seals"} & {
                word.arg for word in node.keywords
            }
            if (
                widened
                or called in names
                or (
                    called == "partial"
                    and any(isinstance(a, ast.Name) and a.id in names for a in node.args)
                )
            ):
                found.append(node.lineno)
    return found


def test_only_the_rule_makes_decisions() -> None:
    """R42: `Decision(` stands in the rule's own module and nowhere else in the app."""
    places = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "app").rglob("*.py")
        if decides(path.read_text(encoding="utf-8"))
    }
    assert places == MAY_DECIDE


def test_a_decision_made_elsewhere_is_noticed() -> None:
    """R42, seeded."""
    for source in (
        "Decision(a, b, 'x')",
        "sealing.Decision(a, b, 'x')",
        "from x import Decision as D\nD(1, 2, 3)",
        "partial(Decision, a)",
        "dataclasses.replace(held.decision, opens=more)",
    ):
        assert decides(source), source
    assert not decides("def f(d: Decision) -> None: ...")


def _first(db: Connection, table: Table, owner: UUID) -> Any:
    return db.execute(select(table).where(table.c.owner == owner).order_by(table.c.number)).first()


def _moves(world: World) -> Iterator[tuple[str, bytes]]:
    """Sealed values that do not belong in Anna's first entry."""
    anna, sam = world.person("Anna"), world.person("Sam")
    read: Callable[..., Any] = world.read
    mine = read(_first, entries_table, anna.id)
    second = read(
        lambda db: db.execute(
            select(entries_table).where(
                entries_table.c.owner == anna.id, entries_table.c.id != mine.id
            )
        ).first()
    )
    yield "another row", second.sealed
    yield "another table", read(_first, hopes_table, anna.id).sealed
    yield "another citizen", read(_first, entries_table, sam.id).sealed
    yield "another column", anna.box.seal("entries", mine.id, entries.Words("x"), column="title")
    head, rest = mine.sealed[:3], mine.sealed[3:]
    yield "an older format", b"\x00" + mine.sealed[1:]
    yield "a newer format", b"\x02" + mine.sealed[1:]
    yield "another key number", head[:1] + b"\x00\x02" + rest
    yield "a flipped bit", mine.sealed[:-1] + bytes([mine.sealed[-1] ^ 1])
    yield "a changed nonce", head + bytes([rest[0] ^ 1]) + rest[1:]
    yield "cut short", mine.sealed[:40]
    yield "nothing", b""
    yield "rubbish", os.urandom(len(mine.sealed))


def test_a_sealed_value_that_was_moved_or_changed_does_not_open(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """R43: rows, columns, tables, citizens, versions, bits. The page is calm, and the log says so
    without words."""
    for name in ("Anna", "Sam"):
        me = world.person(name)
        for n in (1, 2):
            world.write(entries.keep, me, ids.new(), me.today, entries.Words(canary(f"{name} {n}")))
        world.write(hopes.keep, me, ids.new(), hopes.Words(canary(f"håb {name}")))
    anna = world.person("Anna")
    mine = world.read(_first, entries_table, anna.id)
    phone = world.signed_in("Anna")

    def put(sealed: bytes) -> None:
        world.write(
            lambda db: db.execute(
                update(entries_table).where(entries_table.c.id == mine.id).values(sealed=sealed)
            )
        )

    for name, sealed in _moves(world):
        put(sealed)
        with pytest.raises(SealBroken):
            world.read(entries.find, anna, mine.id)
        caplog.clear()
        page = phone.get(f"/dagbog/{mine.id}", expect=500)
        assert "Noget gik galt hos os" in page.h1, name
        assert "kanårie" not in page.text
        assert any(
            getattr(record, "fields", {}).get("kind") == "SealBroken" for record in caplog.records
        ), name
        assert not hits(
            {"kanårie"}, {"the log": "".join(map(logs.JsonLines().format, caplog.records)).encode()}
        )
    put(mine.sealed)
    assert canary("Anna 1") in phone.get(f"/dagbog/{mine.id}").main


# --- R44: the master key is changed ---------------------------------------------------------------


def readable(settings: Settings, expected: dict[UUID, str]) -> bool:
    """Opened anew with the keys in the file: whether everybody's words are still there."""
    db = Database(settings.database_url, durable=False)
    try:
        ring = master_keys.open_up(db, settings)
        if ring is None:
            return False
        for owner, words in expected.items():
            with actor.by(person=owner):
                me = db._read_now(people.get, ring, owner)
                assert me is not None
                kept = db._read_now(lambda c, me=me: list(entries.everything(c, me)))  # type: ignore[misc]
                if [entry.text for entry in kept] != [words]:
                    return False
        return True
    finally:
        db.close()


def masters_in_use(settings: Settings) -> set[int]:
    db = Database(settings.database_url, durable=False)
    try:
        with actor.by(actor.STRONGROOM):
            return set(
                db._read_now(lambda c: list(c.execute(select(citizen_keys.c.master)).scalars()))
            )
    finally:
        db.close()


def write_for_both(world: World) -> dict[UUID, str]:
    expected = {}
    for name in ("Anna", "Sam"):
        me = world.person(name)
        world.write(entries.keep, me, ids.new(), me.today, entries.Words(canary(name)))
        expected[me.id] = canary(name)
    return expected


def test_a_new_master_key_takes_over(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """R44: everybody's words are readable, nothing is under the old number, and the old key is gone
    from the file."""
    expected = write_for_both(world)
    world.db.close()
    old = keys.master_keys(world.settings)
    cli.rotate_master_key(world.settings)
    fresh = keys.master_keys(world.settings)
    assert (set(old), set(fresh), masters_in_use(world.settings)) == ({1}, {2}, {2})
    assert base64.b64encode(old[1]) not in b"".join(
        path.read_bytes() for path in world.settings.data.rglob("*") if path.is_file()
    )
    assert readable(world.settings, expected)
    assert "Master key 2 is in use" in capsys.readouterr().out
    keys.save_masters(world.settings, old)
    assert not readable(world.settings, expected), "the old key still opens the server"


STEPS = (
    "add_master",
    "open",
    "rewrap one",
    "rewrap",
    "forget: rows",
    "forget: file",
    "forget: both",
)


class Stopped(Exception):
    """The machine went down here."""


@pytest.mark.parametrize("step", STEPS)
def test_a_rotation_that_was_stopped_can_be_run_again(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """R44: stopped after each step everybody's words are readable, and the next run finishes the
    work."""
    expected = write_for_both(world)
    world.db.close()
    here = world.settings
    with monkeypatch.context() as patch:
        _stop_after(step, patch)
        with pytest.raises(Stopped):
            cli.rotate_master_key(here)
    assert readable(here, expected), f"unreadable after {step}"
    cli.rotate_master_key(here)
    assert readable(here, expected)
    left = set(keys.master_keys(here))
    assert len(left) == 1 and masters_in_use(here) == left
    assert not (here.data / "keys" / "master.key.new").exists()


def _stop_after(step: str, patch: pytest.MonkeyPatch) -> None:
    def stopping(module: Any, name: str, *, before: bool = False, one: bool = False) -> None:
        real = getattr(module, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            if before:
                raise Stopped
            result = real(*args, **({"most": 1} if one else {}), **kwargs)
            if one and result != 1:
                return result
            if one and not done:
                done.append(True)
                return result
            raise Stopped

        patch.setattr(module, name, wrapped)

    done: list[bool] = []
    if step == "add_master":
        stopping(keys, "add_master")
    elif step == "open":
        stopping(master_keys, "rewrap", before=True)
    elif step == "rewrap one":
        stopping(master_keys, "rewrap", one=True)
    elif step == "rewrap":
        stopping(master_keys, "forget_masters", before=True)
    elif step == "forget: both":
        stopping(master_keys, "forget_masters")
    else:
        _stop_when_saving_the_last(patch, before=step == "forget: rows")


def _stop_when_saving_the_last(patch: pytest.MonkeyPatch, *, before: bool) -> None:
    """Just before, or just after, the file without the old key is put in place; the transaction is
    still open."""
    real = keys.save_masters

    def save(settings: Settings, masters: dict[int, bytes], *was: dict[int, bytes]) -> None:
        if len(masters) > 1 or not before:
            real(settings, masters, *was)
        if len(masters) == 1:
            raise Stopped

    patch.setattr(keys, "save_masters", save)


def test_a_half_written_key_file_is_no_harm(world: World) -> None:
    """R44: what a crash left beside the key file is neither read nor in the way."""
    expected = write_for_both(world)
    world.db.close()
    (world.settings.data / "keys" / "master.key.new").write_text("2 half a ke")
    assert readable(world.settings, expected)
    cli.rotate_master_key(world.settings)
    assert readable(world.settings, expected)


def test_a_rotation_beside_a_running_server_disturbs_nobody(world: World) -> None:
    """R44: those who are signed in go on, those who arrive meanwhile are kept, and afterwards the
    old key is gone."""
    expected = write_for_both(world)
    anna = world.signed_in("Anna")
    fields = anna.typed(anna.get("/haab"), "/haab", tekst="Et håb")
    with cli.alone(world.settings):
        cli.rotate_master_key(world.settings)
        statuses = [anna.ask("GET", path).status_code for path in ("/mit", "/dagbog", "/")]
        statuses.append(anna.send("/haab", fields).status_code)
        assert statuses == [200, 200, 200, 303]
        world.write(
            people.create,
            world.keys,
            ids.new(),
            Profile(nickname="Ny"),
            kind=CITIZEN,
            password=None,
        )
        master_keys.rotate(world.db, world.settings, world.keys.vault)
    assert masters_in_use(world.settings) == {2} == set(keys.master_keys(world.settings))
    assert readable(world.settings, expected)


def test_a_key_from_the_environment_is_not_said_to_be_replaced(world: World) -> None:
    """R44: where the master key does not lie in a file, the command does not claim to have changed
    it."""
    expected = write_for_both(world)
    world.db.close()
    given = (world.settings.data / "keys" / "master.key").read_text()
    (world.settings.data / "keys" / "master.key").unlink()
    here = replace(world.settings, keys={"FODFAESTE_MASTER_KEY": given})
    with pytest.raises(CannotStart):
        cli.rotate_master_key(here)
    assert not (here.data / "keys" / "master.key").exists(), (
        "a key was written to the disk where none should lie"
    )
    assert readable(here, expected)


# --- R45: keys that are missing or wrong ----------------------------------------------------------

OPEN_TO_ALL = (
    "/hjaelp-nu",
    "/hjaelp-nu/randers",
    "/om",
    "/was",
    "/paaroerende",
    "/velkommen",
    "/velkommen/2",
)
NEED_KEYS = (
    "/",
    "/dagbog",
    "/haab",
    "/maal",
    "/mit",
    "/konto",
    "/log-ind",
    "/mine-ting",
    "/blomst",
    "/dag",
)


def _remove(*names: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        for name in names:
            (folder / f"{name}.key").unlink()

    return change


def _other(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        line = base64.b64encode(b"\x07" * 32).decode() + "\n"
        (folder / f"{name}.key").write_text(("1 " if name == "master" else "") + line)

    return change


def _numbered_anew(folder: Path) -> None:
    path = folder / "master.key"
    path.write_text("2" + path.read_text()[1:])


def _emptied(folder: Path) -> None:
    (folder / "master.key").write_text("")


LOST: dict[str, Callable[[Path], None]] = {
    "no master key": _remove("master"),
    "no root key": _remove("root"),
    "no keys at all": _remove("master", "root"),
    "another master key": _other("master"),
    "another root key": _other("root"),
    "the right key under a new number": _numbered_anew,
    "an empty master key file": _emptied,
}


@pytest.mark.parametrize("how", LOST)
def test_without_the_right_keys_nothing_is_taken_and_nothing_overwritten(
    world: World, how: str
) -> None:
    """R45: the app starts, public pages work, the rest is a calm 503, not a row changes and no new
    key is made."""
    write_for_both(world)
    phone = world.signed_in()
    mark = dict(phone.get("/dagbog").form("/dagbog").fields)["konto"]
    world.db.close()
    folder = world.settings.data / "keys"
    LOST[how](folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    closed = World(world.settings, world.cast)
    try:
        rows = closed.read(contents)
        visitor = closed.phone()
        for cookie in phone.client.cookies.jar:
            visitor.client.cookies.set(
                cookie.name, cookie.value or "", domain="fodfaeste.test", path="/"
            )
        shut = [path for path in OPEN_TO_ALL if visitor.ask("GET", path).status_code != 200]
        for path in NEED_KEYS:
            response = visitor.ask("GET", path)
            assert response.status_code == 503, path
            assert "Vi kan ikke gemme lige nu" in Page(response.text).h1
        for path, fields in (
            ("/dagbog", {"konto": mark, "tekst": "Ord"}),
            ("/log-ind", {"navn": "x", "adgangskode": "y"}),
            ("/konto/ny/navn", {"kaldenavn": "x"}),
            ("/konto/ny", {"billet": "x"}),
            ("/kig-dig-omkring", {}),
            ("/log-ind/kode", {"navn": "x", "kode": "y", "ny": "z"}),
        ):
            assert visitor.send(path, fields).status_code == 503, path
        assert closed.read(contents) == rows
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before, (
            "a key file was made or changed"
        )
        assert not shut, f"public pages that are closed: {shut}"
    finally:
        closed.close()


def test_with_the_right_keys_back_everything_is_there(world: World) -> None:
    """R45: closed is not lost."""
    expected = write_for_both(world)
    world.db.close()
    folder = world.settings.data / "keys"
    kept = {path: path.read_bytes() for path in folder.iterdir()}
    _remove("master", "root")(folder)
    assert not readable(world.settings, expected)
    for path, held in kept.items():
        path.write_bytes(held)
    assert readable(world.settings, expected)


def test_a_key_file_of_rubbish_leaves_hjaelp_nu_open(world: World) -> None:
    """R45: a damaged key file is like a missing one: the server starts without keys, and Hjælp nu
    is there."""
    wrong = []
    for name, rubbish in (
        ("master", "1 ikke-base64\n"),
        ("master", "1 AAAA\n"),
        ("root", "ikke base64"),
        ("root", "AAAA\n"),
        ("root", ""),
    ):
        path = world.settings.data / "keys" / f"{name}.key"
        kept = path.read_text()
        path.write_text(rubbish)
        try:
            ring = master_keys.open_up(world.db, world.settings)
            wrong += [] if ring is None else [(name, rubbish, "opened")]
        except Exception as error:
            wrong.append((name, rubbish, type(error).__name__))
        path.write_text(kept)
    assert not wrong


def test_the_first_start_makes_keys_that_only_the_server_may_read(tmp_path: Path) -> None:
    """R45: 0600 in a folder of 0700; and the second start uses the same ones."""
    before = os.umask(0o000)
    try:
        settings = settings_for(tmp_path / "data")
        cli.upgrade(settings)
        World(settings, {}).close()
    finally:
        os.umask(before)
    folder = settings.data / "keys"
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in (settings.data, folder, *folder.iterdir())
    }
    assert modes == {
        "data": 0o700,
        "keys": 0o700,
        "master.key": 0o600,
        "root.key": 0o600,
        "push.key": 0o600,
    }
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    World(settings, {}).close()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made
    assert keys.master_keys(settings)[1] != keys.root_key(settings)


def test_no_key_lies_in_the_database(world: World) -> None:
    """R45: neither the master key nor the root key nor an unwrapped citizen's key is in a file or a
    column."""
    write_for_both(world)
    root = keys.root_key(world.settings)
    assert root is not None
    secrets = [root, *keys.master_keys(world.settings).values()]
    for row in world.read(lambda db: db.execute(select(citizen_keys)).all()):
        secrets.append(
            world.keys.vault._unwrap(WrappedKey(row.owner, row.number, row.master, row.wrapped))
        )
    where = b"".join(
        [*world.read(every_column).values(), *files_below(world.settings.data).values()]
    )
    for secret in secrets:
        assert (
            secret not in where
            and base64.b64encode(secret) not in where
            and secret.hex().encode() not in where
        )


# --- R51: lengths ---------------------------------------------------------------------------------


def test_sealed_lengths_take_five_values_at_most(world: World) -> None:
    """R51: over texts of every size there are no more than five lengths in a column, and times
    carry no seconds."""
    me = world.person()
    made = set()
    for n in (0, 1, 10, 30, 60, 100, 200, 300, 900, 1000, 2000, 4000, 5000):
        world.write(
            entries.keep, me, ids.new(), me.today, entries.Words("æ" * n, ("ord",) * (n % 4))
        )
        world.write(hopes.keep, me, ids.new(), hopes.Words("😀" * min(n, 1000)))
    Session(world, world.signed_in(), canary).live()
    for table, column in SEALED:
        lengths = set(
            world.read(
                lambda db, c=column: list(db.execute(select(c).where(c.is_not(None))).scalars())
            )
        )
        made.add((table.name, column.name))
        assert 1 <= len({len(value) for value in lengths}) <= 5, f"{table.name}.{column.name}"
    assert len(made) == len(SEALED) >= 9
    assert (
        len(
            {
                len(v)
                for v in world.read(
                    lambda db: list(db.execute(select(entries_table.c.sealed)).scalars())
                )
            }
        )
        >= 4
    )


def test_the_longest_words_that_a_form_takes_can_be_sealed(world: World) -> None:
    """R51: the largest size holds the largest entry: 5,000 letters of four bytes, and everything
    that helped."""
    me = world.person()
    words = entries.Words(
        "😀" * 5000, tuple(f"{n:02}" + "😀" * 58 for n in range(12)), ("together",) * 5
    )
    row = world.write(entries.keep, me, ids.new(), me.today, words)
    assert world.read(entries.find, me, row).text == words.text
    escaped = entries.Words('"\\' * 2500, tuple(f"{n:02}" + '"' * 58 for n in range(12)))
    row = world.write(entries.keep, me, ids.new(), me.today, escaped)
    assert world.read(entries.find, me, row).helped == escaped.helped


def test_two_seals_of_the_same_words_look_different(world: World) -> None:
    """R51: nobody can see from the bytes that somebody wrote the same again; every seal has a nonce
    of its own."""
    me = world.person()
    seals = {me.box.seal("entries", "row", entries.Words("igen")) for _ in range(64)}
    assert len({seal[3:15] for seal in seals}) == 64


def test_a_vault_knows_the_newest_key(world: World) -> None:
    """R44: new citizens are wrapped by the highest number, whatever the order in the file."""
    ring = Keyring(Vault({3: b"3" * 32, 1: b"1" * 32, 2: b"2" * 32}), world.keys.root)
    assert ring.vault.new_key(ids.new()).master == 3
