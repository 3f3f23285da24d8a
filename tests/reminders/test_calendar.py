"""A reminder in the phone's own calendar: the right times, an alarm for each, and nothing of what
it is."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from app.reminders import chosen
from tests.phone import Phone
from tests.world import World

HOME = ZoneInfo("Europe/Copenhagen")


def file_of(world: World, anna: Phone) -> tuple[Any, str]:
    [there] = world.read(chosen.all_of, world.person())
    answer = anna.ask("GET", f"{there.path}/kalender")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "paamindelse.ics" in answer.headers["content-disposition"]
    return icalendar.Calendar.from_ical(answer.text), answer.text


def test_the_days_that_were_chosen_with_an_alarm_for_each(world: World) -> None:
    anna = world.signed_in()
    anna.fill("/paamindelser/ny?om=dag", "/paamindelser", tid="10:00", dag=["0", "2"])
    calendar, text = file_of(world, anna)
    [event] = calendar.walk("VEVENT")
    begins = event.decoded("dtstart")
    assert begins == datetime(2026, 3, 16, 10, tzinfo=HOME)
    assert event["rrule"]["BYDAY"] == ["MO", "WE"]
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta()
    assert "TZID=Europe/Copenhagen" in text
    assert len(calendar.walk("VTIMEZONE")) == 1


def test_once_is_once(world: World) -> None:
    anna = world.signed_in()
    anna.fill("/paamindelser/ny?om=dag", "/paamindelser", tid="14:30", dato="2026-04-01")
    calendar, text = file_of(world, anna)
    [event] = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2026, 4, 1, 14, 30, tzinfo=HOME)
    assert "RRULE" not in text


@pytest.mark.parametrize("language", ["da", "en"])
def test_it_says_no_more_than_that_it_is_one(world: World, language: str) -> None:
    anna = world.signed_in()
    words = "kanarie i kalenderen"
    anna.fill("/paamindelser/ny?om=hilsen", "/paamindelser", tid="10:00", tekst=words)
    anna.client.cookies.set("__Host-prefs", language, domain="fodfaeste.test", path="/")
    _, text = file_of(world, anna)
    for word in ("kanarie", "Anna", "fodfæste", "Fodfæste", "hilsen", "greeting", "http"):
        assert word not in text
    assert ("En påmindelse til mig selv" in text) is (language == "da")


def test_another_cannot_have_it(world: World) -> None:
    anna = world.signed_in()
    anna.fill("/paamindelser/ny?om=dag", "/paamindelser", tid="10:00")
    [there] = world.read(chosen.all_of, world.person())
    assert world.signed_in("Sam").ask("GET", f"{there.path}/kalender").status_code == 404
