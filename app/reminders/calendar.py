"""A reminder as a file for the phone's own calendar (RFC 5545), brought in once: for whoever cannot
be rung. It says no more than that it is one."""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from app.foundation import clock
from app.foundation.words import Language, say
from app.reminders import schedule, wording
from app.reminders.choices import Choices
from app.reminders.chosen import Reminder, Wish

TITLE = say("En påmindelse til mig selv")
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LENGTH = timedelta(minutes=5)


def file(language: Language, reminder: Reminder, of: Choices) -> bytes:
    """One event, once or on the days that were chosen, with an alarm that goes with each of them:
    an absolute one would ring for all at once (icalendar-generator#12)."""
    wish = reminder.wish
    begins = _begins(wish, of)
    event = Event()
    event.add("uid", f"{wording.tag(reminder.id)}@fodfaeste")
    event.add("dtstamp", clock.now())
    event.add("dtstart", begins)
    event.add("dtend", begins + LENGTH)
    event.add("summary", str(language.say(TITLE)))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if not wish.once:
        event.add("rrule", {"freq": "weekly", "byday": [NAMES[day] for day in wish.weekdays]})
    event.add_component(_alarm(str(language.say(TITLE))))
    calendar = Calendar()
    calendar.add("prodid", "-//Fodfaeste//DA")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _begins(wish: Wish, of: Choices) -> datetime:
    found = schedule.next_of(wish, clock.minute(), of, None)
    day = found.date if found else clock.on_the_wall(clock.now(), of.zone)[0]
    return clock.moment(day, wish.at, of.zone)


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta())
    return alarm
