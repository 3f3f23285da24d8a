"""No field about somebody is hidden from them (R21): change it, and their copy changes too.

Nothing is listed here but what stays behind, with the reason. What there is comes from the tables,
and from the structs that are sealed in them; a new column or field that the copy does not tell of
fails here.
"""

import importlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import inspect as kinds
from sqlalchemy import Column, Connection, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.foundation import clock, ids
from app.foundation.database import metadata
from app.foundation.errors import SealBroken
from app.hard_days import day_words
from app.my_data import whole
from app.people import Person, own, people
from app.people.browsers import Kind
from app.people.unknown_devices import UnknownDevice
from app.plan import ready
from app.reminders import choices
from app.sharing import keeping
from app.sharing.called import Names
from app.sharing.models import bonds, held_apart, pauses
from app.sign_in import second_factor
from app.sign_in.models import logins, passkeys
from tests.house.lived import Lived
from tests.my_data.otherwise import column_others, default, others
from tests.world import World

STAYS = {
    "*.owner": "that is whoever takes it along",
    "*.number": "its place in the order, and everything comes in that order",
    "*.gone_minute": "what was put away is not taken along; it is gone within the day",
    "people.id": "a random number, which says nothing",
    **dict.fromkeys(("people.name_index", "people.email_index"), "a hash of what comes along"),
    "people.password": "what a password is checked against",
    "people.last_number": "the number of what was kept last",
    **dict.fromkeys(
        (f"people.sealed newcomers.{name}" for name in ("came", "last", "heard")),
        "a place in the order of coming",
    ),
    **dict.fromkeys(
        (f"{table}.came" for table in ("logins", "devices", "passkeys", "recovery_codes")),
        "a place in the order of coming",
    ),
    **dict.fromkeys(
        ("people.sealed taps", "people.sealed taps_until"),
        "hashes of forms that were used, until the morning and for half a day",
    ),
    **dict.fromkeys(
        ("people.sealed came_by", "people.sealed came_as"),
        "which form and login that was, told from a double tap",
    ),
    "citizen_keys.*": "the key; with the master key it opens everything",
    **dict.fromkeys(
        ("logins.id", "logins.device", "logins.began_as", "devices.id"), "a hash of a random token"
    ),
    "recovery_codes.id": "a random number, which says nothing",
    "recovery_codes.hash": "what a code is checked against",
    "recovery_codes.sealed text": (
        "a code that is not on paper yet; it opens the account and is shown there"
    ),
    **dict.fromkeys(("passkeys.id", "passkeys.public_key"), "what recognises a phone"),
    "passkeys.sign_count": "the phone's own count, against copies",
    "challenges.*": "a question to a passkey, for minutes",
    "second_factors.sealed key": "the secret of the code app; with it anybody makes codes",
    "second_factors.last_step": "the half minute of the last code, so that none is used twice",
    "operations.*": "receipts of what a phone has sent: the things themselves come along",
    "goings.bond": "with whom; what they are called comes along",
    "bonds.other": "the other's account; what they are called comes along",
    "bonds.other_sealed": "what whoever takes it along is called, sealed with the other's key",
    "bonds.secret": "a hash of an invitation's code",
    "bonds.pace": "reckoned from the lines of the log, which come along",
    "entries.helps": "reckoned from what helped, which comes along",
    "readings.reader": "the other's account; what they are called comes along",
    "readings.mark": "made of the line itself, so that a changed one is noticed",
    "occurrences.*": "reckoned from what was asked for, which comes along; gone once it has rung",
    "reminders.about": "a random number; where the reminder leads comes along",
    **dict.fromkeys(("phones.id", "phones.push_key"), "a number, which says nothing"),
    "phones.login": "a hash of a random token",
    "phones.endpoint_index": "a hash of what comes along",
    "phones.until_minute": "reckoned from the login, which comes along",
    "phones.sealed account": "reckoned from the account's own number",
    **dict.fromkeys(
        ("phones.sealed p256dh", "phones.sealed auth"),
        "what is sent is sealed with it for the browser, which made it and has it",
    ),
    "reminder_choices.version": "how often they were changed, against two at once",
    "log_heads.*": "made of the lines, so that a missing one is noticed",
}


@pytest.fixture
def lived(lived_once: Lived, tmp_path: Path) -> Iterator[World]:
    world = lived_once.copied(tmp_path / "data")
    world.write(furnish, world)
    yield world
    world.close()


