"""A place's own calendar: read in whatever zone it was written, the same event under a new title, a
moved time, one that is called off; fetched from listed hosts and from nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from aiohttp import web

from app.foundation import fetching, logs
from app.foundation.fetching import NotFetched, listed
from app.foundation.push_wire import Rehearsed
from app.places import calendar_in, feeds, shelf, whens
from app.places.listing import Activity, Place
from app.places.typed import Unclear
from tests.places.conftest import activity, put
from tests.world import World

PLACE, NOW = UUID(int=7), datetime(2026, 3, 16, 11, tzinfo=UTC)
HOSTS = ("kalender.example",)
FEED = "https://kalender.example/huset.ics"


def event(*lines: str, uid: str = "a", name: str = "Kaffe") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{name}", *lines, "END:VEVENT", ""])


def calendar(*events: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


def read(*events: str) -> tuple[Activity, ...]:
    return calendar_in.activities(calendar(*events), PLACE, NOW)


def days(found: Activity, weeks: int = 8) -> list[str]:
    first = date(2026, 3, 16)
    last = first + timedelta(weeks=weeks)
    return sorted(str(day) for when in found.whens for day in whens.days(when, first, last))


COPENHAGEN = "DTSTART;TZID=Europe/Copenhagen:20260319T140000"
ENDS = "DTEND;TZID=Europe/Copenhagen:20260319T160000"
NEW_YORK = "DTSTART;TZID=America/New_York:20260319T090000"
"""The same moment: New York had its summer time already."""


@pytest.mark.parametrize(
    "begins", [COPENHAGEN, NEW_YORK, "DTSTART:20260319T130000Z", "DTSTART:20260319T140000"]
)
def test_every_zone_becomes_the_clock_on_the_wall(begins: str) -> None:
    [found] = read(event(begins, "RRULE:FREQ=WEEKLY"))
    [when] = found.whens
    assert (when.start, when.begins, when.every) == (date(2026, 3, 19), 14 * 60, "week")


def test_an_hour_is_the_same_hour_in_summer() -> None:
    """14 o'clock before and after the night the clock changes."""
    [found] = read(event(COPENHAGEN, ENDS, "RRULE:FREQ=WEEKLY;COUNT=4"))
    assert days(found) == ["2026-03-19", "2026-03-26", "2026-04-02", "2026-04-09"]
    assert {(when.begins, when.ends) for when in found.whens} == {(14 * 60, 16 * 60)}


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;UNTIL=20260402T120000Z", "FREQ=DAILY;INTERVAL=7;UNTIL=20260402T120000Z"]
)
def test_an_end_in_another_zone_is_compared_as_a_moment(rule: str) -> None:
    """12 o'clock in London is 14 in Denmark by then: the second of April is the last."""
    [found] = read(event(COPENHAGEN, f"RRULE:{rule}"))
    assert days(found)[-1] == "2026-04-02"
    [found] = read(event(COPENHAGEN, f"RRULE:{rule.replace('T12', 'T11')}"))
    assert days(found)[-1] == "2026-03-26"


def test_what_is_left_out_moved_or_called_off() -> None:
    whole = event(COPENHAGEN, "RRULE:FREQ=WEEKLY;UNTIL=20260410T000000Z", "EXDATE:20260326T130000Z")
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Copenhagen:20260402T140000",
        "DTSTART;TZID=Europe/Copenhagen:20260403T100000",
    )
    gone = event("RECURRENCE-ID:20260409T120000Z", "STATUS:CANCELLED", "DTSTART:20260409T120000Z")
    [found] = read(whole, moved, gone)
    assert days(found) == ["2026-03-19", "2026-04-03"]


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("FREQ=MONTHLY;BYDAY=-1TH", ["2026-03-26", "2026-04-30"]),
        ("FREQ=MONTHLY;BYDAY=3TH", ["2026-03-19", "2026-04-16"]),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
            ["2026-03-19", "2026-03-31", "2026-04-02", "2026-04-14"],
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=19", ["2026-03-19", "2026-04-19"]),
        ("FREQ=YEARLY", ["2026-03-19"]),
    ],
)
def test_what_repeats_in_other_ways_is_told_too(rule: str, first: list[str]) -> None:
    [found] = read(event(COPENHAGEN, f"RRULE:{rule}"))
    assert days(found)[: len(first)] == first


def test_the_same_event_under_a_new_title_is_the_same() -> None:
    [before], [after] = (read(event(COPENHAGEN, name=name)) for name in ("Kaffe", "Te"))
    assert before.id == after.id and after.name == "Te"


