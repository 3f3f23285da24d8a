"""What somebody proposes, as their form says it."""

from dataclasses import dataclass, field

from app import reminders
from app.foundation import clock
from app.foundation.web.answers import Messages
from app.foundation.web.forms import Form
from app.foundation.words import say
from app.initiatives.kept import OFTEN, Words
from app.people import Person
from app.places import Listed

LONGEST = {"tekst": 80, "linje": 200, "vaerter": 80}
"""Characters of what it is, of what happens and of who meets whoever comes."""
FARTHEST = 180
"""Days ahead of the first time."""


@dataclass(frozen=True)
class Typed:
    """A form as it was typed, and what it needs."""

    name: str = ""
    line: str = ""
    hosts: str = ""
    day: str = ""
    at: str = "14:00"
    often: str = "gang"
    agreed: bool = False
    problems: Messages = field(default_factory=dict)

    def words(self, listed: Listed) -> Words:
        """Only without problems."""
        return Words(
            self.name,
            self.line,
            self.hosts,
            self.day,
            reminders.commands.minutes(self.at),
            self.often,
            listed.id.hex,
            listed.place.name,
        )

    @property
    def fields(self) -> dict[str, str]:
        """As the form that says yes carries it."""
        return {
            "tekst": self.name,
            "linje": self.line,
            "vaerter": self.hosts,
            "dato": self.day,
            "tid": self.at,
            "tit": self.often,
            "aftalt": "1" if self.agreed else "",
        }


def read(me: Person, form: Form) -> Typed:
    name, line, hosts = (form.line(name) for name in LONGEST)
    often = form.get("tit") if form.get("tit") in OFTEN else "gang"
    day, at, agreed = form.get("dato"), form.get("tid"), form.get("aftalt") == "1"
    typed = Typed(name, line, hosts, day, at, often, agreed)
    typed.problems.update(_problems(me, typed))
    return typed


def _problems(me: Person, typed: Typed) -> Messages:
    found: Messages = {}
    if not typed.name:
        found["tekst"] = say("Skriv hvad I vil lave.")
    if not typed.hosts:
        found["vaerter"] = say("Skriv hvem der tager imod.")
    for name, most in LONGEST.items():
        if len(typed.fields[name]) > most:
            found[name] = say("Der er plads til {n} tegn. Din tekst er her stadig.", n=most)
    if reminders.commands.minutes(typed.at) < 0:
        found["tid"] = say("Skriv et klokkeslæt, for eksempel 10:00.")
    if not clock.comes(clock.read_day(typed.day), me.zone, FARTHEST):
        found["dato"] = say("Vælg en dag der kommer.")
    if not typed.agreed:
        found["aftalt"] = say("Spørg den anden først. Så ved I begge, at det er aftalt.")
    return found
