"""What somebody looked at first is what they give: how far it reaches, whether it waits and when it
ends travel with the form of the preview, under a mark of ours."""

import hmac
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import clock
from app.foundation.errors import Refused
from app.people import Keyring, Person
from app.sharing import grants, rule
from app.sharing.grants import Given, Wish
from app.sharing.kinds import NOW


class LookAgain(Refused):
    """It would not be what was looked at: it never was, or it would end on another day by now, or
    hold at once."""


def said(keys: Keyring, me: Person, grant: rule.Grant) -> str:
    """What the form of a preview says that it showed."""
    return f"{'' if grant.upto is None else grant.upto}.{_mark(keys, me, grant)}"


def as_shown(wish: Wish, shown: str) -> Wish:
    """The wish with the end that it was looked at with, whatever was written since in another
    tab."""
    number = shown.partition(".")[0]
    if wish.scope != NOW or not number.isascii() or not number.isdecimal() or len(number) > 18:
        return wish
    return replace(wish, upto=int(number))


def give(db: Connection, keys: Keyring, me: Person, row: UUID, wish: Wish, shown: str) -> Given:
    """Make it hold, when it is what was shown. Raises LookAgain, enough.NotGiven, and NotFound for
    what is not theirs to give."""
    grants.not_paused(db, me)
    wish = as_shown(wish, shown)
    if not hmac.compare_digest(
        said(keys, me, grants.pending(db, me, wish)).encode(), shown.encode()
    ):
        raise LookAgain
    return grants.give(db, keys, me, row, wish)


def _mark(keys: Keyring, me: Person, grant: rule.Grant) -> str:
    """It fits no other person, thing, reach or end, so nobody can be made to give what they did not
    see."""
    waits = grant.start > clock.minute()
    whole = (
        f"{me.id} {grant.bond} {grant.kind} {grant.scope} {grant.item} {grant.upto} {waits} "
        f"{grant.end}"
    )
    return keys.root.mac("looked first", whole.encode())[:16].hex()
