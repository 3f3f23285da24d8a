"""Opening hours in words, made from the data, so that what is read and what is reckoned cannot
part."""

from datetime import date, datetime, time
from itertools import groupby

from markupsafe import Markup

from app.foundation.words import Language, say
from app.help_now.hours import MIDNIGHT, WEEK, Hours, Rule

MONDAY = date(2024, 1, 1)
"""One Monday among others, to name the days by."""
GROUPS = {
    "daily": say("alle dage"),
    "weekdays": say("hverdage"),
    "weekend": say("weekend"),
    "holidays": say("helligdage"),
}
ALWAYS = say("Hele døgnet, alle dage.")


def in_words(language: Language, hours: Hours) -> Markup:
    """«Hverdage klokken 16 til 8. Weekend og helligdage hele døgnet.»"""
    if hours.always:
        return language.say(ALWAYS)
    said = [
        _sentence(language, days, list(rules))
        for days, rules in groupby(hours.rules, lambda rule: rule.days)
    ]
    return Markup(" ").join(said)


def clock_time(language: Language, at: time | datetime) -> str:
    """«16» or «16.30» in Danish, «16:30» elsewhere."""
    if language.babel.language != "da":
        return f"{at:%H:%M}"
    return f"{at.hour}.{at.minute:02}" if at.minute else str(at.hour)


def _sentence(language: Language, days: tuple[str, ...], rules: list[Rule]) -> Markup:
    named = _listed(language, [_day(language, name) for name in days])
    named = named[:1].upper() + named[1:]
    if any(rule.closed for rule in rules):
        return language.say(say("{days} lukket.", days=named))
    spans = _over_midnight([(rule.begins, rule.ends) for rule in rules])
    if spans == [(0, MIDNIGHT)]:
        return language.say(say("{days} hele døgnet.", days=named))
    times = [
        language.say(say("{begins} til {ends}", begins=_at(language, a), ends=_at(language, b)))
        for a, b in spans
    ]
    return language.say(say("{days} klokken {times}.", days=named, times=_listed(language, times)))


def _over_midnight(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Until 8 and from 16 is said as it is lived: from 16 to 8."""
    ordered = sorted(spans)
    if (
        len(ordered) == 2
        and ordered[0][0] == 0
        and ordered[1][1] == MIDNIGHT
        and ordered[0][1] < ordered[1][0]
    ):
        return [(ordered[1][0], ordered[0][1])]
    return ordered


def _day(language: Language, name: str) -> str:
    if name in GROUPS:
        return str(language.say(GROUPS[name]))
    names = [language.weekday(MONDAY.replace(day=1 + WEEK.index(each))) for each in name.split("-")]
    return (
        names[0]
        if len(names) == 1
        else str(language.say(say("{first} til {last}", first=names[0], last=names[1])))
    )


def _listed(language: Language, parts: list[str] | list[Markup]) -> str:
    """«a, b og c»"""
    if len(parts) == 1:
        return str(parts[0])
    return str(language.say(say("{first} og {last}", first=", ".join(parts[:-1]), last=parts[-1])))


def _at(language: Language, minutes: int) -> str:
    if minutes == MIDNIGHT:
        return "24" if language.babel.language == "da" else "24:00"
    return clock_time(language, time(minutes // 60, minutes % 60))
