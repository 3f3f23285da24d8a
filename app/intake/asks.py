"""What touches more than one room, as a form asks for it."""

from sqlalchemy import Connection

from app import days
from app.foundation import clock
from app.foundation.web import dated
from app.foundation.web.asks import Asks
from app.foundation.web.typed import Typed
from app.foundation.words import say
from app.identity import Person
from app.intake import acts


def mark_day(me: Person, typed: Typed) -> Asks:
    """One tap marks today; with a date it marks that day. From a page that was made on another day it says so."""
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
        return Asks(do, {"dato": say("Vælg en dag der har været.")})
    return Asks(do, {} if chosen else {"slags": say("Vælg hvordan dagen var, eller gå tilbage.")})
