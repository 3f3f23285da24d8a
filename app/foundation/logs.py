"""Logs as one JSON object a line, made of listed fields only: a citizen's word has no field to
stand in."""

import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType

FIELDS = frozenset(
    (
        "event request method route status ms kind where count number reason version address "
        "engine "
        "step"
    ).split()
)
ENDLESS = (float("inf"), float("-inf"))
dropped = 0

_log = logging.getLogger("fodfaeste")


def say(event: str, level: int = logging.INFO, **fields: str | int | float | None) -> None:
    """Write one line. Values must come from code or settings, never from what a person typed."""
    if _log.isEnabledFor(level):
        record = logging.LogRecord(_log.name, level, "", 0, event, None, None)
        record.fields = fields
        _log.handle(record)


def fault(event: str, error: BaseException, **fields: str | int | float | None) -> None:
    """Write where an error happened: its type and our own lines, never its message, which may quote
    words."""
    say(
        event, logging.ERROR, kind=type(error).__name__, where=_where(error.__traceback__), **fields
    )


def _where(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)[-11:]
    return " < ".join(
        f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} {frame.name}"
        for frame in reversed(frames)
    )


class JsonLines(logging.Formatter):
    """The only formatter. A record without listed fields keeps its event name and loses the
    rest."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, str | int | float | None] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if record.name == "fodfaeste" else "library",
        }
        if record.name != "fodfaeste":
            line |= {"kind": record.name, "where": f"{record.module}:{record.lineno}"}
        line |= allowed(getattr(record, "fields", {}))
        return json.dumps(line, ensure_ascii=True)


def allowed(fields: dict[str, object]) -> dict[str, str | int | float | None]:
    """The listed fields with plain values; everything else is dropped and counted."""
    global dropped
    kept: dict[str, str | int | float | None] = {}
    for name, value in fields.items():
        if (
            name in FIELDS
            and (value is None or isinstance(value, str | int | float))
            and value == value
            and value not in ENDLESS
        ):
            kept[name] = value[:400] if isinstance(value, str) else value
        else:
            dropped += 1
    return kept


def set_up(level: int = logging.INFO) -> None:
    """Send every logger of the process through the one formatter to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    _log.setLevel(level)
    sys.excepthook = lambda _, error, __: fault("uncaught", error)
    threading.excepthook = lambda args: (
        fault("uncaught", args.exc_value) if args.exc_value else None
    )
