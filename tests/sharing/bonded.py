"""Bonds and grants for tests, made through the same functions as the pages use."""

from uuid import UUID

from app.foundation import ids
from app.identity import people
from app.identity.people import Person
from app.sharing import bonds, grants
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
    code = world.write(bonds.invite, world.keys, person(world, owner), ids.new(), role, label or other)
    made: UUID = world.write(bonds.accept, world.keys, person(world, other), code)
    return made


def grant(world: World, on: UUID, kind: str, scope: str = "now", item: UUID | None = None, length: str = "1", owner: str = "Anna") -> Given:
    given: Given = world.write(grants.give, world.keys, person(world, owner), ids.new(), Wish(on, kind, scope, length, item))
    return given


__all__ = ["bond", "grant", "people", "person"]
