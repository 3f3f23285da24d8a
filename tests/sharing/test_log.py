"""R23, R24, R27: what was shown is written first, and whatever is done to the log afterwards is
noticed."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, event, insert, select, text, update

from app import hopes
from app.foundation import actor, clock, ids
from app.foundation.sealing import Box
from app.hopes.kept import Words
from app.people import Keyring
from app.sharing import log, view
from app.sharing.models import log_heads, readings
from tests.conftest import NOON
from tests.sharing.bonded import bond, grant, person
from tests.world import World

LINES = 6
Spoil = Callable[[Connection, Box, UUID], object]


@pytest.fixture
def written(world: World) -> World:
    """Anna's log with six lines of six minutes, by two readers."""
    for number in range(1, LINES + 1):
        with clock.held(NOON + timedelta(minutes=number)):
            world.write(
                _line,
                world.keys,
                person(world, "Anna").box,
                number,
                world.cast["Gry" if number % 2 else "Mette"].id,
            )
    return world


def _line(db: Connection, keys: Keyring, box: Box, number: int, reader: UUID) -> None:
    log.write(
        db,
        keys.root,
        box,
        log.Event("seen", "Gry", "relative", "hopes", items=(f"thing {number}",)),
        reader,
    )


def _broken(world: World) -> str | None:
    found: str | None = world.read(log.broken, world.keys.root, person(world, "Anna").box)
    return found


def _mine(owner: UUID, number: int) -> Any:
    return (readings.c.owner == owner) & (readings.c.number == number)


def _set(number: int, /, **values: Any) -> Spoil:
    return lambda db, box, owner: db.execute(
        update(readings).where(_mine(owner, number)).values(**values)
    )


def _taken_out(*numbers: int) -> Spoil:
    gone = readings.c.number.in_(numbers)
    return lambda db, box, owner: db.execute(
        delete(readings).where(readings.c.owner == owner, gone)
    )


def _reworded(db: Connection, box: Box, owner: UUID) -> None:
    """As somebody with the citizen's key would: properly sealed, another thing."""
    other = log.Event("seen", "Gry", "relative", "hopes", items=("another thing",))
    db.execute(
        update(readings)
        .where(_mine(owner, 3))
        .values(sealed=box.seal("readings", f"{owner}|3", other))
    )


def _swapped(db: Connection, box: Box, owner: UUID) -> None:
    for before, after in ((3, 99), (4, 3), (99, 4)):
        db.execute(update(readings).where(_mine(owner, before)).values(number=after))


def _swapped_whole(db: Connection, box: Box, owner: UUID) -> None:
    """Lines 3 and 4 in the other order, each sealed anew for its new place."""
    rows = {
        row.number: row for row in db.execute(select(readings).where(readings.c.owner == owner))
    }
    for here, there in ((3, 4), (4, 3)):
        event = box.open(log.Event, "readings", f"{owner}|{there}", rows[there].sealed)
        values = {
            "sealed": box.seal("readings", f"{owner}|{here}", event),
            "mark": rows[there].mark,
        }
        values |= {"minute": rows[there].minute, "reader": rows[there].reader}
        db.execute(update(readings).where(_mine(owner, here)).values(**values))


def _closed_up(db: Connection, box: Box, owner: UUID) -> None:
    """Line 3 gone and the later ones moved down, so that no number is missing."""
    rows = db.execute(
        select(readings).where(readings.c.owner == owner).order_by(readings.c.number)
    ).all()
    db.execute(delete(readings).where(readings.c.owner == owner, readings.c.number >= 3))
    for row in rows[3:]:
        event = box.open(log.Event, "readings", f"{owner}|{row.number}", row.sealed)
        sealed = box.seal("readings", f"{owner}|{row.number - 1}", event)
        db.execute(
            insert(readings).values(**{**row._mapping, "number": row.number - 1, "sealed": sealed})
        )


def _inserted(db: Connection, box: Box, owner: UUID) -> None:
    """A line more at the end, and the head moved along; only the server can make its mark."""
    sealed = box.seal("readings", f"{owner}|{LINES + 1}", log.Event("resumed"))
    more = {
        "number": LINES + 1,
        "minute": clock.minute(),
        "reader": None,
        "sealed": sealed,
        "mark": bytes(32),
    }
    db.execute(insert(readings).values(owner=owner, **more))
    db.execute(
        update(log_heads).where(log_heads.c.owner == owner).values(number=LINES + 1, mark=bytes(32))
    )


