"""shared_page: thirty entries that are shared one by one, decided, opened, noted and shown to a
guide, against one's own page."""

from uuid import UUID

from sqlalchemy import Connection, select, update

from app.cli import opened
from app.foundation import ids
from app.journal.models import entries
from app.municipality import GUIDE, colleagues, municipalities
from app.people import Keyring, Person, people
from app.people.people import STAFF, Profile
from app.sharing import Wish, bonds, grants
from app.sign_in import logins
from app.sign_in.models import logins as login_rows
from tests.bench.figure import Figure, middle, spread
from tests.bench.house import House, furnished
from tests.bench.served import serving
from tests.bench.timeline import in_turns

MOST, THIRTY = 1.4, 30


def shared_page() -> Figure:
    """Whole pages over HTTP, one asker at a time, in turns. The guide's includes a line in the log,
    synced to the disk."""
    with furnished(anna=100) as house:
        bond = _share(house)
        with serving(house, "tests.bench.server") as served:
            paths = ((f"/kreds/{bond}/dagbog", "mette"), ("/dagbog", "anna"))
            shown = [served.fetch(path, who, "")[1].count(b'class="entry"') for path, who in paths]
            plans = [served.get(path, who, clients=1, seconds=1) for path, who in paths]
            theirs, mine = in_turns(plans, rounds=11)
    ratios = [a.p50 / b.p50 for a, b in zip(theirs, mine, strict=True)]
    errors, ratio = sum(each.errors for each in (*theirs, *mine)), middle(ratios)
    right = not errors and shown == [THIRTY, THIRTY]
    detail = (
        f"median of 11 turns ({spread(ratios)}): "
        f"{middle(r.p50 for r in theirs):.2f} ms against {middle(r.p50 for r in mine):.2f} ms; "
        f"server {middle(r.cpu for r in theirs):.0f} against {middle(r.cpu for r in mine):.0f} "
        f"µs; {shown} entries; {errors} errors"
    )
    return Figure(
        round(ratio, 3), "× one's own timeline", f"≤ {MOST}", ratio <= MOST and right, detail
    )


def _share(house: House) -> UUID:
    """Mette, a guide with both factors, may see Anna's thirty newest entries."""
    with opened(house.settings) as (db, keys):
        bond, mette, token = db.write_now(_bonded, keys, house.citizens["anna"][0])
    house.citizens["mette"] = (mette, token)
    return bond


def _bonded(db: Connection, keys: Keyring, anna: Person) -> tuple[UUID, Person, str]:
    mette = people.create(db, keys, ids.new(), Profile(nickname="Mette"), kind=STAFF, password=None)
    colleagues.employ(db, mette.id, municipalities.found(db, "Vestby"), GUIDE)
    mette.colleague, mette.second = colleagues.of(db, mette.id), True
    bond = bonds.accept(db, keys, mette, bonds.invite(db, keys, anna, ids.new(), "guide", "Mette"))
    newest = (
        select(entries.c.id)
        .where(entries.c.owner == anna.id)
        .order_by(entries.c.date.desc(), entries.c.number.desc())
    )
    for entry in db.execute(newest.limit(THIRTY)).scalars():
        grants.give(db, keys, anna, ids.new(), Wish(bond, "entries", "item", "12", entry))
    token = logins.begin(db, mette.id, None, shared=False, second=True)
    db.execute(
        update(login_rows).where(login_rows.c.id == logins.hashed(token)).values(second=True)
    )
    return bond, mette, token
