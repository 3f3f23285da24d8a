"""What a room offers to the rest of the house, said once in its front door. `app/rooms.py` lists
the rooms in which somebody keeps something; who needs a thing of all of them (the copy one takes
along, the phone, the circle, Mit, the worker) has it from there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from app.foundation.words import Say

Sweep = Callable[[Connection], int]
"""Erases a piece of what is due; how many, as many as a piece when there may be more."""


@dataclass(frozen=True)
class Chapter:
    """What leaves with its owner: `export(db, me)` gives it thing by thing, and `template` shows
    one thing of it in the readable copy, with the words in `given`."""

    code: str
    title: Say
    export: Callable[..., Iterable[dict[str, Any]]]
    template: str = "parts/_taken.html"
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """How others see a kind: `read(db, view)` gives what may be seen, `template` shows it. `shelf`
    is where the things lie, when single ones can be shared."""

    read: Callable[..., Any]
    template: str
    shelf: Any = None


@dataclass(frozen=True)
class Entry:
    """A place in Mit. `low` stays there with low energy."""

    place: int
    path: str
    icon: str
    title: Say
    says: Say
    low: bool = False


@dataclass(frozen=True)
class Room:
    """`forms` are those that the phone sends later: the address as a pattern, and the function its
    page uses. `rounds` is what the worker does besides what comes from the tables, and `brings`
    what it brings in when it begins, if it is not there yet."""

    handlers: Sequence[Any] = ()
    chapters: tuple[Chapter, ...] = ()
    forms: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    shows: Mapping[str, Shown] = field(default_factory=dict)
    mine: tuple[Entry, ...] = ()
    rounds: tuple[Sweep, ...] = ()
    brings: tuple[Callable[[Connection], object], ...] = ()


ID = r"([0-9a-f-]{36})"
NUMBER = r"([0-9]{1,3})"
"""How an address of `forms` says what differs."""
