"""Signing in: the name, the password, and on a phone we do not know a code as well when others have been guessing."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select, update

from app.foundation import actor
from app.foundation.database import Database
from app.identity import devices, logins, passkeys, people, recovery
from app.identity.attempts import Attempts
from app.identity.browsers import NOT_SAID, Kind
from app.identity.devices import Coming
from app.identity.models import people as table
from app.identity.passkeys import Answer, Site
from app.identity.passwords import Passwords
from app.identity.people import LOOK, Keyring, Person
from app.identity.sign_in_names import plain
from app.municipality import colleagues


@dataclass(frozen=True)
class Knock:
    """What was typed at the door. `device` is the raw device cookie, `name` a sign-in name or an e-mail."""

    name: str
    password: str
    code: str
    device: str
    address: str
    shared: bool
    kind: Kind = NOT_SAID


@dataclass(frozen=True)
class Known:
    id: UUID
    password: str
    device: bytes | None


@dataclass(frozen=True)
class Came:
    """Somebody came in: who, the new login's token, and the device it belongs to."""

    person: UUID
    token: str
    device: str


@dataclass
class Door:
    """What signing in needs of the house."""

    db: Database
    keys: Keyring
    passwords: Passwords
    attempts: Attempts

    async def come_in(self, knock: Knock, fresh_device: str) -> Came | None:
        """A new login, or None when name, password or code do not fit; from outside the three look the same.

        A code is looked at before the slow hash: it cannot be guessed, so a flood of wrong ones costs next to nothing.
        """
        index = people.name_index(self.keys, plain(knock.name))
        with actor.by(actor.DOOR):
            found = await self.db.read(find, self.keys, knock.name, logins.hashed(knock.device) if knock.device else None)
        device = next((who.device for who in found if who.device), None)
        self.attempts.knock(knock.address, device)
        need_code = self.attempts.needs_code(index, device)
        if need_code:
            found = [who for who in found if await self._code_fits(who, knock)]
            if not found:
                return None
        self.attempts.guess(index, device)
        who = await self._whose(found, knock, known=device is not None or need_code)
        if who is None:
            return None
        raw = knock.device if who.device else fresh_device
        with actor.by(person=who.id):
            token = await self.db.write(enter, self.keys, who.id, raw, knock, need_code)
            if token is None:
                return None
            await self._refresh_hash(who, knock.password)
        self.attempts.right(index, device)
        return Came(who.id, token, raw)

    async def _whose(self, found: list[Known], knock: Knock, *, known: bool) -> Known | None:
        """Whose password it is. With an e-mail always as many tries, so that time does not tell how many accounts have it."""
        tries = WITH_EMAIL if "@" in knock.name else 1
        right: Known | None = None
        for who in [*found, *[None] * tries][:tries]:
            fits = await self.passwords.right(who.password if who else None, knock.password, known=known)
            right = who if fits and right is None else right
        return right

    def needs_code(self, name: str, device: str) -> bool:
        """Whether to ask for a code as well; the same answer for names that do not exist."""
        return self.attempts.needs_code(people.name_index(self.keys, plain(name)), device.encode() or None)

    async def _code_fits(self, who: Known, knock: Knock) -> bool:
        with actor.by(actor.DOOR):
            return await self.db.read(recovery.valid, self.keys, who.id, knock.code)

    async def _refresh_hash(self, who: Known, password: str) -> None:
        if self.passwords.stale(who.password):
            fresh = await self.passwords.hash(password)
            await self.db.write(set_password, who.id, fresh)


WITH_EMAIL = 2
"""Accounts that may share an e-mail and still sign in with it; the oldest count."""


def find(db: Connection, keys: Keyring, name: str, device: bytes | None) -> list[Known]:
    """By sign-in name, or by e-mail, which is not confirmed and may stand on more than one account."""
    by_email = table.c.email_index == people.email_index(keys, name.strip())
    by_name = table.c.name_index == people.name_index(keys, plain(name))
    chosen = select(table.c.id, table.c.password).where(by_email if "@" in name else by_name, table.c.kind != LOOK)
    rows = db.execute(chosen.order_by(table.c.created_minute, table.c.id).limit(WITH_EMAIL)).all()
    return [Known(row.id, row.password, device if device and logins.known(db, row.id, device) else None) for row in rows]


def enter(db: Connection, keys: Keyring, person: UUID, device: str, knock: Knock, need_code: bool) -> str | None:
    """In one transaction: spend the code if one is needed, begin the login. A closed account lets nobody in."""
    colleague = colleagues.of(db, person)
    if colleague is not None and not colleague.open:
        return None
    if need_code and not recovery.use(db, keys, person, knock.code):
        return None
    return devices.arrive(db, keys, person, Coming(logins.hashed(device), knock.kind, knock.shared))


def by_passkey(db: Connection, keys: Keyring, at: Site, answer: Answer, knock: Knock, fresh_device: str) -> Came | None:
    """With a passkey alone, which is two factors in one and needs no name.

    No guesses are counted: a passkey cannot be guessed, and others' guesses at a password never stand in its way (R37).
    """
    person = passkeys.whose(db, keys, at, answer)
    colleague = colleagues.of(db, person) if person else None
    if person is None or (colleague is not None and not colleague.open):
        return None
    known = bool(knock.device) and logins.known(db, person, logins.hashed(knock.device))
    raw = knock.device if known else fresh_device
    token = devices.arrive(db, keys, person, Coming(logins.hashed(raw), knock.kind, knock.shared), second=True)
    return Came(person, token, raw)


def set_password(db: Connection, person: UUID, hashed: str) -> None:
    db.execute(update(table).where(table.c.id == person).values(password=hashed))


def password_of(db: Connection, person: UUID) -> str:
    stored: str = db.execute(select(table.c.password).where(table.c.id == person)).scalar_one()
    return stored


def change_password(db: Connection, person: UUID, hashed: str, *, stays: bytes | None) -> None:
    """A new password ends every other login and forgets every phone."""
    set_password(db, person, hashed)
    logins.end_all(db, person, but=stays)


def may_recover(db: Connection, keys: Keyring, name: str, code: str) -> UUID | None:
    return next((who.id for who in find(db, keys, name, None) if recovery.valid(db, keys, who.id, code)), None)


def recover(db: Connection, keys: Keyring, person: UUID, code: str, hashed: str) -> bool:
    """A code from paper and a new password, together or not at all."""
    if not recovery.use(db, keys, person, code):
        return False
    change_password(db, person, hashed, stays=None)
    return True


def proved_by_passkey(db: Connection, keys: Keyring, me: Person, at: Site, answer: Answer) -> str | None:
    """«Is it you», answered with one of my passkeys: the login goes on under a new id, and both factors were given."""
    if passkeys.whose(db, keys, at, answer, me) is None:
        return None
    return logins.renew(db, me, proved=True, second=True)
