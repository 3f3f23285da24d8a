"""Signing in: the name, the password, and on a phone we do not know a code as well when others have
been guessing."""

from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Row, and_, bindparam, exists, select, update

from app.foundation import clock
from app.foundation.letters import bare
from app.municipality import colleagues
from app.people import LOOK, NOT_SAID, Keyring, Kind, Person, models, one_at_a_time, people
from app.sign_in import devices, logins, passkeys, recovery, second_factor
from app.sign_in.devices import Coming
from app.sign_in.models import devices as known_devices
from app.sign_in.passkeys import Heard
from app.sign_in.sign_in_names import plain

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Knock:
    """What was typed at the door. `device` is the raw device cookie, `name` a sign-in name or an
    e-mail, `made` as in Coming."""

    name: str
    password: str
    code: str
    device: str
    address: str
    shared: bool
    kind: Kind = NOT_SAID
    made: int = 0


@dataclass(frozen=True)
class Known:
    """An account that may be meant; `id` and `password` are None where there is none, and the same
    is done for it all the same.

    `count` is what guesses at it are counted under, by whichever name they come; `device` the
    phone, where this account knows it.
    """

    id: UUID | None
    password: str | None
    count: bytes
    device: bytes | None = None

    @property
    def phone(self) -> bytes | None:
        """This account on this phone: one's own mistakes at one account are not another's."""
        return self.device + self.count if self.device else None


@dataclass(frozen=True)
class Came:
    """Somebody came in: who, the new login's token, and the device it belongs to."""

    person: UUID
    token: str
    device: str


@dataclass(frozen=True)
class Recovered:
    """A code from paper was right. What still opens the account beside the new password: passkeys,
    and codes on paper."""

    keys: bool
    codes: bool


NOBODY = UUID(int=0)
DOUBLE = 2
"""Minutes in which the same sign-up form once more is a double tap; later the person's other phones
are told."""
WITH_EMAIL = 2
"""Accounts that may share an e-mail and still sign in with it; the oldest count."""


def find(
    db: Connection, keys: Keyring, name: str, device: bytes, *, confirmed: bool = False
) -> list[Known]:
    """By sign-in name, or by e-mail, which may stand on more than one account where nobody can be
    asked to confirm it; with `confirmed` only by one that was.

    Always as many, in one look, so that neither work nor time tells whether anybody is there.
    Whoever knows this phone comes first, or the order of the work would tell somebody at home here
    that another has the same e-mail.
    """
    by_email = "@" in name
    index = (
        people.email_index(keys, bare(name)) if by_email else people.name_index(keys, plain(name))
    )
    most = WITH_EMAIL if by_email else 1
    chosen = FOUND.where(
        (models.people.c.email_index if by_email else models.people.c.name_index) == index,
        models.people.c.kind != LOOK,
        *([models.people.c.email_confirmed] if by_email and confirmed else []),
    )
    rows = db.execute(
        chosen.order_by(models.people.c.created_minute, models.people.c.id).limit(most),
        {"device": device},
    ).all()
    there = sorted(map(_known, rows), key=lambda who: who.device is None)
    return there + [Known(None, None, index + bytes(n)) for n in range(len(there), most)]


FOUND = select(
    models.people.c.id,
    models.people.c.password,
    models.people.c.name_index,
    known_devices.c.id.label("device"),
).select_from(
    models.people.outerjoin(
        known_devices,
        and_(
            known_devices.c.owner == models.people.c.id, known_devices.c.id == bindparam("device")
        ),
    )
)


def by_id(db: Connection, person: UUID) -> Known | None:
    row = db.execute(FOUND.where(models.people.c.id == person), {"device": b""}).first()
    return _known(row) if row else None


def _known(row: Row[*tuple[Any, ...]]) -> Known:
    return Known(row.id, row.password, row.name_index or row.id.bytes, row.device)


def known_here(db: Connection, device: bytes) -> bool:
    """Whether any account knows this phone. It says only that the cookie is ours; whose it is,
    nobody is told."""
    return (
        db.execute(select(known_devices.c.id).where(known_devices.c.id == device).limit(1)).first()
        is not None
    )


def nobody(who: Known) -> Known:
    """Passed over: the same work is done, nothing of the account is looked at, and it counts for
    nobody."""
    return Known(None, None, b"")


