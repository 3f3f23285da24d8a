"""The owner's box in a reader's hands."""

from dataclasses import dataclass, field
from typing import TypeVar

from app.foundation.errors import SealBroken
from app.foundation.sealing import Box

T = TypeVar("T")


@dataclass
class Noted:
    """The owner's box as a reader has it: every thing that is opened is noted, and after the note
    is written nothing opens."""

    inside: Box | None
    items: list[object] = field(default_factory=list)
    closed: bool = False

    def open(
        self, kind: type[T], table: str, row: object, sealed: bytes, column: str = "sealed"
    ) -> T:
        if self.closed or self.inside is None:
            raise SealBroken("nothing is opened after the log was written")
        self.items.append(row)
        return self.inside.open(kind, table, row, sealed, column)
