"""Whatever somebody sends, everybody else is answered meanwhile: no field, header, cookie, path or
body holds the loop."""

import re
import sqlite3
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unicodedata import is_normalized
from uuid import UUID
from zoneinfo import available_timezones

import msgspec
import pytest
from sqlalchemy import Connection, Table, event, func, insert, select, update

from app import appointments, days, flower, goals, good_things, hopes, journal, network, plan
from app.chime import CODES
from app.days.models import days as days_rows
from app.foundation import clock, ids
from app.foundation.errors import NoRoom
from app.foundation.sealing import Box
from app.foundation.web import forms as reading
from app.foundation.web.answers import within
from app.foundation.web.connection import PATH_BYTES
from app.foundation.web.forms import INVISIBLE, PILED, UNUSUAL, Form, clean, piles_up, widest
from app.goals.models import steps
from app.goals.small_steps import RESTS_AFTER
from app.hard_days import askings
from app.hard_days.models import askings as asking_rows
from app.hopes.models import hopes as hope_rows
from app.journal import forms
from app.people import Keyring, Person, own, people
from app.people.browsers import Kind
from app.plan.models import plan_lines
from app.plan.parts import AT
from app.preferences import pages as preferences
from app.sharing import ITEM, Wish, apart, bonds, grants
from app.sharing.kinds import FEWER, MOST
from app.sharing.models import grants as grant_rows
from app.sharing.models import held_apart
from app.sign_in import Attempts, Passwords, logins
from app.sign_in.models import logins as login_rows
from app.sign_in.sign_in_names import may_be_email, plain
from tests.circle import crowd
from tests.house.test_edge import FORM, HOST, OURS, Answer, knock
from tests.house.test_who_may import EVERYWHERE, TABLE, House, cells, furnish
from tests.house.test_who_may import PLAIN as PLAIN_PARTS
from tests.house.test_who_may import traceless as traceless
from tests.sharing.bonded import bond, person
from tests.world import Template, World

ROOT = Path(__file__).parents[2]
TOO_SLOW, ENOUGH = 12, 5
"""Times the work for a harmless text of the same size, and the tries of which the best counts."""
UNSEEN = 0.02
"""Seconds of work that nobody notices, however little the harmless one took."""

PILES = (
    "\u0f71\u0f72",
    "\u0f73",
    "\u0301\u0323",
    "\u302a\u302e",
    "\U0001d165\U0001d16d",
    "\u3099\uff9e",
    "a" + "\u0301\u0323" * 9,
)
"""Marks: of the old list and not, above the first 65,536 characters, and those that are none before
they are taken apart."""
ODD = (
    ".", " ", "(", "[", "9", "a@", "@", ",", "\n", "<", "&", "%", "=", "-", "//", "\\", '"', "{}",
    "ﷺ", "İ", "ß", "\u202e", "\u200d", "\u1100", "가", "👩‍👩‍👧", "a.", "a-",
)  # fmt: skip
SHAPES = ("a@{}@", "{}@a", "//{}", "/{}", "[{}", "{}!")


def work(act: Callable[[], object]) -> float:
    """Seconds of the processor that something takes, in every thread: what a thread of ours does
    for long also stops the others."""
    began = time.process_time()
    act()
    return time.process_time() - began


def too_slow(
    odd: Callable[[], object], harmless: Callable[[], object], times: float = TOO_SLOW
) -> bool:
    best = usual = 1e9
    for _ in range(ENOUGH):
        best = min(best, work(odd))
        if best <= UNSEEN:
            return False
        usual = min(usual, work(harmless))
        if best <= usual * times:
            return False
    return True


