"""R15, further in: what may not be seen moves neither an open page's trace, nor its room, its line,
its questions or its end."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, event, func, insert, select, update

from app import flower, goals, good_things, hard_days, hopes, journal, plan
from app.chime import CODES
from app.circle.shared_views import READ
from app.foundation import clock, ids
from app.foundation.sealing import Box
from app.goals.models import goals as goal_rows
from app.goals.models import steps as step_rows
from app.journal import noting
from app.journal.entries import Words
from app.journal.models import entries
from app.people.models import people as people_rows
from app.people.people import Person
from app.sharing import COMING, ITEM, KINDS, apart, grants, how_long, log, view
from app.sharing.grants import Wish
from app.sharing.models import log_heads
from tests.circle import crowd
from tests.examined import Page
from tests.sharing.bonded import bond, person
from tests.world import World

Act = Callable[[Connection, World, Person], object]


def day(me: Person, back: int = 1) -> date:
    return me.today - timedelta(days=back)


def write(
    db: Connection, me: Person, helped: tuple[str, ...] = (), text: str = "privat", back: int = 1
) -> UUID:
    return journal.entries.keep(db, me, ids.new(), day(me, back), Words(text, helped))


# --- What is shared, and what happens beside it ---------------------------------------------------


def _first(db: Connection, me: Person) -> Any:
    """The entry that says what helped."""
    said = select(entries.c.id).where(entries.c.owner == me.id).order_by(entries.c.number).limit(1)
    return journal.entries.find(db, me, db.execute(said).scalar_one())


def _change(db: Connection, me: Person, **new: Any) -> None:
    now = _first(db, me)
    words = {
        "text": now.text,
        "helped": now.helped,
        "dimensions": now.dimensions,
        "company": now.company,
    } | new
    journal.entries.change(db, me, now.id, words.pop("date", now.date), Words(**words))


def _away(room: Any, row: UUID) -> Act:
    return lambda db, world, me: room.remove(db, me, row)


def _half_a_flower(db: Connection, world: World, me: Person) -> None:
    row = flower.kept.begin(db, me, ids.new(), day(me))
    for code in CODES[:3]:
        flower.kept.answer(db, me, row, code, 2)


def _step_of_what_was_put_away(db: Connection, world: World, me: Person) -> None:
    goal = goals.kept.keep(db, me, ids.new(), goals.kept.Words("privat"))
    for _ in range(9):
        goals.small_steps.keep(db, me, goal, ids.new(), goals.small_steps.Words("privat"))
    goals.kept.remove(db, me, goal)


def _held_apart(keep: Callable[[Connection, Person], UUID]) -> Act:
    return lambda db, world, me: apart.withhold(db, world.keys, me, keep(db, me))


def _part_held_apart(db: Connection, world: World, me: Person) -> None:
    plan.kept.keep(db, me, "meet", ids.new(), plan.kept.Words("privat"))
    apart.withhold(db, world.keys, me, plan.sections.the(db, me, "meet").id)


def _hope(db: Connection, me: Person) -> UUID:
    return hopes.kept.keep(db, me, ids.new(), hopes.kept.Words("privat"))


def _goal(db: Connection, me: Person) -> UUID:
    return goals.kept.keep(db, me, ids.new(), goals.kept.Words("privat"))


def _thing(db: Connection, me: Person) -> UUID:
    return good_things.kept.keep(db, me, ids.new(), good_things.kept.Words("privat"), day(me))


HIDDEN: list[tuple[str, str, Act]] = [
    ("days_words", "a text without what helped", lambda db, world, me: write(db, me)),
    (
        "days_words",
        "many such texts",
        lambda db, world, me: [write(db, me, back=n % 30) for n in range(12)],
    ),
    (
        "days_words",
        "such a text put away",
        lambda db, world, me: journal.entries.remove(db, me, write(db, me)),
    ),
    (
        "days_words",
        "another text beside the same words",
        lambda db, world, me: _change(db, me, text="nu noget andet"),
    ),
    (
        "days_words",
        "other company beside the same words",
        lambda db, world, me: _change(db, me, company="Sara"),
    ),
    (
        "days_words",
        "a text that said nothing, changed",
        lambda db, world, me: journal.entries.change(db, me, write(db, me), day(me), Words("mere")),
    ),
    (
        "days_words",
        "what helped, held apart",
        _held_apart(lambda db, me: write(db, me, ("privat",))),
    ),
    ("days", "a text", lambda db, world, me: write(db, me, ("privat",))),
    ("entries", "a text", lambda db, world, me: write(db, me, ("privat",))),
    ("flower", "a flower that is only begun", _half_a_flower),
    ("hopes", "a hope held apart", _held_apart(_hope)),
    ("hopes", "a hope put away", lambda db, world, me: hopes.kept.remove(db, me, _hope(db, me))),
    ("goals", "a goal held apart", _held_apart(_goal)),
    ("goals", "steps of a goal put away", _step_of_what_was_put_away),
    ("good_things", "a thing held apart", _held_apart(_thing)),
    ("plan", "a part held apart", _part_held_apart),
    (
        "plan",
        "a line put away",
        lambda db, world, me: plan.kept.remove(
            db, me, plan.kept.keep(db, me, "meet", ids.new(), plan.kept.Words("privat"))
        ),
    ),
]


def shared(world: World, kind: str) -> UUID:
    """Two or three things of the kind are there, and Mette may see them all."""
    anna, on = person(world, "Anna"), bond(world)

    def some(db: Connection) -> UUID:
        one = write(db, anna, ("te",), "delt")
        write(db, anna, ("en tur",), "delt", 2)
        for word in ("et", "to"):
            hopes.kept.keep(db, anna, ids.new(), hopes.kept.Words(word))
            goal = goals.kept.keep(db, anna, ids.new(), goals.kept.Words(word))
            goals.small_steps.keep(db, anna, goal, ids.new(), goals.small_steps.Words(word))
            good_things.kept.keep(db, anna, ids.new(), good_things.kept.Words(word), day(anna))
            plan.kept.keep(db, anna, "helps", ids.new(), plan.kept.Words(word))
            crowd._one(db, anna, Random(1), "flower", word)
            crowd._one(db, anna, Random(len(word)), "days", word)
        return one

    item = world.write(some)
    scope = COMING if COMING in KINDS[kind].scopes else ITEM
    world.write(
        grants.give,
        world.keys,
        anna,
        ids.new(),
        Wish(on, kind, scope, "1", item if scope == ITEM else None),
    )
    return on


WHOLE = view.View


class Measured:
    """One look: everything that somebody beside it could notice."""

    def __init__(self, world: World, on: UUID, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened, self.asked = 0, 0
        self.found: list[int] = []
        with monkeypatch.context() as patch:
            open_, find = Box.open, WHOLE.find
            patch.setattr(
                Box, "open", lambda box, *args, **more: self._opens(open_(box, *args, **more))
            )
            patch.setattr(
                WHOLE, "find", lambda seen, *args, **more: self._finds(find(seen, *args, **more))
            )
            mette, fn = person(world, "Mette"), READ[kind][0]
            self.opened = 0
            engines = {world.db.reading, world.db.writing, world.db.apart}
            for engine in engines:
                event.listen(engine, "before_cursor_execute", self._asks)
            self.trace = world.read(view.trace, mette, on, kind, fn)
            seen = world.write(view.see, world.keys, mette, on, kind, fn)
            for engine in engines:
                event.remove(engine, "before_cursor_execute", self._asks)
        self.until, self.cut, self.content, self.mark = (
            seen.until,
            seen.cut,
            seen.content,
            seen.mark,
        )
        line = world.read(log.lines, person(world, "Anna").box, most=1)[0]
        self.line = (line.event.what, sorted(map(str, line.event.items)))

    def _opens(self, value: Any) -> Any:
        self.opened += 1
        return value

    def _finds(self, rows: Any) -> Any:
        self.found.append(len(rows))
        return rows

    def _asks(self, *_: Any) -> None:
        self.asked += 1

    def told(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "content"}


@pytest.mark.parametrize(
    ("kind", "what", "act"), HIDDEN, ids=[f"{kind}: {what}" for kind, what, _ in HIDDEN]
)
def test_what_is_hidden_moves_nothing(
    world: World, kind: str, what: str, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stream, the room on the page, what the log says, what is opened, found and asked."""
    monkeypatch.setattr(view, "View", _small)
    on = shared(world, kind)
    before = Measured(world, on, kind, monkeypatch)
    world.write(act, world, person(world, "Anna"))
    after = Measured(world, on, kind, monkeypatch)
    assert after.told() == before.told()
    assert before.trace and before.line[1], "something is shown"


