"""No two taps hold what the other needs: the order in which every form, the worker and the commands
lock rows on PostgreSQL."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, select, update

from app import worker
from app.foundation import actor, clock
from app.foundation.database import Database
from app.my_data import citizen_key_rotation, whole
from app.people import master_keys, own
from app.people.models import people as people_table
from app.sharing.models import bonds, grants, log_heads
from app.sign_in import Attempts
from tests.circle import crowd
from tests.conftest import NOON
from tests.house.locks import Place, Taken, Watched, crossings, watched
from tests.house.test_who_may import TABLE, House, Undone, cells, furnish, traceless
from tests.world import Template, World

pytestmark = pytest.mark.both

__all__ = ["traceless"]
WRITERS = ("Anna", "Gry", "Mette", "Karen", "Sam")
FORMS = [row for row in TABLE if row.startswith(("POST", "GET /kreds"))]


@pytest.fixture
def house(postgres_template: Template, tmp_path: Path) -> Iterator[House]:
    assert postgres_template.server is not None
    name = f"t_{uuid4().hex[:12]}"
    world = World(postgres_template.copied(tmp_path / "data", name), postgres_template.cast)
    yield furnish(world)
    world.close()
    postgres_template.server.drop(name)


def every_form(house: House, watching: Watched) -> None:
    """Each form by each who may send it, about what is theirs and what is shared with them, taken
    back afterwards."""
    for row in FORMS:
        for name, sort, method, path, fields in cells(house, row):
            if name not in WRITERS or sort not in ("own", "shared"):
                continue
            house.world.state["door"].attempts = Attempts()
            watching.story = f"{name} {row}"
            session = house.sessions[name]
            if method == "GET":
                crowd.get(house.world, session, path)
            else:
                crowd.post(house.world, session, path, fields)


def undone(db: Database, fn: object, *args: object) -> None:
    """As it is, and taken back."""

    def run(connection: Connection) -> None:
        fn(connection, *args)  # type: ignore[operator]
        raise Undone(None)

    with pytest.raises(Undone):
        db.write_now(run)


def everything_else(house: House, watching: Watched) -> None:
    """What the worker and the commands do: everybody is erased, everything is swept, every key is
    turned."""
    world = house.world
    everybody = {name: member.id for name, member in world.cast.items()}
    for name, owner in everybody.items():
        watching.story = f"{name} is erased"
        world.as_owner(partial(_due, owner))
        with actor.by(actor.WORKER):
            undone(world.db, whole.close_if_due, world.keys, owner)
            undone(world.db, whole.erase_some, owner)
            undone(world.db, whole.erase_if_due, world.keys, owner)
        world.as_owner(partial(_due, owner, minute=None))
    for name, owner in everybody.items():
        watching.story = f"{name}'s key is turned"
        citizen_key_rotation.of(world.db, world.keys, owner)
    watching.story = "master keys"
    master_keys.rotate(world.db, world.settings, world.keys.vault)
    for days in (0, 2, 40, 800):
        watching.story = "a round"
        with clock.held(NOON + timedelta(days=days)):
            world.runner.run(worker.once(world.db, world.keys, world.settings))


def _due(owner: UUID, db: Connection, minute: int | None = 1) -> None:
    db.exec_driver_sql("ALTER TABLE people NO FORCE ROW LEVEL SECURITY")
    db.execute(update(people_table).where(people_table.c.id == owner).values(erase_minute=minute))
    db.exec_driver_sql("ALTER TABLE people FORCE ROW LEVEL SECURITY")


def test_no_two_taps_can_stop_each_other(
    house: House, traceless: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every route that writes, every round and every command against every other. A round that is
    taken back finds as much the next time: it takes all of it at once."""
    monkeypatch.setattr(own, "PIECE", 1_000_000)
    with watched(house.world) as watching:
        every_form(house, watching)
        everything_else(house, watching)
        seen = {place.table for each in watching.done for place in each.locks}
        assert {
            "people",
            "bonds",
            "grants",
            "log_heads",
            "askings",
            "entries",
            "logins",
            "citizen_keys",
        } <= seen
        assert sum(len(each.locks) > 1 for each in watching.done) > 100
        crossed = watching.crossed()
    assert not crossed, f"{len(crossed)}:\n" + "\n".join(crossed[:20])


def test_the_turn_comes_first_for_whoever_writes(house: House, traceless: None) -> None:
    """One's own row is the first lock of each of one's own transactions; only in that way can two
    of them not meet."""
    anna = str(house.world.cast["Anna"].id)
    with watched(house.world) as watching:
        every_form(house, watching)
    hers = [each for each in watching.done if each.story.startswith("Anna POST") and each.locks]
    assert len(hers) > 40
    late = {
        each.story
        for each in hers
        if Place("people", anna) in each.locks and next(iter(each.locks)) != Place("people", anna)
    }
    assert not late


