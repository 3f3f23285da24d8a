"""What was promised to be gone is gone, from the files too; and nobody else on the machine can open
the data folder."""

import asyncio
import contextlib
import os
import stat
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, update

from app import checking, cli, worker
from app import demo as app_demo
from app.demo import person as demo
from app.foundation import actor, clock, ids, logs
from app.foundation.database import Database
from app.foundation.errors import CannotStart
from app.foundation.settings import Settings
from app.good_things import kept as good_things
from app.hopes import kept as hopes
from app.hopes.models import hopes as hopes_table
from app.my_data import overdue, whole
from app.people import erasure, lifecycle, master_keys, own, people
from app.people.models import citizen_keys
from app.people.models import people as people_table
from app.sharing import log
from app.sign_in import signing_in
from tests.house.test_sealed_at_rest import files_below
from tests.sharing.bonded import bond
from tests.world import World, settings_for

pytestmark = pytest.mark.both


def due(world: World, *names: str) -> None:
    """Their thirty days have passed; those named first have waited longest."""
    for at, name in enumerate(names):
        mine = update(people_table).where(people_table.c.id == world.cast[name].id)
        world.write(
            lambda db, mine=mine, at=at: (
                db.execute(mine.values(erase_minute=clock.minute() - 1000 + at)) and None
            )
        )


def there(world: World, name: str) -> bool:
    return world.read(people.exists, world.cast[name].id)


def a_round(world: World) -> int:
    return world.runner.run(worker.once(world.db, world.keys, world.settings))


# --- Rounds ---------------------------------------------------------------------------------------


def test_one_who_cannot_be_erased_keeps_nobody_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by themselves: she is closed, though not all of hers is gone, and the next round goes
    on."""
    really, anna = erasure.erase, world.cast["Anna"].id
    world.write(hopes.keep, world.person(), ids.new(), hopes.Words("Bliver"))

    def erase(db: Connection, owner: object) -> None:
        if owner == anna:
            raise RuntimeError
        really(db, owner)  # type: ignore[arg-type]

    due(world, "Anna", "Sam", "Gry")
    with monkeypatch.context() as patched:
        patched.setattr(erasure, "erase", erase)
        assert a_round(world) == 2
    assert [name for name in ("Anna", "Sam", "Gry") if there(world, name)] == ["Anna"]
    assert world.read(people.get, world.keys, anna) is None, "nobody can open anything of hers"
    assert a_round(world) == 1 and not there(world, "Anna")


def left(world: World, name: str) -> int:
    """How many hopes."""
    mine = (
        select(func.count())
        .select_from(hopes_table)
        .where(hopes_table.c.owner == world.cast[name].id)
    )
    return int(world.read(lambda db: db.execute(mine).scalar_one()))


def seven(world: World) -> None:
    for n in range(7):
        world.write(hopes.keep, world.person(), ids.new(), hopes.Words(f"Håb {n}"))


def meanwhile(monkeypatch: pytest.MonkeyPatch, then: Callable[[Database], Awaitable[None]]) -> None:
    """After each piece of somebody who is erased, and after the step that closes them."""
    really = Database.write_long

    async def write_long(self: Database, fn: Callable[..., object], *args: object) -> object:
        done = await really(self, fn, *args)
        if fn in (whole.close_if_due, whole.erase_some):
            await then(self)
        return done

    monkeypatch.setattr(Database, "write_long", write_long)


def test_others_write_while_somebody_is_erased(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed in one step, then a piece at a time, each a commit of its own; nobody comes in, and it
    is seen that she is overdue."""
    monkeypatch.setattr(own, "PIECE", 2)
    seven(world)
    due(world, "Anna")
    anna, sam, seen = world.signed_in(), world.person("Sam"), list[int]()
    anna_id, verified = (
        world.cast["Anna"].id,
        world.read(signing_in.password_of, world.cast["Anna"].id),
    )

    async def then(db: Database) -> None:
        with actor.by(person=sam.id):
            await db.write(hopes.keep, sam, ids.new(), hopes.Words("Imens"))
        seen.append(await asyncio.to_thread(left, world, "Anna"))
        assert await asyncio.to_thread(world.read, people.get, world.keys, anna_id) is None
        assert await asyncio.to_thread(overdue.count, world.settings.database_url) == 1

    with monkeypatch.context() as patched:
        meanwhile(patched, then)
        assert a_round(world) == 1
    assert seen == [7, 5, 3, 1, 0, 0] and len(world.read(hopes.all_of, sam)) == len(seen)
    assert verified and not there(world, "Anna")
    assert "Log ind" in anna.get("/").main


