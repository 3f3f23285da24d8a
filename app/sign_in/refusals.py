"""What a door says when it does not open; `pages` says it to whoever came."""

from app.foundation.errors import AppError
from app.people import Person
from app.sign_in.logins import Expired


class SignInFirst(AppError):
    """Nobody is signed in. `owner` is set when a login ran out; what was typed is bound to it."""

    status = 401

    def __init__(self, expired: Expired | None = None) -> None:
        super().__init__()
        self.owner = expired.owner if expired else None


class LookingOnly(AppError):
    """Visitors, as `me`, may look around, not write."""

    status = 403

    def __init__(self, me: Person) -> None:
        super().__init__()
        self.me = me


class ProveIt(AppError):
    """This needs to know that it is really you. `key` says whether a passkey of theirs could say
    so."""

    status = 401

    def __init__(self, *, key: bool = False) -> None:
        super().__init__()
        self.key = key


class SecondFirst(AppError):
    """Staff without their second factor in this login: not one byte of a citizen's is shown."""

    status = 401


class AskedToErase(AppError):
    """Everything of `me` is waiting to be erased; the only question is whether it really shall
    be."""

    status = 403

    def __init__(self, me: Person) -> None:
        super().__init__()
        self.me = me
