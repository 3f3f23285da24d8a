"""What somebody who may read can do to the one they read of: open no other table, fill no log, and
leave no hard day in plain."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, event, func, select, update

from app import hopes, journal, plan, worker
from app.circle.shared_views import READ
from app.foundation import actor, clock, ids
from app.foundation.database import metadata
from app.foundation.errors import NotFound, SealBroken, TooMany
from app.foundation.sealing import Box, Decision
from app.hard_days import askings, day_words
from app.hard_days.models import cannot_today
from app.hard_days.models import day_words as word_rows
from app.main import HERE
from app.people import opened_for
from app.people.people import Person
from app.sharing import COMING, KINDS, bonds, grants, lifecycle, log, pace, rule, stopping, view
from app.sharing.grants import Wish
from app.sharing.models import bonds as bond_rows
from app.sharing.models import grants as grant_rows
from app.sharing.models import log_heads
from app.today import screen
from tests.circle import crowd
from tests.sharing import bonded
from tests.sharing.bonded import bond, person
from tests.world import World

ALWAYS = {"people.sealed", "bonds.sealed"}
SEALED = sorted(
    f"{column.table.name}.{column.name}"
    for table in metadata.tables.values()
    for column in table.c
    if column.info.get("sealed")
)


# --- A box opens its own tables alone -------------------------------------------------------------


def _opened(box: Box, sealer: Box) -> set[str]:
    """The places in which it opens what lies there."""
    found = set()
    for place in SEALED:
        table, _, column = place.partition(".")
        lies = sealer.seal(table, "row", "words", column)
        try:
            assert box.open(str, table, "row", lies, column) == "words"
        except SealBroken:
            continue
        found.add(place)
    return found


def _written(box: Box) -> set[str]:
    found = set()
    for place in SEALED:
        table, _, column = place.partition(".")
        try:
            box.seal(table, "row", "words", column)
        except SealBroken:
            continue
        found.add(place)
    return found


def _all_of_it(world: World) -> dict[str, UUID]:
    anna, mette, gry = (person(world, name) for name in ("Anna", "Mette", "Gry"))
    made = world.write(lambda db: _furnished(db, world, anna, mette, gry))
    return {name: UUID(value) for name, value in made.items() if name != "code"}


def _furnished(
    db: Connection, world: World, anna: Person, mette: Person, gry: Person
) -> dict[str, str]:
    crowd.lived(
        db, anna, Random(3), "delt", most=4, rooms=("days", "entries", "hopes", "flower", "plan")
    )
    journal.entries.keep(db, anna, ids.new(), anna.today, journal.entries.Words("ord", ("te",)))
    return bonded.everything(db, world.keys, anna, mette, gry)


@pytest.mark.parametrize("kind", KINDS)
def test_a_box_opens_the_tables_of_its_kind_alone(world: World, kind: str) -> None:
    anna, mette, on = person(world, "Anna"), person(world, "Mette"), bond(world)
    decision = Decision(anna.id, mette.id, kind, rule._places(kind), rule.LINES)
    box = world.read(opened_for, world.keys, decision)[0]
    assert _opened(box, anna.box) == ALWAYS | {f"{table}.sealed" for table in KINDS[kind].tables}
    assert _written(box) == {"readings.sealed"}
    answers = world.read(
        opened_for, world.keys, rule.answering(rule.LiveGrants(decision, "guide", b"", ()), kind)
    )[0]
    assert _opened(answers, anna.box) == ALWAYS
    assert _written(answers) == {
        "readings.sealed",
        *(".".join(each) for each in KINDS[kind].answers),
    }
    over = world.read(opened_for, world.keys, world.read(rule.on_bond, on, mette.id))[0]
    assert _opened(over, anna.box) == ALWAYS and _written(over) == {
        "readings.sealed",
        "bonds.sealed",
    }
    assert _opened(anna.box, anna.box) == _written(anna.box) == set(SEALED)


def test_a_decision_that_names_no_place_opens_nothing(world: World) -> None:
    anna, mette = world.cast["Anna"].id, world.cast["Mette"].id
    key = {1: bytes(32)}
    hers, bare = Box(Decision(anna, anna, "own"), key), Box(Decision(anna, mette, "hopes"), key)
    assert _opened(hers, hers) == set(SEALED)
    assert _opened(bare, hers) == _written(bare) == set()


def test_every_kind_is_read_with_the_box_it_has(world: World) -> None:
    """Nothing that a page needs is left out of what its kind declares."""
    made = _all_of_it(world)
    anna = person(world, "Anna")
    seen = set()
    for name, on in (("Mette", made["with_guide"]), ("Gry", made["with_relative"])):
        with clock.held(clock.now() + timedelta(hours=1)):
            for kind in KINDS:
                try:
                    world.write(view.see, world.keys, person(world, name), on, kind, READ[kind][0])
                except NotFound:
                    continue
                seen.add(kind)
    assert seen == set(KINDS), set(KINDS) - seen
    assert world.read(log.broken, world.keys.root, anna.box) is None


# --- Another's log --------------------------------------------------------------------------------


def _lines(world: World) -> list[str]:
    return [
        line.event.what for line in world.read(log.lines, person(world, "Anna").box, most=10_000)
    ]


@pytest.fixture
def told(world: World) -> dict[str, UUID]:
    """Anna has told Gry and Mette her word for today."""
    anna, on = person(world, "Anna"), {name: bond(world, "Anna", name) for name in ("Gry", "Mette")}
    world.write(day_words.choose, world.keys, anna, set(on.values()))
    world.write(day_words.tell, world.keys, person(world, "Anna"), word := ids.new(), "call")
    return {**on, "word": word}


def test_i_cannot_today_is_said_once_by_each(world: World, told: dict[str, UUID]) -> None:
    for _ in range(5):
        for name in ("Gry", "Mette"):
            world.write(day_words.cannot, world.keys, person(world, name), told[name], told["word"])
    assert _lines(world).count("cannot") == 2
    said = world.read(day_words.today, person(world, "Anna"))
    assert said is not None and sorted(
        world.read(day_words.answers, person(world, "Anna"), said)
    ) == ["Gry", "Mette"]
    gry = world.signed_in("Gry")
    assert "Det er sagt." in gry.get(f"/kreds/{told['Gry']}/kan-ikke/{told['word']}").said
    world.write(day_words.tell, world.keys, person(world, "Anna"), again := ids.new(), "visit")
    world.write(day_words.cannot, world.keys, person(world, "Gry"), told["Gry"], again)
    assert _lines(world).count("cannot") == 3, "a new word is another question"


def test_whoever_looks_on_and_on_waits_and_nothing_is_seen_unlogged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in the database: another process, another login and a restart change nothing. Others
    are not slowed by it."""
    monkeypatch.setattr(pace, "AT_ONCE", 5)
    anna, on = person(world, "Anna"), {name: bond(world, "Anna", name) for name in ("Gry", "Mette")}
    world.write(hopes.kept.keep, anna, ids.new(), hopes.kept.Words("et hus"))
    for each in on.values():
        world.write(grants.give, world.keys, anna, ids.new(), Wish(each, "hopes", COMING, "1"))
    with clock.held(clock.now() + timedelta(days=2)):
        statuses = [_look(world, "Gry", on["Gry"]) for _ in range(20)]
        assert statuses == [200] * 5 + [429] * 15
        assert _lines(world).count("seen") == 5
        assert _look(world, "Mette", on["Mette"]) == 200
        world.write(bonds.end, world.keys, person(world, "Gry"), on["Gry"], owner=False)
    assert _lines(world)[0] == "left", "nobody is kept from leaving"


