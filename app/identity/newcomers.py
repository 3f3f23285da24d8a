"""The word to a person's other phones that somebody came in on a device nobody knew (R38).

It lies in the sealed profile until one of the other phones has answered it. The new device itself never sees it, so whoever
came in with a stolen password cannot make it go away.
"""

from datetime import date

import msgspec

from app.foundation import clock
from app.foundation.words import Say
from app.identity.browsers import Kind, called

MOST = 20


class Newcomer(msgspec.Struct, frozen=True):
    """A login on a device that was not known. `login` and `device` are the hashes that stand in the tables, in hex."""

    login: str
    device: str
    kind: Kind
    minute: int

    @property
    def called(self) -> Say:
        return called(self.kind)

    def day(self, zone: str) -> date:
        return clock.day_of(self.minute, zone)


Newcomers = tuple[Newcomer, ...]


def with_one_more(there: Newcomers, newcomer: Newcomer) -> Newcomers:
    """The first ones stay: a flood of new ones cannot push out the one that matters."""
    return (*there, newcomer)[:MOST]


def moved(there: Newcomers, old: bytes, fresh: bytes) -> Newcomers:
    """A login has a new id."""
    return tuple(msgspec.structs.replace(each, login=fresh.hex()) if each.login == old.hex() else each for each in there)


def came_again(there: Newcomers, device: bytes, fresh: bytes) -> Newcomers:
    """The same device once more: it is still the one that the others have not answered for."""
    return tuple(msgspec.structs.replace(each, login=fresh.hex()) if each.device == device.hex() else each for each in there)


def shown_to(there: Newcomers, login: bytes) -> Newcomers:
    return () if any(each.login == login.hex() for each in there) else there
