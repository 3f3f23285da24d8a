"""A file of places, whichever of the two forms it has."""

from collections.abc import Callable

from app.places import csv_in, hsds_import, importing
from app.places.csv_in import Read
from app.places.importing import Bringer, Report


def read(raw: bytes, source: str) -> Read:
    """What it tells: Open Referral's JSON, or else a table."""
    begins = raw[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if begins in (b"{", b"["):
        return hsds_import.read(raw, source)
    return csv_in.read(raw, source)


def bring(
    write: Callable[..., list[importing.Line]], by: Bringer, raw: bytes, *, dry: bool
) -> Report:
    """All of a file, for whoever waits for it: a piece to a transaction."""
    found = read(raw, by.source)
    report = importing.begun(found, dry=dry)
    for piece in importing.pieces(found):
        report.lines += write(importing.keep, by, piece, dry=dry)
    return report


def source_of(name: str) -> str:
    """What the operator calls a source, as it is kept; it is nobody's but the operator's."""
    return f"drift/{name}"[:60]
