"""R3, R9, R24: whatever happens in whatever order, each reader sees what was promised, and the log
says so.

The oracle keeps plain sets and knows the promise only. People act as themselves, so that on
PostgreSQL the third wall stands too.
"""

from calendar import monthrange
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, update

from app import days, flower, goals, good_things, hopes, journal
from app.chime import CODES
from app.foundation import actor, clock, ids
from app.foundation.errors import NotFound, Refused
from app.municipality import colleagues
from app.people import Keyring, Person, lifecycle, people
from app.people.people import CITIZEN, RELATIVE, STAFF, Profile
from app.sharing import apart, bonds, grants, log, stopping, view
from app.sharing.grants import Wish
from app.sharing.models import bonds as bond_rows
from app.sharing.view import View
from tests.conftest import NOON
from tests.world import World

DAY = 24 * 60
KINDS = ("days", "days_words", "flower", "hopes", "goals", "good_things", "entries")
ALIKE = {"days": ["days_words"], "days_words": ["days", "entries"], "entries": ["days_words"]}
"""What shows the same things."""
LENGTHS = {"i-dag": 0, "1": 1, "3": 3, "6": 6, "12": 12}
MOST_BONDS = 4
RARELY = st.sampled_from((False, False, False, True))
"""What ends much happens less often, or every story would soon be over."""


@dataclass
class Bond:
    id: UUID
    who: str
    code: str
    expires: int
    accepted: bool = False
    ended: bool = False


@dataclass
class Grant:
    id: UUID
    bond: Bond
    kind: str
    scope: str
    item: str
    upto: int
    start: int
    end: int
    stopped: bool = False


@dataclass
class Thing:
    """`name` is what the log calls it; `of` the goal of a step; `helped` an entry that says what
    helped."""

    name: str
    kind: str
    number: int
    table: Any = None
    of: str = ""
    gone: int | None = None