def furnish(db: Connection, world: World) -> None:
    """What no form leaves behind: a word that stands, somebody new at the door, a code app, a
    pause."""
    me = people.get(db, world.keys, world.cast["Anna"].id)
    assert me is not None
    new = UnknownDevice(Kind("Chrome", "Android"), 1, came=2, last=3, more=1, heard=(4,))
    on = (
        db.execute(select(bonds.c.id).where(bonds.c.owner == me.id, bonds.c.other.is_not(None)))
        .scalars()
        .first()
    )
    two = {
        "owner": me.id,
        "role": "relative",
        "made_minute": 1,
        "expires_minute": 1,
        "accepted_minute": 1,
    }
    db.execute(
        insert(bonds).values(
            id=(other := ids.new()), sealed=me.box.seal("bonds", other, Names("Onkel Per")), **two
        )
    )
    people.change(
        db, me, unknown_devices=(new,), tells=(str(on),), shared_until={"hopes": 1}, low_until=1
    )
    keeping.keep(
        db,
        me,
        metadata.tables["day_words"],
        row := ids.new(),
        day_words.Word("call"),
        ends_minute=clock.minute() + 60,
    )
    db.execute(insert(metadata.tables["cannot_today"]).values(word=row, bond=on, owner=me.id))
    second_factor.begin(db, me)
    sealed = me.box.seal("passkeys", b"hers", Kind("Chrome", "Android"))
    login = db.execute(
        select(logins.c.id).where(logins.c.owner == me.id).order_by(logins.c.id).limit(1)
    ).scalar_one()
    on_it = me.box.seal("logins", login, Kind("Chrome", "Android"))
    db.execute(update(logins).where(logins.c.id == login).values(sealed=on_it))
    key = {
        "id": b"hers",
        "public_key": b"x",
        "sign_count": 0,
        "created_minute": 1,
        "sealed": sealed,
    }
    for table, values in (
        (pauses, {"since_minute": 1}),
        (held_apart, {"item": ids.new()}),
        (passkeys, key),
    ):
        if not db.execute(select(table).where(table.c.owner == me.id)).first():
            db.execute(insert(table).values(owner=me.id, **values))
    missed = choices.Waiting(1, "day", "/", missed=True)
    over = {"a": "2026-03-01"}
    choices.put(db, me, lambda now: msgspec.structs.replace(now.shows(missed), last=over))
    consent = {"bond": on, "owner": me.id, "at_night": True}
    db.execute(insert(metadata.tables["ring_consents"]).values(consent))
    mine = metadata.tables["ready_shares"]
    for old in db.execute(select(mine).where(mine.c.owner == me.id)).all():
        own.change(db, me, mine, old.id, ready.Words(("helps",), "20 00 00 01", ("signs",)))


# --- Everything there is --------------------------------------------------------------------------


def whose(table: Table) -> Column[Any] | None:
    return table.c.id if table.name == "people" else table.c.get("owner")


def places(table: Table) -> Iterator[str]:
    """Each column of somebody's, and each field of what is sealed in one."""
    for column in table.c:
        struct = _struct(column)
        inner = list(_leaves(kinds.type_info(struct))) if struct else []
        yield from [f"{table.name}.{column.name} {field}" for field, _ in inner] or [
            f"{table.name}.{column.name}"
        ]


def _struct(column: Column[Any]) -> Any:
    module, _, name = column.info.get("sealed", "").rpartition(".")
    found = getattr(importlib.import_module(module), name) if module else None
    return found if isinstance(found, type) and issubclass(found, msgspec.Struct) else None


def _leaves(kind: kinds.Type, before: str = "") -> Iterator[tuple[str, kinds.Type]]:
    """Fields that hold no struct of ours, with what they hold."""
    for field in kind.fields if isinstance(kind, kinds.StructType) else ():
        inner = _struct_in(field.type)
        name = before + field.encode_name
        yield from _leaves(inner, f"{name}.") if inner else [(name, field.type)]


def _struct_in(kind: kinds.Type) -> kinds.StructType | None:
    item = getattr(kind, "item_type", kind)
    return item if isinstance(item, kinds.StructType) else None


def stays(place: str) -> bool:
    table, _, column = place.partition(".")
    return bool({place, f"{table}.*", f"*.{column}"} & STAYS.keys())


