"""What is sealed of an account."""

from collections.abc import Iterable

import msgspec

from app.foundation import clock
from app.foundation.clock import HOME_ZONE
from app.people.unknown_devices import UnknownDevices


class Profile(msgspec.Struct, frozen=True):
    """`low_until` and `lock_after` are minutes; None means not set. `unknown_devices`: devices the
    person has not answered for yet."""

    nickname: str = ""
    sign_in_name: str = ""
    email: str = ""
    zone: str = HOME_ZONE
    low_until: int | None = None
    low_by_day: bool = False
    lock_after: int | None = None
    unknown_devices: UnknownDevices = msgspec.field(default=(), name="newcomers")
    log_read: int = 0
    shared_until: dict[str, int] = {}
    tells: tuple[str, ...] = ()
    """Bonds whose people are told a word on a hard day, when the citizen taps it."""
    came_in: int = 0
    """When they came in last, in milliseconds since 1970; by the page that was made then, and as
    the login that it became."""
    came_by: int = 0
    came_as: bytes = b""
    taps: tuple[str, ...] = ()
    taps_until: int = 0
    """Forms whose tap has opened something to somebody, each with the minute until which it is
    remembered; `taps_until` is that of those from before each had its own."""
    town: str = ""
    """Near which they want to be shown something after a good day: chosen, and never where they
    are."""

    @property
    def low(self) -> bool:
        """Low energy: chosen by the citizen, never inferred."""
        return (self.low_until or 0) > clock.minute()

    @property
    def shares(self) -> frozenset[str]:
        """Kinds of which others may see something now; so that no page says «nobody else» when that
        is not so."""
        now = clock.minute()
        return frozenset(kind for kind, end in self.shared_until.items() if end > now)

    def shares_any(self, kinds: Iterable[str]) -> bool:
        """Whether others may see something of one of these kinds; of any kind at all when none is
        named."""
        wanted = frozenset(kinds)
        return bool(self.shares & wanted if wanted else self.shares)
