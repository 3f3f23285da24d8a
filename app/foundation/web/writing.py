"""Forms in which a person writes: their handlers say so themselves, beside their door. Only these
wait behind a sign-in.

`@post("/haab", words=("tekst",))` names the fields that hold a person's words. `taps` are fields
that would do more than keep them, as the yes that sends them to somebody: those never wait, so
whoever comes back says it anew. `also` are fields with words that were not typed just now: they are
shown when a form is given back, and nothing waits for their sake.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.foundation.letters import empty

Fields = list[tuple[str, str]]
KINDS = {
    "uuid": "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "int": "[0-9]{1,3}",
    "str": "[a-z-]{1,40}",
}
"""How the parts of an address look in the forms we print; anything else merely looks like one of
ours."""
PART = re.compile(r"\{\w+:(\w+)\}")


@dataclass(frozen=True)
class Writing:
    """One form: the addresses it posts to, the fields with words, and those that never wait."""

    address: re.Pattern[str]
    words: frozenset[str]
    taps: frozenset[str]


Forms = tuple[Writing, ...]


def listed(handlers: Iterable[Any]) -> Forms:
    """From what each handler says of itself."""
    found = [
        (path, handler.opt)
        for handler in handlers
        for path in handler.paths
        if "words" in handler.opt
    ]
    return tuple(
        Writing(_address(path), frozenset(opt["words"]), frozenset(opt.get("taps", ())))
        for path, opt in found
    )


def shown(handlers: Iterable[Any]) -> frozenset[str]:
    """The fields of all forms in which words of somebody's own come; they are shown when given
    back, not only carried along."""
    return frozenset(
        name
        for handler in handlers
        for said in ("words", "also")
        for name in handler.opt.get(said, ())
    )


def _address(path: str) -> re.Pattern[str]:
    kinds, between = PART.findall(path), PART.split(path)[::2]
    pattern = "".join(
        re.escape(text) + (KINDS[kinds[at]] if at < len(kinds) else "")
        for at, text in enumerate(between)
    )
    return re.compile(pattern)


def of(forms: Forms, path: str) -> Writing | None:
    """The form that posts to exactly this address."""
    return next((form for form in forms if form.address.fullmatch(path)), None)


def waits(forms: Forms, path: str, fields: Fields) -> Fields:
    """What of a form may wait behind a sign-in: nothing at all unless somebody wrote in it."""
    form = of(forms, path)
    if form is None or not any(not empty(value) for name, value in fields if name in form.words):
        return []
    return [(name, value) for name, value in fields if name not in form.taps]
