"""R5, R9, R16, R20: what is given holds as long as was said and no longer, and only its owner gives
and stops."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import Event, Thread
from time import sleep
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, func, select, update

from app import days, hopes
from app.foundation import clock, ids
from app.foundation.errors import NotFound, Refused
from app.hopes.kept import Words
from app.municipality.models import staff
from app.people import people
from app.people.people import Person
from app.preferences.pages import ZONES
from app.sharing import active_grants, apart, bonds, grants, log, remembered, stopping, view
from app.sharing.grants import Wish
from app.sharing.kinds import KINDS
from app.sharing.models import bonds as bond_rows
from app.sharing.models import grants as rows
from tests.conftest import NOON
from tests.sharing.bonded import bond, grant, person
from tests.world import World

pytestmark = pytest.mark.both

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


# --- Until when -----------------------------------------------------------------------------------


def nights(zone: str, first: int = 2026, last: int = 2028) -> Iterator[date]:
    """The days around which the clock changes there, and the ends of months."""
    there, day = ZoneInfo(zone), date(first, 1, 1)
    while day.year <= last:
        before, after = (
            datetime(day.year, day.month, day.day, tzinfo=there) + n * DAY for n in (-1, 2)
        )
        if before.utcoffset() != after.utcoffset() or (day + DAY).day == 1:
            yield day
        day += DAY


@pytest.mark.parametrize(
    "zone", [*ZONES, "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Antarctica/Troll"]
)
def test_the_last_day_is_in_it_and_the_next_is_not(zone: str) -> None:
    """«Til og med», by days that begin at 04:00 there, also on nights when the clock changes."""
    tried = 0
    for last in nights(zone):
        end = clock.after(last, zone)
        assert clock.day_of(clock.from_minute(end - 1), zone) == last
        assert clock.day_of(clock.from_minute(end), zone) == last + DAY
        assert clock.from_minute(end).astimezone(ZoneInfo(zone)).hour == 4
        tried += 1
    assert tried >= 36, "twelve ends of months in each of three years"


def test_in_denmark_the_nights_of_the_clock_are_among_them() -> None:
    """The last nights of March and October, when a day has 23 or 25 hours."""
    hours = {}
    for day in nights("Europe/Copenhagen"):
        hours[day] = (
            clock.after(day, "Europe/Copenhagen") - clock.after(day - DAY, "Europe/Copenhagen")
        ) / 60
    changes = {day: many for day, many in hours.items() if many != 24}
    assert changes == {
        date(2026, 3, 28): 23,
        date(2026, 10, 24): 25,
        date(2027, 3, 27): 23,
        date(2027, 10, 30): 25,
        date(2028, 3, 25): 23,
        date(2028, 10, 28): 25,
    }


MONTHS = [
    (date(2026, 1, 31), "1", date(2026, 2, 28)),
    (date(2028, 1, 31), "1", date(2028, 2, 29)),
    (date(2026, 1, 30), "1", date(2026, 2, 28)),
    (date(2026, 3, 31), "1", date(2026, 4, 30)),
    (date(2026, 3, 14), "1", date(2026, 4, 14)),
    (date(2026, 10, 31), "1", date(2026, 11, 30)),
    (date(2026, 12, 31), "1", date(2027, 1, 31)),
    (date(2026, 11, 30), "3", date(2027, 2, 28)),
    (date(2026, 11, 30), "1", date(2026, 12, 30)),
    (date(2026, 8, 31), "6", date(2027, 2, 28)),
    (date(2026, 12, 1), "12", date(2027, 12, 1)),
    (date(2028, 2, 29), "12", date(2029, 2, 28)),
    (date(2026, 3, 14), "i-dag", date(2026, 3, 14)),
]


@pytest.mark.parametrize(("today", "length", "last"), MONTHS)
def test_a_month_later_is_the_same_day_or_the_last_there_is(
    world: World, today: date, length: str, last: date
) -> None:
    anna = person(world, "Anna")
    with clock.held(datetime(today.year, today.month, today.day, 12, tzinfo=UTC)):
        assert grants.last_day(anna, grants.lengths("guide", "now")[length]) == last


def test_before_four_it_is_still_the_day_before(world: World) -> None:
    anna = person(world, "Anna")
    with clock.held(datetime(2026, 4, 1, 1, 30, tzinfo=UTC)):  # 03:30 in Denmark
        assert grants.last_day(anna, grants.lengths("guide", "now")["1"]) == date(2026, 4, 30)
        assert grants.last_day(anna, grants.lengths("guide", "now")["i-dag"]) == date(2026, 3, 31)


@pytest.mark.parametrize(
    "given", [datetime(2026, 2, 28, 12, tzinfo=UTC), datetime(2026, 9, 25, 12, tzinfo=UTC)]
)
def test_it_ends_to_the_minute_with_nothing_running(world: World, given: datetime) -> None:
    """R9: over the night the clock changes; no job ends it, the question does."""
    with clock.held(given):
        world.write(_comes_in, world.cast["Mette"].id)
        on = bond(world)
        world.write(hopes.kept.keep, person(world, "Anna"), ids.new(), Words("Et håb"))
        made = grant(world, on, "hopes", "coming")
    four = datetime(
        made.until.year, made.until.month, made.until.day, 4, tzinfo=ZoneInfo("Europe/Copenhagen")
    )
    end = (four + DAY).astimezone(UTC)
    with clock.held(end - MINUTE):
        assert seen(world, "Mette", on) == 1
    with clock.held(end):
        assert seen(world, "Mette", on) is None


def _comes_in(db: Connection, guide: UUID) -> None:
    """However long ago it was."""
    db.execute(update(staff).where(staff.c.person == guide).values(seen_minute=clock.minute()))


# --- Who may give what ----------------------------------------------------------------------------


def seen(world: World, reader: str, on: UUID, kind: str = "hopes") -> int | None:
    """How many hopes the reader gets to see, or None when there is nothing to find."""
    try:
        found = world.write(
            view.see, world.keys, person(world, reader), on, kind, hopes.reading.shared
        )
    except NotFound:
        return None
    return len(found.content)


def give(
    world: World,
    on: UUID,
    kind: str = "hopes",
    scope: str = "coming",
    length: str = "1",
    item: UUID | None = None,
    by: str = "Anna",
    row: UUID | None = None,
) -> grants.Given:
    made: grants.Given = world.write(
        grants.give,
        world.keys,
        person(world, by),
        row or ids.new(),
        Wish(on, kind, scope, length, item),
    )
    return made


def many(world: World) -> int:
    found: int = world.read(
        lambda db: db.execute(select(func.count()).select_from(rows)).scalar_one()
    )
    return found


def events(world: World, name: str = "Anna") -> list[str]:
    return [line.event.what for line in reversed(world.read(log.lines, person(world, name).box))]


@pytest.mark.parametrize("by", ["Sam", "Gry", "Mette", "Otto", "Karen", "Ellen"])
def test_only_the_owner_gives(world: World, by: str) -> None:
    """Also not the other half of the bond: nobody gives themselves anything, nobody gives on."""
    on = bond(world)
    with pytest.raises(NotFound):
        give(world, on, by=by)
    with pytest.raises(NotFound):
        world.write(grants.pending, person(world, by), Wish(on, "hopes", "now", "1"))
    assert many(world) == 0


@pytest.mark.parametrize("by", ["Sam", "Gry", "Mette", "Otto", "Karen", "Ellen"])
def test_only_the_owner_stops(world: World, by: str) -> None:
    on = bond(world)
    made = give(world, on)
    with pytest.raises(NotFound):
        world.write(stopping.stop, world.keys, person(world, by), made.id)
    world.write(stopping.stop_all, world.keys, person(world, by))
    with pytest.raises(NotFound):
        world.write(stopping.part, world.keys, person(world, by), on)
    assert seen(world, "Mette", on) == 0


@pytest.mark.parametrize("by", ["Sam", "Mette"])
def test_the_form_of_somebody_elses_grant_changes_nothing(world: World, by: str) -> None:
    on, theirs = bond(world), bond(world, "Sam", "Gry")
    made = give(world, on)
    with pytest.raises(NotFound):
        give(world, theirs if by == "Sam" else on, row=made.id, by=by)
    assert many(world) == 1


def test_nobody_says_yes_to_their_own_invitation(world: World) -> None:
    anna = person(world, "Anna")
    code = world.write(bonds.invite, world.keys, anna, ids.new(), "relative", "Mig selv")
    with pytest.raises(Refused):
        world.write(bonds.accept, world.keys, anna, code)
    assert [each.accepted for each in world.read(bonds.mine, anna)] == [False]


@pytest.mark.parametrize(
    ("role", "by"),
    [
        ("guide", "Gry"),
        ("guide", "Sam"),
        ("guide", "Karen"),
        ("guide", "Ellen"),
        ("relative", "Mette"),
    ],
)
def test_an_invitation_is_for_one_sort_of_account(world: World, role: str, by: str) -> None:
    code = world.write(bonds.invite, world.keys, person(world, "Anna"), ids.new(), role, "En")
    with pytest.raises(Refused):
        world.write(bonds.accept, world.keys, person(world, by), code)


def test_a_guide_says_yes_with_both_factors_only(world: World) -> None:
    code = world.write(bonds.invite, world.keys, person(world, "Anna"), ids.new(), "guide", "Mette")
    mette = person(world, "Mette")
    mette.second = False
    with pytest.raises(Refused):
        world.write(bonds.accept, world.keys, mette, code)


def test_an_invitation_is_taken_once_and_in_time(world: World) -> None:
    anna, gry = person(world, "Anna"), person(world, "Gry")
    code = world.write(bonds.invite, world.keys, anna, ids.new(), "relative", "Gry")
    with clock.held(NOON + timedelta(minutes=bonds.VALID)), pytest.raises(NotFound):
        world.write(bonds.accept, world.keys, gry, code)
    with clock.held(NOON + timedelta(minutes=bonds.VALID - 1)):
        world.write(bonds.accept, world.keys, gry, code)
        with pytest.raises(NotFound):
            world.write(bonds.accept, world.keys, person(world, "Sam"), code)


def test_nothing_is_given_on_a_bond_that_is_not_there(world: World) -> None:
    """A stranger's, nobody's, one that nobody has accepted, one that ended: not found, all
    alike."""
    anna = person(world, "Anna")
    strangers = bond(world, "Sam", "Gry")
    code = world.write(bonds.invite, world.keys, anna, ids.new(), "relative", "Gry")
    asked = world.read(bonds.invitation, world.keys, code).id
    over = bond(world)
    world.write(stopping.part, world.keys, anna, over)
    left = bond(world, other="Gry")
    world.write(bonds.end, world.keys, person(world, "Gry"), left, owner=False)
    for on in (strangers, ids.new(), asked, over, left):
        with pytest.raises(NotFound):
            give(world, on)
    assert many(world) == 0


def test_a_strangers_bond_is_not_found_on_the_pages(world: World) -> None:
    strangers, mine = bond(world, "Sam", "Gry"), bond(world)
    anna = world.signed_in()
    form = anna.get(f"/deling/ny/se?hvem={mine}&hvad=haab&laenge=1").form("/deling/ny").fields
    for path in (
        f"/deling/ny/se?hvem={strangers}&hvad=haab&laenge=1",
        f"/deling/ny/se?hvem={ids.new()}&hvad=haab&laenge=1",
    ):
        assert anna.ask("GET", path).status_code == 404
    for other in (strangers, ids.new()):
        fields = [(name, str(other) if name == "hvem" else value) for name, value in form]
        assert anna.send("/deling/ny", fields).status_code == 404
    assert many(world) == 0


ITEM = UUID(int=5)
NOT_OFFERED: list[Any] = [
    ("Mette", "hopes", "coming", "2", None),
    ("Mette", "hopes", "coming", "", None),
    ("Mette", "hopes", "coming", "999", None),
    ("Mette", "hopes", "all", "1", None),
    ("Mette", "letters", "coming", "1", None),
    ("Mette", "hopes", "item", "1", None),
    ("Mette", "hopes", "coming", "1", ITEM),
    ("Mette", "hopes", "now", "1", ITEM),
    ("Mette", "days", "item", "1", ITEM),
    ("Mette", "days_words", "item", "1", ITEM),
    ("Mette", "entries", "now", "1", None),
    ("Mette", "entries", "coming", "1", None),
    ("Gry", "hopes", "coming", "6", None),
    ("Gry", "hopes", "coming", "12", None),
    ("Gry", "hopes", "item", "12", ITEM),
    ("Gry", "hopes", "now", "i-dag", None),
    ("Gry", "hopes", "coming", "i-dag", None),
]


@pytest.mark.parametrize(("other", "kind", "scope", "length", "item"), NOT_OFFERED)
def test_what_is_not_offered_is_not_given(
    world: World, other: str, kind: str, scope: str, length: str, item: UUID | None
) -> None:
    on = bond(world, other=other)
    with pytest.raises(NotFound):
        give(world, on, kind, scope, length, item)
    assert many(world) == 0


def test_every_length_that_is_offered_can_be_given(world: World) -> None:
    bonds_ = {"guide": bond(world), "relative": bond(world, other="Gry")}
    for role, on in bonds_.items():
        for kind in KINDS.values():
            for scope in kind.scopes:
                for length in grants.lengths(role, scope):
                    made = give(
                        world, on, kind.code, scope, length, ITEM if scope == "item" else None
                    )
                    assert made.until <= (person(world, "Anna").today.replace(year=2027))
                    assert made.waits == (role == "relative" and scope != "item")


# --- Twice, at once, and when it begins -----------------------------------------------------------


def test_the_same_form_twice_gives_once(world: World) -> None:
    on, row = bond(world), ids.new()
    first, again = give(world, on, row=row), give(world, on, row=row)
    assert first == again and many(world) == 1
    assert events(world).count("granted") == 1


def test_the_same_form_again_does_not_bring_back_what_was_stopped(world: World) -> None:
    on, row, anna = bond(world), ids.new(), person(world, "Anna")
    give(world, on, row=row)
    world.write(stopping.stop, world.keys, anna, row)
    give(world, on, row=row)
    world.write(stopping.stop, world.keys, anna, row)
    assert seen(world, "Mette", on) is None
    assert events(world) == ["invited", "accepted", "granted", "stopped"], (
        "stopped already is stopped"
    )


@pytest.mark.parametrize("stops", ["stop", "stop_all", "part"])
def test_two_tabs_stop_and_give_again_at_once(world: World, stops: str) -> None:
    """Whichever comes first, what was stopped stays stopped, the page about it is true, and the log
    is whole."""
    anna = person(world, "Anna")
    for _ in range(8):
        on, row = bond(world), ids.new()
        give(world, on, row=row)
        how = {
            "stop": partial(world.write, stopping.stop, world.keys, anna, row),
            "stop_all": partial(world.write, stopping.stop_all, world.keys, anna),
            "part": partial(world.write, stopping.part, world.keys, anna, on),
        }[stops]
        failed = at_once(how, partial(give, world, on, row=row))
        assert failed == []
        assert seen(world, "Mette", on) is None
        assert world.person("Anna").profile.shares == frozenset()
        world.write(_forget_invitations)
    assert world.read(log.broken, world.keys.root, anna.box) is None


def test_two_tabs_stop_one_and_give_another_at_once(world: World) -> None:
    """Both are done, and the note of what is shared says what is."""
    anna, on = person(world, "Anna"), bond(world)
    for _ in range(8):
        old, new = give(world, on), ids.new()
        failed = at_once(
            partial(world.write, stopping.stop, world.keys, anna, old.id),
            partial(give, world, on, "good_things", row=new),
        )
        assert failed == []
        held = world.read(active_grants.to_me, person(world, "Mette"), [on])
        assert set(held[on]) == {"good_things"}
        assert world.person("Anna").profile.shares == {"good_things"}
        world.write(stopping.stop, world.keys, anna, new)
    assert world.read(log.broken, world.keys.root, anna.box) is None


def test_what_is_given_while_deling_is_opened_is_noted_too(world: World) -> None:
    """Deling notes anew what is shared, as when somebody has left; a gift that is committed just
    then must not be forgotten by it: every page would say that nobody can see it."""
    anna, on = person(world, "Anna"), bond(world)
    given, go_on = Event(), Event()

    def gives(db: Connection) -> None:
        grants.give(db, world.keys, anna, ids.new(), Wish(on, "hopes", "coming", "1"))
        given.set()
        go_on.wait(20)

    def opens() -> None:
        given.wait(20)
        world.write(remembered.remember, anna)

    def goes_on() -> None:
        given.wait(20)
        sleep(0.3)  # the other asks meanwhile, or waits
        go_on.set()

    assert at_once(partial(world.write, gives), opens, goes_on) == []
    assert world.person("Anna").profile.shares == {"hopes"}


def at_once(*jobs: Any) -> list[Exception]:
    """Each in a thread of its own; what went wrong."""
    failed: list[Exception] = []

    def run(job: Any) -> None:
        try:
            job()
        except Exception as error:
            failed.append(error)

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def _forget_invitations(db: Connection) -> None:
    """So that the day's ten invitations are not used up."""
    db.execute(update(bond_rows).values(made_minute=bond_rows.c.made_minute - 24 * 60))


