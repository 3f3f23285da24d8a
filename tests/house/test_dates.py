"""No date is shown or promised that did not go through its owner's zone and the day that begins at
04:00."""

import ast
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app import worker
from app.foundation import clock, ids
from app.goals import kept as goals
from app.hopes import kept as hopes
from app.network import kept as network
from app.people import people
from tests.phone import Phone
from tests.world import World

APP = Path(__file__).parents[2] / "app"
TEMPLATES = APP.parent / "templates"
MAKES_A_DATE = {
    "date",
    "today",
    "strftime",
    "astimezone",
    "fromtimestamp",
    "utcfromtimestamp",
    "utcnow",
    "from_minute",
}
MAY = {
    "foundation/clock.py": "here it is done",
    "foundation/logs.py": "the operator's log is in UTC",
    "help_now/hours.py": "opening hours follow the calendar where the line is answered",
    "places/calendars.py": "what happens at a place follows the calendar where it is",
    "places/calendar_in.py": "the same, of a calendar that a place keeps itself",
    "help_now/pages.py": "opening hours follow the calendar where the line is answered",
}
"""Files that may make a date of a moment themselves, each with its reason."""
OF_THE_CLOCK = {"clock.today", "me.today", "hard_days.day_words.today", "words.today"}


def makes_dates(source: str) -> Iterator[str]:
    """What in a file makes a date, or words of one, of a moment."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in MAKES_A_DATE
        ):
            if ast.unparse(node.func) not in OF_THE_CLOCK:
                yield f"line {node.lineno}: {ast.unparse(node.func)}"
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "ZoneInfo"
        ):
            yield f"line {node.lineno}: ZoneInfo"
        elif (
            isinstance(node, ast.FormattedValue)
            and node.format_spec
            and re.search("%[aAbBcdjmUuVWxYyZz]", ast.unparse(node))
        ):
            yield f"line {node.lineno}: {ast.unparse(node.value)} with a format of a date"


FILES = sorted(str(file.relative_to(APP)) for file in APP.rglob("*.py"))


@pytest.mark.parametrize("file", [each for each in FILES if each not in MAY])
def test_only_the_clock_makes_a_date(file: str) -> None:
    found = list(makes_dates((APP / file).read_text(encoding="utf-8")))
    assert not found, (
        f"app/{file} makes a date by itself: ask clock.day_of, clock.last_day or clock.here, "
        "with the zone\n" + "\n".join(found)
    )


def test_the_exceptions_are_files_that_need_it() -> None:
    assert [
        each for each in MAY if not list(makes_dates((APP / each).read_text(encoding="utf-8")))
    ] == []


def test_no_template_makes_a_date() -> None:
    found = [
        f"{file.relative_to(TEMPLATES)}: {each}"
        for file in sorted(TEMPLATES.rglob("*.html"))
        for each in re.findall(
            r"\.(?:date|strftime|astimezone)\(", file.read_text(encoding="utf-8")
        )
    ]
    assert not found, "a template is given the day, it does not make one\n" + "\n".join(found)


@pytest.mark.parametrize(
    "broken",
    [
        "clock.now().date()",
        "x.strftime('%d')",
        "f'{clock.now():%Y-%m-%d}'",
        "date.today()",
        "clock.from_minute(minute)",
        "at.astimezone(ZoneInfo(zone))",
        "datetime.fromtimestamp(0)",
        "ZoneInfo(me.zone)",
    ],
)
def test_it_is_noticed(broken: str) -> None:
    """A seeded violation of each kind."""
    assert list(makes_dates(broken))


# What people see, on the nights that are hard to reckon

NIGHTS = [
    ("Europe/Copenhagen", datetime(2026, 3, 15, 0, 30), date(2026, 3, 14)),
    ("Europe/Copenhagen", datetime(2026, 3, 29, 3, 59), date(2026, 3, 28)),
    ("Europe/Copenhagen", datetime(2026, 10, 25, 3, 59), date(2026, 10, 24)),
    ("Europe/Copenhagen", datetime(2026, 10, 25, 4, 0), date(2026, 10, 25)),
    ("Pacific/Auckland", datetime(2026, 7, 2, 0, 30), date(2026, 7, 1)),
    ("Pacific/Auckland", datetime(2026, 9, 27, 3, 59), date(2026, 9, 26)),
    ("Pacific/Auckland", datetime(2027, 1, 1, 9, 0), date(2027, 1, 1)),
    ("America/Los_Angeles", datetime(2026, 11, 1, 3, 59), date(2026, 10, 31)),
    ("America/Los_Angeles", datetime(2026, 5, 31, 20, 0), date(2026, 5, 31)),
    ("America/Nuuk", datetime(2026, 12, 31, 22, 0), date(2026, 12, 31)),
]
PAGES = ("/mine-ting/slet", "/konto/enheder", "/konto/noegler", "/deling/set", "/")
BESIDE = timedelta(days=1)


def lives_in(world: World, zone: str) -> Phone:
    me = world.person()
    world.write(people.change, me, zone=zone)
    return world.signed_in()


def said(day: date) -> str:
    """«14. marts 2026», as pages say it."""
    months = (
        "januar februar marts april maj juni juli august september oktober november december"
    ).split()
    return f"{day.day}. {months[day.month - 1]}"


@pytest.mark.parametrize(("zone", "wall", "day"), NIGHTS, ids=lambda each: str(each))
def test_every_date_is_the_owners_own(world: World, zone: str, wall: datetime, day: date) -> None:
    with clock.held(wall.replace(tzinfo=ZoneInfo(zone))):
        anna = lives_in(world, zone)
        me = world.person()
        world.write(hopes.keep, me, ids.new(), hopes.Words("Et håb"))
        world.write(goals.keep, me, ids.new(), goals.Words("Et mål"))
        world.write(network.keep, me, ids.new(), network.Words("Sara", "person"))
        response = anna.ask("GET", "/mine-ting/hent/fil")
        assert f"fodfaeste-{day.isoformat()}.zip" in response.headers["content-disposition"]
        bundle = zipfile.ZipFile(io.BytesIO(response.content))
        things = json.loads(bundle.read("mine-ting.json"))
        assert said(day) in bundle.read("mine-ting.html").decode()
        for chapter in ("hopes", "goals", "network"):
            assert at_the_wall(things[chapter][-1]["written"], zone) == (wall, day), chapter
        assert things["account"]["signed_in_at"][-1]["since"] == day.isoformat()
        assert things["made"][:16] == wall.isoformat(timespec="minutes")
        assert said(day) in anna.get("/konto/enheder").main
        for page in PAGES:
            for other in (day - BESIDE, day + BESIDE):
                assert said(other) not in anna.get(page).main, (page, other)


def at_the_wall(told: str, zone: str) -> tuple[datetime, date]:
    """A moment of the copy as the owner's own clock shows it, and the day it belongs to."""
    moment = datetime.fromisoformat(told)
    assert moment.utcoffset() == moment.astimezone(ZoneInfo(zone)).utcoffset()
    return moment.replace(tzinfo=None), clock.day_of(moment, zone)