def filled(bit: str, size: int) -> str:
    return (bit * (size // len(bit) + 1))[:size]


def escaped(bit: str, size: int) -> bytes:
    """As much of it as goes into `size` bytes of a form."""
    one = b"".join(b"%%%02X" % each for each in bit.encode("utf-8", "surrogatepass"))
    return one * (size // len(one))


# --- Cleaning and reading, one function at a time -------------------------------------------------


def test_every_pile_of_marks_is_cut_before_it_is_put_in_order() -> None:
    """Whatever Unicode calls a mark, or becomes nothing but marks, in every mix: the work stays
    that of plain letters."""
    for bit in PILES:
        for form in (clean, lambda given: unicodedata.normalize("NFKC", clean(given))):
            assert not piling(form, bit, 40_000), ascii(bit)


def piling(form: Callable[[str], str], bit: str, size: int) -> bool:
    # Letters that are looked at one by one, as marks are.
    odd, letters = (
        filled(bit, size),
        filled("ж", size),
    )
    return too_slow(lambda: form(odd), lambda: form(letters))


def test_no_mark_of_unicode_is_left_out() -> None:
    """Over all there are: the next Unicode may have them where today's has none."""
    missed = [
        hex(at)
        for at in range(sys.maxunicode + 1)
        if piles_up(chr(at)) and not PILED.fullmatch(chr(at) * 21)
    ]
    assert not missed, f"raise LAST in app/foundation/web/forms.py: {missed}"


def test_nothing_of_a_usual_text_would_be_changed() -> None:
    """What is let through unlooked at is one form of one letter, neither a mark nor a control
    character."""
    usual = [chr(at) for at in range(sys.maxunicode + 1) if not UNUSUAL.search(chr(at))]
    assert {*"\t\nazåøÅß "} <= {*usual}
    assert not [
        hex(ord(char))
        for char in usual
        if piles_up(char) or INVISIBLE.search(char) or not is_normalized("NFC", char)
    ]
    assert clean("e\u0301\r\n\x00\x85" + "".join(usual)) == "\xe9\n" + "".join(usual)


def test_a_list_of_marks_by_hand_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeded: the marks that were listed once, and no others."""
    few = (
        "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-"
        "\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    )
    monkeypatch.setattr(reading, "PILED", re.compile(f"([{few}]{{20}})[{few}]+"))
    assert piling(clean, PILES[0], 8_000)
    assert not piling(clean, "\u0301\u0323", 8_000)


def test_words_in_every_script_come_through_cleaning() -> None:
    """The other way round: no language writes what is cut."""
    for text in (
        "e\u0301",
        "בְּרֵאשִׁית",
        "ﷺ",
        "مُحَمَّد",
        "नमस्ते",
        "Nguyễn Thị Ánh",
        "བོད་སྐད",
        "พี่น้อง",
        "e" + "\u0301" * 20,
    ):
        assert clean(text) == unicodedata.normalize("NFC", text)


def test_looking_up_a_name_an_address_or_a_way_takes_no_longer_for_odd_ones() -> None:
    for bit in (*PILES, *ODD):
        for shape in ("{}", *SHAPES):
            odd, letters = shape.format(filled(bit, 60_000)), filled("a", 60_000)
            for act in (plain, within, may_be_email):
                asked, usual = lambda: act(odd), lambda: act(letters)  # noqa: B023
                assert not too_slow(asked, usual), (act, ascii(bit), shape)


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("per@sted.dk", True),
        ("per.hansen+x@post.sted.dk", True),
        ("æ@ø.dk", True),
        ("per", False),
        ("per@", False),
        ("@sted.dk", False),
        ("per@sted", False),
        ("per@sted.d", False),
        ("per@.dk", False),
        ("per @sted.dk", False),
        ("per@sted.dk ", False),
        ("a@b@sted.dk", False),
        ("x" * 65 + "@sted.dk", False),
        ("per@" + "x" * 200 + ".dk", False),
        ("a@" + "." * 20_000 + "@", False),
    ],
)
def test_an_address_is_one_that_could_be_written_out_whole(address: str, fine: bool) -> None:
    assert may_be_email(address) is fine


# --- Every page that is only asked for ------------------------------------------------------------

A_PAGE = 0.04
"""Seconds of the processor that a page may take, whoever asks and whatever for: the slowest takes
two thirds of it. A comparison would not do: a page that is slow for everybody is as slow for both.
"""
PLAIN = 80
"""Times the plainest page, on a machine that is slow just now."""
WHO = ("visitor", "Anna", "Gry", "Mette", "Karen")


def pages_asked(house: House) -> Iterator[tuple[str, str]]:
    """Every page there is, asked for by everybody who sees another one. The routes are the app's
    own (see the table)."""
    for row in TABLE:
        for actor, sort, method, path, _ in cells(house, row):
            if method == "GET" and actor in WHO and sort in ("own", "shared"):
                yield actor, path


def long_in_hand(house: House, asked: Iterable[tuple[str, str]]) -> list[str]:
    """Those that hold everybody else up. The best of a few tries, so that a busy machine is not
    what is measured; what is over the limit is held against the plainest page there is, asked for
    at the same moment."""
    return too_long(
        house, ((f"{actor} {path}", partial(_get, house, actor, path)) for actor, path in asked)
    )


Measure = Callable[[Callable[[], object]], float]


def too_long(
    house: House, acts: Iterable[tuple[str, Callable[[], object]]], measure: Measure = work
) -> list[str]:
    slow = ((name, act) for name, act in acts if best_of(act, measure=measure) > A_PAGE)
    return [
        f"{name} {here * 1000:.0f} ms"
        for name, act in slow
        if (here := _held_against_plain(house, act, measure))
    ]


def _get(house: House, actor: str, path: str) -> Answer:
    return crowd.get(house.world, house.sessions[actor], path)


def _held_against_plain(house: House, act: Callable[[], object], measure: Measure) -> float:
    """Seconds, or 0 when it is the machine that is slow now: as many plain pages as take about as
    long, one after the other, since a single one finds a quiet moment where nothing that is longer
    does."""
    about = PLAIN // 2
    plain = best_of(lambda: [_get(house, "visitor", "/om") for _ in range(about)], enough=0) / about
    took = best_of(act, measure=measure)
    return took if took > max(A_PAGE, PLAIN * plain) else 0.0


def best_of(act: Callable[[], object], enough: float = A_PAGE, measure: Measure = work) -> float:
    best = 1e9
    for _ in range(ENOUGH):
        best = min(best, measure(act))
        if best <= enough:
            break
    return best


def test_no_page_holds_the_others_up(house: House) -> None:
    asked = list(pages_asked(house))
    assert len({path for _, path in asked}) > 100
    assert not long_in_hand(house, asked), (
        "reckon once what is the same for everybody; show a page of what is many"
    )


def test_a_page_that_looks_through_the_disk_is_noticed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded: the time zones as they were once found, by walking through all there are for each of
    twelve, and over again for a quick disk."""
    found = lambda: [zone for zone in preferences.ZONES * 5 if zone in available_timezones()]
    monkeypatch.setattr(preferences, "_zones", found)
    assert long_in_hand(house, [("visitor", "/indstillinger")])


MANY = 1_000
STEPPED = UUID("55555555-6666-4777-8888-999999999999")
"""A goal with many steps."""
LISTS = (
    "/det-sker",
    "/det-sker/foer",
    "/det-sker/hvem",
    "/faelles-plan",
    "/faelles-plan/paa-papir",
    "/haab",
    "/maal",
    f"/maal/{STEPPED}",
    "/gode-ting/alle",
    "/blomst",
    "/netvaerk",
    "/plan",
    "/plan/1",
    "/plan/skriv",
    "/plan/orden",
    "/dagbog",
    "/mit",
    "/",
    "/deling",
)


def keep_many(db: Connection, me: Person, many: int, first: int = 0) -> None:
    """As many of each as somebody may well keep through the forms."""
    for n in range(first, first + many):
        hopes.kept.keep(db, me, ids.new(), hopes.kept.Words(f"håb nr. {n:04}"))
        goals.kept.keep(db, me, ids.new() if n else STEPPED, goals.kept.Words(f"mål nr. {n:04}"))
        goals.small_steps.keep(
            db, me, STEPPED, ids.new(), goals.small_steps.Words(f"skridt nr. {n:04}")
        )
        good_things.kept.keep(db, me, ids.new(), good_things.kept.Words(f"god nr. {n:04}"))
        network.kept.keep(db, me, ids.new(), network.kept.Words(f"ven nr. {n:04}", near="near"))
        plan.kept.keep(db, me, AT[1].code, ids.new(), plan.kept.Words(f"linje nr. {n:04}"))
        journal.entries.keep(
            db,
            me,
            ids.new(),
            me.today - timedelta(days=n),
            journal.entries.Words(f"tekst nr. {n:04}"),
        )
        grown = flower.kept.begin(db, me, ids.new())
        flower.kept.answer(db, me, grown, CODES[-1], 2)
        with suppress(NoRoom):
            appointments.kept.keep(db, me, ids.new(), appointments.kept.Words(f"samtale {n:04}"))
            appointments.joint.keep(db, me, ids.new(), appointments.joint.Words(f"linje {n:04}"))
            appointments.contacts.keep(db, me, ids.new(), appointments.contacts.Words(f"{n:04}"))
        been = (me.today - timedelta(days=1 + n)).isoformat()
        appointments.kept.keep(db, me, ids.new(), appointments.kept.Words("kaffe", been))


def test_no_list_holds_the_others_up_however_much_is_kept(house: House) -> None:
    """Anybody may keep a thousand of each and ask three times a second; a page of a list is all
    that is opened."""
    house.world.db.write_now(keep_many, house.world.person(), MANY)
    asked = [("Anna", path) for path in LISTS]
    asked += [
        ("Anna", f"{path}?fra={MANY - 100}")
        for path in (
            "/haab",
            "/maal",
            f"/maal/{STEPPED}",
            "/gode-ting/alle",
            "/blomst",
            "/netvaerk",
            "/plan/1",
        )
    ]
    assert not long_in_hand(house, asked), "own.some opens no more than a page"


def do_much(db: Connection, keys: Keyring, me: Person, bond: UUID, many: int = 3 * MANY) -> None:
    """As often as somebody with time may well do it: asked one person for words, signed in, and
    shared one thing with one person. Every other question is answered, and the newest thing shared
    is a part of the plan."""
    now, named = clock.minute(), [ids.new() for _ in range(many)]
    sealed = [
        (row, me.box.seal("askings", row, askings.Asked("Om sommerhuset", "Gry"))) for row in named
    ]
    one = {"owner": me.id, "bond": bond, "kind": askings.HOPE, "asked_minute": now}
    db.execute(
        insert(asking_rows),
        [
            one
            | {"id": row, "number": at, "sealed": words, "answered_minute": now if at % 2 else None}
            for at, (row, words) in enumerate(sealed, 10 * MANY)
        ],
    )
    until = {"made_minute": now, "start_minute": now, "end_minute": now + 90_000, "consent": 1}
    given = {"owner": me.id, "bond": bond, "scope": ITEM, **until}
    line = plan.kept.keep(db, me, "meet", ids.new(), plan.kept.Words("Gå en tur"))
    hope = {"owner": me.id, "written_minute": now}
    db.execute(
        insert(hope_rows),
        [
            hope
            | {
                "id": row,
                "number": at,
                "sealed": me.box.seal("hopes", row, hopes.kept.Words("Et håb")),
            }
            for at, row in enumerate(named[: many // 3], 20 * MANY)
        ],
    )
    things = {"asks": named, "hopes": named, "plan": [line] * many}
    shared = [(kind, things[kind][at]) for at in range(many // 3) for kind in things]
    db.execute(
        insert(grant_rows),
        [given | {"id": ids.new(), "kind": kind, "item": row} for kind, row in shared],
    )
    came = {
        "owner": me.id,
        "shared": False,
        "second": False,
        "created_minute": now,
        "proved_minute": now,
        "came": 1,
    }
    logged = [logins.hashed(str(row)) for row in named]
    db.execute(
        insert(login_rows),
        [came | {"id": row, "sealed": me.box.seal("logins", row, Kind())} for row in logged],
    )
    people.change(db, me, low_until=now + 600)


APART = ("/kreds", "/her", "/mine-ting/hent/fil")
"""Looked up or read in threads of their own, where nobody waits for them but whoever asks."""


def test_no_page_holds_the_others_up_however_much_its_owner_has_done(house: House) -> None:
    """Every page there is, of somebody who asked, shared and signed in thousands of times, on a
    hard day."""
    house.world.write(do_much, house.world.keys, house.world.person(), UUID(house.mine["Anna"]))
    asked = [
        (who, path)
        for who, path in pages_asked(house)
        if who in ("Anna", "Gry", "Mette") and not path.endswith(APART)
    ]
    onto = [("Anna", f"{path}?fra={MANY}") for path in ("/bedt", "/deling", "/konto/enheder")]
    assert not long_in_hand(house, asked + onto), (
        "a page at a time; what is named is found by its name"
    )


def test_no_form_holds_the_others_up_however_much_its_owner_has_done(house: House) -> None:
    house.world.write(do_much, house.world.keys, house.world.person(), UUID(house.mine["Anna"]))
    assert not too_long(house, forms_sent(house)), "change what the form names, and nothing else"


PLENTY = 300
"""Of each, where a page shows one or none of it."""


@contextmanager
def counted(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """How many rows are fetched meanwhile, and how many things are opened."""
    seen = {"fetched": 0, "opened": 0}

    def fetched(_: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
        seen["fetched"] += 1
        return row

    def asks(_: Connection, cursor: sqlite3.Cursor, *__: object) -> None:
        cursor.row_factory = fetched

    def opens(self: Box, *args: Any) -> Any:
        seen["opened"] += 1
        return really(self, *args)

    really, engines = Box.open, (world.db.reading, world.db.writing, world.db.apart)
    with monkeypatch.context() as patched:
        patched.setattr(Box, "open", opens)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", asks)
        try:
            yield seen
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", asks)


def keep_resting(db: Connection, me: Person) -> None:
    """Hundreds of active goals, steps that wait for nothing any more, and good things; and today is
    a good day."""
    for n in range(PLENTY):
        goals.kept.keep(db, me, row := ids.new(), goals.kept.Words(f"mål nr. {n}"))
        goals.small_steps.keep(db, me, row, ids.new(), goals.small_steps.Words(f"skridt nr. {n}"))
        good_things.kept.keep(db, me, ids.new(), good_things.kept.Words(f"god nr. {n}"))
    db.execute(
        update(steps)
        .where(steps.c.owner == me.id)
        .values(state_minute=clock.minute() - RESTS_AFTER - 1)
    )
    days.marks.put(db, me, me.today, days.Mark("good"))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/gode-ting",
        "/gode-ting/en",
        f"/gode-ting/en?efter={STEPPED}",
        "/maal/nyt",
        f"/maal/{STEPPED}/skridt",
    ],
)
def test_what_shows_one_of_many_looks_at_few(
    house: House, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """One of the good things, the step at hand, and whether there are several goals: none of it
    costs what all of them would."""
    me = house.world.person()
    house.world.write(goals.kept.keep, me, STEPPED, goals.kept.Words("Gå ture"))
    house.world.write(keep_resting, me)
    with counted(house.world, monkeypatch) as seen:
        assert _get(house, "Anna", path).status == 200
    assert 0 < seen["opened"] < 20 and seen["fetched"] < 40, (
        f"ask for one, or count no further than is asked: {seen}"
    )


def test_a_hard_day_looks_at_one_good_thing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    me = house.world.person()
    house.world.write(keep_resting, me)
    house.world.write(people.change, me, low_until=clock.minute() + 600)
    with counted(house.world, monkeypatch) as seen:
        assert b"/gode-ting/en" in _get(house, "Anna", "/").body
    assert seen["opened"] < 20 and seen["fetched"] < 40, seen


def share_many(db: Connection, keys: Keyring, me: Person, bond: UUID) -> None:
    """Every other hope is kept apart, and every hope is shared by itself; a line is put away, so
    that there is a gap."""
    mine = list(db.execute(select(hope_rows.c.id).where(hope_rows.c.owner == me.id)).scalars())
    db.execute(insert(held_apart), [{"owner": me.id, "item": row} for row in mine[::2]])
    one = db.execute(
        select(grant_rows).where(grant_rows.c.bond == bond, grant_rows.c.item.is_not(None)).limit(1)
    ).one()
    db.execute(
        insert(grant_rows),
        [one._asdict() | {"id": ids.new(), "kind": "hopes", "item": row} for row in mine],
    )
    plan.kept.remove(db, me, plan.kept.of(db, me, AT[1].code)[0].id)


def forms_sent(house: House) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every form of Anna's: those that name one of her things name the newest of it."""
    me = house.world.person()
    newest: dict[str, Table] = {
        "line_id": plan_lines,
        "step_id": steps,
        "hope_id": hope_rows,
        "asking_id": asking_rows,
    }
    found = {name: house.world.read(_newest, table, me.id) for name, table in newest.items()} | {
        "goal_id": STEPPED
    }
    for name, row in found.items():
        house.ids["Anna"][name]["own"] = str(row)
    for form in TABLE:
        for actor, sort, method, path, fields in cells(house, form):
            if (actor, sort, method) == ("Anna", "own", "POST"):
                yield (
                    form,
                    partial(sent, house, (house.sessions["Anna"], path, fields | {"vist": ""})),
                )


def _newest(db: Connection, table: Table, owner: UUID) -> UUID:
    asked = (
        select(table.c.id).where(table.c.owner == owner).order_by(table.c.number.desc()).limit(1)
    )
    found: UUID = db.execute(asked).scalar_one()
    return found


def test_no_form_holds_the_others_up_however_much_is_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is sent is written in the loop; so nothing that is written may cost what there is."""
    monkeypatch.setitem(PLAIN_PARTS, "place", "1")
    house.world.db.write_now(keep_many, house.world.person(), MANY)
    house.world.write(share_many, house.world.keys, house.world.person(), UUID(house.mine["Anna"]))
    asked = list(forms_sent(house))
    assert len(asked) > 90
    assert not too_long(house, asked), (
        "change what the form names, and nothing else; ask for what is needed and no more"
    )


def test_the_days_of_a_long_life_hold_nobody_up(house: House) -> None:
    """Every day since 1900 may be marked; what is shown of them is a year at most."""
    me = house.world.person()
    marked = [me.today - timedelta(days=n) for n in range((me.today - date(1901, 1, 1)).days)]
    one = {"owner": me.id, "number": 1, "written_minute": 1}
    sealed = [
        one
        | {
            "date": day,
            "sealed": me.box.seal("days", days.marks.place(me.id, day), days.Mark("good")),
        }
        for day in marked
    ]
    house.world.write(lambda db: db.execute(insert(days_rows).prefix_with("OR IGNORE"), sealed))
    assert not long_in_hand(
        house, [("Anna", path) for path in ("/dag", "/dag/aar/1999", "/dag/1999-12-31", "/")]
    )


def test_a_list_that_opens_all_there_is_is_noticed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded: a page without an end."""
    me = house.world.person()

    def keep(db: Connection) -> None:
        for n in range(3 * MANY):
            plan.kept.keep(db, me, AT[1].code, ids.new(), plan.kept.Words(f"linje {n}"))

    house.world.db.write_now(keep)
    monkeypatch.setattr(own, "A_PAGE", 3 * MANY)
    assert long_in_hand(house, [("Anna", "/plan/1")])


BONDS = 30
"""More people than anybody shares with, and than a guide has; each has said yes."""
SHARED = ("hopes", "goals", "good_things", "plan")
"""Kinds of which all is shared with each of them, and one thing beside it for longer: what is shown
has to be looked at, to say until when."""


def share_widely(db: Connection, keys: Keyring, me: Person, other: Person) -> None:
    """The plan is ready for each of them too, beside as much as one can keep apart."""
    first = {"goals": STEPPED}
    for n in range(MOST + 10):
        hope = hopes.kept.keep(db, me, ids.new(), hopes.kept.Words(f"håb {n}"))
        goals.kept.keep(db, me, ids.new() if n else STEPPED, goals.kept.Words(f"mål {n}"))
        goals.small_steps.keep(db, me, STEPPED, ids.new(), goals.small_steps.Words(f"skridt {n}"))
        good = good_things.kept.keep(db, me, ids.new(), good_things.kept.Words(f"god {n}"))
        line = plan.kept.keep(db, me, AT[1].code, ids.new(), plan.kept.Words(f"linje {n}"))
        first = {"hopes": hope, "good_things": good, "plan": line} | first
    for n in range(BONDS):
        code = bonds.invite(db, keys, me, ids.new(), "guide", f"Gæst {n:03}")
        on = bonds.accept(db, keys, other, code)
        for kind in SHARED:
            grants.give(db, keys, me, ids.new(), Wish(on, kind, "coming", "1"))
            grants.give(db, keys, me, ids.new(), Wish(on, kind, "item", "3", first[kind]))
        row = plan.ready.keep(db, me, on, [AT[1].code], "")
        plan.ready.confirm_shown(db, me, row, plan.ready.find(db, me, row).words.mark)
    db.execute(
        insert(held_apart),
        [{"owner": me.id, "item": row} for row in (ids.new() for _ in range(apart.MOST))],
    )


PEOPLE = (
    "/deling",
    "/deling/ny?hvad=haab",
    "/plan/del",
    "/ord/hvem",
    "/bedt/ny/call",
    "/bedt",
    "/mit",
    "/deling/set",
    "/ord",
)
"""Pages of hers on which those she shares with stand."""


def test_no_page_of_people_holds_the_others_up_however_many_there_are(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads of many, and whoever shares with many."""
    monkeypatch.setattr(bonds, "MOST_A_DAY", 10 * BONDS)
    house.world.write(
        share_widely, house.world.keys, person(house.world, "Anna"), person(house.world, "Mette")
    )
    asked = [("Mette", "/kreds"), ("Mette", "/kreds?fra=20"), *(("Anna", path) for path in PEOPLE)]
    assert not long_in_hand(house, asked), (
        "a page of people at a time, and nothing of theirs is opened that is not shown"
    )


def in_the_loop(act: Callable[[], object]) -> float:
    """Seconds of the processor in the thread of the loop alone: what is long is made in others, and
    there it is one of many."""
    began = time.thread_time()
    act()
    return time.thread_time() - began


def show_much(db: Connection, keys: Keyring, me: Person, bond: UUID) -> None:
    """Twice as many drawings and long texts as there is room for on a page, and a plan of 4,000
    lines."""
    for kind in ("plan", "flower"):
        grants.give(db, keys, me, ids.new(), Wish(bond, kind, "coming", "1"))
    for _ in range(2 * FEWER):
        flower.kept.answer(db, me, flower.kept.begin(db, me, ids.new()), CODES[-1], 2)
    text = journal.entries.Words("<&\"'>" * 1_000)
    rows = [
        journal.entries.keep(db, me, ids.new(), me.today - timedelta(days=n), text)
        for n in range(2 * FEWER)
    ]
    one = db.execute(
        select(grant_rows).where(grant_rows.c.bond == bond, grant_rows.c.item.is_not(None)).limit(1)
    ).one()
    db.execute(
        insert(grant_rows),
        [one._asdict() | {"id": ids.new(), "kind": "entries", "item": row} for row in rows],
    )
    plan.kept.keep(db, me, AT[1].code, first := ids.new(), plan.kept.Words("linje"))
    line = db.execute(select(plan_lines).where(plan_lines.c.id == first)).one()._asdict()
    many = [
        line
        | {
            "id": row,
            "place": 1_000 + n,
            "sealed": me.box.seal("plan_lines", row, plan.kept.Words("linje")),
        }
        for n, row in enumerate(ids.new() for _ in range(4 * MANY))
    ]
    db.execute(insert(plan_lines), many)


def test_what_is_long_to_show_holds_nobody_up(house: House) -> None:
    """Read by another, and looked at first; and one's own pages of long texts."""
    on = house.mine["Anna"]
    house.world.write(show_much, house.world.keys, house.world.person(), UUID(on))
    asked = [("Mette", f"/kreds/{on}/{path}") for path in ("blomst", "dagbog", "plan")]
    asked += [
        ("Anna", f"/deling/ny/se?hvad={path}&hvem={on}&omfang={scope}&laenge=1")
        for path in ("blomst", "plan")
        for scope in ("now", "coming")
    ]
    acts = [
        (f"{who} {path}", partial(_get, house, who, path))
        for who, path in (*asked, ("Anna", "/dagbog"))
    ]
    seen = [act() for _, act in acts]
    assert all(each.status == 200 for each in seen)
    assert [
        each.body.count(b"entry__when" if at else b"<figure") for at, each in enumerate(seen[:2])
    ] == [FEWER, FEWER]
    assert not too_long(house, acts, in_the_loop), (
        "of what is long in itself a page has room for fewer; a long page is made in a thread"
    )


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/haab", "håb"),
        ("/maal", "mål"),
        (f"/maal/{STEPPED}", "skridt"),
        ("/gode-ting/alle", "god"),
        ("/netvaerk", "ven"),
        ("/plan/1", "linje"),
    ],
)
def test_everything_is_found_again_a_page_at_a_time(world: World, path: str, word: str) -> None:
    """Each thing once, in its order, by the way onwards; with a hundred of them there is one page
    and no way onwards."""
    world.write(keep_many, world.person(), 100)
    anna, shown = world.signed_in(), re.compile(rf"{word} nr\. (\d+)")
    whole = anna.get(path).main
    assert set(shown.findall(whole)) == {f"{n:04}" for n in range(100)}
    assert "fra=" not in anna.ask("GET", path).text
    world.write(keep_many, world.person(), 105, 100)
    seen: list[str] = []
    at: str | None = path
    while at:
        text = anna.ask("GET", at).text
        main = text[text.index("<main") :]
        seen += dict.fromkeys(shown.findall(main))
        onto = re.search(rf'href="({path}\?fra=\d+)"', main)
        at = onto[1] if onto else None
    assert len(seen) == 205 and set(seen) == {f"{n:04}" for n in range(205)}
    for odd in ("x", "-1", "9" * 30, "²", "1" * 9):
        assert anna.ask("GET", f"{path}?fra={odd}").status_code == 200


def test_what_is_shared_asked_and_signed_in_is_found_again_and_ended_from_the_first_page(
    world: World,
) -> None:
    """Each once, by the way onwards; whoever stops all sharing, or signs out everywhere else, need
    not go to the last page."""
    on = bond(world, "Anna", "Mette")
    world.write(do_much, world.keys, world.person(), on, 160)
    anna = world.signed_in()
    for path, each in (
        ("/bedt", r"/bedt/([0-9a-f-]{36})/slet"),
        ("/deling", r"/deling/([0-9a-f-]{36})/stop"),
        ("/konto/enheder", r'name="enhed" value="([0-9a-f]+)"'),
    ):
        seen, pages, at = list[str](), 0, path
        while at:
            main = anna.ask("GET", at).text
            seen, pages = seen + re.findall(each, main), pages + 1
            onto = re.search(rf'href="({path}\?fra=\d+)"', main)
            at = onto[1] if onto else ""
        there = {"/bedt": 160, "/deling": 2 * 53, "/konto/enheder": 160}[path]
        assert (
            len(seen) == len(set(seen)) == there
            and pages == there // (50 if path == "/deling" else 100) + 1
        ), path
    assert "Mette kan se dele af din plan" in anna.get("/deling").main
    anna.fill("/deling", "/deling/stop-alt")
    assert world.read(grants.given, world.person()) == {}
    anna.fill("/konto/enheder", "/konto/log-ud-alle-andre")
    left = (
        select(func.count()).select_from(login_rows).where(login_rows.c.owner == world.person().id)
    )
    assert world.read(lambda db: db.execute(left).scalar_one()) == 1


# --- Every route, every field it reads ------------------------------------------------------------


@pytest.fixture
def house(
    sqlite_template: Template, tmp_path: Path, traceless: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    """Everybody has something, and nothing that is sent leaves a trace. Passwords are not hashed:
    that is slow on purpose."""
    monkeypatch.setattr(Passwords, "hash_now", lambda self, password: "hashed")
    monkeypatch.setattr(Passwords, "_right", lambda self, stored, password: True)
    world = World(sqlite_template.copied(tmp_path / "data", "loop"), sqlite_template.cast)
    yield furnish(world)
    world.close()


Cell = tuple[str, str, dict[str, str]]
"""Whose cookie, where to, and the fields that come along."""


def asked_for(house: House, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Cell]]:
    """By route, each field that its handler asks for, and a request that makes it ask. Found by
    listening, so that no form and no field has to be listed."""
    names: set[str] = set()
    with monkeypatch.context() as listening:
        for method in ("get", "all"):
            listening.setattr(Form, method, _listens(getattr(Form, method), names))
        found: dict[str, dict[str, Cell]] = defaultdict(dict)
        for row in TABLE:
            for actor, sort, method, path, fields in cells(house, row):
                if (
                    method != "POST"
                    or actor not in ("Anna", "Gry", "Karen", "visitor")
                    or sort in ("foreign", "missing")
                ):
                    continue
                names.clear()
                sent(house, (house.sessions[actor], path, fields))
                for name in names | {"konto"}:
                    found[row.partition("?")[0]].setdefault(
                        name, (house.sessions[actor], path, fields)
                    )
    return found


def _listens(really: Any, names: set[str]) -> Any:
    def ask(self: Form, name: str, *otherwise: Any) -> Any:
        names.add(name)
        return really(self, name, *otherwise)

    return ask


def sent(house: House, cell: Cell, name: str = "", value: bytes = b"") -> Answer:
    session, path, fields = cell
    house.world.state["door"].attempts = Attempts()
    rest = "&".join(f"{key}={text}" for key, text in fields.items() if key != name).encode()
    body = rest if not name else b"&".join((rest, name.encode() + b"=" + value))
    return knock(house.world, "POST", path, HOST, OURS, FORM, *crowd._cookie(session), body=[body])


SOME = ("\u0f71\u0f72", ".", " ", "[", ",")


def swollen(
    house: House, found: dict[str, dict[str, Cell]], bits: tuple[str, ...]
) -> Iterator[str]:
    """What takes too long: every field of every route, filled to the edge, one at a time."""
    for row, fields in found.items():
        for name, cell in fields.items():
            room = widest(cell[1]) - 600
            usual = escaped("æ", room)
            for bit in bits:
                odd = escaped(bit, room)
                said = partial(sent, house, cell, name)
                if too_slow(partial(said, odd), partial(said, usual)):
                    yield f"{row} {name} {bit!a}"


def test_no_field_of_any_form_holds_the_others_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asked_for(house, monkeypatch)
    assert len(found) > 80 and sum(map(len, found.values())) > 150
    assert {"tekst", "hjalp_nyt", "dato"} <= set(found["POST /dagbog"])
    assert {"navn", "adgangskode", "kode", "baaret", "til"} <= set(found["POST /log-ind"])
    assert not list(swollen(house, found, SOME))


@pytest.mark.long
def test_no_field_holds_the_others_up_with_anything(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not list(swollen(house, asked_for(house, monkeypatch), (*PILES, *ODD)))


def test_a_field_that_takes_the_square_of_its_length_is_noticed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded: whom somebody was with looked at by a pattern for addresses, before its length."""
    slow = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")
    monkeypatch.setattr(forms, "worded", lambda text: "" if slow.fullmatch(text) else text)
    cell = (house.sessions["Anna"], "/dagbog", EVERYWHERE | {"konto": house.marks["Anna"]})
    odd, usual = b"a%40" + b"." * 6_000 + b"%40", b"a" * 6_006
    assert too_slow(
        lambda: sent(house, cell, "sammen", odd), lambda: sent(house, cell, "sammen", usual)
    )


# --- What is no form ------------------------------------------------------------------------------


BODIES = (
    b"%",
    b"%zz",
    b"&",
    b"=",
    b"a&",
    b"%26",
    b"+",
    b";",
    b"\xff",
    b"\x00",
    b"%ED%A0%80",
    b"a=%CC%81&",
)
"""What a whole body may be made of, also what no browser sends."""


def test_no_body_that_is_hardly_a_form_holds_the_others_up(house: House) -> None:
    for path in ("/dagbog", "/log-ind", "/log-ud", "/csp", "/del", "/sync"):
        room = widest(path)
        usual = b"tekst=" + b"a" * (room - 6)
        for bit in BODIES:
            odd = (bit * (room // len(bit) + 1))[:room]
            ask: Any = partial(knock, house.world, "POST", path, HOST, OURS, FORM, *_anna(house))
            assert not too_slow(partial(ask, body=[odd]), partial(ask, body=[usual])), (path, bit)


def one(text: str) -> dict[str, Any]:
    fields = [["tekst", text]]
    return {
        "op": "00000000-0000-4000-8000-000000000001",
        "path": "/dagbog",
        "fields": fields,
        "day": "2026-03-14",
        "v": 1,
    }


def batches(mark: str) -> Iterator[tuple[str, bytes]]:
    """What a phone could send, and what none does: swollen in each of its fields, and nested."""
    for bit in (*PILES, *ODD):
        for name in ("op", "path", "day", "box", "tekst"):
            text = filled(
                bit, (reading.BODY - 500) // len(msgspec.json.encode(bit)[1:-1]) * len(bit)
            )
            given = {"fields": [["tekst", text]]} if name == "tekst" else {name: text}
            yield (
                f"{name} {bit!a}",
                msgspec.json.encode({"account": mark, "ops": [one("ord") | given]}),
            )
    for deep in (900, 1_100, 30_000):
        nest = b"[" * deep + b"]" * deep
        for where in (b"op", b"path", b"fields", b"v", b"else"):
            yield (
                f"nested {deep} {where!r}",
                b'{"account":"%s","ops":[{"%s":%s}]}' % (mark.encode(), where, nest),
            )
        yield f"nested {deep} batch", b'{"account":"%s","ops":[],"else":%s}' % (mark.encode(), nest)
        yield f"nested {deep} only", nest
    for number in (b"9" * 60_000, b"9" * 60_000 + b".1e5", b"-" + b"9" * 5_000, b"1e99999"):
        yield (
            "a long number",
            b'{"account":"%s","ops":[{"v":%s},{"op":%s}]}' % (mark.encode(), number, number),
        )


def test_nothing_a_phone_sends_holds_the_others_up_or_is_our_fault(house: House) -> None:
    """Nested, swollen or no JSON at all: set aside or refused, never a fault of ours, and
    quickly."""
    usual = msgspec.json.encode({"account": house.marks["Anna"], "ops": [one("æ" * 32_000)]})
    kind = (b"content-type", b"application/json")
    ask: Any = lambda body: knock(
        house.world, "POST", "/sync", HOST, OURS, kind, *_anna(house), body=[body]
    )
    for name, odd in batches(house.marks["Anna"]):
        answer = ask(odd)
        assert answer.status == (200 if b'"results"' in answer.body else 400), (name, answer.status)
        assert b"our_fault" not in answer.body, name
        assert not too_slow(lambda: ask(odd), lambda: ask(usual)), name  # noqa: B023


HEAD = 30_000
"""Bytes in a head that the server reads; see app/foundation/web/connection.py."""


def test_no_header_cookie_address_or_question_holds_the_others_up(house: House) -> None:
    """On a page that everybody may open, one that needs a login, and one that is told where to lead
    on to."""
    asked = sorted(
        {
            name
            for file in (ROOT / "app").rglob("*.py")
            for name in _questions(file.read_text(encoding="utf-8"))
        }
    )
    assert {"til", "besked", "fortryd", "foer"} <= set(asked)
    names = (
        "cookie", "accept-language", "user-agent", "accept", "accept-encoding", "referer", "origin",
        "content-type", "if-none-match", "hx-request", "sec-fetch-site", "sec-purpose",
        "x-forwarded-for", "content-length",
    )  # fmt: skip
    bits = (
        "%",
        ".",
        " ",
        ";",
        "; ",
        ",",
        "=",
        "a=",
        "9",
        ";q=",
        "//",
        "[",
        "\\",
        "-",
        "/",
        "%CC%81",
        "a-",
    )
    slow = []
    for bit in bits:
        text = filled(bit, HEAD).encode()
        for path in ("/hjaelp-nu", "/dagbog", "/log-ind"):
            for name in names:
                slow += _slow(
                    house,
                    f"{name} {bit}",
                    path,
                    ((name.encode(), text),),
                    ((name.encode(), b"a" * HEAD),),
                )
        for name in asked:
            for path in ("/log-ind", "/dagbog", "/deling/ny", "/deling/set", "/gode-ting/en"):
                slow += _slow(
                    house,
                    f"{path}?{name} {bit}",
                    path,
                    query=name.encode() + b"=" + text,
                    usual_query=b"a" * HEAD,
                )
        for start in ("/", "/dag/", "/dagbog/", "/blomst/", "/hjaelp-nu/", "/static/"):
            slow += _slow(
                house,
                f"{start} {bit}",
                start + filled(bit, PATH_BYTES),
                usual_path=start + "a" * PATH_BYTES,
            )
    assert not slow


def _questions(source: str) -> list[str]:
    return re.findall(r'query_params\.get\("(\w+)"', source)


def _slow(
    house: House,
    name: str,
    path: str,
    odd: tuple[Any, ...] = (),
    usual: tuple[Any, ...] = (),
    *,
    query: bytes = b"",
    usual_query: bytes = b"",
    usual_path: str = "",
) -> list[str]:
    def ask(path: str, headers: tuple[Any, ...], query: bytes) -> Answer:
        answer = knock(house.world, "GET", path, HOST, *_anna(house), *headers, query=query)
        assert answer.status < 500, name
        return answer

    slow = too_slow(
        lambda: ask(path, odd, query), lambda: ask(usual_path or path, usual, usual_query)
    )
    return [name] if slow else []


def _anna(house: House) -> list[tuple[bytes, bytes]]:
    return crowd._cookie(house.sessions["Anna"])