def test_a_whole_kind_waits_a_day_for_a_relative(world: World) -> None:
    """R16: one can think again; a single thing is there at once."""
    anna, on = person(world, "Anna"), bond(world, other="Gry")
    one = world.write(hopes.kept.keep, anna, ids.new(), Words("Et"))
    world.write(hopes.kept.keep, anna, ids.new(), Words("To"))
    assert give(world, on).waits
    assert seen(world, "Gry", on) is None
    assert not give(world, on, scope="item", item=one, length="i-dag").waits
    assert seen(world, "Gry", on) == 1
    with clock.held(NOON + DAY - MINUTE):
        assert seen(world, "Gry", on) is None, "the single one ended with the day"
    with clock.held(NOON + DAY):
        assert seen(world, "Gry", on) == 2


def test_thinking_again_leaves_no_trace_for_the_relative(world: World) -> None:
    on, gry = bond(world, other="Gry"), world.signed_in("Gry")
    before = gry.get("/kreds").main
    made = give(world, on)
    assert gry.get("/kreds").main == before
    world.write(stopping.stop, world.keys, person(world, "Anna"), made.id)
    assert gry.get("/kreds").main == before
    with clock.held(NOON + 2 * DAY):
        assert seen(world, "Gry", on) is None


@pytest.mark.parametrize("scope", ["now", "coming", "item"])
def test_a_guide_sees_at_once(world: World, scope: str) -> None:
    on = bond(world)
    one = world.write(hopes.kept.keep, person(world, "Anna"), ids.new(), Words("Et"))
    made = give(world, on, scope=scope, item=one if scope == "item" else None)
    assert not made.waits and seen(world, "Mette", on) == 1


