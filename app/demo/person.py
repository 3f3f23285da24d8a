"""The made-up citizen: one to look around in, rebuilt each morning so that the year always ends
today; and one to sign in as."""

from datetime import timedelta
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from app import (
    appointments,
    days,
    flower,
    goals,
    good_things,
    hopes,
    initiatives,
    journal,
    network,
    places,
    plan,
    reminders,
    saved_places,
)
from app.demo import story
from app.foundation import actor, ids
from app.foundation.clock import HOME_ZONE, day_of, today
from app.foundation.engines import in_line
from app.my_data import whole
from app.people import Keyring, Person, people
from app.sign_in import Passwords, recovery, sign_in_names

FILE = "demo-sign-in.txt"
LINE = 7160312
"""Where processes stand in line that would make the same account."""


def refresh(db: Connection, keys: Keyring) -> None:
    """Make the account visitors look around in, or make it anew when its year no longer ends
    today."""
    in_line(db, LINE)
    there = people.open_to_visitors(db)
    if there is not None and today(HOME_ZONE) == day_of(people.created(db, there), HOME_ZONE):
        return
    if there is not None:
        whole.erase(db, keys, there)
    actor.becomes(db, fresh := ids.new())
    me = people.create(
        db, keys, fresh, people.Profile(nickname=story.NICKNAME), kind=people.LOOK, password=None
    )
    fill(db, me)


def citizen(db: Connection, keys: Keyring, passwords: Passwords, password: str) -> Person:
    """A demo citizen one can sign in as."""
    profile = people.Profile(nickname=story.NICKNAME, sign_in_name=sign_in_names.suggest())
    actor.becomes(db, fresh := ids.new())
    me = people.create(
        db, keys, fresh, profile, kind=people.CITIZEN, password=passwords.hash_now(password)
    )
    recovery.make(db, keys, me)
    recovery.saved(db, me)
    fill(db, me)
    return me


def note(data: Path) -> str | None:
    """How to sign in as the demo's people, as written beside the data when it was made."""
    file = data / FILE
    return file.read_text(encoding="utf-8") if file.exists() else None


def fill(db: Connection, me: Person) -> None:
    """Live the year: days, entries, hopes, goals, good things and flowers, through the doors
    everybody uses."""
    _days_and_entries(db, me)
    kept = [
        hopes.kept.keep(db, me, ids.new(), hopes.kept.Words(h.text, h.dimension))
        for h in _oldest_first(story.HOPES)
    ]
    _goals(db, me, kept)
    for good in _oldest_first(story.GOOD_THINGS):
        good_things.kept.keep(
            db,
            me,
            ids.new(),
            good_things.kept.Words(good.text),
            me.today - timedelta(days=good.days_ago),
        )
    for grown in _oldest_first(story.FLOWERS):
        _flower(db, me, grown)
    for part, *words in story.PLAN:
        plan.kept.keep(db, me, part, ids.new(), plan.kept.Words(*words))
    for around in story.NETWORK:
        network.kept.keep(db, me, ids.new(), network.kept.Words(*around))
    for kind, leads, at, weekdays, text in story.REMINDERS:
        row = ids.new()
        wish = reminders.chosen.Wish(kind, leads.format(row), at, weekdays, text=text)
        reminders.chosen.keep(db, me, row, wish)
    reminders.showing.choose(db, me, {"quiet": story.QUIET})
    _what_happens(db, me)
    _saved_places(db, me)


def _days_and_entries(db: Connection, me: Person) -> None:
    for marked in story.days():
        days.marks.put(db, me, me.today - timedelta(days=marked.days_ago), days.Mark(marked.kind))
    for entry in _oldest_first(story.ENTRIES):
        words = journal.entries.Words(entry.text, entry.helped, entry.dimensions)
        journal.entries.keep(db, me, ids.new(), me.today - timedelta(days=entry.days_ago), words)


def _goals(db: Connection, me: Person, kept: list[UUID]) -> None:
    order = _oldest_first(story.HOPES)
    for aimed in _oldest_first(story.GOALS):
        hope = (
            kept[order.index(story.HOPES[aimed.from_hope])] if aimed.from_hope is not None else None
        )
        goal = goals.kept.keep(db, me, ids.new(), goals.kept.Words(aimed.text), hope)
        for stepped in aimed.steps:
            step = goals.small_steps.keep(
                db, me, goal, ids.new(), goals.small_steps.Words(stepped.text)
            )
            goals.small_steps.turn(db, me, step, stepped.state)
        goals.kept.turn(db, me, goal, aimed.state)


def _what_happens(db: Connection, me: Person) -> None:
    for days_ahead, known in story.APPOINTMENTS:
        day = "" if days_ahead is None else (me.today + timedelta(days=days_ahead)).isoformat()
        words = appointments.kept.Words(**{"day": day, **known})
        appointments.kept.keep(db, me, ids.new(), words)
    for line in story.JOINT:
        appointments.joint.keep(db, me, ids.new(), appointments.joint.Words(*line))
    for around in story.CONTACTS:
        appointments.contacts.keep(db, me, ids.new(), appointments.contacts.Words(*around))


def _saved_places(db: Connection, me: Person) -> None:
    """Where the worker has brought in the places that come with the app."""
    there = places.shelf.of_source(db, places.shipped.SOURCE, story.SAVED)
    for key, place in there.items():
        row = saved_places.kept.keep(db, me, ids.new(), place.id)
        if says := story.SAVED[key]:
            saved_places.kept.say_afterwards(db, me, row, says)
    for place in list(there.values())[:1]:
        day = (me.today + timedelta(days=9)).isoformat()
        where = (place.id.hex, place.place.name)
        words = initiatives.kept.Words(*story.PROPOSED, day, 10 * 60, "anden", *where)
        initiatives.kept.propose(db, me, ids.new(), words)


def _flower(db: Connection, me: Person, grown: story.Flowered) -> None:
    row = flower.kept.begin(db, me, ids.new(), me.today - timedelta(days=grown.days_ago))
    for code, given in grown.answers.items():
        flower.kept.answer(db, me, row, code, given)


class _Dated(Protocol):
    @property
    def days_ago(self) -> int: ...


D = TypeVar("D", bound=_Dated)


def _oldest_first(things: tuple[D, ...]) -> list[D]:
    return sorted(things, key=lambda thing: -thing.days_ago)
