"""Where somebody wants to go with another, as their form says it."""

from dataclasses import dataclass, field
from uuid import UUID

from app import reminders
from app.companions.goings import FARTHEST, LONGEST, TO, Words
from app.foundation import clock
from app.foundation.web.answers import Messages
from app.foundation.web.forms import Form
from app.foundation.words import say
from app.people import Person
from app.places import Listed, next_of

USUAL = "14:00"
LIST = "liste"
"""What a form says for whoever of the list of companions has time."""


@dataclass(frozen=True)
class Typed:
    """A form as it was typed, and what it needs. `place` is the id of a place, or empty."""

    where: str = ""
    day: str = ""
    at: str = USUAL
    to: str = "sted"
    place: str = ""
    whom: str = ""
    problems: Messages = field(default_factory=dict)

    def words(self) -> Words:
        """Only without problems."""
        return Words(
            self.where, self.day, reminders.commands.minutes(self.at), "", self.to, self.place
        )


def blank(listed: Listed | None, to: str) -> Typed:
    """For a place: what happens there next."""
    if listed is None:
        return Typed(to=to if to in TO else "sted")
    whens = tuple(when for each in listed.place.activities for when in each.whens)
    there = next_of(whens)
    day, at = (
        (there[0].isoformat(), reminders.commands.clock_at(there[1].begins))
        if there
        else ("", USUAL)
    )
    where = ", ".join(part for part in (listed.place.name, listed.place.address) if part)
    return Typed(where[:LONGEST], day, at, "sted", listed.id.hex)


def anew(before: Words) -> Typed:
    """The same once more, for somebody else."""
    at = reminders.commands.clock_at(before.at)
    return Typed(before.where, before.day, at, before.to, before.place, LIST)


def read(me: Person, form: Form) -> Typed:
    where = form.line("tekst")
    to = form.get("til") if form.get("til") in TO else "sted"
    place = form.get("sted") if _an_id(form.get("sted")) else ""
    typed = Typed(where, form.get("dato"), form.get("tid"), to, place, form.get("hvem"))
    return Typed(where, typed.day, typed.at, to, place, typed.whom, _problems(me, typed))


def _problems(me: Person, typed: Typed) -> Messages:
    found: Messages = {}
    if not typed.where:
        found["tekst"] = say("Skriv hvor I skal hen.")
    elif len(typed.where) > LONGEST:
        found["tekst"] = say("Der er plads til {n} tegn. Din tekst er her stadig.", n=LONGEST)
    if reminders.commands.minutes(typed.at) < 0:
        found["tid"] = say("Skriv et klokkeslæt, for eksempel 10:00.")
    if not clock.comes(clock.read_day(typed.day), me.zone, FARTHEST):
        found["dato"] = say("Vælg en dag der kommer.")
    return found


def _an_id(text: str) -> bool:
    try:
        return UUID(text).hex == text
    except ValueError:
        return False