def _small(*args: Any, **more: Any) -> view.View:
    """With room for three things."""
    return WHOLE(*args, **{"most": 3, **more})


def test_what_is_shown_and_changed_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What helped, said otherwise, on another day, taken away and said again."""
    on = shared(world, "days_words")
    traces = [Measured(world, on, "days_words", monkeypatch).trace]
    for new in (
        {"helped": ("te", "ro")},
        {"helped": ("te", "ro", "sol")},
        {"helped": ()},
        {"helped": ("te",)},
        {"date": day(person(world, "Anna"), 5)},
    ):
        world.write(lambda db, new=new: _change(db, person(world, "Anna"), **new))
        traces.append(Measured(world, on, "days_words", monkeypatch).trace)
    assert len(set(traces)) == len(traces)


def test_a_page_with_room_for_what_helped_says_nothing_of_older_things(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """«Det der er ældre, kan I se sammen» only when something that may be seen is older; and the
    line names what was shown."""
    monkeypatch.setattr(view, "View", _small)
    on = shared(world, "days_words")
    seen = Measured(world, on, "days_words", monkeypatch)
    assert not seen.cut
    for back in (3, 4, 5):
        world.write(write, person(world, "Anna"), ("te",), "delt", back)
    cut = Measured(world, on, "days_words", monkeypatch)
    shown = len([mark for _, mark, _ in cut.content if mark]) + sum(
        len(words) for _, _, words in cut.content
    )
    assert cut.cut and len(cut.line[1]) == shown, "days that found no room are not in the log"


def test_what_nobody_has_looked_through_is_not_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries from before: hidden until their owner's own key has told, then as any other."""
    on = shared(world, "days_words")
    whole = Measured(world, on, "days_words", monkeypatch)
    world.write(lambda db: db.execute(update(entries).values(helps=None)))
    nothing = Measured(world, on, "days_words", monkeypatch)
    assert whole.found[0] == nothing.found[0] and nothing.found[1] == 0
    assert noting.everyone(world.db, world.keys) == 2
    assert Measured(world, on, "days_words", monkeypatch).told() == whole.told()
    assert noting.everyone(world.db, world.keys) == 0


