"""What somebody asks of the diary: keep, change, put away."""

from uuid import UUID

from sqlalchemy import Connection

from app.foundation import ids
from app.foundation.web.commands import Command
from app.foundation.web.forms import Form
from app.journal import entries, forms, versions
from app.people import Person, one_at_a_time

KEPT = "/dagbog?besked=gemt"


def keep(me: Person, typed: Form) -> Command:
    form = forms.read(typed, me)

    def do(db: Connection) -> str:
        entries.keep(db, me, form.id, form.date, form.words)
        return KEPT

    return Command(do, form.problems, form)


def change(me: Person, typed: Form, row: UUID) -> Command:
    """New words for an entry. What was written elsewhere since the form was shown is kept beside
    them."""
    form = forms.read(typed, me, row, shown=typed.get("vist"))

    def do(db: Connection) -> str:
        one_at_a_time(db, me.id)
        now = entries.find(db, me, row, gone=True)
        found = versions.merged(now, form, typed.get("vist"))
        entries.change(db, me, row, found.day, found.words)
        for day, words in found.beside:
            entries.keep(db, me, ids.new(), day, words, of=(row,))
        both = set(found.words.also) - set(now.also) or found.beside
        return f"{now.path}?besked=to-udgaver" if both else KEPT

    return Command(do, form.problems, form)


def remove(me: Person, typed: Form, row: UUID) -> Command:
    def do(db: Connection) -> str:
        entries.remove(db, me, row)
        return f"/dagbog?besked=slettet&fortryd={row}"

    return Command(do)
