"""Who acts. On PostgreSQL every transaction says it first, and the database shows no row that this
actor may not see.

A person acts as themselves from the moment the door knows them. What runs before anybody is known,
or for nobody in particular, acts in a way that has a name and policies of its own. Whoever says
nothing sees nothing. SQLite has no such wall.
"""

from collections.abc import Callable
from contextvars import ContextVar, Token
from functools import wraps
from types import TracebackType
from typing import NamedTuple, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import clock, dialects

P = ParamSpec("P")
R = TypeVar("R")

DOOR = "door"
"""Finds an account before anybody is known: by sign-in name, cookie, passkey or code. Sees nothing
that anybody wrote."""
INVITED = "invited"
"""Finds a citizen's invitation by its code, and says yes to it as the person who does."""
WORKER = "worker"
"""Sees and erases what is due: put away a day ago, left thirty days ago, run out."""
STRONGROOM = "strongroom"
"""Wraps citizens' keys anew."""
RINGER = "ringer"
"""Rings when it is time: sees who asked for that, where it rings and what was chosen. Sees nothing
that anybody wrote."""


class Actor(NamedTuple):
    """A person, a named way, or both. `second`: this login gave a second factor."""

    person: UUID | None = None
    way: str = ""
    second: bool = False


NOBODY = Actor()
_now: ContextVar[Actor] = ContextVar("actor", default=NOBODY)
_place: ContextVar[str] = ContextVar("place", default="")


def is_now(person: UUID | None, *, second: bool = False) -> None:
    """From here on in this request it is this person; None is nobody."""
    _now.set(Actor(person, "", second) if person else NOBODY)


def comes_from(place: str) -> None:
    """Where what is asked for in this request comes from: all there is to tell those apart whom
    nobody knows yet."""
    _place.set(place)


def place() -> str:
    return _place.get()


def now() -> Actor:
    """Who acts at this moment."""
    return _now.get()


def current() -> Actor:
    """Who acts now."""
    return _now.get()


class by:
    """Inside it somebody else acts: in a named way, as `person`, or as a person in that way. Also
    around a plain function."""

    __slots__ = ("_actor", "_before")

    def __init__(self, way: str = "", person: UUID | None = None, *, second: bool = False) -> None:
        self._actor = Actor(person, way, second)
        self._before: Token[Actor] | None = None

    def __enter__(self) -> None:
        self._before = _now.set(self._actor)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._before is not None
        _now.reset(self._before)

    def __call__(self, fn: Callable[P, R]) -> Callable[P, R]:
        @wraps(fn)
        def acting(*args: P.args, **kwargs: P.kwargs) -> R:
            before = _now.set(self._actor)
            try:
                return fn(*args, **kwargs)
            finally:
                _now.reset(before)

        return acting


def becomes(db: Connection, person: UUID, *, second: bool = False) -> None:
    """The rest of this transaction is this person's: the door has found out who comes, or somebody
    is being made."""
    if dialects.many_write(db):
        db.exec_driver_sql(said_to_write(Actor(person, "", second)))


def becomes_way(db: Connection, actor: Actor | None = None) -> None:
    """The rest of this transaction is whoever acts now, in a way of their own: for what touches
    rows that are not one's own."""
    if dialects.many_write(db):
        db.exec_driver_sql(said(actor))


SAID = "SELECT set_config('app.actor',"


def said(actor: Actor | None = None) -> str:
    """The statement that says it, until the transaction ends. The clock is the app's own, so that
    both walls agree."""
    person, way, second = actor or _now.get()
    assert not way or way.isalpha()
    rest = {"way": way, "second": "1" if second else "", "minute": str(clock.minute())}
    return f"{SAID}'{person.hex if person else ''}',true)" + "".join(
        f",set_config('app.{name}','{value}',true)" for name, value in rest.items()
    )


def said_to_write(actor: Actor | None = None) -> str:
    """The same for whoever writes, and in the same message they wait for their turn: one person's
    transactions come one after another, as everybody's do on SQLite. It is also the first lock of
    each, so that two of them never hold what the other needs."""
    actor = actor or _now.get()
    return said(actor) + (
        f";SELECT FROM people WHERE id = '{actor.person.hex}' FOR NO KEY UPDATE"
        if actor.person
        else ""
    )
