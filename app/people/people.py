"""People: a citizen's account, their profile, their key, and the number that orders what they
write."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from app.foundation import clock
from app.foundation.keys import Root
from app.foundation.sealing import Box, Decision, Vault, WrappedKey
from app.municipality import Colleague
from app.people.models import citizen_keys, people
from app.people.profile import Profile as Profile
from app.people.unknown_devices import UnknownDevices, shown_since, shown_to

CITIZEN = "citizen"
SHARED_IDLE = 15
"""Minutes after which a login on another's phone rests, whatever was chosen."""
RELATIVE = "relative"
"""Somebody who came by a citizen's invitation and reads what is shared with them. An account like a
citizen's otherwise."""
STAFF = "staff"
"""Somebody who works for a municipality. Keeps no diary here."""
LOOK = "look"
"""The account that visitors look around in. Nobody signs in to it and nothing is written in it."""

FOR_EVER = 2**31 - 1
"""`low_until` when low energy lasts until the citizen says otherwise."""


@dataclass(slots=True)
class Keyring:
    """What the server can do with its keys: the vault for citizens' words, the root for small
    secrets."""

    vault: Vault
    root: Root


@dataclass(slots=True)
class Person:
    """Whoever is here, with their own key. `login` is the hash of the login that brought them,
    `onward` the token that comes after, `came` when its device was first seen, in their own order.

    `second` says that this login gave a second factor; `colleague` is set for staff only; `rested`
    are the minutes since a person last asked for something, when a page asks by itself.
    """

    id: UUID
    kind: str
    profile: Profile
    box: Box
    erase_minute: int | None
    mark: str
    login: bytes = b""
    onward: str = ""
    began: int = 0
    came: int = 0
    proved_minute: int = 0
    shared: bool = False
    second: bool = False
    colleague: Colleague | None = None
    rested: int = 0

    @property
    def nickname(self) -> str:
        return self.profile.nickname

    @property
    def zone(self) -> str:
        return self.profile.zone

    @property
    def today(self) -> date:
        return clock.today(self.profile.zone)

    @property
    def low(self) -> bool:
        """Low energy: chosen by the citizen, never inferred."""
        return self.profile.low

    @property
    def low_lasts(self) -> bool:
        """Low energy until the citizen says otherwise, not only until the morning."""
        return self.profile.low_until == FOR_EVER

    @property
    def locks_after(self) -> int | None:
        """Minutes of rest after which the page locks, when that is soon enough to say so
        beforehand."""
        return (
            min(self.profile.lock_after or SHARED_IDLE, SHARED_IDLE)
            if self.shared or self.at_work
            else self.profile.lock_after
        )

    @property
    def at_work(self) -> bool:
        """Works for a municipality and keeps no diary here."""
        return self.kind == STAFF

    @property
    def own_phone(self) -> bool:
        """Somebody who writes here, on a phone of their own: only there may anything be kept."""
        return not (self.shared or self.looking or self.at_work)

    @property
    def unknown_devices(self) -> UnknownDevices:
        """Logins on devices nobody knew, which this phone is to be told of."""
        return shown_to(self.profile.unknown_devices, self.came)

    @property
    def shown_since(self) -> str:
        return shown_since(self.box, self.id, self.came, self.unknown_devices)

    @property
    def looking(self) -> bool:
        return self.kind == LOOK


KEY = (citizen_keys.c.number, citizen_keys.c.master, citizen_keys.c.wrapped)
PERSON = (people.c.id, people.c.kind, people.c.sealed, people.c.erase_minute, *KEY)


def opened(rows: list[Row], keys: Keyring) -> Person:  # type: ignore[type-arg]
    """A person from their own rows (one per key). The decision is the simplest one: one's own
    things."""
    first = rows[0]
    wrapped = [WrappedKey(first.id, row.number, row.master, row.wrapped) for row in rows]
    box = keys.vault.open_box(Decision(first.id, first.id, "own"), wrapped)
    profile = box.open(Profile, "people", first.id, first.sealed)
    return Person(first.id, first.kind, profile, box, first.erase_minute, mark(keys, first.id))


def mark(keys: Keyring, person: UUID) -> str:
    """Says in a form whose form it is, without saying who."""
    return keys.root.mac("form owner", person.bytes)[:9].hex()


def get(db: Connection, keys: Keyring, person: UUID) -> Person | None:
    rows = db.execute(
        select(*PERSON).join_from(people, citizen_keys).where(people.c.id == person)
    ).all()
    return opened(list(rows), keys) if rows else None


def create(
    db: Connection,
    keys: Keyring,
    person: UUID,
    profile: Profile,
    *,
    kind: str,
    password: str | None,
) -> Person:
    """A new account with a key of its own. The id comes from the caller, so that the same form
    makes one account."""
    key = keys.vault.new_key(person)
    box = keys.vault.open_box(Decision(person, person, "own"), [key])
    db.execute(
        insert(people).values(
            id=person,
            kind=kind,
            name_index=name_index(keys, profile.sign_in_name) if profile.sign_in_name else None,
            password=password,
            sealed=box.seal("people", person, profile),
            created_minute=clock.minute(),
        )
    )
    db.execute(
        insert(citizen_keys).values(
            owner=person, number=key.number, master=key.master, wrapped=key.wrapped
        )
    )
    return Person(person, kind, profile, box, None, mark(keys, person))