def enter(
    db: Connection,
    keys: Keyring,
    who: Known,
    hashed: str,
    device: str,
    knock: Knock,
    need_code: bool,
) -> str | None:
    """In one transaction: the password is still the one that was right, the code is spent if one is
    needed, the login begins.

    A closed account lets nobody in. Raises Used.
    """
    person = who.id
    if person is None or not unchanged(db, person, who.password):
        return None
    if colleagues.closed(db, person):
        return None
    if need_code and not recovery.use(db, keys, person, knock.code):
        return None
    if hashed != who.password:
        set_password(db, person, hashed)
    return devices.arrive(
        db, keys, person, Coming(logins.hashed(device), knock.kind, knock.shared, knock.made)
    )


def come_back(db: Connection, keys: Keyring, who: Known, coming: Coming) -> str | None:
    if who.id is None or not unchanged(db, who.id, who.password) or colleagues.closed(db, who.id):
        return None
    twice = clock.minute() - people.created(db, who.id) < DOUBLE
    return devices.arrive(db, keys, who.id, coming, first=twice)


def unchanged(db: Connection, person: UUID, verified: str | None) -> bool:
    """Whether the password that was looked at is still the person's; the account is held until the
    write is done."""
    one_at_a_time(db, person)
    return verified is not None and password_of(db, person) == verified


def by_passkey(
    db: Connection, keys: Keyring, heard: Heard, knock: Knock, fresh_device: str
) -> Came | None:
    """With a passkey alone, which is two factors in one and needs no name.

    No guesses are counted: a passkey cannot be guessed, and others' guesses at a password never
    stand in its way (R37).
    """
    # Asked while nobody is said to be here.
    known = bool(knock.device) and known_here(db, logins.hashed(knock.device))
    person = passkeys.whose(db, keys, heard)
    if person is None:
        return None
    raw = knock.device if known else fresh_device
    token = devices.arrive(
        db, keys, person, Coming(logins.hashed(raw), knock.kind, knock.shared), second=True
    )
    return Came(person, token, raw)


def set_password(db: Connection, person: UUID, hashed: str) -> None:
    db.execute(update(models.people).where(models.people.c.id == person).values(password=hashed))


def password_of(db: Connection, person: UUID) -> str:
    """The stored hash; nothing fits an empty one. Whoever is being erased has none: their keys are
    gone already."""
    there = exists().where(models.citizen_keys.c.owner == models.people.c.id)
    return (
        db.execute(
            select(models.people.c.password).where(models.people.c.id == person, there)
        ).scalar()
        or ""
    )


def replace_password(db: Connection, person: UUID, verified: str, hashed: str) -> bool:
    """False, and nothing is changed, when the old one has been replaced since it was looked at."""
    if not unchanged(db, person, verified):
        return False
    set_password(db, person, hashed)
    return True


def prove(db: Connection, me: Person, verified: str) -> str | None:
    """«Is it you», answered with the password: the login goes on under a new id. None when the
    password was changed meanwhile."""
    logins.still(db, me)
    return logins.renew(db, me, proved=True) if unchanged(db, me.id, verified) else None


def may_recover(
    db: Connection, keys: Keyring, name: str, code: str, *, confirmed: bool = False
) -> UUID | None:
    """Whose code it is. As many codes are looked at whoever is there. To a closed account nothing
    fits: nobody would get in with the new password."""
    fits = [
        who.id
        for who in find(db, keys, name, b"", confirmed=confirmed)
        if recovery.valid(db, keys, who.id or NOBODY, code)
    ]
    return next((person for person in fits if person and not colleagues.closed(db, person)), None)


def recover(
    db: Connection, keys: Keyring, person: UUID, code: str, hashed: str
) -> Recovered | None:
    """A code from paper and a new password, together or not at all. Every login ends, and every
    phone is forgotten.

    Whoever needs it may have been shut out by somebody else: what such a one made to come in with
    goes in the same step.
    """
    one_at_a_time(db, person)
    me = people.get(db, keys, person)
    if me is None or colleagues.closed(db, person) or not recovery.use(db, keys, person, code):
        return None
    set_password(db, person, hashed)
    logins.end_all(db, person)
    devices.begin_anew(db, me)
    second_factor.another_key(db, me)
    return Recovered(keys=passkeys.any_of(db, me), codes=recovery.left(db, me) > 0)


def proved_by_passkey(db: Connection, keys: Keyring, me: Person, heard: Heard) -> str | None:
    """«Is it you», answered with one of my passkeys: the login goes on under a new id, and both
    factors were given."""
    logins.still(db, me)
    if passkeys.whose(db, keys, heard, me) is None:
        return None
    return logins.renew(db, me, proved=True, second=True)