def test_nobody_comes_upon_whoever_is_being_erased(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those who shared with her, and those she shared with, meet pages without her, and read in
    their log that she left."""
    bond(world, "Anna", "Gry")
    bond(world, "Sam", "Anna")
    gry, sam = world.signed_in("Gry"), world.signed_in("Sam")
    assert "Anna" in gry.get("/kreds").main
    seven(world)
    due(world, "Anna")

    async def then(db: Database) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        meanwhile(patched, then)
        a_round(world)
    assert left(world, "Anna") == 7
    for phone, path in (
        (gry, "/kreds"),
        (sam, "/deling"),
        (gry, "/mine-ting"),
        (sam, "/ord"),
        (sam, "/bedt"),
        (sam, "/"),
    ):
        assert "Anna" not in phone.get(path).main, path
    assert "Anna" in sam.get("/deling/set").main
    said = [line.event.what for line in world.read(log.lines, world.person("Sam").box)]
    assert said.count("left") == 1
    a_round(world)
    assert [line.event.what for line in world.read(log.lines, world.person("Sam").box)] == said


def test_stopped_in_the_middle_the_next_round_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was closed stays so: her password and an old tab's «behold» bring nothing back."""
    monkeypatch.setattr(own, "PIECE", 2)
    seven(world)
    due(world, "Anna")
    me, verified = world.person(), world.read(signing_in.password_of, world.cast["Anna"].id)
    pieces: list[int] = []

    async def then(db: Database) -> None:
        pieces.append(1)
        if len(pieces) == 3:
            raise RuntimeError

    with monkeypatch.context() as patched:
        meanwhile(patched, then)
        assert a_round(world) == 0
    assert left(world, "Anna") == 3 and there(world, "Anna")
    assert not world.write(signing_in.unchanged, me.id, verified)
    world.write(erasure.ask, me, None)
    assert overdue.count(world.settings.database_url) == 1
    assert a_round(world) == 1
    assert left(world, "Anna") == 0 and not there(world, "Anna")


def test_what_was_put_away_is_erased_a_piece_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, "PIECE", 2)
    seven(world)
    for hope in world.read(hopes.all_of, world.person()):
        world.write(hopes.remove, world.person(), hope.id)
    pieces, really = list[int](), lifecycle.sweeps()["hopes"]

    def sweep(db: Connection) -> int:
        pieces.append(really(db))
        return pieces[-1]

    monkeypatch.setattr(worker, "SWEEPS", (sweep,))
    with clock.held(clock.now() + timedelta(days=2)):
        a_round(world)
    assert pieces == [2, 2, 2, 1] and left(world, "Anna") == 0