class Story(RuleBasedStateMachine):
    """One owner; a guide, the same guide without a second factor, a relative and a stranger."""

    shown = 0

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world, self.keys, self.time = world, world.keys, ExitStack()
        self.bonds: list[Bond] = []
        self.grants: list[Grant] = []
        self.things: list[Thing] = []
        self.erased: list[Thing] = []
        self.apart: set[str] = set()
        self.paused = self.closed = False
        self.number = self.checked = 0
        self.log: list[tuple[str, str, frozenset[str]]] = []
        self.now = clock.minute(NOON)
        self.guide_seen = self.now

    @initialize()
    def begin(self) -> None:
        self._at(self.now)
        self.owner, guide, relative, stranger = self.world.write(
            _people, self.keys, self.world.municipality()
        )
        self.readers = {
            "guide": guide,
            "careless": replace(guide, second=False),
            "relative": relative,
            "stranger": stranger,
        }
        self.invite("guide", True)
        self.invite("relative", True)
        for kind in KINDS:
            self.write(kind, 0, 0)
        for on in (0, 1):
            for kind in ("goals", "hopes", "days_words"):
                self.give(on, kind, "now" if kind == "hopes" else "coming", "1", 0)

    # --- What may happen ---

    @precondition(lambda self: len(self.bonds) < MOST_BONDS)
    @rule(who=st.sampled_from(("guide", "guide", "relative")), takes=st.booleans())
    def invite(self, who: str, takes: bool) -> None:
        code = self._mine(bonds.invite, self.keys, self.owner, ids.new(), who, f"min {who}")
        row = self.world.read(bonds.invitation, self.keys, code).id
        self.bonds.append(Bond(row, who, code, self.now + 7 * DAY))
        self._told("invited")
        if takes:
            self.accept(len(self.bonds) - 1)

    @precondition(lambda self: any(not bond.accepted for bond in self.bonds))
    @rule(index=st.integers(0, 9))
    def accept(self, index: int) -> None:
        bond = self.bonds[index % len(self.bonds)]
        me = self.readers[bond.who]
        accept: Callable[[], Any] = lambda: self.world.db.write_now(
            bonds.accept, self.keys, me, bond.code
        )
        with actor.by(actor.INVITED, me.id, second=me.second):
            if bond.accepted or bond.ended or bond.expires <= self.now:
                return _refused(accept)
            accept()
        bond.accepted = True
        self._told("accepted")

    @precondition(lambda self: self.bonds)
    @rule(
        on=st.integers(0, 9),
        kind=st.sampled_from(KINDS),
        scope=st.sampled_from(("item", "now", "coming", "coming")),
        length=st.sampled_from(sorted(LENGTHS)),
        thing=st.integers(0, 99),
    )
    def give(self, on: int, kind: str, scope: str, length: str, thing: int) -> None:
        bond, row = self.bonds[on % len(self.bonds)], ids.new()
        named = [
            each
            for each in self.things
            if each.kind == kind and each.table is not None and not each.of
        ]
        item = named[thing % len(named)].name if scope == "item" and named else ""
        wish = Wish(bond.id, kind, scope, length, UUID(item) if item else None)
        give: Callable[[], Any] = lambda: self._mine(grants.give, self.keys, self.owner, row, wish)
        waits = bond.who == "relative" and scope != "item"
        longest = 12 if bond.who == "guide" else 3
        offered = LENGTHS[length] <= longest and not (waits and length == "i-dag")
        fits = bool(item) if scope == "item" else kind != "entries"
        closed = bond.who == "guide" and not self._guide_is_open()
        if bond.ended or not bond.accepted or not offered or not fits or closed or self.paused:
            return _refused(give)
        give()
        line = self._line(bond, kind, item)
        all_open = any(each.scope == "coming" and each.start <= self.now for each in line)
        start = self.now + (DAY if waits and not all_open else 0)
        for each in line:
            if start > self.now >= each.start:
                each.end = min(each.end, _end(self.now, LENGTHS[length]))
            else:
                each.stopped = True
        self.grants.append(
            Grant(row, bond, kind, scope, item, self.number, start, _end(self.now, LENGTHS[length]))
        )
        self._told("granted", kind, {item} if item else set())

    def _line(self, bond: Bond, kind: str, item: str) -> list[Grant]:
        """What holds or waits of the same: the whole kind to somebody, or one thing."""
        same = [
            each
            for each in self.grants
            if each.bond is bond and each.kind == kind and each.item == item
        ]
        return [each for each in same if not each.stopped and each.end > self.now]

    def _left_of(self, bond: Bond, kind: str) -> str:
        """What its person can still see of a kind, over the bond something was stopped on or
        another of theirs; or will see."""
        away = {thing.name for thing in self.things if thing.gone is not None}
        live = [
            each
            for each in self.grants
            if not each.stopped and each.end > self.now and each.item not in away
        ]
        theirs = [
            each
            for each in self.bonds
            if bond.accepted and each.accepted and each.who == bond.who and each is not bond
        ]
        others = theirs if bond.who != "guide" or self._guide_is_open() else []
        asked = (
            (stopping.STILL, stopping.SAME_KIND, [bond], True),
            (stopping.STILL_TWICE, stopping.TWICE, others, True),
        )
        for named, plain, on, begun in (
            *asked,
            (stopping.SOON, stopping.SOON, [bond, *others], False),
        ):
            there = [
                each for each in live if any(each.bond is one for one in on) and not each.bond.ended
            ]
            there = [each for each in there if each.start <= self.now or not begun]
            if any(
                each.kind in ALIKE.get(kind, ()) or (each.kind == kind and not each.item)
                for each in there
            ):
                return named
            if any(each.kind == kind for each in there):
                return plain
        return stopping.OVER

    @rule(kind=st.sampled_from(KINDS), back=st.integers(0, 3), of=st.integers(0, 99))
    def write(self, kind: str, back: int, of: int) -> None:
        """A new thing, some of them dated before; a mark on a day that has one moves it in the
        owner's order."""
        me, row, day = self.owner, ids.new(), _today(self.now) - timedelta(days=back)
        self.number += 1
        if kind == "days":
            self._mine(days.marks.put, me, day, days.marks.Mark("good"))
            name = f"{me.id}:{day}"
            self.things = [each for each in self.things if each.name != name]
            return self.things.append(Thing(name, kind, self.number))
        mine = [
            each
            for each in self.things
            if each.kind == "goals" and not each.of and each.gone is None
        ]
        if kind == "goals" and mine and of % 2:
            goal = mine[of % len(mine)].name
            self._mine(
                goals.small_steps.keep, me, UUID(goal), row, goals.small_steps.Words("Et skridt")
            )
            return self.things.append(
                Thing(str(row), kind, self.number, goals.small_steps, of=goal)
            )
        self._mine(WRITES[kind], me, row, day)
        self.things.append(Thing(str(row), WHERE[kind], self.number, ROOMS[kind]))

    @precondition(lambda self: self.things)
    @rule(index=st.integers(0, 99))
    def put_away(self, index: int) -> None:
        thing = self.things[index % len(self.things)]
        if thing.table is not None and thing.gone is None:
            self._mine(thing.table.remove, self.owner, UUID(thing.name))
            thing.gone = self.now

    @precondition(lambda self: any(thing.gone for thing in self.things))
    @rule(index=st.integers(0, 99))
    def bring_back(self, index: int) -> None:
        gone = [thing for thing in self.things if thing.gone]
        thing = gone[index % len(gone)]
        back: Callable[[], Any] = lambda: self._mine(
            thing.table.bring_back, self.owner, UUID(thing.name)
        )
        if thing.gone is not None and thing.gone <= self.now - DAY:
            return _refused(back)
        back()
        thing.gone = None

    @rule()
    def erase_what_was_put_away(self) -> None:
        """What was given of a thing is over with it."""
        with actor.by(actor.WORKER):
            for table in SWEPT:
                self.world.db.write_now(lifecycle.sweeps()[table])
        over = {
            each.name
            for each in self.things
            if each.gone is not None and each.gone <= self.now - DAY
        }
        self.erased += [each for each in self.things if each.name in over and not each.of]
        self.things = [each for each in self.things if not {each.name, each.of} & over]
        for grant in self.grants:
            grant.stopped = grant.stopped or grant.item in over

    @precondition(lambda self: self.erased)
    @rule(index=st.integers(0, 99))
    def send_an_old_form_again(self, index: int) -> None:
        """It carries the name of a thing that was erased: what it says is a new thing, and nobody
        was given it."""
        old = self.erased.pop(index % len(self.erased))
        self.number += 1
        self._mine(WRITES[old.kind], self.owner, UUID(old.name), _today(self.now))
        self.things.append(Thing(old.name, old.kind, self.number, old.table))

    @precondition(lambda self: self.things)
    @rule(index=st.integers(0, 99), in_=st.booleans())
    def hold_apart(self, index: int, in_: bool) -> None:
        thing = self.things[index % len(self.things)]
        if thing.table is not None and not thing.of:
            self._mine(
                apart.release if in_ else apart.withhold, self.keys, self.owner, UUID(thing.name)
            )
            if in_ == (thing.name in self.apart):
                self._told("let_in" if in_ else "kept_apart", "", {thing.name})
            (self.apart.discard if in_ else self.apart.add)(thing.name)

    @rule(really=RARELY)
    def pause_or_resume(self, really: bool) -> None:
        if not really and not self.paused:
            return
        self._mine(grants.resume if self.paused else grants.pause, self.keys, self.owner)
        self._told("resumed" if self.paused else "paused")
        self.paused = not self.paused

    @precondition(lambda self: self.grants)
    @rule(index=st.integers(0, 99))
    def stop(self, index: int) -> None:
        grant = self.grants[index % len(self.grants)]
        line = self._line(grant.bond, grant.kind, grant.item)
        if grant.start > self.now:
            line = [each for each in line if each.start > self.now]
        more = self._mine(stopping.stop, self.keys, self.owner, grant.id)
        for each in line:
            each.stopped = True
        if line:
            self._told("stopped", grant.kind)
        assert more.partition("&")[0] == self._left_of(grant.bond, grant.kind)

    @rule(really=RARELY)
    def stop_all(self, really: bool) -> None:
        if not really:
            return
        self._mine(stopping.stop_all, self.keys, self.owner)
        going = [grant for grant in self.grants if not grant.stopped and grant.end > self.now]
        for grant in going:
            grant.stopped = True
        if going:
            self._told("stopped_all")

    @precondition(lambda self: self.bonds)
    @rule(index=st.integers(0, 9), really=RARELY)
    def part(self, index: int, really: bool) -> None:
        if not really:
            return
        bond = self.bonds[index % len(self.bonds)]
        part: Callable[[], Any] = lambda: self._mine(stopping.part, self.keys, self.owner, bond.id)
        part()
        # Ended already is ended, and nothing more is said of it.
        told, bond.ended = (
            not bond.ended,
            True,
        )
        for grant in self.grants:
            if grant.bond is bond and grant.end > self.now:
                grant.stopped = True
        if told:
            self._told("ended")

    @precondition(lambda self: self.bonds)
    @rule(index=st.integers(0, 9), really=RARELY)
    def leave(self, index: int, really: bool) -> None:
        """A guide whose account is closed does not come in at all."""
        if not really:
            return
        bond = self.bonds[index % len(self.bonds)]
        me = self.readers[bond.who]
        if bond.who == "guide" and not self._guide_is_open():
            return
        leave: Callable[[], Any] = lambda: self._as(
            me, bonds.end, self.keys, me, bond.id, owner=False
        )
        if not bond.accepted:
            return _refused(leave)
        leave()
        if not bond.ended:
            self._told("left")
        bond.ended = True

    @rule(really=RARELY)
    def close_the_guide(self, really: bool) -> None:
        if really:
            self.world.write(colleagues.close, self.world.municipality(), self.readers["guide"].id)
            self.closed = True

    @rule()
    def the_guide_comes_in(self) -> None:
        self.world.write(colleagues.seen, self.readers["guide"].id)
        if self._guide_is_open():
            self.guide_seen = self.now

    @rule(
        minutes=st.sampled_from(
            (1, 60, DAY - 1, DAY, DAY + 1, 8 * DAY, 30 * DAY, 31 * DAY, 60 * DAY - 1, 60 * DAY)
        )
    )
    def wait(self, minutes: int) -> None:
        self._at(self.now + minutes)

    # --- What must hold ---

    @invariant()
    def everybody_sees_what_was_promised(self) -> None:
        if not hasattr(self, "readers"):
            return
        self.world.write(_at_ease)
        for name, me in self.readers.items():
            for bond, kind, found in self._as(me, self._looks, me):
                right = self._promised(name, bond, kind)
                assert found == right, f"{name} asks for {kind}: {found} and not {right}"
                if right is not None:
                    self._told("seen", kind, right)
                    Story.shown += len(right)

    @invariant()
    def the_log_says_what_happened(self) -> None:
        if not hasattr(self, "readers"):
            return
        new = len(self.log) - self.checked
        with actor.by(person=self.owner.id):
            lines = self.world.db._read_now(log.lines, self.owner.box, most=new + 1)
            broken = self.world.db._read_now(log.broken, self.keys.root, self.owner.box)
        assert broken is None, broken
        told = [
            (line.event.what, line.event.kind, frozenset(line.event.items))
            for line in reversed(lines)
        ]
        assert told == self.log[-(new + 1) :]
        assert lines == [] or lines[0].number == len(self.log)
        self.checked = len(self.log)

    def teardown(self) -> None:
        self.time.close()

    # --- The oracle ---

    def _looks(self, db: Connection, me: Person) -> list[tuple[Bond, str, frozenset[str] | None]]:
        found: list[tuple[Bond, str, frozenset[str] | None]] = []
        for bond in self.bonds:
            for kind in KINDS:
                names = partial(_names, kind=kind)
                try:
                    seen = view.see(db, self.keys, me, bond.id, kind, names)
                except NotFound:
                    found.append((bond, kind, None))
                else:
                    found.append((bond, kind, seen.content))
        return found

    def _promised(self, name: str, bond: Bond, kind: str) -> frozenset[str] | None:
        """Nothing to find when nothing of the kind is granted on this very bond; else all that is
        granted to this reader."""
        mine = [grant for grant in self.grants if self._holds(grant, name) and grant.kind == kind]
        if not any(grant.bond is bond for grant in mine):
            return None
        kinds = {"days_words": ("days", "entries")}.get(kind, (kind,))
        there = [thing for thing in self.things if thing.kind in kinds and thing.gone is None]
        open_ = {
            thing.name for thing in there if any(_reaches(grant, thing) for grant in mine)
        } - self.apart
        steps = {thing.name: thing.of for thing in there if thing.of}
        seen = frozenset(each for each in open_ if steps.get(each, each) in open_)
        whole = any(grant.bond is bond and grant.scope != "item" for grant in mine)
        return seen if seen or whole else None

    def _holds(self, grant: Grant, name: str) -> bool:
        bond = grant.bond
        if (
            bond.who != name
            or bond.ended
            or self.paused
            or grant.stopped
            or not grant.start <= self.now < grant.end
        ):
            return False
        return name != "guide" or self._guide_is_open()

    def _guide_is_open(self) -> bool:
        return not self.closed and self.now < self.guide_seen + 60 * DAY

    def _told(
        self, what: str, kind: str = "", items: set[str] | frozenset[str] = frozenset()
    ) -> None:
        self.log.append((what, kind, frozenset(items)))

    def _at(self, minute: int) -> None:
        self.now = minute
        self.time.close()
        self.time.enter_context(clock.held(clock.from_minute(minute)))

    def _mine(self, fn: Callable[..., Any], *args: Any) -> Any:
        return self._as(self.owner, fn, *args)

    def _as(self, me: Person, fn: Callable[..., Any], *args: Any, **more: Any) -> Any:
        with actor.by(person=me.id, second=me.second):
            return self.world.db.write_now(fn, *args, **more)


