"""What somebody looked at first is what they give: the end of it travels with the form of the preview, under a mark of ours."""

import hmac
from dataclasses import replace

from app.identity import Keyring, Person
from app.sharing.grants import Wish
from app.sharing.kinds import NOW


def said(keys: Keyring, me: Person, wish: Wish) -> str:
    """What the form of a preview says that it showed; empty when a later thing would not matter to it."""
    return f"{wish.upto}.{_mark(keys, me, wish)}" if wish.scope == NOW else ""


def kept(keys: Keyring, me: Person, wish: Wish, shown: str) -> Wish | None:
    """The wish as it was looked at, whatever was written since in another tab. None when it was not: then it is shown first."""
    if wish.scope != NOW:
        return wish
    number = shown.partition(".")[0]
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    looked = replace(wish, upto=int(number))
    return looked if hmac.compare_digest(said(keys, me, looked).encode(), shown.encode()) else None


def _mark(keys: Keyring, me: Person, wish: Wish) -> str:
    """It fits no other person, kind or end, so nobody can be made to give what they did not see."""
    return keys.root.mac("looked first", f"{me.id} {wish.bond} {wish.kind} {wish.upto}".encode())[:16].hex()
