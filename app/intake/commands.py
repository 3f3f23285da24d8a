"""What touches more than one room, as a form asks for it."""

from sqlalchemy import Connection

from app import days
from app.foundation import clock
from app.foundation.web import dated
from app.foundation.web.commands import Command
from app.foundation.web.forms import Form
from app.foundation.words import say
from app.intake import acts
from app.people import Person


def mark_day(me: Person, typed: Form) -> Command:
    """One tap marks today; with a date it marks that day. From a page that was made on another day
    it says so."""
    chosen = days.marks.chosen(typed.get("slags"))
    day = clock.past_day(dated.typed_day(typed, me.today.isoformat()), me.today)

    def do(db: Connection) -> str:
        assert chosen is not None
        assert day is not None
        acts.mark_day(db, me, day, chosen)
        if day == me.today and dated.from_another_day(typed, day):
            return "/?besked=ny-dag"
        return "/" if day == me.today else f"/dag/{day.isoformat()}?besked=gemt"

    if day is None:
        return Command(do, {"dato": say("Vælg en dag der har været.")})
    return Command(
        do, {} if chosen else {"slags": say("Vælg hvordan dagen var, eller gå tilbage.")}
    )
