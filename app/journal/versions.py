"""When an entry was changed in two places at once: what differs is put together, and where it cannot be, both texts are kept.

A form says what it showed, field by field, as short marks. A field that still is as it was shown takes what was typed; one that
was changed elsewhere only stays as it is there; one that was changed in both places keeps both. No machine chooses words away.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.journal.entries import LONGEST_COMPANY, MOST_HELPED, Entry, Words
from app.journal.forms import EntryForm

MOST = 1
"""Further texts an entry holds, so that it can be sealed in one piece; any more become entries of their own."""


def shown(entry: Entry) -> str:
    """What goes into the form: a mark for each field as it is now."""
    return " ".join(f"{name}:{mark(value)}" for name, value in _fields(entry).items())


def mark(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]


def merged(now: Entry, form: EntryForm, seen: str) -> tuple[date, Words, list[str]]:
    """The day and the words to keep, and the texts that found no room. Without `seen` what was typed simply counts."""
    there, typed = _fields(now), _fields(form)
    marks = dict(part.partition(":")[::2] for part in seen.split())
    values = {name: _one(name, there[name], typed[name], marks.get(name, mark(there[name]))) for name in typed}
    others = [text for text in now.also if mark(text) not in form.without]
    if values["text"] is BOTH:
        values["text"] = form.text
        others.insert(0, now.text)
    others = [text for text in dict.fromkeys(others) if text.strip() and text != values["text"]]
    words = Words(values["text"], values["helped"], values["dimensions"], values["company"], tuple(others[:MOST]))
    return values["date"], words, others[MOST:]


BOTH: Any = object()


def _one(name: str, there: Any, typed: Any, seen: str) -> Any:
    """One field: what is there, what was typed, and the mark of what the form showed."""
    if seen == mark(there) or there == typed:
        return typed
    if seen == mark(typed):
        return there
    match name:
        case "text":
            return BOTH
        case "helped":
            return tuple(dict.fromkeys((*there, *typed)))[:MOST_HELPED]
        case "dimensions":
            return tuple(dict.fromkeys((*there, *typed)))
        case "company":
            return ", ".join(filter(None, (there, typed)))[:LONGEST_COMPANY]
    return typed


def _fields(source: Entry | EntryForm) -> Mapping[str, Any]:
    return {name: getattr(source, name) for name in ("text", "helped", "dimensions", "company", "date")}