def test_what_comes_later_is_not_in_what_is_shared_now(world: World) -> None:
    """Nor does a change of an old one, or a date long ago, move anything in or out."""
    anna, on = person(world, "Anna"), bond(world)
    old = world.write(hopes.kept.keep, anna, ids.new(), Words("Gammelt"))
    world.write(days.marks.put, anna, anna.today, days.marks.Mark("good"))
    give(world, on, scope="now")
    give(world, on, "days", "now")
    world.write(hopes.kept.keep, anna, ids.new(), Words("Nyt"))
    world.write(hopes.kept.change, anna, old, Words("Gammelt, rettet"))
    world.write(days.marks.put, anna, anna.today - timedelta(days=300), days.marks.Mark("hard"))
    found = world.write(
        view.see, world.keys, person(world, "Mette"), on, "hopes", hopes.reading.shared
    )
    assert [hope.text for hope in found.content] == ["Gammelt, rettet"]
    shown = world.write(
        view.see, world.keys, person(world, "Mette"), on, "days", days.reading.shared
    )
    assert list(shown.content) == [anna.today]


# --- An old form opens nothing again --------------------------------------------------------------


def test_an_old_form_ends_no_pause_that_began_since(world: World) -> None:
    anna, on = person(world, "Anna"), bond(world)
    give(world, on)
    phone = world.signed_in("Anna")
    old = phone.typed(phone.fill("/deling", "/deling/pause"), "/deling/pause/slut")
    assert "Pausen er slut." in phone.post("/deling/pause/slut", old).said
    phone.fill("/deling", "/deling/pause")
    assert "Pausen er slut." not in phone.post("/deling/pause/slut", old).said
    assert world.read(grants.paused, anna)
    phone.fill("/deling", "/deling/pause/slut")
    assert not world.read(grants.paused, anna)


