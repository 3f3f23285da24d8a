"""The word to a person's other logins that somebody came in on a device nobody knew (R38).

It lies in the sealed profile until it is answered. Every login and every known device has a number,
`came`: when that device was first seen, in the person's own order. Whoever came with a stolen
password came after the owner's phones, and with each of their logins after the first line about
them. That line is what they cannot take away, whatever they tap:

- «Det var mig» takes away only lines about those that came later than whoever says so. To an
  earlier line it only says «not here».
- «Det var ikke mig» ends everybody that came as late as the oldest line the page showed, also one
  answered for since. Whoever says so and came later than it has a line from then on, if there was
  none.
"""

import base64
from contextlib import suppress
from datetime import date
from uuid import UUID

import msgspec

from app.foundation import clock
from app.foundation.errors import SealBroken
from app.foundation.sealing import Box
from app.foundation.words import Say
from app.people.browsers import Kind, called

MOST = 20


class UnknownDevice(msgspec.Struct, frozen=True):
    """Somebody who came in on a device that was not known. `heard` are those that came later and
    have said that they know of it.

    When there are too many, the last line stands for several: from `came` to `last`, `more` than
    one.
    """

    kind: Kind
    minute: int
    came: int = 0
    last: int = 0
    more: int = 0
    heard: tuple[int, ...] = ()

    @property
    def called(self) -> Say:
        return called(self.kind)

    @property
    def upto(self) -> int:
        return max(self.came, self.last)

    def day(self, zone: str) -> date:
        return clock.day_of(self.minute, zone)

    def about(self, came: int) -> bool:
        """Whether it is about that one and nobody else. A line from before there were numbers may
        be about anybody."""
        return 0 < self.came == came and not self.more


UnknownDevices = tuple[UnknownDevice, ...]


def with_one_more(there: UnknownDevices, newcomer: UnknownDevice) -> UnknownDevices:
    """The first ones stay: a flood of new ones cannot push out the one that matters, and each of
    the flood is counted."""
    if len(there) < MOST:
        return (*there, newcomer)
    final = there[-1]
    return (
        *there[:-1],
        msgspec.structs.replace(final, last=newcomer.came, more=final.more + 1, heard=()),
    )


def shown_to(there: UnknownDevices, came: int) -> UnknownDevices:
    return tuple(each for each in there if not each.about(came) and came not in each.heard)


def shown_since(box: Box, owner: UUID, came: int, shown: UnknownDevices) -> str:
    """What a page that shows these lines says in its form: since when, sealed for this account and
    for the device it is shown on.

    Nobody can name a number that was not shown to them, so no form ends more, or takes more
    passkeys, than a line asked."""
    return base64.urlsafe_b64encode(
        box.seal("people", owner, (came, oldest(shown) or 0), "shown")
    ).decode()


def was_shown(box: Box, owner: UUID, came: int, said: str) -> int | None:
    """Since when, as the form of this device says; None for a form that says nothing, or that
    another's page made."""
    with suppress(SealBroken, ValueError):
        device, since = box.open(
            tuple[int, int], "people", owner, base64.urlsafe_b64decode(said.encode()), "shown"
        )
        return since if device == came else None
    return None


def it_was(there: UnknownDevices, came: int, seen: int) -> UnknownDevices:
    """Answered by whoever came then and saw the lines up to `seen`."""
    answered = [each for each in shown_to(there, came) if each.upto <= seen]
    later = [each for each in answered if each.came > came]
    return tuple(
        _heard(each, came) if each in answered else each for each in there if each not in later
    )


def _heard(line: UnknownDevice, came: int) -> UnknownDevice:
    return msgspec.structs.replace(line, heard=(*line.heard, came)[-MOST:])


def it_was_not(there: UnknownDevices, here: UnknownDevice, seen: int, since: int) -> UnknownDevices:
    """The same for «not me», by `here`, once everybody that came as late as `since` has been
    ended."""
    gone = [each for each in others(there, here.came) if since <= each.came and each.upto <= seen]
    return _without(there, gone, here, since)


def with_new_password(there: UnknownDevices, here: UnknownDevice) -> UnknownDevices:
    """Everybody else has been ended, and nobody comes in with the old password. Of whoever chose
    the new one it is still said."""
    return _without(there, list(others(there, here.came)), here, oldest(there))


def others(there: UnknownDevices, came: int) -> UnknownDevices:
    """All that may be about somebody else, also those that were heard of."""
    return tuple(each for each in there if not each.about(came))


def oldest(there: UnknownDevices) -> int | None:
    """Since when somebody is in whom nobody has answered for."""
    return min((each.came for each in there), default=None)


def _without(
    there: UnknownDevices, gone: list[UnknownDevice], here: UnknownDevice, since: int | None
) -> UnknownDevices:
    rest = [each for each in there if each not in gone]
    if since is not None and since <= here.came and not any(each.about(here.came) for each in rest):
        rest.append(here)
    return tuple(sorted(rest, key=lambda each: each.came))
