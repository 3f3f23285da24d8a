"""What others may read of what happens: what the rule lets through, the soonest first and what has
been last."""

from sqlalchemy import Connection

from app.appointments.kept import Appointment, opened
from app.appointments.models import appointments
from app.foundation import clock
from app.sharing import Shelf, View

NEWEST = (appointments.c.number.desc(),)
SHELF = Shelf(appointments, "appointments", NEWEST)


def shared(db: Connection, view: View) -> list[Appointment]:
    day, _ = clock.on_the_wall(view.now, clock.HOME_ZONE)
    rows = view.rows(db, appointments, "appointments", *NEWEST)
    found = [opened(view, row, day) for row in rows]
    coming = sorted((each for each in found if not each.over), key=lambda each: each.order)
    return coming + [each for each in found if each.over]
