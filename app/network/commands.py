"""What somebody asks of their network."""

from sqlalchemy import Connection

from app.foundation import ids
from app.foundation.letters import worded
from app.foundation.web.answers import Messages
from app.foundation.web.commands import Command
from app.foundation.web.forms import Form
from app.foundation.web.lines import line
from app.foundation.words import say
from app.network import kept
from app.network.kept import LONGEST, LONGEST_NAME, Words
from app.network.kinds import KINDS, NEARNESS, OTHER
from app.people import Person

KEPT = "/netvaerk?besked=gemt"


def keep(me: Person, typed: Form) -> Command:
    words, problems = read(typed)
    row = ids.parse_or_new(typed.get("id"))

    def do(db: Connection) -> str:
        kept.keep(db, me, row, words)
        return KEPT

    return Command(do, problems, (row, words))


def read(form: Form) -> tuple[Words, Messages]:
    """A thing as typed, and what it needs: a name, and nothing else."""
    name, problems = line(form, "tekst", LONGEST_NAME)
    kind, near, gives = form.get("slags"), form.get("afstand"), worded(form.get("giver"))
    if len(gives) > LONGEST:
        problems["giver"] = say("Der er plads til {n} tegn. Din tekst er her stadig.", n=LONGEST)
    kind, near = kind if kind in KINDS else OTHER, near if near in NEARNESS else ""
    return Words(" ".join(name.split()), kind, gives, near, form.get("mere") == "1"), problems