def new_key(db: Connection, keys: Keyring, me: Person) -> Person:
    """One more key for a citizen, in use from now on; the old one still opens what it sealed."""
    newest = db.execute(
        select(func.max(citizen_keys.c.number)).where(citizen_keys.c.owner == me.id)
    ).scalar_one()
    key = keys.vault.new_key(me.id, newest + 1)
    db.execute(
        insert(citizen_keys).values(
            owner=me.id, number=key.number, master=key.master, wrapped=key.wrapped
        )
    )
    renewed = get(db, keys, me.id)
    assert renewed is not None
    return renewed


def forget_old_keys(db: Connection, me: Person) -> None:
    """Take away every key but the newest, once nothing is sealed with them."""
    newest = (
        select(func.max(citizen_keys.c.number))
        .where(citizen_keys.c.owner == me.id)
        .scalar_subquery()
    )
    db.execute(
        delete(citizen_keys).where(citizen_keys.c.owner == me.id, citizen_keys.c.number < newest)
    )


def turning(db: Connection, owner: UUID) -> bool:
    """Whether a citizen has more than one key, because turning them was interrupted."""
    found = select(func.count()).select_from(citizen_keys).where(citizen_keys.c.owner == owner)
    return int(db.execute(found).scalar_one()) > 1


def reseal(db: Connection, me: Person) -> int:
    """Seal the profile anew with the key in use now; 0 when it is."""
    sealed = db.execute(
        select(people.c.sealed).where(people.c.id == me.id).with_for_update(key_share=True)
    ).scalar_one()
    if me.box.fresh(sealed):
        return 0
    change(db, me)
    return 1


def everyone(db: Connection) -> list[UUID]:
    """Ids only; for turning keys, never for looking anyone up."""
    return list(db.execute(select(people.c.id).order_by(people.c.id)).scalars())


def stored(db: Connection, me: Person) -> Profile:
    """The profile as it stands now, for whatever is decided while writing: `me` may be from before
    another tap, or from a first try that came to nothing. For that reason a job never changes `me`
    itself."""
    sealed = db.execute(
        select(people.c.sealed).where(people.c.id == me.id).with_for_update(key_share=True)
    ).scalar_one()
    return me.box.open(Profile, "people", me.id, sealed)


def change(db: Connection, me: Person, **changes: object) -> Profile:
    """Change fields of the profile. Reads the stored one first, so that two phones do not undo each
    other."""
    profile = msgspec.structs.replace(stored(db, me), **changes)
    db.execute(
        update(people)
        .where(people.c.id == me.id)
        .values(sealed=me.box.seal("people", me.id, profile))
    )
    return profile


def set_email(db: Connection, keys: Keyring, me: Person, email: str) -> bool:
    """An address that nobody has confirmed yet, also when it is the same one again."""
    change(db, me, email=email)
    index = email_index(keys, email) if email else None
    mine = update(people).where(people.c.id == me.id)
    return db.execute(mine.values(email_index=index, email_confirmed=False)).rowcount == 1


def confirm_email(db: Connection, keys: Keyring, me: Person, email: str) -> bool:
    """It is mine, as a mail that went there has shown. False when it is another by now."""
    this = (people.c.id == me.id, people.c.email_index == email_index(keys, email))
    return db.execute(update(people).where(*this).values(email_confirmed=True)).rowcount == 1


def email_confirmed(db: Connection, me: Person) -> bool:
    mine = select(people.c.email_confirmed).where(people.c.id == me.id)
    return bool(db.execute(mine).scalar())


COUNTED = (
    update(people)
    .where(people.c.id == bindparam("owner"))
    .values(last_number=people.c.last_number + 1)
    .returning(people.c.last_number)
)


def next_number(db: Connection, owner: UUID) -> int:
    """The next number in this citizen's own order, given at the commit; clocks and ids decide
    nothing."""
    return int(db.execute(COUNTED, {"owner": owner}).scalar_one())


def last_number(db: Connection, owner: UUID) -> int:
    """The number of what this citizen kept last."""
    return int(db.execute(select(people.c.last_number).where(people.c.id == owner)).scalar_one())


def exists(db: Connection, person: UUID) -> bool:
    return db.execute(select(people.c.id).where(people.c.id == person)).first() is not None


def taken(db: Connection, keys: Keyring, sign_in_name: str) -> bool:
    found = select(people.c.id).where(people.c.name_index == name_index(keys, sign_in_name))
    return db.execute(found).first() is not None


def name_index(keys: Keyring, sign_in_name: str) -> bytes:
    return keys.root.mac("sign-in name", sign_in_name.encode())


def email_index(keys: Keyring, email: str) -> bytes:
    return keys.root.mac("e-mail", email.casefold().encode())


def open_to_visitors(db: Connection) -> UUID | None:
    """The account that visitors look around in, if there is one."""
    return db.execute(select(people.c.id).where(people.c.kind == LOOK).limit(1)).scalar()


def created(db: Connection, person: UUID) -> int:
    return int(
        db.execute(select(people.c.created_minute).where(people.c.id == person)).scalar_one()
    )
