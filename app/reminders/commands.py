"""What a form asks for: when to be reminded, and when never."""

from dataclasses import dataclass, field

from app.foundation import clock
from app.foundation.letters import worded
from app.foundation.web.answers import Messages
from app.foundation.web.forms import Form
from app.foundation.words import say
from app.people import Person
from app.reminders.chosen import KINDS, LONGEST, Wish
from app.reminders.when import EVERY_DAY

USUAL = "10:00"
FARTHEST = 366
"""Days ahead that somebody can be reminded once."""


@dataclass(frozen=True)
class Typed:
    """A form as it was typed, to be shown again, and what it needs."""

    kind: str
    at: str = USUAL
    days: tuple[int, ...] = EVERY_DAY
    once: str = ""
    text: str = ""
    problems: Messages = field(default_factory=dict)

    def wish(self, path: str) -> Wish:
        """What it asks for. Only without problems."""
        return Wish(self.kind, path, minutes(self.at), self.days, self.once, self.text)


def blank(kind: str, *, once: str = "") -> Typed:
    return Typed(kind, once=once)


def of(wish: Wish) -> Typed:
    """The form of what is kept."""
    return Typed(wish.kind, clock_at(wish.at), wish.weekdays, wish.once, wish.text)


def read(me: Person, form: Form, kind: str) -> Typed:
    days = tuple(sorted({int(each) for each in form.all("dag") if each in WEEKDAYS}))
    text = worded(form.get("tekst")) if kind == "hello" else ""  # only a greeting has words
    typed = Typed(kind, form.get("tid"), days, form.get("dato"), text)
    return Typed(kind, typed.at, days, typed.once, typed.text, _problems(me, typed))


def _problems(me: Person, typed: Typed) -> Messages:
    found: Messages = {}
    if typed.kind == "hello" and not typed.text:
        found["tekst"] = say("Her står ikke noget endnu. Skriv et ord, eller gå videre uden.")
    if len(typed.text) > LONGEST:
        found["tekst"] = say("Der er plads til {n} tegn. Din tekst er her stadig.", n=LONGEST)
    if minutes(typed.at) < 0:
        found["tid"] = say("Skriv et klokkeslæt, for eksempel 10:00.")
    if typed.once and not _comes(me, typed):
        found["dato"] = say("Vælg en dag og et klokkeslæt der kommer.")
    if not typed.once and not typed.days:
        found["dage"] = say("Vælg mindst én dag.")
    return found


def _comes(me: Person, typed: Typed) -> bool:
    day, at = clock.read_day(typed.once), minutes(typed.at)
    today, now = clock.on_the_wall(clock.now(), me.zone)
    if day is None or not 0 <= (day - today).days <= FARTHEST:
        return False
    return at < 0 or day > today or at > now


WEEKDAYS = frozenset(map(str, EVERY_DAY))


def minutes(typed: str) -> int:
    """A time of day in minutes; -1 for what is none. Also «10.00», as Danes write it."""
    hours, _, rest = typed.strip().replace(".", ":").partition(":")
    if not (hours.isascii() and hours.isdigit() and len(hours) < 3):
        return -1
    if rest and not (rest[:2].isascii() and rest[:2].isdigit() and len(rest[:2]) == 2):
        return -1
    hour, minute = int(hours), int(rest[:2] or 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else -1


def clock_at(at: int) -> str:
    return f"{at // 60:02}:{at % 60:02}"


@dataclass(frozen=True)
class Rest:
    """What is chosen for all of them, as it was typed."""

    start: str
    end: str
    most: str
    hard_too: bool
    by_mail: bool
    problems: Messages = field(default_factory=dict)


def read_rest(form: Form) -> Rest:
    start, end = form.get("fra"), form.get("til")
    found: Messages = {}
    for name, typed in (("fra", start), ("til", end)):
        if minutes(typed) < 0:
            found[name] = say("Skriv et klokkeslæt, for eksempel 10:00.")
    most = form.get("hoejst")
    return Rest(
        start,
        end,
        most if most in MOST else "1",
        form.get("svaere") == "1",
        form.get("mail") == "1",
        found,
    )


MOST = ("1", "2", "3")
assert set(KINDS) >= {"appointment", "day", "hello", "place", "step"}