def test_one_entry_that_does_not_open_stops_nobody(world: World) -> None:
    """Nor does one person whose profile does not: each is looked through by themselves, and it is
    done once."""
    for name in ("Anna", "Sam"):
        me = person(world, name)
        for text in ("En", "To"):
            world.write(journal.entries.keep, me, ids.new(), me.today, Words(text, helped=("te",)))
    anna, sam = world.cast["Anna"].id, world.cast["Sam"].id
    world.write(lambda db: db.execute(update(entries).values(helps=None)))
    first = world.read(
        lambda db: db.execute(
            select(func.min(entries.c.number)).where(entries.c.owner == anna)
        ).scalar_one()
    )
    world.write(
        lambda db: db.execute(
            update(entries)
            .where(entries.c.owner == anna, entries.c.number == first)
            .values(sealed=b"x")
        )
    )
    world.write(
        lambda db: db.execute(
            update(people_rows).where(people_rows.c.id == sam).values(sealed=b"x")
        )
    )
    noting.everyone(world.db, world.keys)
    unknown = select(entries.c.owner).where(entries.c.helps.is_(None))
    assert set(world.read(lambda db: db.execute(unknown).scalars().all())) == {sam}
    assert noting.everyone(world.db, world.keys) == 0


def test_when_somebody_last_looked_is_sought_once(world: World) -> None:
    """In logs from before it was noted; one that nobody ever looked in has no look either, and is
    known to."""
    shared(world, "days_words")
    me = person(world, "Anna")
    heads = select(log_heads.c.looked).where(log_heads.c.owner == me.id)
    before = world.read(lambda db: db.execute(heads).scalar_one())
    world.write(lambda db: db.execute(update(log_heads).values(looked=None)))
    noting.everyone(world.db, world.keys)
    assert world.read(lambda db: db.execute(heads).scalar_one()) == before
    world.write(
        log.write,
        world.keys.root,
        me.box,
        log.Event("seen", "Mette", "guide", "days_words"),
        world.cast["Mette"].id,
    )
    last = world.read(lambda db: db.execute(heads).scalar_one())
    world.write(lambda db: db.execute(update(log_heads).values(looked=None)))
    noting.everyone(world.db, world.keys)
    assert world.read(lambda db: db.execute(heads).scalar_one()) == last > 0


# --- Until when -----------------------------------------------------------------------------------


def _give(world: World, on: UUID, kind: str, length: str, item: UUID | None = None) -> None:
    wish = Wish(on, kind, ITEM if item else COMING, length, item)
    world.write(grants.give, world.keys, person(world, "Anna"), ids.new(), wish)


