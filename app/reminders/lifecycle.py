"""What somebody asked to be reminded of, and where they are rung, on its way out with them."""

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Connection

from app.foundation import clock
from app.people import Person, browsers, own
from app.reminders import choices, consents, phones
from app.reminders.chosen import KINDS, Wish
from app.reminders.commands import clock_at
from app.reminders.models import reminders


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    """Each reminder, newest first."""
    return [_taken(me, row) for row in own.taken(db, me, reminders, reminders.c.number.desc())]


def _taken(me: Person, row: Any) -> dict[str, Any]:
    wish = own.opened(me, reminders, Wish, row)
    return {
        "what": KINDS[wish.kind].title.text,
        "text": wish.text,
        "leads_to": wish.path,
        "time": clock_at(wish.at),
        "weekdays": [] if wish.once else list(wish.weekdays),
        "date": wish.once or None,
        "rests": wish.rests,
        **own.dated(me, row),
    }


def export_choices(db: Connection, me: Person) -> list[dict[str, Any]]:
    """What holds for all of them, once: with the phones, and who may ring. Nothing where nothing
    was chosen."""
    chosen, theirs, mine = choices.of(db, me), consents.mine(db, me), phones.of(db, me)
    if chosen == choices.begun(me) and not theirs and not mine:
        return []
    kept = asdict(chosen)
    kept["quiet"] = [clock_at(each) for each in chosen.quiet]
    kept["rest_until"] = clock.told(chosen.rest_until or None, me.zone)
    kept["waiting"] = [
        {**asdict(each), "minute": clock.told(each.minute, me.zone)} for each in chosen.waiting
    ]
    return [
        {
            **kept,
            "phones": [_phone(me, each.phone) for each in mine],
            "may_ring": [{"bond": str(bond), "at_night": night} for bond, night in theirs.items()],
        }
    ]


def _phone(me: Person, phone: phones.Phone) -> dict[str, Any]:
    """The address it is called at is told too: it is its owner's."""
    return {
        "endpoint": phone.endpoint,
        **browsers.taken(phone.kind),
        "language": phone.language,
        "checked": clock.told(phone.checked or None, me.zone),
        "delivered": clock.told(phone.delivered or None, me.zone),
        "told": phone.told,
    }