def test_the_bond_comes_before_the_line(house: House, traceless: None) -> None:
    """Whoever reads, answers or stops has a bond of the log's owner in hand before they write in
    it; what they asked without it may have been stopped meanwhile. A pause, a thing kept apart, put
    away or erased writes about no bond and takes all of them."""
    with watched(house.world) as watching:
        every_form(house, watching)
    meeting = [str(house.world.cast[name].id) for name in ("Anna", "Sam")]
    late, written = set(), 0
    for each in watching.done:
        places = list(each.locks)
        for line in (
            Place("log_heads", owner)
            for owner in meeting
            if Place("log_heads", owner) in each.locks
        ):
            written += 1
            if Place("bonds", line.whose) not in places[: places.index(line)]:
                late.add(each.story)
    assert written > 20
    assert not late, "begin with sharing.turns.in_turn or in_their_turn"


def test_two_who_lock_in_opposite_order_are_noticed(house: House) -> None:
    """Seeded: one goes from the bond to the grant, another from the grant to the bond."""
    on = UUID(house.mine["Anna"])
    bond = update(bonds).where(bonds.c.id == on).values(made_minute=1)
    given = update(grants).where(grants.c.bond == on).values(made_minute=1)
    line = select(log_heads.c.number).with_for_update(key_share=True)
    with watched(house.world) as watching:
        for story, acts in (
            ("one", (bond, given)),
            ("other", (given, bond)),
            ("third", (line, bond)),
        ):
            watching.story = story
            house.world.write(lambda db, acts=acts: [db.execute(each) for each in acts] and None)
        crossed = watching.crossed()
    assert len(crossed) == 1 and "one: " in crossed[0] and "other: " in crossed[0]


def test_a_crossing_behind_a_gate_is_none() -> None:
    """Seeded, on paper: who shares a key crosses nobody who shares it; who has to pass the same
    gate crosses nobody either."""
    row, line, gate, key = (
        Place("bonds", "a"),
        Place("log_heads", "a"),
        Place("people", "a"),
        Place("people", "a", "key"),
    )
    there, back = Taken("there", {row: True, line: True}), Taken("back", {line: True, row: True})
    assert list(crossings(there, back))
    behind = [Taken(each.story, {gate: True, **each.locks}) for each in (there, back)]
    assert not list(crossings(*behind))
    assert list(crossings(behind[0], back))
    shared = (Taken("there", {key: False, line: True}), Taken("back", {line: True, key: False}))
    assert not list(crossings(*shared))
    assert list(crossings(shared[0], Taken("back", {line: True, key: True})))


# --- Keys of rows are left alone ------------------------------------------------------------------


def bare_locks(source: str) -> list[int]:
    """Lines on which a row is locked without saying what becomes of its key."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    locks = [
        call
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "with_for_update"
    ]
    return [
        call.lineno for call in locks if not any(word.arg == "key_share" for word in call.keywords)
    ]


def test_whoever_locks_a_row_says_what_becomes_of_its_key() -> None:
    """A plain FOR UPDATE makes everybody wait who only writes a row that refers to it: say
    key_share=True, or False on purpose."""
    app = Path(__file__).parents[2] / "app"
    wrong = [
        f"{path.relative_to(app)}:{line}"
        for path in app.rglob("*.py")
        for line in bare_locks(path.read_text("utf-8"))
    ]
    assert not wrong, "say with_for_update(key_share=True)"
    assert bare_locks("select(a).with_for_update()") == [1]
    assert not bare_locks("select(a).with_for_update(key_share=True)")


def changes_me(source: str) -> list[int]:
    """Lines on which somebody's `me` is changed."""
    nodes = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assign | ast.AugAssign)
    ]
    targets = [
        target
        for node in nodes
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    mine = [
        each
        for each in targets
        if isinstance(each, ast.Attribute)
        and isinstance(each.value, ast.Name)
        and each.value.id == "me"
    ]
    return [each.lineno for each in mine]


def test_a_job_that_is_done_again_finds_whoever_asked_as_they_were() -> None:
    """A transaction may be tried again; what its first try had written into `me` would decide the
    second."""
    app = Path(__file__).parents[2] / "app"
    wrong = [
        f"{path.relative_to(app)}:{line}"
        for path in app.rglob("*.py")
        for line in changes_me(path.read_text("utf-8"))
    ]
    assert not wrong, "read it again with people.stored, or return it"
    assert changes_me("def f(me):\n    me.profile = 1") == [2]


def test_low_energy_of_a_hard_day_survives_a_second_try(world: World) -> None:
    """The first try is taken back by the database; the second one still begins it, and still ends
    it."""
    from app.hard_days import low_energy

    me = world.person()
    for act, low in (
        (lambda db: low_energy.begin(db, me, by_day=True), True),
        (lambda db: low_energy.end_with_day(db, me), False),
    ):
        undone_by_tests(world, act)
        world.write(act)
        assert world.person().low is low


def undone_by_tests(world: World, act: object) -> None:
    with actor.by("tests"):
        undone(world.db, act)
