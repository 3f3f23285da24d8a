"""What the rule is asked about: who looks, whose things, the bonds and grants there are; and when
the last grant of some ends."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

import msgspec

from app.sharing.kinds import COMING, ITEM


@dataclass(frozen=True)
class Reader:
    """Whoever asks. `role`, `open` and `municipality` matter for staff only: as what they work, and
    whether that account is open."""

    id: UUID
    second: bool = False
    open: bool = False
    municipality: UUID | None = None
    role: str = ""


@dataclass(frozen=True)
class Owner:
    id: UUID
    paused: bool = False
    leaving: bool = False


@dataclass(frozen=True)
class Bond:
    id: UUID
    owner: UUID
    other: UUID | None
    role: str
    municipality: UUID | None = None
    accepted: bool = True
    ended: bool = False


class Grant(msgspec.Struct, frozen=True):
    """`start`, `end` in minutes; `end` is the first minute in which it no longer holds."""

    bond: UUID
    owner: UUID
    kind: str
    scope: str
    start: int
    end: int
    item: UUID | None = None
    upto: int | None = None
    ended: bool = False


@dataclass(frozen=True)
class Thing:
    """One thing of its owner's. `number` is its place in the owner's own order; `within` what it
    stands in, when that can be named too, as a part of a plan can. `silent`: it holds nothing that
    its kind shows, as an entry that does not say what helped."""

    id: UUID | None
    owner: UUID
    kind: str
    number: int
    gone: bool = False
    apart: bool = False
    within: UUID | None = None
    silent: bool = False


def scopes(live: Iterable[Grant]) -> frozenset[str]:
    return frozenset(grant.scope for grant in live)


def last_minute(live: Iterable[Grant], lowest: int | None, named: Collection[object]) -> int | None:
    """When the last of what is shown ends: the lowest number of it and its names say which grants
    reach any of it.

    Where there is nothing to show yet it is the end of the whole kind; a thing that is kept apart
    or put away counts for nothing. What no grant reaches has no end, and so no date.
    """
    given = [*live]
    reaching = [grant.end for grant in given if lowest is not None and _shows(grant, lowest, named)]
    return max(reaching or [grant.end for grant in given if grant.scope != ITEM], default=None)


def _shows(grant: Grant, lowest: int, named: Collection[object]) -> bool:
    if grant.scope == ITEM:
        return grant.item in named
    return grant.scope == COMING or (grant.upto is not None and lowest <= grant.upto)
