"""Turning the master key and citizens' own keys: while people write, stopped halfway, and with
nothing lost. R44, R45."""

import secrets
import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app import days, hopes, journal, network, worker
from app.demo import person as demo
from app.foundation import actor, ids
from app.foundation import keys as files
from app.foundation.errors import CannotStart
from app.foundation.sealing import Box, Vault
from app.journal.models import entries
from app.my_data import citizen_key_rotation, whole
from app.people import Keyring, master_keys, people, resealing
from app.people.models import citizen_keys, server_keys
from app.people.models import people as people_rows
from app.people.people import CITIZEN, Profile
from app.people.resealing import Walk
from app.sharing import log, pace, view
from tests.sharing.bonded import bond, grant, person
from tests.world import World


def masters(world: World) -> set[int]:
    return set(
        world.read(lambda db: db.execute(select(citizen_keys.c.master).distinct()).scalars().all())
    )


def test_the_running_server_takes_a_new_master_key_into_use(world: World) -> None:
    """R44: added beside the old one; the next round wraps everything anew and takes the old one
    away, in the file too."""
    world.write(demo.fill, world.person())
    before = world.read(whole.everything, world.person())
    anna = world.signed_in()
    assert files.add_master(world.settings) == 2
    anna.fill("/dagbog", "/dagbog", tekst="Skrevet imens")
    world.runner.run(worker.once(world.db, world.keys, world.settings))
    assert masters(world) == {2}
    assert set(files.master_keys(world.settings)) == {2}
    after = world.read(whole.everything, world.person())
    assert after["hopes"] == before["hopes"]
    assert "Skrevet imens" in anna.get("/dagbog").main


def test_rewrapping_stopped_after_each_batch_goes_on(world: World) -> None:
    """R44: at every step everything opens, with both keys in the file."""
    files.add_master(world.settings)
    vault = Vault(files.master_keys(world.settings))
    world.write(master_keys._note, files.master_keys(world.settings))
    world.keys.vault.learn(files.master_keys(world.settings))
    while world.write(master_keys.rewrap, vault, 1):
        assert world.person("Anna").nickname == "Anna"
        assert world.person("Sam").nickname == "Sam"
    master_keys.rotate(world.db, world.settings, world.keys.vault)
    assert set(files.master_keys(world.settings)) == {2}


def test_a_key_wrapped_by_a_master_that_is_gone_is_refused_by_the_database(world: World) -> None:
    """R44: a process that still holds the old master cannot make an account nobody could open
    later."""
    old = Vault(files.master_keys(world.settings))
    files.add_master(world.settings)
    master_keys.rotate(world.db, world.settings, world.keys.vault)
    stale = people.Keyring(old, world.keys.root)
    with pytest.raises(IntegrityError):
        world.write(
            people.create,
            stale,
            ids.new(),
            Profile(nickname="For sent"),
            kind=CITIZEN,
            password=None,
        )


def test_a_master_in_use_cannot_be_let_go(world: World) -> None:
    with pytest.raises(IntegrityError):
        world.write(lambda db: db.execute(delete(server_keys).where(server_keys.c.number == 1)))


@pytest.mark.both
def test_a_citizens_own_key_is_turned_and_the_old_one_is_gone(world: World) -> None:
    """R44: everything written is sealed anew; what is stored differs, what is read does not."""
    world.write(demo.fill, world.person())
    before = world.read(whole.everything, world.person())
    citizen_key_rotation.of(world.db, world.keys, world.cast["Anna"].id)
    assert world.read(whole.everything, world.person()) == before
    assert world.read(numbers, world, "Anna") == [2]
    assert world.read(numbers, world, "Sam") == [1]


@pytest.mark.both
def test_turning_a_citizens_key_stopped_halfway_goes_on(world: World) -> None:
    world.write(demo.fill, world.person())
    before = world.read(whole.everything, world.person())
    owner = world.cast["Anna"].id
    world.write(citizen_key_rotation._begin, world.keys, owner)
    world.write(lambda db: resealing.things(db, world.person(), entries, Walk(), entries.c.sealed))
    assert world.read(whole.everything, world.person()) == before
    citizen_key_rotation.of(world.db, world.keys, owner)
    assert world.read(whole.everything, world.person()) == before
    assert world.read(numbers, world, "Anna") == [2]