def _cut_off(db: Connection, box: Box, owner: UUID) -> None:
    """The last line gone, and the head moved back to the one before it, whose mark stands in its
    row."""
    mark = db.execute(select(readings.c.mark).where(_mine(owner, LINES - 1))).scalar_one()
    db.execute(delete(readings).where(_mine(owner, LINES)))
    db.execute(
        update(log_heads).where(log_heads.c.owner == owner).values(number=LINES - 1, mark=mark)
    )


def _all_gone(db: Connection, box: Box, owner: UUID) -> None:
    """Of somebody who has shared: the log must have had lines."""
    for table in (readings, log_heads):
        db.execute(delete(table).where(table.c.owner == owner))


def _headless(db: Connection, box: Box, owner: UUID) -> None:
    db.execute(delete(log_heads).where(log_heads.c.owner == owner))


MISSING_END = "the end of the chain is missing"
SPOILED: list[Any] = [
    pytest.param(_set(3, minute=1), "line 3 is not", id="another minute"),
    pytest.param(_set(3, reader=None), "line 3 is not", id="no reader"),
    pytest.param(_set(3, reader=UUID(int=7)), "line 3 is not", id="another reader"),
    pytest.param(
        _set(3, sealed=b"\x01\x00\x01" + bytes(100)), "line 3 is not", id="sealed bytes changed"
    ),
    pytest.param(_reworded, "line 3 is not", id="other words, sealed properly"),
    pytest.param(_set(3, mark=bytes(32)), "line 3 is not", id="another mark"),
    pytest.param(_set(3, number=30), "line 3 is missing", id="another number"),
    pytest.param(_set(LINES, mark=bytes(32)), f"line {LINES} is not", id="another mark at the end"),
    pytest.param(_set(1, minute=1), "line 1 is not", id="the first line changed"),
    pytest.param(_taken_out(3), "line 3 is missing", id="a line in the middle gone"),
    pytest.param(_taken_out(3, 4), "line 3 is missing", id="two lines in the middle gone"),
    pytest.param(_taken_out(LINES), MISSING_END, id="the last line gone"),
    pytest.param(_taken_out(*range(1, LINES + 1)), MISSING_END, id="all lines gone"),
    pytest.param(_taken_out(1), "line 1 is missing", id="the first line gone"),
    pytest.param(_taken_out(1, 2), "line 1 is missing", id="the first two gone"),
    pytest.param(_closed_up, "line 3 is not", id="a line gone and the others closed up"),
    pytest.param(_swapped, "line 3 is not", id="two lines swapped"),
    pytest.param(_swapped_whole, "line 3 is not", id="two lines swapped, sealed anew"),
    pytest.param(_inserted, f"line {LINES + 1} is not", id="a line more at the end"),
    pytest.param(_cut_off, MISSING_END, id="the last line gone and the head moved back"),
    pytest.param(_headless, MISSING_END, id="the head gone"),
]


def test_an_untouched_log_is_whole(written: World) -> None:
    assert _broken(written) is None
    assert [line.number for line in written.read(log.lines, person(written, "Anna").box)] == [
        6,
        5,
        4,
        3,
        2,
        1,
    ]


def test_a_log_that_never_began_is_whole(world: World) -> None:
    assert _broken(world) is None


@pytest.mark.parametrize(("spoil", "says"), SPOILED)
def test_whatever_is_done_to_it_is_noticed(written: World, spoil: Spoil, says: str) -> None:
    anna = person(written, "Anna")
    written.write(spoil, anna.box, anna.id)
    found = _broken(written)
    assert found is not None and found.startswith(says), found


def test_a_log_that_is_gone_altogether_is_noticed_when_something_was_shared(written: World) -> None:
    grant(written, bond(written), "hopes", "coming")
    anna = person(written, "Anna")
    written.write(_all_gone, anna.box, anna.id)
    assert _broken(written) == MISSING_END


def test_sealed_anew_it_is_still_whole(written: World) -> None:
    """Turning keys changes how lines are sealed, not what they say."""
    anna = person(written, "Anna")

    def anew(db: Connection) -> None:
        for line in log.lines(db, anna.box):
            sealed = anna.box.seal("readings", f"{anna.id}|{line.number}", line.event)
            db.execute(update(readings).where(_mine(anna.id, line.number)).values(sealed=sealed))

    written.write(anew)
    assert _broken(written) is None


