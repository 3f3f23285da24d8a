"""What somebody asks of their goals and small steps."""

from uuid import UUID

from sqlalchemy import Connection

from app.foundation import ids
from app.foundation.letters import worded
from app.foundation.web.answers import Messages
from app.foundation.web.commands import Command
from app.foundation.web.forms import Form
from app.foundation.web.lines import line
from app.foundation.words import say
from app.goals import kept, small_steps
from app.goals.small_steps import Words as StepWords
from app.people import Person

TURNS = {"proevede": "tried", "gjorde": "did", "ikke-nu": "not_now", "venter": "waiting"}
"""The word in the address of each change of a step, and the state it stands for."""


def begin(me: Person, typed: Form) -> Command:
    """A new goal; then it is asked for a first small step."""
    text, problems = line(typed, "tekst", kept.LONGEST)
    row = ids.parse_or_new(typed.get("id"))
    return Command(
        lambda db: f"/maal/{kept.keep(db, me, row, kept.Words(text))}/skridt", problems, (row, text)
    )


def add_step(me: Person, typed: Form, goal: UUID) -> Command:
    words, problems = read_step(typed)
    row = ids.parse_or_new(typed.get("id"))

    def do(db: Connection) -> str:
        small_steps.keep(db, me, goal, row, words)
        return f"/maal/{goal}?besked=gemt"

    return Command(do, problems, (row, words))


def turn_step(me: Person, typed: Form, step: UUID, state: str) -> Command:
    return Command(lambda db: f"/maal/{small_steps.turn(db, me, step, state).goal}#s-{step}")


def read_step(form: Form) -> tuple[StepWords, Messages]:
    text, problems = line(form, "tekst", small_steps.LONGEST)
    words = StepWords(text, worded(form.get("hvornaar")), worded(form.get("hvem")))
    for field, typed_text in (("hvornaar", words.when), ("hvem", words.who)):
        if len(typed_text) > small_steps.LONGEST_AROUND:
            problems[field] = say(
                "Der er plads til {n} tegn. Din tekst er her stadig.", n=small_steps.LONGEST_AROUND
            )
    return words, problems
