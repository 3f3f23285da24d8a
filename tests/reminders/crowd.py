"""Many people, each with a phone and a reminder that is due: laid down as the app keeps them, many
to a statement."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert

from app.foundation import clock
from app.foundation.sealing import Decision
from app.people import Keyring, Profile
from app.people.models import citizen_keys, people
from app.reminders.choices import Choices
from app.reminders.chosen import Wish
from app.reminders.models import occurrences, phones, reminder_choices, reminders
from app.reminders.phones import Phone
from app.reminders.schedule import DUE, REMINDER
from app.sign_in.models import logins
from tests.push_service import Browser

PIECE = 500


def lay(db: Connection, keys: Keyring, browsers: Sequence[Browser], due: int) -> None:
    """A person for each browser, reminded at the minute `due` and never quiet."""
    for at in range(0, len(browsers), PIECE):
        _piece(db, keys, browsers[at : at + PIECE], due)


def _piece(db: Connection, keys: Keyring, browsers: Sequence[Browser], due: int) -> None:
    rows: dict[str, list[dict[str, object]]] = {table.name: [] for table in TABLES}
    now = clock.minute()
    day, wall = clock.on_the_wall(due, "Europe/Copenhagen")
    for browser in browsers:
        owner, login, row, phone = uuid4(), uuid4().bytes, uuid4(), uuid4()
        key = keys.vault.new_key(owner)
        box = keys.vault.open_box(Decision(owner, owner, "own"), [key])
        seal = box.seal
        choices = Choices(quiet=(0, 0), most=3)
        kept = Phone(browser.endpoint, browser.p256dh, browser.auth, account="a" * 18)
        wish = Wish("day", "/", wall)
        rows["people"].append(
            {
                "id": owner,
                "kind": "citizen",
                "sealed": seal("people", owner, Profile()),
                "created_minute": now,
            }
        )
        rows["citizen_keys"].append(
            {"owner": owner, "number": 1, "master": key.master, "wrapped": key.wrapped}
        )
        rows["logins"].append(
            {
                "id": login,
                "owner": owner,
                "shared": False,
                "created_minute": now,
                "proved_minute": now,
            }
        )
        rows["reminders"].append(
            {
                "id": row,
                "owner": owner,
                "number": 1,
                "written_minute": now,
                "sealed": seal("reminders", row, wish),
            }
        )
        rows["phones"].append(
            {
                "id": phone,
                "owner": owner,
                "login": login,
                "endpoint_index": keys.root.mac("push endpoint", browser.endpoint.encode()),
                "push_key": 1,
                "until_minute": now + 100_000,
                "sealed": seal("phones", phone, kept),
            }
        )
        rows["reminder_choices"].append(
            {"owner": owner, "sealed": seal("reminder_choices", owner, choices)}
        )
        rows["occurrences"].append(_due(owner, row, day, due))
    for table in TABLES:
        db.execute(insert(table), rows[table.name])


def _due(owner: UUID, row: UUID, day: object, due: int) -> dict[str, object]:
    return {
        "id": uuid4(),
        "owner": owner,
        "reminder": row,
        "kind": REMINDER,
        "date": day,
        "due_minute": due,
        "state": DUE,
        "look_at": due * 60,
    }


TABLES = (people, citizen_keys, logins, reminders, phones, reminder_choices, occurrences)