def _reaches(grant: Grant, thing: Thing) -> bool:
    if grant.scope == "item":
        return grant.item in (thing.name, thing.of)
    return grant.scope == "coming" or thing.number <= grant.upto


def _today(minute: int) -> date:
    return (
        clock.from_minute(minute).astimezone(ZoneInfo("Europe/Copenhagen")) - timedelta(hours=4)
    ).date()


def _end(minute: int, months: int) -> int:
    """Four in the morning after the same day so many months later, or after the last day there
    is."""
    today = _today(minute)
    year, month = today.year + (today.month - 1 + months) // 12, (today.month - 1 + months) % 12 + 1
    last = date(year, month, min(today.day, monthrange(year, month)[1])) + timedelta(days=1)
    return (
        int(
            datetime(
                last.year, last.month, last.day, 4, tzinfo=ZoneInfo("Europe/Copenhagen")
            ).timestamp()
        )
        // 60
    )


def _refused(act: Callable[[], Any]) -> None:
    with pytest.raises((NotFound, Refused)):
        act()


def _people(db: Connection, keys: Keyring, town: UUID) -> list[Person]:
    kinds = (CITIZEN, STAFF, RELATIVE, CITIZEN)
    found = [
        people.create(db, keys, ids.new(), Profile(nickname="N"), kind=kind, password=None)
        for kind in kinds
    ]
    colleagues.employ(db, found[1].id, town, "guide")
    found[1].colleague, found[1].second = colleagues.of(db, found[1].id), True
    return found