def test_a_chain_is_whole_while_lines_are_written(written: World) -> None:
    """Looked at beside a server: between what is asked of it, somebody reads along."""
    wrote: list[bool] = []

    def reads_along(db: object, cursor: object, statement: str, *_: object) -> None:
        if (
            "FROM readings" in statement.replace("\n", " ") or "JOIN readings" in statement
        ) and not wrote:
            wrote.append(True)
            written.write(
                _line, written.keys, person(written, "Anna").box, LINES + 1, written.cast["Gry"].id
            )

    engines = {written.db.reading, written.db.apart}
    for engine in engines:
        event.listen(engine, "after_cursor_execute", reads_along)
    try:
        assert _broken(written) is None
    finally:
        for engine in engines:
            event.remove(engine, "after_cursor_execute", reads_along)
    assert wrote and _broken(written) is None


def test_after_two_years_lines_may_go_and_the_chain_goes_on(written: World) -> None:
    anna, later = person(written, "Anna"), NOON + timedelta(minutes=log.KEPT + 4)
    with clock.held(later):
        assert _swept(written) == 3
        written.write(_line, written.keys, anna.box, 7, written.cast["Gry"].id)
        assert _broken(written) is None
        written.write(_set(6, minute=1), anna.box, anna.id)
        assert _broken(written) == "line 6 is not what was written"


def test_after_two_quiet_years_an_empty_log_is_whole(written: World) -> None:
    with clock.held(NOON + timedelta(minutes=log.KEPT + 100)):
        assert _swept(written) == LINES
        assert _broken(written) is None
        written.write(_line, written.keys, person(written, "Anna").box, 7, written.cast["Gry"].id)
        assert _broken(written) is None
        assert _swept(written) == 0


def test_the_oldest_line_left_after_a_sweep_is_vouched_for(written: World) -> None:
    anna = person(written, "Anna")
    with clock.held(NOON + timedelta(minutes=log.KEPT + 4)):
        _swept(written)
        written.write(_set(4, reader=UUID(int=7)), anna.box, anna.id)
        assert _broken(written) == "line 4 is not what was written"


def _forgotten(number: int) -> Spoil:
    """As if lines had been forgotten that were not old: all that the database itself knows is set
    right."""

    def cut(db: Connection, box: Box, owner: UUID) -> None:
        mark = db.execute(select(readings.c.mark).where(_mine(owner, number))).scalar_one()
        db.execute(delete(readings).where(readings.c.owner == owner, readings.c.number <= number))
        db.execute(
            update(log_heads)
            .where(log_heads.c.owner == owner)
            .values(forgotten=number, forgotten_mark=mark)
        )

    return cut


@pytest.mark.parametrize("number", [4, 5, LINES])
def test_nobody_else_can_forget_lines(written: World, number: int) -> None:
    anna = person(written, "Anna")
    with clock.held(NOON + timedelta(minutes=log.KEPT + 4)):
        _swept(written)
        written.write(_forgotten(number), anna.box, anna.id)
        assert _broken(written) == "the beginning of the chain is not what was forgotten"


def test_a_line_that_a_wrong_clock_wrote_waits_for_those_before_it(written: World) -> None:
    """Line 7 says it is older than line 1; it goes when its turn comes, so that no gap is left."""
    anna = person(written, "Anna")
    with clock.held(NOON - timedelta(days=1)):
        written.write(_line, written.keys, anna.box, 7, written.cast["Gry"].id)
    for minutes, gone in ((0, 0), (4, 3), (100, LINES + 1 - 3)):
        with clock.held(NOON + timedelta(minutes=log.KEPT + minutes)):
            assert _swept(written) == gone
            assert _broken(written) is None


def _swept(world: World) -> int:
    with actor.by(actor.WORKER):
        gone: int = world.db.write_now(log.sweep, world.keys.root)
    return gone