def test_people_are_erased_whatever_else_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo, the logs, every room's own sweep: all of them go wrong, and whoever asked is
    forgotten all the same."""

    def fails(*_: object) -> int:
        raise RuntimeError

    due(world, "Anna")
    for place, name in (
        (demo, "refresh"),
        (log, "sweep"),
        (app_demo, "refresh"),
        (master_keys, "behind"),
    ):
        monkeypatch.setattr(place, name, fails)
    monkeypatch.setattr(worker, "SWEEPS", (fails, fails))
    assert a_round(world) == 1
    assert not there(world, "Anna")


def test_a_room_that_fails_keeps_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> int:
        raise RuntimeError

    me = world.person()
    row = world.write(good_things.keep, me, ids.new(), good_things.Words("Væk"))
    world.write(good_things.remove, me, row)
    monkeypatch.setattr(worker, "SWEEPS", (fails, *worker.SWEEPS))
    with clock.held(clock.now() + timedelta(days=2)):
        assert a_round(world) >= 1


def test_what_could_not_be_swept_is_named_in_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its table, so that whoever runs it knows where to look."""

    def fails(*_: object, **__: object) -> int:
        raise RuntimeError

    monkeypatch.setattr(own, "_piece", fails)
    said = set[str]()
    monkeypatch.setattr(logs, "fault", lambda *_, **told: said.add(told.get("step", "")))
    a_round(world)
    assert said >= set(lifecycle.sweeps()) and "functools" not in said


def test_whoever_kept_it_after_all_is_not_erased(world: World) -> None:
    """They changed their mind after the list was made, before it was their turn."""
    due(world, "Anna")
    world.write(erasure.ask, world.person(), None)
    with actor.by(actor.WORKER):
        assert world.db.write_now(whole.erase_if_due, world.keys, world.cast["Anna"].id) == 0
    assert there(world, "Anna")


def test_the_account_to_look_around_in_is_made_once(world: World) -> None:
    """Two processes that start at once on PostgreSQL."""
    if world.db.sqlite:
        pytest.skip("on SQLite there is one process")
    ready, errors = threading.Barrier(2), []

    def start() -> None:
        try:
            with (
                contextlib.closing(Database(world.settings.database_url, durable=False)) as db,
                actor.by(actor.WORKER),
            ):
                ready.wait()
                db.write_now(demo.refresh, world.keys)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(2)]
    with clock.held(clock.now() + timedelta(days=3)):
        for each in threads:
            each.start()
        for each in threads:
            each.join(120)
    assert not errors
    looking = select(people_table.c.id).where(people_table.c.kind == people.LOOK)
    assert len(world.read(lambda db: db.execute(looking).all())) == 1


# --- The files ------------------------------------------------------------------------------------


def test_an_erased_key_lies_in_no_file(world: World) -> None:
    """R48: neither the key nor what it sealed is left in the file or in the log beside it, while
    the server goes on reading."""
    if not world.db.sqlite:
        pytest.skip("SQLite's files")
    anna = world.cast["Anna"].id
    world.write(hopes.keep, world.person(), ids.new(), hopes.Words("Væk med det"))
    key = world.read(
        lambda db: db.execute(
            select(citizen_keys.c.wrapped).where(citizen_keys.c.owner == anna)
        ).scalar_one()
    )
    sealed = world.read(
        lambda db: db.execute(
            select(hopes_table.c.sealed).where(hopes_table.c.owner == anna)
        ).scalar_one()
    )
    before = files_below(world.settings.data)
    assert any(key in held for held in before.values()) and any(
        sealed in held for held in before.values()
    )
    assert world.runner.run(world.db.read(people.exists, anna))
    due(world, "Anna")
    a_round(world)
    left = [
        name
        for name, held in files_below(world.settings.data).items()
        if key in held or sealed in held
    ]
    assert not left
    assert not world.runner.run(world.db.read(people.exists, anna))


