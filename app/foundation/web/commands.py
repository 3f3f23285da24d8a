"""What a form asks for, however it arrives: posted by the page, sent later from the phone, or by
the phone's worker."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from app.foundation.web.answers import Messages


@dataclass(frozen=True)
class Command:
    """`do` carries it out in one transaction and returns where that leads. With `problems` it
    cannot be done.

    `typed` is the form as it was read, to be shown again.
    """

    do: Callable[[Connection], str]
    problems: Messages = field(default_factory=dict)
    typed: Any = None