def _flower(db: Connection, me: Person, row: UUID, day: date) -> None:
    flower.kept.begin(db, me, row, day)
    flower.kept.answer(db, me, row, CODES[-1], 1)


WRITES: dict[str, Callable[[Connection, Person, UUID, date], object]] = {
    "flower": _flower,
    "hopes": lambda db, me, row, day: hopes.kept.keep(db, me, row, hopes.kept.Words("Et håb")),
    "goals": lambda db, me, row, day: goals.kept.keep(db, me, row, goals.kept.Words("Et mål")),
    "good_things": lambda db, me, row, day: good_things.kept.keep(
        db, me, row, good_things.kept.Words("Sol"), day
    ),
    "entries": lambda db, me, row, day: journal.entries.keep(
        db, me, row, day, journal.entries.Words("Ord", (str(row),))
    ),
}
WRITES["days_words"] = WRITES["entries"]
ROOMS: dict[str, Any] = {
    "flower": flower.kept,
    "hopes": hopes.kept,
    "goals": goals.kept,
    "good_things": good_things.kept,
}
ROOMS |= {"entries": journal.entries, "days_words": journal.entries}
SWEPT = ("entries", "steps", "goals", "hopes", "good_things", "flowers")
WHERE = {kind: kind for kind in KINDS} | {"days_words": "entries"}


