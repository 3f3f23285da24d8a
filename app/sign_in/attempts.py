"""How often somebody may try to sign in. Nobody is ever locked out of their own phone by what
others do elsewhere."""

from dataclasses import dataclass, field
from uuid import UUID

from app.foundation.errors import TooMany
from app.foundation.web.limits import Bucket


@dataclass
class Attempts:
    """`device` counts one known phone's own mistakes, `unknown` the wrong tries on a name from
    phones we do not know."""

    address: Bucket = field(default_factory=lambda: Bucket(60, 2))
    device: Bucket = field(default_factory=lambda: Bucket(10, 30))
    unknown: Bucket = field(default_factory=lambda: Bucket(5, 720))
    signups: Bucket = field(default_factory=lambda: Bucket(20, 180))
    codes: Bucket = field(default_factory=lambda: Bucket(5, 120))
    passkeys: Bucket = field(default_factory=lambda: Bucket(600, 0.5))
    invitations: Bucket = field(default_factory=lambda: Bucket(5, 120))
    slow_signups: Bucket = field(default_factory=lambda: Bucket(60, 60))

    def knock(self, address: str, device: bytes | None) -> None:
        """Before any hashing: a flood from one place, or from one phone, waits. Raises TooMany."""
        if seconds := self.device.take(device) if device else self.address.take(address):
            raise TooMany(seconds)

    def knocks(self, address: str, phones: list[bytes | None]) -> list[int]:
        """The same for each account that is tried: the seconds it has to wait. Unknown phones share
        one try of their place."""
        here = self.address.take(address) if None in phones else 0
        return [self.device.take(phone) if phone else here for phone in phones]

    def guess(self, count: bytes, device: bytes | None) -> bool:
        """Counted before the slow hash, so that twenty tries at once are not five. False when there
        was no room for it.

        A known phone was counted when it knocked; nobody has no count.
        """
        return device is not None or not count or not self.unknown.take(count)

    def no_guess(self, count: bytes, device: bytes | None) -> None:
        """Nobody could look, or need have: given back."""
        (self.unknown if device is None else self.device).give_back(device or count)

    def needs_code(self, count: bytes, device: bytes | None) -> bool:
        """After five wrong tries from unknown phones such a phone needs a code too. Names that do
        not exist look the same."""
        return device is None and self.unknown.full(count)

    def code(self, person: UUID) -> None:
        """Before a second factor is looked at: five wrong ones in ten minutes, whichever phone they
        come from. Raises TooMany."""
        if seconds := self.codes.take(person):
            raise TooMany(seconds)

    def passkey(self, address: str) -> None:
        """Before a challenge is made for somebody unknown: only a flood waits; no wrong password
        counts. Raises TooMany."""
        if seconds := self.passkeys.take(address):
            raise TooMany(seconds)

    def right(self, count: bytes, device: bytes | None) -> None:
        """Forgets only this phone's own mistakes: an attacker's tries elsewhere stay counted
        against unknown phones."""
        if device is not None:
            self.device.forget(device)
        else:
            self.unknown.give_back(count)
