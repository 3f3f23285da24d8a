"""What a form says of an appointment, or of somebody around its writer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from app import reminders
from app.appointments import contacts, joint, kept
from app.appointments.kept import NOT_KNOWN, OFTEN, Words
from app.foundation import clock, ids
from app.foundation.letters import worded
from app.foundation.web.answers import Messages
from app.foundation.web.commands import Command
from app.foundation.web.forms import Form
from app.foundation.web.lines import line, name
from app.foundation.words import say
from app.people import Person

LONGEST = {
    "tekst": 200,
    "hvem": 80,
    "rolle": 80,
    "sted": 200,
    "laenge": 80,
    "hvorfor": 1000,
    "medbring": 1000,
    "aarsag": 500,
}
"""Characters of each."""
NAMES = ("hvem", "rolle")
"""Those that stand in sentences of ours."""


@dataclass(frozen=True)
class Typed:
    """A form as it was typed, what it needs, and why something was changed."""

    words: Words
    at: str = ""
    why: str = ""
    problems: Messages = field(default_factory=dict)


def of(words: Words) -> Typed:
    """The form of what is kept."""
    at = reminders.commands.clock_at(words.at) if words.at != NOT_KNOWN else ""
    return Typed(kept.bare(words), at)


def read(form: Form) -> Typed:
    said, found = _read_all(form, LONGEST)
    day, at = form.get("dato").strip(), worded(form.get("tid"))
    minute = reminders.commands.minutes(at) if at else NOT_KNOWN
    if day and clock.read_day(day) is None:
        found["dato"] = say("Vælg en dag, eller lad den stå tom.")
    if at and minute == NOT_KNOWN:
        found["tid"] = say("Skriv et klokkeslæt, for eksempel 10:00.")
    often = form.get("tit") if form.get("tit") in OFTEN else "gang"
    if often != "gang" and not day:
        found.setdefault("dato", say("Vælg den første dag."))
    words = Words(
        said["tekst"],
        day,
        minute,
        often,
        said["hvem"],
        said["rolle"],
        form.get("kender") == "1",
        said["sted"],
        said["hvorfor"],
        said["laenge"],
        said["medbring"],
    )
    return Typed(words, at, said["aarsag"], found)


def keep(me: Person, typed: Form) -> Command:
    asked, row = read(typed), ids.parse_or_new(typed.get("id"))

    def do(db: Connection) -> str:
        kept.keep(db, me, row, asked.words)
        return "/det-sker?besked=gemt"

    return Command(do, asked.problems, (row, asked))


CONTACT = {"tekst": 80, "rolle": 80, "ansvar": 300, "kontakt": 200}


def read_contact(form: Form) -> tuple[contacts.Words, Messages]:
    said, found = _read_all(form, CONTACT, ("tekst", "rolle"))
    return contacts.Words(said["tekst"], said["rolle"], said["ansvar"], said["kontakt"]), found


JOINT = {"tekst": 300, "hvem": 120, "inden": 80}


def read_joint(form: Form) -> tuple[joint.Words, Messages]:
    said, found = _read_all(form, JOINT)
    return joint.Words(said["tekst"], said["hvem"], said["inden"]), found


def _read_all(
    form: Form, longest: Mapping[str, int], names: Collection[str] = NAMES
) -> tuple[dict[str, str], Messages]:
    """The first of them says what it is; all else may stand empty."""
    said: dict[str, str] = {}
    found: Messages = {}
    for each, most in longest.items():
        text, problems = (name if each in names else line)(form, each, most)
        said[each] = text
        if text or not said.keys() - {each}:
            found |= problems
    return said, found