def _names(db: Connection, seen: View, kind: str) -> frozenset[str]:
    """What a reader was shown, by the names the log has for it. What helped says here which entry
    it is from."""
    if kind in ("days", "days_words"):
        names = {f"{seen.id}:{day}" for day in days.reading.shared(db, seen, kind)}
        helped = (
            journal.reading.helped(seen, journal.reading.found(db, seen))
            if kind == "days_words"
            else {}
        )
        return frozenset(names | {word for words in helped.values() for word in words})
    if kind == "goals":
        return frozenset(
            str(each)
            for goal in goals.reading.shared(db, seen)
            for each in (goal.id, *(s.id for s in goal.steps))
        )
    rooms: dict[str, Any] = {
        "flower": flower,
        "hopes": hopes,
        "good_things": good_things,
        "entries": journal,
    }
    return frozenset(str(each.id) for each in rooms[kind].reading.shared(db, seen))


def _at_ease(db: Connection) -> None:
    """Nobody looks at everything after every tap, so the pace of looking (`pace.py`) is not what a
    long story is about."""
    db.execute(update(bond_rows).values(pace=0))


QUIET = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.differing_executors,
)
SOME = settings(
    max_examples=12,
    stateful_step_count=25,
    derandomize=True,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=QUIET,
)


def tell(world: World, how: settings) -> int:
    """Run the stories; returns how many things were shown in them."""
    Story.shown = 0
    story: Any = lambda: Story(world)
    run_state_machine_as_test(story, settings=how)
    print(f"{Story.shown} things were shown")
    return Story.shown


def test_stories(world: World) -> None:
    assert tell(world, SOME) > 500, "stories in which hardly anything is shown say hardly anything"


@pytest.mark.long
def test_many_stories(world: World) -> None:
    assert tell(world, settings(SOME, max_examples=100, stateful_step_count=50)) > 10_000
