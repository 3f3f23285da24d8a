"""When an entry was changed in two places at once: what differs is put together, and where it
cannot be, both texts are kept.

A form says what it showed, field by field, as short marks. A field that still is as it was shown
takes what was typed; one that was changed elsewhere only stays as it is there; one that was changed
in both places keeps both. No machine chooses words away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from app.foundation.letters import empty
from app.foundation.sealing import ROOM
from app.journal.entries import Entry, Words
from app.journal.forms import EntryForm
from app.journal.forms import mark as mark

MOST = 1
"""Further texts an entry holds, so that it can be sealed in one piece; any more become entries of
their own."""


def shown(entry: Entry) -> str:
    """What goes into the form: a mark for each field as it is now."""
    return " ".join(f"{name}:{mark(value)}" for name, value in _fields(entry).items())


@dataclass(frozen=True)
class Merged:
    """What the entry is to hold, and what found no room there and becomes entries of its own."""

    day: date
    words: Words
    beside: tuple[tuple[date, Words], ...] = ()


def merged(now: Entry, form: EntryForm, seen: str) -> Merged:
    """Put together what is there and what was typed. Without `seen` what was typed simply
    counts."""
    there, typed = _fields(now), _fields(form)
    marks = dict(part.partition(":")[::2] for part in seen.split())
    values = {
        name: _one(
            name, there[name], typed[name], marks.get(name, "") if seen else mark(there[name])
        )
        for name in typed
    }
    as_it_is = Words(now.text, now.helped, now.dimensions, now.company, now.also)
    if (
        values["date"] is BOTH
    ):  # an entry has one day; then what was typed is an entry of its own, on its own day
        return Merged(now.date, as_it_is, ((form.date, form.words),))
    others = [text for text in now.also if mark(text) not in form.without]
    if values["text"] is BOTH:
        values["text"] = form.text
        others.insert(0, now.text)
    others = [text for text in dict.fromkeys(others) if not empty(text) and text != values["text"]]
    words = Words(
        values["text"],
        values["helped"],
        values["dimensions"],
        values["company"],
        tuple(others[:MOST]),
    )
    if len(msgspec.json.encode(words)) > ROOM:
        return Merged(now.date, as_it_is, ((form.date, form.words),))
    return Merged(values["date"], words, tuple((now.date, Words(text)) for text in others[MOST:]))


BOTH: Any = object()
"""Changed in both places, and the field holds only one."""


def _one(name: str, there: Any, typed: Any, seen: str) -> Any:
    """One field: what is there, what was typed, and the mark of what the form showed. What is put
    together may be longer than the form would take; it stays so until its writer makes it shorter.
    """
    if seen == mark(there) or there == typed:
        return typed
    if seen == mark(typed):
        return there
    match name:
        case "helped" | "dimensions":
            return tuple(dict.fromkeys((*there, *typed)))
        case "company":
            return ", ".join(dict.fromkeys(filter(None, (there, typed))))
    return BOTH


def _fields(source: Entry | EntryForm) -> Mapping[str, Any]:
    return {
        name: getattr(source, name) for name in ("text", "helped", "dimensions", "company", "date")
    }