def test_ten_thousand_lines_are_looked_through(world: World) -> None:
    anna = person(world, "Anna")

    def fill(db: Connection) -> None:
        """As log.write does, but many to a statement."""
        mark, rows = log.NOTHING, []
        for number in range(1, 10_001):
            event = log.Event("seen", "Gry", "relative", "hopes", items=(str(number),))
            mark = log._mark(world.keys.root, mark, anna.id, number, 7, None, event)
            sealed = anna.box.seal("readings", f"{anna.id}|{number}", event)
            rows.append(
                {
                    "owner": anna.id,
                    "number": number,
                    "minute": 7,
                    "reader": None,
                    "sealed": sealed,
                    "mark": mark,
                }
            )
        db.execute(insert(readings), rows)
        sworn = log._sworn(world.keys.root, log.END, anna.id, 10_000, mark)
        db.execute(
            insert(log_heads).values(
                owner=anna.id, number=10_000, mark=mark, end_sworn=sworn, forgotten=0
            )
        )

    world.write(fill)
    began = time.monotonic()
    assert _broken(world) is None
    print(f"10,000 lines looked through in {time.monotonic() - began:.2f} s")
    world.write(_set(5000, minute=8), anna.box, anna.id)
    assert _broken(world) == "line 5000 is not what was written"


# --- R23: no line, no words -----------------------------------------------------------------------


@pytest.fixture
def shared(world: World) -> tuple[World, UUID]:
    """Anna shares a hope with Mette."""
    made = bond(world)
    world.write(hopes.kept.keep, person(world, "Anna"), ids.new(), Words("Et kolonihavehus"))
    grant(world, made, "hopes", "coming")
    return world, made


def _look(world: World, on: UUID) -> Any:
    return world.write(
        view.see, world.keys, person(world, "Mette"), on, "hopes", hopes.reading.shared
    )


def test_what_was_shown_is_written(shared: tuple[World, UUID]) -> None:
    world, on = shared
    seen = _look(world, on)
    line = world.read(log.lines, person(world, "Anna").box)[0]
    assert line.event.what == "seen" and line.event.who == "Mette"
    assert line.event.items == tuple(str(hope.id) for hope in seen.content)
    assert [hope.text for hope in seen.content] == ["Et kolonihavehus"]


def test_nothing_is_opened_after_the_line_is_written(shared: tuple[World, UUID]) -> None:
    """R25: a view that is kept for later opens nothing."""
    world, on = shared
    kept: list[view.View] = []

    def keep(db: Connection, seen: view.View) -> list[Any]:
        kept.append(seen)
        return []

    world.write(view.see, world.keys, person(world, "Mette"), on, "hopes", keep)
    with pytest.raises(Exception, match="nothing is opened after the log was written"):
        world.read(hopes.reading.shared, kept[0])


def test_without_a_line_nothing_is_shown(
    shared: tuple[World, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, on = shared
    before = world.read(log.newest, world.cast["Anna"].id)

    def fails(*_: object) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr(log, "write", fails)
    with pytest.raises(RuntimeError):
        _look(world, on)
    _no_words(world, on)
    assert world.read(log.newest, world.cast["Anna"].id) == before


def test_without_a_place_for_the_line_nothing_is_shown(shared: tuple[World, UUID]) -> None:
    """The database itself turns the line away."""
    world, on = shared
    refuse_lines(world)
    with pytest.raises(Exception, match="no more lines"):
        _look(world, on)
    _no_words(world, on)
    assert _broken(world) is None


def _no_words(world: World, on: UUID) -> None:
    answer = world.signed_in("Mette").ask("GET", f"/kreds/{on}/haab")
    assert answer.status_code in (500, 503), answer.status_code
    assert "kolonihavehus" not in answer.text and "Anna" not in answer.text
    assert "/hjaelp-nu" in answer.text, "a calm page, with help"


def refuse_lines(world: World) -> None:
    """From now on the table of lines takes none."""
    if world.db.sqlite:
        stop = [
            (
                "CREATE TRIGGER full BEFORE INSERT ON readings BEGIN SELECT RAISE(ABORT, 'no more "
                "lines'); END"
            )
        ]
        world.write(lambda db: [db.execute(text(each)) for each in stop])
        return
    import psycopg

    from tests.postgres import APP, OWNER

    address = world.settings.database_url.replace("postgresql+psycopg", "postgresql").replace(
        f"{APP}:{APP}", f"{OWNER}:{OWNER}"
    )
    with psycopg.connect(address) as db:
        db.execute(
            "CREATE FUNCTION full_() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no "
            "more lines'; END $$"
        )
        db.execute(
            "CREATE TRIGGER full_ BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION full_()"
        )
