"""Bonds and grants for tests, made through the same functions as the pages use."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection

from app import journal, plan
from app.circle.shared_views import READ
from app.companions import goings
from app.foundation import ids
from app.hard_days import askings, day_words
from app.people import Keyring, people
from app.people.people import Person
from app.sharing import KINDS, bonds, grants, view
from app.sharing.grants import Given, Wish
from tests.world import World


def person(world: World, name: str) -> Person:
    """One of the cast as they are after a whole sign-in, staff with both factors."""
    from app.municipality import colleagues

    me = world.person(name)
    me.colleague = world.read(colleagues.of, me.id)
    me.second = True
    return me


def bond(world: World, owner: str = "Anna", other: str = "Mette", label: str | None = None) -> UUID:
    """`owner` invites and `other` says yes."""
    role = "guide" if person(world, other).colleague else "relative"
    code = world.write(
        bonds.invite, world.keys, person(world, owner), ids.new(), role, label or other
    )
    made: UUID = world.write(bonds.accept, world.keys, person(world, other), code)
    return made


def grant(
    world: World,
    on: UUID,
    kind: str,
    scope: str = "now",
    item: UUID | None = None,
    length: str = "1",
) -> Given:
    """Anna gives."""
    owner = "Anna"
    given: Given = world.write(
        grants.give,
        world.keys,
        person(world, owner),
        ids.new(),
        Wish(on, kind, scope, length, item),
    )
    return given


def everything(
    db: Connection, keys: Keyring, owner: Person, guide: Person, relative: Person
) -> dict[str, str]:
    """`owner` shares every kind with the guide and some with the relative, has an invitation open,
    and was looked at.

    Returns the two bonds, a code that nobody has used, and the entry that is shared.
    """
    with_guide = _bond(db, keys, owner, guide, "guide", "Mette fra kommunen")
    with_relative = _bond(db, keys, owner, relative, "relative", "Min søster")
    code = bonds.invite(db, keys, owner, ids.new(), "relative", "Onkel Per")
    entry = journal.entries.timeline(db, owner).entries[0].id
    for kind in KINDS.values():
        if "now" in kind.scopes:
            grants.give(db, keys, owner, ids.new(), Wish(with_guide, kind.code, "now", "3"))
    grants.give(db, keys, owner, ids.new(), Wish(with_guide, "entries", "item", "1", entry))
    ready = plan.ready.keep(db, owner, with_relative, ["people", "meet"], "12 34 56 78")
    plan.ready.confirm_shown(db, owner, ready, plan.ready.find(db, owner, ready).words.mark)
    day_words.choose(db, keys, owner, {with_guide, with_relative})
    day_words.tell(db, keys, owner, word := ids.new(), "call")
    answered = askings.ask(
        db, keys, owner, ids.new(), with_relative, "hope", "Gerne noget om sommerhuset."
    )
    askings.answer(db, keys, relative, with_relative, answered, "Jeg holder fast, når du ikke kan.")
    asked = askings.ask(db, keys, owner, ids.new(), with_guide, "call", "")
    along = {
        name: goings.ask(db, keys, owner, ids.new(), on, _along(owner))
        for name, on in (("along", with_guide), ("along_yes", with_relative))
    }
    goings.answer(db, keys, relative, with_relative, along["along_yes"], goings.YES)
    grants.give(db, keys, owner, ids.new(), Wish(with_relative, "entries", "item", "i-dag", entry))
    grants.give(db, keys, owner, ids.new(), Wish(with_relative, "hopes", "coming", "1"))
    for code_ in ("hopes", "flower"):
        view.see(db, keys, guide, with_guide, code_, READ[code_][0])
    return {
        "with_guide": str(with_guide),
        "with_relative": str(with_relative),
        "code": code,
        "shared_entry": str(entry),
        "ready": str(ready),
        "word": str(word),
        "answered": str(answered),
        "asked": str(asked),
        **{name: str(row) for name, row in along.items()},
    }


def _along(owner: Person) -> goings.Words:
    day = owner.today + timedelta(days=3)
    return goings.Words("Huset, Vestergade", day.isoformat(), 14 * 60, "")


def _bond(
    db: Connection, keys: Keyring, owner: Person, other: Person, role: str, label: str
) -> UUID:
    return bonds.accept(db, keys, other, bonds.invite(db, keys, owner, ids.new(), role, label))


__all__ = ["bond", "everything", "grant", "people", "person"]