@pytest.mark.parametrize(("zone", "wall", "day"), NIGHTS, ids=lambda each: str(each))
def test_what_is_promised_for_a_day_holds_all_of_it(
    world: World, zone: str, wall: datetime, day: date
) -> None:
    """Erasing: the page names the last day on which it can be regretted, and nothing is gone before
    four the next morning."""
    last = day + timedelta(days=30)
    with clock.held(wall.replace(tzinfo=ZoneInfo(zone))):
        anna = lives_in(world, zone)
        assert said(last) in anna.get("/mine-ting/slet").main
        assert said(last) in anna.fill("/mine-ting/slet", "/mine-ting/slet").main
    four = datetime.combine(last + BESIDE, clock.DAY_BEGINS, ZoneInfo(zone))
    with clock.held(four - timedelta(minutes=1)):
        world.runner.run(worker.once(world.db, world.keys, world.settings))
        assert world.read(people.exists, world.cast["Anna"].id)
    with clock.held(four):
        world.runner.run(worker.once(world.db, world.keys, world.settings))
        assert not world.read(people.exists, world.cast["Anna"].id)


@pytest.mark.parametrize(("zone", "wall", "day"), NIGHTS, ids=lambda each: str(each))
def test_after_a_day_is_four_in_the_morning_and_the_way_back_names_it(
    zone: str, wall: datetime, day: date
) -> None:
    end = clock.after(day, zone)
    assert clock.here(end, zone).time() == clock.DAY_BEGINS
    assert (
        clock.day_of(end - 1, zone)
        == day
        == clock.day_of(wall.replace(tzinfo=ZoneInfo(zone)), zone)
    )
    assert clock.day_of(end, zone) == day + BESIDE
    assert clock.last_day(end, zone) == day


def test_a_year_is_left_out_only_when_it_is_the_same_everywhere() -> None:
    with clock.held(datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo("Pacific/Auckland"))):
        # Already next year on the other side of the date line.
        assert clock.is_this_year(date(2026, 12, 31)) is False
    with clock.held(datetime(2026, 6, 1, tzinfo=ZoneInfo("UTC"))):
        assert clock.is_this_year(date(2026, 12, 31)) and not clock.is_this_year(date(2025, 12, 31))
