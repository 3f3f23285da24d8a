"""Opening the keys at start, and changing the master key while everybody goes on writing.

Losing a key must never lead to a new one being laid over what people wrote: then the server takes
no words at all until the right key is back.
"""

from sqlalchemy import Connection, delete, func, insert, select, update

from app.foundation import actor, logs
from app.foundation import keys as files
from app.foundation.database import Database
from app.foundation.errors import CannotStart
from app.foundation.keys import Root, fingerprint
from app.foundation.sealing import Vault, WrappedKey
from app.foundation.settings import Settings
from app.people import turned
from app.people.models import citizen_keys, people, server_keys
from app.people.people import Keyring

ROOT = 0
"""The root key's row among the fingerprints; master keys are numbered from 1."""


@actor.by(actor.STRONGROOM)
def open_up(db: Database, settings: Settings) -> Keyring | None:
    """The keyring, made on the first start; keys that cannot be used stop that one, since nobody
    has written yet. None when a key is missing or another's: then nothing is written."""
    known = db.write_now(_known)
    if not known and not db.write_now(_anyone):
        _make_what_is_missing(settings)
    try:
        masters, root = files.master_keys(settings), files.root_key(settings)
    except (CannotStart, ValueError) as error:
        logs.fault("keys_unreadable", error)
        return None
    if not masters or root is None:
        logs.say("keys_missing", reason="closed until they are back")
        return None
    if not db.write_now(_fit, masters, root):
        logs.say("keys_wrong", reason="closed until the right ones are back")
        return None
    vault = Vault(masters, lambda: files.master_keys(settings))
    if not db.sqlite:
        db.turned = lambda connection, used: turned.look(connection, vault, used)
    return Keyring(vault, Root(root))


def _make_what_is_missing(settings: Settings) -> None:
    if not files.master_keys(settings):
        files.make(settings, "master")
    if files.root_key(settings) is None:
        files.make(settings, "root")


def _known(db: Connection) -> dict[int, bytes]:
    return {row.number: row.fingerprint for row in db.execute(select(server_keys))}


def _anyone(db: Connection) -> bool:
    return bool(db.execute(select(func.count()).select_from(people)).scalar_one())


def _fit(db: Connection, masters: dict[int, bytes], root: bytes) -> bool:
    """Whether these keys are those the database was written with; new numbers are noted."""
    given = {ROOT: fingerprint(root)} | {
        number: fingerprint(key) for number, key in masters.items()
    }
    known = _known(db)
    if any(given.get(number, print_) != print_ for number, print_ in known.items()):
        return False
    if missing := set(_masters_in_use(db)) - set(masters):
        logs.say("master_key_missing", number=min(missing))
        return False
    for number in given.keys() - known.keys():
        db.execute(insert(server_keys).values(number=number, fingerprint=given[number]))
    return True


def _masters_in_use(db: Connection) -> list[int]:
    return list(db.execute(select(citizen_keys.c.master).distinct()).scalars())


@actor.by(actor.STRONGROOM)
def rotate(db: Database, settings: Settings, vault: Vault) -> int:
    """Take the newest master key into use: wrap every citizen's key anew, a batch to a commit, then
    take the old ones away.

    Safe to stop at any moment and run again, and while people write: the database refuses a key
    wrapped by a master that is gone, and refuses to let a master go that still wraps one. Returns
    how many keys were wrapped anew.
    """
    masters = db.write_now(_usable, settings, vault)
    if not masters:
        return 0
    db.write_now(_note, masters)
    vault.learn(masters)
    wrapped = 0
    while done := db.write_now(rewrap, vault):
        wrapped += done
    if len(masters) > 1:
        db.write_now(forget_masters, settings, vault.current)
        vault.learn(db.write_now(_usable, settings, vault))
    return wrapped


def behind(db: Connection, settings: Settings, vault: Vault) -> bool:
    """Whether a master key has been added, or an older one still wraps somebody's key."""
    masters = _usable(db, settings, vault)
    return bool(masters) and (
        set(masters) != vault.known or bool(set(_masters_in_use(db)) - {vault.current})
    )


def _usable(db: Connection, settings: Settings, vault: Vault) -> dict[int, bytes]:
    """The master keys as they lie now. None when they are gone, cannot be read, are another
    server's or lack one in use: then those that are held go on, and it is said once, so that
    whoever runs the server can put them back before it stops."""
    try:
        masters = files.master_keys(settings)
    except (CannotStart, OSError, ValueError):
        masters = {}
    known, in_use = _known(db), set(_masters_in_use(db))
    right = all(
        known.get(number, fingerprint(key)) == fingerprint(key) for number, key in masters.items()
    )
    usable = bool(masters) and right and in_use <= set(masters)
    if not usable and not vault.lost:
        logs.say(
            "master_keys_lost",
            reason="those in memory go on; put the file back before the server stops",
        )
    vault.lost = not usable
    return masters if usable else {}


def rewrap(db: Connection, vault: Vault, most: int = 200) -> int:
    """Wrap up to `most` citizens' keys anew under the current master key; 0 when all are."""
    rows = db.execute(
        select(citizen_keys).where(citizen_keys.c.master != vault.current).limit(most)
    ).all()
    for row in rows:
        fresh = vault.rewrap(WrappedKey(row.owner, row.number, row.master, row.wrapped))
        here = (citizen_keys.c.owner == row.owner, citizen_keys.c.number == row.number)
        db.execute(
            update(citizen_keys).where(*here).values(master=fresh.master, wrapped=fresh.wrapped)
        )
    return len(rows)


def forget_masters(db: Connection, settings: Settings, current: int) -> None:
    """Take away master keys that nothing is wrapped by: first from the database, which refuses one
    in use, then from the file.

    One that is newer than the current was made a moment ago and waits to be taken into use: it
    stays.
    """
    in_use = set(_masters_in_use(db)) | {current}
    db.execute(
        delete(server_keys).where(
            server_keys.c.number.not_in({ROOT, *in_use}), server_keys.c.number < current
        )
    )

    def kept(masters: files.Masters) -> files.Masters:
        left = {
            number: key for number, key in masters.items() if number in in_use or number > current
        }
        return left if in_use <= set(left) else masters

    if not settings.keys.get("FODFAESTE_MASTER_KEY"):
        files.change_masters(settings, kept)


def _note(db: Connection, masters: dict[int, bytes]) -> None:
    known = _known(db)
    for number in masters.keys() - known.keys():
        db.execute(
            insert(server_keys).values(number=number, fingerprint=fingerprint(masters[number]))
        )