def test_an_old_form_lets_nothing_in_that_is_kept_apart_anew(world: World) -> None:
    anna, row = person(world, "Anna"), ids.new()
    world.write(hopes.kept.keep, anna, row, hopes.kept.Words("Kun mit"))
    phone, there = world.signed_in("Anna"), f"/deling/ting/haab/{row}"
    old = phone.fill(there, there).form(there).fields
    assert ("slut", "1") in old and "følger med igen" in phone.post(there, old).said
    phone.fill(there, there)
    assert "følger med igen" not in phone.post(there, old).said
    assert world.read(apart.holds, anna, row)


# --- R20: every change is a line ------------------------------------------------------------------


def test_every_change_is_a_line(world: World) -> None:
    anna, on = person(world, "Anna"), bond(world)
    made = give(world, on)
    for change in (grants.pause, grants.pause, grants.resume, grants.resume):
        world.write(change, world.keys, anna)
    world.write(stopping.stop, world.keys, anna, made.id)
    give(world, on)
    world.write(stopping.stop_all, world.keys, anna)
    world.write(stopping.stop_all, world.keys, anna)
    world.write(stopping.part, world.keys, anna, on)
    left = bond(world, other="Gry")
    world.write(bonds.end, world.keys, person(world, "Gry"), left, owner=False)
    told = [
        "invited",
        "accepted",
        "granted",
        "paused",
        "resumed",
        "stopped",
        "granted",
        "stopped_all",
        "ended",
    ]
    assert events(world) == [*told, "invited", "accepted", "left"]
    assert world.read(log.broken, world.keys.root, anna.box) is None


def test_the_pages_say_truly_who_can_see(world: World) -> None:
    """The note in the profile: as long as somebody can, or soon can, and not a minute longer."""

    def shares() -> frozenset[str]:
        me: Person | None = world.read(people.get, world.keys, world.cast["Anna"].id)
        assert me is not None
        return me.profile.shares

    on = bond(world, other="Gry")
    assert shares() == frozenset()
    made = give(world, on)
    assert shares() == {"hopes"}, "it is not open yet, but will be"
    with clock.held(clock.from_minute(clock.after(made.until, "Europe/Copenhagen"))):
        assert shares() == frozenset()
    world.write(stopping.part, world.keys, person(world, "Anna"), on)
    assert shares() == frozenset()


def test_what_is_kept_to_oneself_has_an_end_that_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "MOST", 2)
    anna = person(world, "Anna")
    mine = [
        world.write(hopes.kept.keep, anna, ids.new(), hopes.kept.Words(f"håb {n}"))
        for n in range(3)
    ]
    for each in mine[:2]:
        world.write(apart.withhold, world.keys, anna, each)
    with pytest.raises(Refused):
        world.write(apart.withhold, world.keys, anna, mine[2])
    assert world.read(apart.among, anna, mine) == {*mine[:2]}
