"""Commands about places, for whoever runs the server: lists that others keep are read in, and all
of it is written out."""

from collections.abc import Callable
from pathlib import Path

from app.foundation.database import Database
from app.foundation.errors import CannotStart
from app.places import csv_out, files, importing, shelf
from app.places.importing import REFUSED, Bringer

MOST_SHOWN = 50
"""Refused rows that are told one by one."""


def bring_in(db: Database, path: str, source: str) -> None:
    """Read a file and say what became of it, row by row where a row was refused."""
    name = " ".join(source.split())
    if not name or not name.isprintable():
        raise CannotStart("Say whose list it is, in a word or two: the same each time.")
    raw = _read(path)
    by = Bringer(files.source_of(name), alone=True)
    report = files.bring(db.write_now, by, raw, dry=False)
    if report.missing:
        raise CannotStart(f"The file has no column called {', '.join(report.missing)}.")
    for state, many in report.counts.items():
        print(f"{many:>7} {importing.STATES[state].text}")
    refused = [line for line in report.lines if line.state == REFUSED]
    for line in refused[:MOST_SHOWN]:
        print(f"line {line.number}, {line.key}: {importing.in_danish(line.why)}")
    if len(refused) > MOST_SHOWN:
        print(f"and {len(refused) - MOST_SHOWN} more")


def write_out(db: Database, path: str) -> None:
    """All places as a table that `bring_in` reads."""
    raw = b"".join(csv_out.pieces(db._read_now(shelf.all_open)))
    try:
        Path(path).write_bytes(raw)
    except OSError as error:
        raise CannotStart(f"{path}: {error.strerror}.") from None
    print(f"All places are in {path}.")


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CannotStart(f"{path}: {error.strerror}.") from None


COMMANDS: tuple[tuple[str, Callable[..., None], str, tuple[str, ...]], ...] = (
    (
        "import-places",
        bring_in,
        "read in a list of places, a table or Open Referral's JSON",
        ("file", "source"),
    ),
    ("export-places", write_out, "write all places to a table", ("file",)),
)