def test_whoever_reads_is_not_disturbed_by_forgetting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long read goes on seeing what it saw; the log is emptied when it is done, and nobody waits
    meanwhile."""
    if not world.db.sqlite:
        pytest.skip("SQLite's files")
    from app.foundation import writer

    monkeypatch.setattr(writer, "FORGETS", 2)
    world.write(hopes.keep, world.person(), ids.new(), hopes.Words("Før"))
    with world.db.apart.connect() as reading:
        reading.exec_driver_sql("BEGIN")
        first = reading.exec_driver_sql("SELECT count(*) FROM hopes").scalar_one()
        world.write(hopes.keep, world.person(), ids.new(), hopes.Words("Imens"))
        world.runner.run(world.db.forget())
        assert reading.exec_driver_sql("SELECT count(*) FROM hopes").scalar_one() == first
        world.write(hopes.keep, world.person(), ids.new(), hopes.Words("Efter"))
        reading.exec_driver_sql("COMMIT")
    world.runner.run(world.db.forget())
    assert (world.settings.data / "app.db-wal").stat().st_size == 0
    assert len(world.read(hopes.all_of, world.person())) == 3


def modes(data: Path) -> dict[str, int]:
    found = (data, *data.rglob("*"))
    return {
        str(path.relative_to(data)): stat.S_IMODE(path.stat().st_mode)
        for path in found
        if "help" not in path.parts
    }


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize("existed", [False, True])
def test_only_the_server_can_open_the_data_folder(
    tmp_path: Path, umask: int, existed: bool
) -> None:
    """Made by the server, or made beforehand by somebody with a broad mask and files from before:
    closed after the start."""
    settings = replace(settings_for(tmp_path / "data"), demo=True)
    before = os.umask(umask)
    try:
        if existed:
            World(_upgraded(settings_for(tmp_path / "data")), {}).close()
            for path in (settings.data, *settings.data.rglob("*")):
                path.chmod(0o777 if path.is_dir() else 0o666)
        with cli.alone(settings):
            cli.upgrade(settings)
            cli.make_demo(settings)
            world = World(settings, {})
            found = modes(settings.data)
            world.close()
    finally:
        os.umask(before)
    assert {
        "app.db",
        "app.db-wal",
        "app.db-shm",
        "keys/master.key",
        "server.lock",
        "demo-sign-in.txt",
    } <= set(found)
    assert not {name: oct(mode) for name, mode in found.items() if mode & 0o077}


def _upgraded(settings: Settings) -> Settings:
    cli.upgrade(settings)
    return settings


def test_a_folder_that_everybody_shares_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "shared"
    data.mkdir()
    data.chmod(0o1777)
    with pytest.raises(CannotStart, match="a folder of its own"):
        cli.upgrade(settings_for(data))
    assert stat.S_IMODE(data.stat().st_mode) == 0o1777 and not list(data.iterdir())


# --- What `check` says ----------------------------------------------------------------------------


def test_check_says_who_is_overdue_and_writes_nothing(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside a running server; with nobody overdue it says so, and a server that does not keep its
    promise is a fault."""
    checking.check(world.settings)
    assert "no people are overdue" in capsys.readouterr().out
    mine = update(people_table).where(people_table.c.id == world.cast["Anna"].id)
    world.write(
        lambda db: db.execute(mine.values(erase_minute=clock.minute() - overdue.LATE + 1)) and None
    )
    checking.check(world.settings)
    due(world, "Anna", "Sam")
    before = files_below(world.settings.data)
    with pytest.raises(CannotStart, match="2 people are overdue"):
        checking.check(world.settings)
    assert {
        name: held for name, held in files_below(world.settings.data).items() if "shm" not in name
    } == {name: held for name, held in before.items() if "shm" not in name}
    world.write(erasure.ask, world.person(), None)


def test_check_without_a_database_says_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the first start nothing is made; on an older database it says what to do; after a stop
    it still answers."""
    settings = settings_for(tmp_path / "data")
    checking.check(settings)
    assert "There is no database yet." in capsys.readouterr().out
    assert not (tmp_path / "data").exists()
    _upgraded(settings)
    checking.check(settings)
    assert "no people are overdue" in capsys.readouterr().out
    with contextlib.closing(Database(settings.database_url, durable=False)) as db:
        db.write_now(lambda c: c.exec_driver_sql("ALTER TABLE people RENAME TO persons") and None)
    with pytest.raises(CannotStart, match="migrate"):
        checking.check(settings)
