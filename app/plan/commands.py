"""What somebody asks of their plan."""

from uuid import UUID

from sqlalchemy import Connection

from app.foundation import ids
from app.foundation.errors import NotFound
from app.foundation.letters import dialled, empty, worded
from app.foundation.web.answers import Messages
from app.foundation.web.commands import Command
from app.foundation.web.forms import Form
from app.foundation.web.lines import line
from app.foundation.words import say
from app.people import Person
from app.plan import kept
from app.plan.kept import LONGEST, LONGEST_NUMBER, LONGEST_WHO, Words
from app.plan.parts import AT, PARTS


def keep(me: Person, typed: Form, place: int) -> Command:
    words, problems = read(typed)
    row = ids.parse_or_new(typed.get("id"))

    def do(db: Connection) -> str:
        if place not in AT:
            raise NotFound
        kept.keep(db, me, AT[place].code, row, words)
        return f"{AT[place].path}?besked=gemt"

    return Command(do, problems, (row, words))


def change(me: Person, typed: Form, row: UUID) -> Command:
    words, problems = read(typed)

    def do(db: Connection) -> str:
        line = kept.change(db, me, row, words, typed.get("vist"))
        return f"{PARTS[line.part].path}?besked=gemt"

    return Command(do, problems, (row, words))


def remove(me: Person, typed: Form, row: UUID) -> Command:
    def do(db: Connection) -> str:
        line = kept.remove(db, me, row)
        return f"{PARTS[line.part].path}?besked=slettet&fortryd={row}"

    return Command(do)


def ready(typed: Form) -> tuple[tuple[str, ...], str, Messages]:
    """Parts and a number for a share made ready. Without a part there is nothing to share."""
    chosen = tuple(part.code for place, part in AT.items() if str(place) in typed.all("del"))
    number, problems = _number(typed)
    if not chosen:
        problems["del"] = say("Vælg mindst én del. Det er kun den, der bliver delt.")
    return chosen, number, problems


def _number(typed: Form) -> tuple[str, Messages]:
    number = " ".join(typed.get("nummer").split())
    return ("", {}) if empty(number) else (number, about(number))


def about(number: str) -> Messages:
    """What a number needs, one that was kept before this was asked too: nothing calls it until it
    can be understood."""
    if not number or (len(number) <= LONGEST_NUMBER and dialled(number) is not None):
        return {}
    return {
        "nummer": say(
            "Skriv nummeret med tal, som du ville taste det. Skal landekoden med, så sæt + foran."
        )
    }


def read(typed: Form) -> tuple[Words, Messages]:
    """A line as typed, and what it needs. A number is only asked for where there is somebody to
    call."""
    text, problems = line(typed, "tekst", LONGEST)
    number, more = _number(typed)
    problems, who = problems | more, worded(typed.get("hvem"))
    if len(who) > LONGEST_WHO:
        problems["hvem"] = say("Der er plads til {n} tegn. Din tekst er her stadig.", n=LONGEST_WHO)
    return Words(text, number, who), problems