def numbers(db: object, world: World, name: str) -> list[int]:
    chosen = select(citizen_keys.c.number).where(citizen_keys.c.owner == world.cast[name].id)
    return list(db.execute(chosen).scalars())  # type: ignore[attr-defined]


def test_one_whose_words_do_not_open_stops_nobodys_turning(world: World) -> None:
    """The others have a new key, and it is said in one sentence how many could not be turned."""
    anna = world.cast["Anna"].id
    world.write(
        lambda db: db.execute(
            update(people_rows).where(people_rows.c.id == anna).values(sealed=b"x")
        )
    )
    before = world.read(_numbers)
    with pytest.raises(CannotStart, match=r"; 1 could not be turned"):
        citizen_key_rotation.everyone(world.db, world.keys)
    after = world.read(_numbers)
    assert {owner for owner in before if before[owner] == after[owner]} == {anna}


def _numbers(db: Connection) -> dict[UUID, int]:
    newest = select(citizen_keys.c.owner, func.max(citizen_keys.c.number)).group_by(
        citizen_keys.c.owner
    )
    return {row[0]: row[1] for row in db.execute(newest)}


def test_each_thing_is_looked_at_a_few_times_however_many_there_are(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A piece at a time, and no more than a piece is held; what one piece went through the next one
    does not look at."""
    monkeypatch.setattr(resealing, "MOST", 5)
    me, owner = world.person(), world.cast["Anna"].id
    for n in range(23):
        day = me.today - timedelta(days=n // 4)
        world.write(journal.entries.keep, me, ids.new(), day, journal.entries.Words(f"Tekst {n}"))
        world.write(hopes.kept.keep, me, ids.new(), hopes.kept.Words(f"Håb {n}"))
        world.write(network.kept.keep, me, ids.new(), network.kept.Words(f"Ven {n}"))
        world.write(days.marks.put, me, me.today - timedelta(days=n), days.marks.Mark("good"))
        world.write(
            log.write,
            world.keys.root,
            me.box,
            log.Event("invited", who=f"Ven {n}", role="relative"),
        )
    looked: list[int] = []
    really = Box.fresh

    def fresh(self: Box, sealed: bytes) -> bool:
        looked.append(1)
        return really(self, sealed)

    monkeypatch.setattr(Box, "fresh", fresh)
    before = world.read(whole.everything, me)
    citizen_key_rotation.of(world.db, world.keys, owner)
    assert world.read(whole.everything, world.person()) == before
    assert world.read(numbers, world, "Anna") == [2]
    assert len(looked) < 4 * (5 * 23 + 20), "once when it is sealed anew, and twice at the end"


def test_a_piece_that_is_tried_again_begins_where_it_began(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database took it back: what was gone through in vain is gone through."""
    monkeypatch.setattr(resealing, "MOST", 5)
    me, owner = world.person(), world.cast["Anna"].id
    for n in range(12):
        world.write(hopes.kept.keep, me, ids.new(), hopes.kept.Words(f"Håb {n}"))
    really, tries = citizen_key_rotation._some, []

    def twice(db: Connection, keys: Keyring, owner: UUID, walk: Walk) -> Walk | None:
        tries.append(1)
        with db.begin_nested() as first:
            really(db, keys, owner, walk)
            first.rollback()
        return really(db, keys, owner, walk)

    monkeypatch.setattr(citizen_key_rotation, "_some", twice)
    citizen_key_rotation.of(world.db, world.keys, owner)
    assert len(tries) > 3 and world.read(numbers, world, "Anna") == [2]


@pytest.mark.both
def test_nothing_is_forgotten_while_something_is_sealed_with_it(world: World) -> None:
    """A row written with the old key between the batches and the end keeps that key."""
    world.write(demo.fill, world.person())
    owner = world.cast["Anna"].id
    old = world.person()
    world.write(citizen_key_rotation._begin, world.keys, owner)
    walk: Walk | None = Walk()
    while walk is not None:
        walk = world.write(citizen_key_rotation._some, world.keys, owner, walk)
    world.write(hopes.kept.keep, old, ids.new(), hopes.kept.Words("Imens"))
    world.write(citizen_key_rotation._end, world.keys, owner)
    assert len(world.read(numbers, world, "Anna")) == 2, "not yet"
    citizen_key_rotation.of(world.db, world.keys, owner)
    assert world.read(numbers, world, "Anna") == [2]
    assert "Imens" in [hope.text for hope in world.read(hopes.kept.all_of, world.person())]


# --- Beside a running server, which only PostgreSQL allows ----------------------------------------


def beside(world: World) -> None:
    if world.db.sqlite:
        pytest.skip("on SQLite nobody writes while keys are turned")


@pytest.mark.both
def test_whoever_loaded_their_key_before_it_was_turned_keeps_what_they_write(world: World) -> None:
    """A request that is slow to write: sealed with the key that is in use by then, and the whole
    list still opens."""
    beside(world)
    anna = world.cast["Anna"].id
    for n in range(3):
        with actor.by(person=anna):
            me = world.person()
            citizen_key_rotation.of(world.db, world.keys, anna)
            world.db.write_now(hopes.kept.keep, me, ids.new(), hopes.kept.Words(f"Imens {n}"))
            assert len(world.db._read_now(hopes.kept.all_of, world.person())) == n + 1
    assert len(world.read(numbers, world, "Anna")) == 1


@pytest.mark.both
def test_whoever_loaded_their_key_before_it_was_turned_can_read(world: World) -> None:
    beside(world)
    anna = world.cast["Anna"].id
    with actor.by(person=anna):
        world.db.write_now(hopes.kept.keep, world.person(), ids.new(), hopes.kept.Words("Før"))
        me = world.person()
        citizen_key_rotation.of(world.db, world.keys, anna)
        assert [hope.text for hope in world.db._read_now(hopes.kept.all_of, me)] == ["Før"]


@pytest.mark.both
def test_a_line_by_somebody_who_reads_while_a_key_is_turned_still_opens(world: World) -> None:
    """Mette has Anna's key in hand when it is to be turned: whoever turns it waits for her, or her
    line has the new one."""
    beside(world)
    on = bond(world, "Anna", "Mette")
    grant(world, on, "hopes")
    mette = person(world, "Mette")
    turns = threading.Thread(
        target=citizen_key_rotation.of, args=(world.db, world.keys, world.cast["Anna"].id)
    )

    def read(db: object, view: object) -> None:
        if turns.ident is None:
            turns.start()
            turns.join(2)

    with actor.by(person=mette.id, second=True):
        world.db.write_now(view.see, world.keys, mette, on, "hopes", read)
    turns.join(60)
    assert world.read(numbers, world, "Anna") == [2]
    assert world.read(log.broken, world.keys.root, world.person().box) is None
    assert world.read(log.lines, world.person().box)[0].event.what == "seen"


@pytest.mark.both
def test_keys_turned_while_everybody_writes_and_reads(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R44: again and again, by two at once, beside an owner and a reader with keys from before: all
    that was kept opens."""
    # The slower the machine, the oftener somebody reads meanwhile.
    monkeypatch.setattr(pace, "AT_ONCE", 10**9)
    beside(world)
    on = bond(world, "Anna", "Mette")
    grant(world, on, "hopes", "coming")
    mette, anna = person(world, "Mette"), world.person()
    over, errors, kept = threading.Event(), [], []

    def again(who: UUID, act: Callable[[], object]) -> None:
        with actor.by(person=who, second=True):
            while not over.wait(0.01):  # or who turns them runs after who writes for minutes
                try:
                    act()
                except Exception as error:
                    errors.append(repr(error))

    def writes() -> None:
        world.db.write_now(hopes.kept.keep, anna, ids.new(), hopes.kept.Words("Imens"))
        kept.append(1)

    reads = lambda: world.db.write_now(
        view.see, world.keys, mette, on, "hopes", hopes.reading.shared
    )
    threads = [
        threading.Thread(target=again, args=each)
        for each in ((anna.id, writes), (mette.id, reads), (mette.id, reads))
    ]
    turns = [
        threading.Thread(
            target=lambda: [citizen_key_rotation.everyone(world.db, world.keys) for _ in range(3)]
        )
        for _ in range(1)
    ]
    for each in (*threads, *turns):
        each.start()
    for each in turns:
        each.join(60)
    over.set()
    for each in threads:
        each.join(60)
    assert not errors, errors[:3]
    assert kept and len(world.read(hopes.kept.all_of, world.person())) == len(kept)
    assert world.read(log.broken, world.keys.root, world.person().box) is None
    citizen_key_rotation.of(world.db, world.keys, anna.id)
    assert len(world.read(numbers, world, "Anna")) == 1


def test_counting_keys(world: World) -> None:
    """One key per person, to begin with; Ida, whom visitors look at, is the one more."""
    assert (
        world.read(
            lambda db: db.execute(select(func.count()).select_from(citizen_keys)).scalar_one()
        )
        == len(world.cast) + 1
    )
    with pytest.raises(IntegrityError):
        world.write(
            lambda db: db.execute(
                insert(citizen_keys).values(
                    owner=world.cast["Sam"].id, number=1, master=1, wrapped=b"x"
                )
            )
        )


# --- Two who turn at the same moment --------------------------------------------------------------


def test_two_commands_at_the_same_moment_make_two_keys(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R44: the second sees what the first made; one would else replace a key that the server has
    taken into use meanwhile."""
    made: list[int] = []
    real = secrets.token_bytes
    second = threading.Thread(target=lambda: made.append(files.add_master(world.settings)))

    def slowly(size: int) -> bytes:
        if not second.ident:
            second.start()
            second.join(0.3)
        return real(size)

    monkeypatch.setattr(secrets, "token_bytes", slowly)
    made.append(files.add_master(world.settings))
    second.join()
    assert sorted(made) == [2, 3]
    assert set(files.master_keys(world.settings)) == {1, 2, 3}


def test_a_key_file_that_was_changed_by_hand_meanwhile_is_left_as_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real = world.settings.data / "keys" / "master.key", secrets.token_bytes
    by_hand = path.read_text() + "7 " + "A" * 43 + "=\n"

    def meanwhile(size: int) -> bytes:
        path.write_text(by_hand)
        return real(size)

    monkeypatch.setattr(secrets, "token_bytes", meanwhile)
    with pytest.raises(CannotStart, match="changed meanwhile"):
        files.add_master(world.settings)
    assert path.read_text() == by_hand


def test_nobody_waits_for_ever_to_change_the_keys(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    before = files.master_keys(world.settings)
    with files._held(world.settings.data / "keys"), pytest.raises(CannotStart, match="in a moment"):
        files.add_master(world.settings)
    assert files.master_keys(world.settings) == before
    assert files.add_master(world.settings) == 2


def test_a_key_that_is_made_while_the_one_before_is_taken_into_use_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R44: the command said that the server takes it into use, and the next round does."""
    files.add_master(world.settings)
    real = master_keys.rewrap
    made: list[int] = []

    def meanwhile(db: Connection, vault: Vault, most: int = 200) -> int:
        if not made:
            made.append(files.add_master(world.settings))
        return real(db, vault, most)

    monkeypatch.setattr(master_keys, "rewrap", meanwhile)
    master_keys.rotate(world.db, world.settings, world.keys.vault)
    assert set(files.master_keys(world.settings)) == {2, 3} and masters(world) == {2}
    master_keys.rotate(world.db, world.settings, world.keys.vault)
    assert set(files.master_keys(world.settings)) == {3} and masters(world) == {3}