def test_whoever_has_looked_too_often_still_reads_the_word_for_today(
    world: World, told: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said for today has room of its own, and an end too."""
    monkeypatch.setattr(pace, "AT_ONCE", 3)
    anna = person(world, "Anna")
    world.write(
        grants.give,
        world.keys,
        anna,
        ids.new(),
        Wish(told["Gry"], "hopes", "item", "1", _hope(world, anna)),
    )
    gry = person(world, "Gry")
    looks = [_tried(world, gry, told["Gry"], "hopes") for _ in range(4)]
    assert looks[-1] is False
    words = [_tried(world, gry, told["Gry"], "word") for _ in range(6)]
    assert words[0] is True
    assert words[-1] is False


def _hope(world: World, me: Person) -> UUID:
    row: UUID = world.write(hopes.kept.keep, me, ids.new(), hopes.kept.Words("et hus"))
    return row


def _tried(world: World, reader: Person, on: UUID, kind: str) -> bool:
    try:
        world.write(view.see, world.keys, reader, on, kind, READ[kind][0])
    except TooMany:
        return False
    return True


def test_after_a_while_there_is_room_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "AT_ONCE", 2)
    anna, on = person(world, "Anna"), bond(world, "Anna", "Mette")
    world.write(grants.give, world.keys, anna, ids.new(), Wish(on, "hopes", COMING, "1"))
    assert [_look(world, "Mette", on) for _ in range(3)] == [200, 429, 429], (
        "saying yes was a line too"
    )
    with clock.held(clock.now() + timedelta(minutes=pace.EASY)):
        assert [_look(world, "Mette", on) for _ in range(2)] == [200, 429]
    with clock.held(clock.now() + timedelta(days=1)):
        assert [_look(world, "Mette", on) for _ in range(3)] == [200, 200, 429]


def _look(world: World, name: str, on: UUID) -> int:
    return crowd.get(
        world, crowd.session_of(world, world.cast[name].id), f"/kreds/{on}/haab"
    ).status


def test_whatever_the_log_holds_the_front_page_costs_the_same(
    world: World, told: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand lines of any other sort after the newest look: as many questions, as much
    opened."""
    anna, gry = person(world, "Anna"), person(world, "Gry")
    world.write(view.see, world.keys, gry, told["Gry"], "word", READ["word"][0])
    few = _cost(world, monkeypatch)
    world.write(_cannot_over_and_over, world, anna, gry)
    assert _cost(world, monkeypatch) == few
    line = world.read(log.newest_look, anna.box, 0)
    assert line is not None and line.event.what == "seen"
    assert world.read(log.newest_look, anna.box, line.number) is None
    world.write(lambda db: db.execute(update(log_heads).values(looked=None)))
    assert world.read(log.newest_look, anna.box, 0) == line, "a log from before"


def _cannot_over_and_over(db: Connection, world: World, anna: Person, gry: Person) -> None:
    for _ in range(1000):
        log.write(db, world.keys.root, anna.box, log.Event("cannot", "Gry"), gry.id)


def _cost(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    asked, opened, open_, me = [0], [0], Box.open, person(world, "Anna")

    def opens(box: Box, *args: Any, **more: Any) -> Any:
        opened[0] += 1
        return open_(box, *args, **more)

    def asks(*_: Any) -> None:
        asked[0] += 1

    with monkeypatch.context() as patch:
        patch.setattr(Box, "open", opens)
        event.listen(world.db.reading, "before_cursor_execute", asks)
        world.read(screen.look, me)
        said = world.read(day_words.today, me)
        assert said is not None
        world.read(day_words.answers, me, said)
        event.remove(world.db.reading, "before_cursor_execute", asks)
    return asked[0], opened[0]


def _writes_as_another(source: str) -> bool:
    """A line of the log that names a reader."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return any(
        ast.unparse(call.func) == "log.write" and len(call.args) + len(call.keywords) > 4
        for call in calls
    )


def test_only_one_place_writes_in_anothers_log() -> None:
    """`pace.note`, which counts. Whoever adds something that others cause in a log calls it."""
    found = {
        str(path.relative_to(HERE))
        for path in _sources()
        if _writes_as_another(path.read_text(encoding="utf-8"))
    }
    assert found == {"app/sharing/pace.py"}
    assert _writes_as_another("log.write(db, root, box, event, me.id)")
    assert _writes_as_another("log.write(db, root, box, event, reader=me.id)")


def _sources() -> Iterator[Path]:
    yield from (HERE / "app").rglob("*.py")


# --- After a hard day -----------------------------------------------------------------------------


def _rows(world: World, table: Any) -> int:
    found: int = world.read(
        lambda db: db.execute(select(func.count()).select_from(table)).scalar_one()
    )
    return found


def _sweep(world: World) -> None:
    for sweep in worker.SWEEPS:
        world.db.write_now(sweep)


def test_a_word_leaves_nothing_in_plain(world: World, told: dict[str, UUID]) -> None:
    """Neither taken back nor over. The citizen's own log still says what happened."""
    anna = person(world, "Anna")
    world.write(day_words.cannot, world.keys, person(world, "Gry"), told["Gry"], told["word"])
    world.write(day_words.take_back, world.keys, anna)
    assert [_rows(world, table) for table in (word_rows, cannot_today, grant_rows)] == [0, 0, 0]
    world.write(day_words.tell, world.keys, person(world, "Anna"), word := ids.new(), "leave")
    world.write(day_words.cannot, world.keys, person(world, "Gry"), told["Gry"], word)
    assert [_rows(world, table) for table in (word_rows, cannot_today, grant_rows)] == [1, 1, 2]
    with clock.held(clock.now() + timedelta(days=1)), actor.by(actor.WORKER):
        _sweep(world)
    assert [_rows(world, table) for table in (word_rows, cannot_today, grant_rows)] == [0, 0, 0]
    assert {"granted", "stopped", "cannot"} <= set(_lines(world))
    assert world.read(log.broken, world.keys.root, anna.box) is None
    assert world.read(lifecycle.export, anna)[0]["log"][0]["what"] == "cannot"


@pytest.mark.parametrize("how", ["over", "stopped"])
def test_a_tap_that_shared_for_a_day_leaves_nothing_in_plain(world: World, how: str) -> None:
    """What was given for longer stays as it was, stopped or not."""
    anna, on = person(world, "Anna"), bond(world, "Anna", "Gry")
    for part in ("meet", "signs"):
        world.write(plan.kept.keep, anna, part, ids.new(), plan.kept.Words("ord"))
    row = world.write(plan.ready.keep, anna, on, ["meet", "signs"], "")
    world.write(
        plan.ready.confirm_shown, anna, row, world.read(plan.ready.find, anna, row).words.mark
    )
    hope = world.write(hopes.kept.keep, anna, ids.new(), hopes.kept.Words("et hus"))
    world.write(grants.give, world.keys, anna, ids.new(), Wish(on, "hopes", "item", "1", hope))
    assert world.write(plan.ready.share, world.keys, anna, row)
    with actor.by(actor.WORKER):
        _sweep(world)
    assert _rows(world, grant_rows) == 3, "what holds is not touched"
    if how == "stopped":
        world.write(stopping.stop_all, world.keys, anna)
    with (
        clock.held(clock.now() + timedelta(minutes=0 if how == "stopped" else 24 * 60)),
        actor.by(actor.WORKER),
    ):
        _sweep(world)
    kinds = world.read(lambda db: db.execute(select(grant_rows.c.kind)).scalars().all())
    assert kinds == ["hopes"]


def test_paces_are_on_the_bond_and_begin_at_nothing(world: World) -> None:
    on = bond(world, "Anna", "Gry")
    begun = world.read(
        lambda db: db.execute(select(bond_rows.c.pace).where(bond_rows.c.id == on)).scalar_one()
    )
    assert begun == clock.minute() + pace.EASY


def test_an_answer_is_never_refused_and_comes_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "AT_ONCE", 0)
    anna, on = person(world, "Anna"), bond(world, "Anna", "Gry")
    asked = world.write(askings.ask, world.keys, anna, ids.new(), on, "hope", "")
    with pytest.raises(TooMany):
        world.write(view.see, world.keys, person(world, "Gry"), on, "asks", READ["asks"][0])
    world.write(askings.answer, world.keys, person(world, "Gry"), on, asked, "ja")
    with pytest.raises(NotFound):
        world.write(askings.answer, world.keys, person(world, "Gry"), on, asked, "ja")