@pytest.mark.parametrize("how", ["held apart", "put away"])
def test_the_end_is_the_end_of_what_is_shown(world: World, how: str) -> None:
    """A thing that is longer shared counts as long as it is there. The list, the page and the look
    beforehand say the same."""
    anna, on = person(world, "Anna"), bond(world, "Anna", "Mette")
    short, long = (world.write(_hope, anna) for _ in range(2))
    _give(world, on, "hopes", "1", short)
    _give(world, on, "hopes", "3", long)
    month, three = (grants.last_day(anna, how_long.CHOSEN[n]) for n in (1, 2))
    assert _ends(world, on, short) == [three] * 3
    if how == "held apart":
        world.write(apart.withhold, world.keys, anna, long)
    else:
        world.write(hopes.kept.remove, anna, long)
    assert _ends(world, on, short) == [month] * 3


def _ends(world: World, on: UUID, item: UUID) -> list[date]:
    """As the reader's page, their list and the owner's look beforehand say it."""
    from app.circle.sharing import people, to_be_seen

    mette, fn = person(world, "Mette"), READ["hopes"][0]
    anna = person(world, "Anna")
    again = Wish(on, "hopes", ITEM, "1", item)
    foreseen = world.read(view.foresee, anna, [again], fn)
    listed = world.read(lambda db: to_be_seen(db, world.keys, mette, people(db, mette)))[on][
        "hopes"
    ]
    return [world.write(view.see, world.keys, mette, on, "hopes", fn).until, listed, foreseen.until]


def test_a_whole_kind_that_reaches_nothing_any_more_does_not_say_when(world: World) -> None:
    """What there was is gone; what is shown is one thing, for a shorter time."""
    anna, on = person(world, "Anna"), bond(world, "Anna", "Mette")
    old = world.write(_hope, anna)
    world.write(grants.give, world.keys, anna, ids.new(), Wish(on, "hopes", "now", "6"))
    new = world.write(_hope, anna)
    _give(world, on, "hopes", "1", new)
    world.write(hopes.kept.remove, anna, old)
    seen = world.write(view.see, world.keys, person(world, "Mette"), on, "hopes", READ["hopes"][0])
    assert seen.until == grants.last_day(anna, how_long.CHOSEN[1])


def test_a_word_or_a_question_kept_apart_is_not_said_to_be_read(world: World) -> None:
    anna, on = person(world, "Anna"), bond(world, "Anna", "Gry")
    world.write(hard_days.day_words.choose, world.keys, anna, {on})
    world.write(hard_days.day_words.tell, world.keys, anna, word := ids.new(), "call")
    asked = world.write(hard_days.askings.ask, world.keys, anna, ids.new(), on, "hope", "")
    for item in (word, asked):
        world.write(apart.withhold, world.keys, anna, item)
    assert world.read(hard_days.day_words.readers, anna) == []
    assert world.read(hard_days.askings.find, anna, asked).stands == hard_days.askings.NOT_SEEN


# --- Much -----------------------------------------------------------------------------------------


def test_a_page_with_all_the_goals_and_steps_there_is_room_for(world: World) -> None:
    """More than one line of the log could name before: it is shown, with the newest steps, and the
    line names what was shown."""
    anna, on = person(world, "Anna"), bond(world, "Anna", "Mette")
    world.write(_many, anna)
    world.write(grants.give, world.keys, anna, ids.new(), Wish(on, "goals", COMING, "1"))
    session = crowd.session_of(world, world.cast["Mette"].id)
    answer = crowd.get(world, session, f"/kreds/{on}/maal")
    assert (
        answer.status == 200
        and "Det der er ældre, kan I se sammen." in Page(answer.body.decode()).main
    )
    assert "skridt 2099" in answer.body.decode()
    line = world.read(log.lines, anna.box, most=1)[0]
    assert len(line.event.items) == 1400
    assert world.read(log.broken, world.keys.root, anna.box) is None


def _many(db: Connection, me: Person) -> None:
    """420 goals, 2,100 steps."""
    goals_, steps_ = [], []
    plain = {"owner": me.id, "state_minute": clock.minute(), "written_minute": clock.minute()}
    for n in range(420):
        row = ids.new()
        sealed = me.box.seal("goals", row, goals.kept.Words(f"mål {n}"))
        goals_.append({"id": row, "number": n + 1, "state": "active", "sealed": sealed, **plain})
        for m in range(5):
            step = ids.new()
            sealed = me.box.seal("steps", step, goals.small_steps.Words(f"skridt {5 * n + m}"))
            steps_.append(
                {
                    "id": step,
                    "goal": row,
                    "number": 1000 + 5 * n + m,
                    "state": "waiting",
                    "sealed": sealed,
                    **plain,
                }
            )
    db.execute(insert(goal_rows), goals_)
    db.execute(insert(step_rows), steps_)