def changes(
    db: Connection, me: Person, table: Table, place: str, row: Any
) -> Iterator[dict[str, Any]]:
    """Each way in which this place of a row can be another."""
    name, _, field = place.partition(".")[2].partition(" ")
    if not field:
        yield from ({name: other} for other in column_others(db, table.c[name], row[name]))
    if not field or row[name] is None:
        return
    at, words = _opened(me, table, row, name)
    kind = dict(_leaves(kinds.type_info(_struct(table.c[name]))))[field]
    *outer, last = field.split(".")
    inner = words
    for step in outer:
        inner = inner.setdefault(step, {})
        inner = inner[0] if isinstance(inner, list) else inner
    for other in others(inner.get(last, default(kind)), kind, field):
        inner[last] = other
        yield {name: me.box.seal(table.name, at, words, name)}


def _opened(me: Person, table: Table, row: Any, column: str) -> tuple[object, Any]:
    for at in (
        row.get("id"),
        row.get("owner"),
        f"{me.id}|{row.get('number')}",
        f"{me.id}:{row.get('date')}",
    ):
        try:
            return at, msgspec.json.decode(
                bytes(me.box.open(msgspec.Raw, table.name, at, row[column], column))
            )
        except SealBroken:
            continue
    raise AssertionError(f"{table.name}.{column} does not open")


def untold(db: Connection, world: World, hidden: str = "") -> set[str]:
    """Places whose change leaves the copy as it was. `hidden` is a chapter that is left out, to see
    that this is noticed."""
    anna = world.cast["Anna"].id
    found = set()
    for table in metadata.sorted_tables:
        mine = whose(table)
        if mine is None:
            continue
        rows = (
            db.execute(select(table).where(mine == anna).order_by(*table.primary_key).limit(8))
            .mappings()
            .all()
        )
        for place in (each for each in places(table) if not stays(each)):
            if not any(_tells(db, world, table, place, row, hidden) for row in rows):
                found.add(place)
    return found


def _tells(db: Connection, world: World, table: Table, place: str, row: Any, hidden: str) -> bool:
    me = people.get(db, world.keys, world.cast["Anna"].id)
    assert me is not None
    column = place.partition(".")[2].partition(" ")[0]
    before = copy(db, me, hidden) or ""
    if table.c[column].primary_key:  # what is sealed is bound to it
        said = row[column]
        return (said.isoformat() if isinstance(said, date) else str(said)) in before
    here = [key == row[key.name] for key in table.primary_key]
    for values in changes(db, me, table, place, row):
        with db.begin_nested() as point:
            try:
                db.execute(update(table).where(*here).values(**values))
                changed = people.get(db, world.keys, me.id)
                if changed is not None and copy(db, changed, hidden) not in (before, None):
                    return True
            except IntegrityError:
                continue  # a value that cannot stand there
            finally:
                point.rollback()
    return False


def copy(db: Connection, me: Person, hidden: str) -> str | None:
    """None when there is a value that cannot stand where it does."""
    try:
        found = whole.everything(db, me)
    except (KeyError, ValueError, SealBroken):
        return None
    found["account"].pop(hidden, None)
    return json.dumps(
        {name: each for name, each in found.items() if name != hidden}, ensure_ascii=False
    )


def test_every_field_comes_along(lived: World) -> None:
    left = lived.write(untold, lived)
    assert not left, f"tell it in the room's export, or say in STAYS why it stays: {sorted(left)}"


def test_a_field_that_stays_behind_is_noticed(lived: World) -> None:
    """Seeded: without a chapter, or without one line of the account, each of its fields is
    missed."""
    missed = {chapter: lived.write(untold, lived, chapter) for chapter in ("hopes", "low_energy")}
    assert {"hopes.sealed text", "hopes.sealed dimension", "hopes.written_minute"} <= missed[
        "hopes"
    ]
    assert missed["low_energy"] == {"people.sealed low_until", "people.sealed low_by_day"}


def test_what_stays_is_still_there() -> None:
    """A reason for what is no more is taken away."""
    there = {
        place
        for table in metadata.sorted_tables
        if whose(table) is not None
        for place in places(table)
    }
    stale = [
        name
        for name in STAYS
        if name.partition(".")[0] != "*" and not name.endswith(".*") and name not in there
    ]
    assert not stale and all(reason for reason in STAYS.values())