def test_what_is_private_or_called_off_is_not_told() -> None:
    assert read(event(COPENHAGEN, "CLASS:PRIVATE")) == ()
    assert read(event(COPENHAGEN, "STATUS:CANCELLED")) == ()


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", b"BEGIN:VCALENDAR", b"\xff" * 99, calendar(event("DTSTART:x"))]
)
def test_no_calendar_breaks_anything(raw: bytes) -> None:
    with suppress(Unclear):
        calendar_in.activities(raw, PLACE, NOW)


# Taken over


def answering(raw: bytes) -> Callable[..., Awaitable[bytes]]:
    async def fetch(url: str, hosts: object) -> bytes:
        assert url == FEED and hosts == HOSTS
        return raw

    return fetch


def look(world: World, raw: bytes) -> int:
    return world.runner.run(feeds.look(world.db, HOSTS, answering(raw)))


def test_times_are_taken_over_and_nothing_else_is(world: World) -> None:
    own = activity("Vores egen", "mandag 9")
    place = put(world, Place(name="Huset", feed=FEED, activities=(own,)))
    raw = calendar(event(COPENHAGEN, "RRULE:FREQ=WEEKLY"))
    assert look(world, raw) == 1 and look(world, raw) == 0
    found = world.read(shelf.find, place)
    assert [each.name for each in found.place.activities] == ["Vores egen", "Kaffe"]
    assert found.version == 2
    assert look(world, calendar()) == 1
    assert world.read(shelf.find, place).place.activities == (own,)


def test_one_that_fails_keeps_no_other(world: World) -> None:
    put(world, Place(name="Første", feed="https://kalender.example/vaek.ics"))
    place = put(world, Place(name="Huset", feed=FEED))

    async def fetch(url: str, hosts: object) -> bytes:
        if "vaek" in url:
            raise NotFetched("404")
        return calendar(event(COPENHAGEN))

    assert world.runner.run(feeds.look(world.db, HOSTS, fetch)) == 1
    assert world.read(shelf.find, place).place.activities


def test_what_a_failure_says_of_a_place_does_not_reach_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Where it happened does: its message may quote what stands in a calendar."""
    put(world, Place(name="Huset", feed=FEED))

    async def fetch(url: str, hosts: object) -> bytes:
        raise RuntimeError("kanariefugl")

    assert world.runner.run(feeds.look(world.db, HOSTS, fetch)) == 0
    lines = [logs.JsonLines().format(each) for each in caplog.records]
    assert any("feed_failed" in each and "test_feeds.py" in each for each in lines)
    assert not any("kanariefugl" in each for each in lines)


# Who is called


@pytest.mark.parametrize(
    "url",
    ["http://kalender.example/a", "https://kalender.example:8443/a", "https://a@kalender.example/",
     "https://kalender.example.evil.dk/", "https://evilkalender.example/", "https://127.0.0.1/",
     "https://[::1]/", "ftp://kalender.example/", "https://", "//kalender.example/", "https://kalender.example@evil.dk/"],
)  # fmt: skip
def test_nobody_is_called_who_is_not_listed(url: str) -> None:
    assert not listed(url, HOSTS)
    with pytest.raises(NotFetched):
        asyncio.run(fetching.fetch(url, HOSTS))


def test_names_under_a_listed_one_are_listed() -> None:
    assert listed("https://huset.kalender.example/a.ics", HOSTS) and listed(FEED, HOSTS)
    assert not listed(FEED, ())


async def _fetched(answer: Callable[..., Awaitable[web.StreamResponse]]) -> bytes:
    app = web.Application()
    app.router.add_get("/huset.ics", answer)
    app.router.add_get("/andet", _never)
    runner = web.AppRunner(app)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    port = place._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    try:
        return await fetching.fetch(FEED, HOSTS, Rehearsed("127.0.0.1"), port=port)
    finally:
        await runner.cleanup()


async def _never(request: web.Request) -> web.Response:
    raise AssertionError("nobody is followed anywhere")


async def _calendar(request: web.Request) -> web.Response:
    return web.Response(body=calendar(event(COPENHAGEN)))


async def _elsewhere(request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"location": "/andet"})


async def _endless(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    for _ in range(40):
        await answer.write(bytes(65_536))
    return answer


async def _gone(request: web.Request) -> web.Response:
    return web.Response(status=404)


async def _silent(request: web.Request) -> web.Response:
    await asyncio.sleep(5)
    return web.Response()


def test_a_calendar_is_fetched_over_a_real_line() -> None:
    assert asyncio.run(_fetched(_calendar)) == calendar(event(COPENHAGEN))


@pytest.mark.parametrize("answer", [_elsewhere, _endless, _gone, _silent])
def test_what_leads_away_is_endless_gone_or_silent_is_left(
    answer: Callable[..., Awaitable[web.StreamResponse]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PATIENCE", 1.0)
    with pytest.raises(NotFetched):
        asyncio.run(_fetched(answer))
