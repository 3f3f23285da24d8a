"""What a file or a form says of a place, made one form at the border: numbers, coordinates, links,
times. Whatever cannot be understood is refused with its reason; nothing is guessed."""

import math
import re
from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from app.foundation import clock
from app.foundation.letters import dialled, empty, folded
from app.foundation.outgoing import ADDRESS
from app.foundation.web.forms import clean
from app.foundation.words import Say, say, straight
from app.places import towns
from app.places.asking import EAST, NORTH
from app.places.listing import When

T = TypeVar("T")
NAME, LINE, ABOUT, SHORT = 120, 200, 2000, 300
"""Characters in a name, a line, a text, an answer."""
MOST_KRONER = 100_000
YES = frozenset(("ja", "j", "1", "x", "sand", "true", "yes"))
NO = frozenset(("nej", "n", "0", "falsk", "false", "no"))
HOUR = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
MORE = {
    "step": re.compile(r"\shver (\d{1,2})\. (?:uge|måned)\b"),
    "since": re.compile(r"\sfra\s+(\S+)"),
    "until": re.compile(r"\stil og med\s+(\S+)"),
    "off": re.compile(r"\sundtagen\s+(\S+)"),
    "holidays": re.compile(r"\s(også|ikke) på helligdage\b"),
}
"""What may stand behind a time, in any order."""
FILLING = frozenset(("hver", "den", "i", "måneden", "klokken", "kl", "kl."))
SPAN = re.compile(
    r"(\d{1,2}(?:[:.]\d{2})?)\s*(?:-|til|–)\s*(\d{1,2}(?:[:.]\d{2})?)|(\d{1,2}(?:[:.]\d{2})?)"
)
WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
NTH = {"1.": 1, "2.": 2, "3.": 3, "4.": 4, "5.": 5, "første": 1, "anden": 2, "tredje": 3,
       "fjerde": 4, "femte": 5, "sidste": -1}  # fmt: skip
MOST_STEP, MOST_OFF = 12, 60
MIDNIGHT = 24 * 60
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Unclear(ValueError):
    """What was said cannot be used; `says` is why, in words."""

    def __init__(self, says: Say) -> None:
        super().__init__(says.text)
        self.says = says


def text(value: str, most: int) -> str:
    """Plain, on its lines. Raises Unclear when there is no room for it."""
    found = straight(clean(value)).strip()
    if len(found) > most:
        raise Unclear(say("Teksten er længere end {n} tegn.", n=most))
    return "" if empty(found) else found


def line(value: str, most: int = LINE) -> str:
    return " ".join(text(value, most).split())


def whether(value: str) -> bool | None:
    """Yes, no, or not said."""
    plain = folded(value).strip()
    if plain in YES:
        return True
    if plain in NO:
        return False
    if plain:
        raise Unclear(say("Der skal stå ja, nej eller ingenting."))
    return None


def kroner(value: str) -> int | None:
    plain = folded(value).strip().removesuffix("kr").removesuffix("kr.").removesuffix(",-").strip()
    if not plain:
        return None
    if plain == "gratis":
        return 0
    if not plain.isdigit() or int(plain[:9]) > MOST_KRONER:
        raise Unclear(say("Prisen skal være et helt tal i kroner."))
    return int(plain)


def codes(value: str, known: Collection[str]) -> tuple[str, ...]:
    """Several, with commas between them; each must be known."""
    found = tuple(
        dict.fromkeys(part for each in re.split(r"[,|]", value) if (part := each.strip()))
    )
    if unknown := [each for each in found if each not in known]:
        raise Unclear(
            say("{word} er ikke et af de ord vi kender.", word=line(unknown[0], LINE)[:40])
        )
    return found


def point(north: str, east: str) -> tuple[float, float] | None:
    """Degrees, with a dot or a comma; both or none, and in Denmark."""
    if not north.strip() and not east.strip():
        return None
    found = _degrees(north), _degrees(east)
    if _inside(found[0], NORTH) and _inside(found[1], EAST):
        return found
    if _inside(found[1], NORTH) and _inside(found[0], EAST):
        raise Unclear(say("Bredde og længde er byttet om."))
    raise Unclear(say("Stedet ligger ikke i Danmark."))


def _degrees(value: str) -> float:
    try:
        found = float(value.strip().replace(",", "."))
    except ValueError:
        raise Unclear(say("Bredde og længde skal være tal, som 56,43 og 10,37.")) from None
    if not math.isfinite(found):
        raise Unclear(say("Bredde og længde skal være tal, som 56,43 og 10,37."))
    return found


def _inside(value: float, span: tuple[float, float]) -> bool:
    return span[0] <= value <= span[1]


def postcode(value: str) -> str:
    plain = folded(value).strip()
    if plain and plain not in towns.postcodes():
        raise Unclear(say("Postnummeret findes ikke."))
    return plain


def phone(value: str) -> tuple[str, str]:
    """As it is written, and as it is called."""
    shown = line(value, 40)
    found = dialled(shown) if shown else ""
    if found is None:
        raise Unclear(say("Nummeret er ikke til at ringe til."))
    return shown, found


def email(value: str) -> str:
    found = line(value, LINE)
    if found and not ADDRESS.fullmatch(found):
        raise Unclear(say("E-mailen er ikke til at skrive til."))
    return found


def link(value: str) -> str:
    """A public web page: https or http, a name with a dot, no name and password, no port."""
    found = "".join(line(value, 500).split())
    if not found:
        return ""
    if "://" not in found:
        found = f"https://{found}"
    try:
        parts = urlsplit(found)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Unclear(NO_LINK) from None
    named = re.fullmatch(r"(?:[a-z0-9æøå-]+\.)+[a-zæøå]{2,}", host, re.IGNORECASE)
    if parts.scheme not in ("http", "https") or not named or parts.username or port:
        raise Unclear(NO_LINK)
    if not found.isprintable() or any(sign in found for sign in "<>\"'`\\{}|^"):
        raise Unclear(NO_LINK)
    return found


NO_LINK = say("Linket skal begynde med https og føre til en hjemmeside.")


def day(value: str) -> date | None:
    """A date as 2026-12-24 or 24.12.2026 or 24-12-2026."""
    plain = value.strip()
    if not plain:
        return None
    turned = re.fullmatch(r"(\d{1,2})[.\-/](\d{1,2})[.\-/](\d{4})", plain)
    if turned:
        plain = f"{turned[3]}-{int(turned[2]):02}-{int(turned[1]):02}"
    found = clock.read_day(plain)
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unclear(say("Datoen skal skrives som 2026-12-24."))
    return found


def minute(value: str) -> int:
    """Minutes after midnight."""
    found = HOUR.fullmatch(value.strip())
    hour, past = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hour > 24 or past > 59 or (hour == 24 and past):
        raise Unclear(say("Klokken {time} findes ikke.", time=line(value, LINE)[:20]))
    return hour * 60 + past


def whens(value: str) -> tuple[When, ...]:
    """Several times, with a bar between them: «torsdag 14-16 | hver anden fredag 10:00-12:00 fra
    2026-01-09 | sidste søndag 13 | 2026-12-03 14-16»."""
    return tuple(_when(part) for part in value.split("|") if part.strip())


def told(when: When) -> str:
    """The same the other way: what `whens` reads as this."""
    begins = f"{when.at:%H:%M}"
    hours = f"{begins}-{when.to:%H:%M}" if when.to else begins
    if when.every == "once":
        return f"{when.start} {hours}"
    nth = {0: "", -1: "sidste "}.get(when.nth, f"{when.nth}. ")
    unit = "måned" if when.nth else "uge"
    parts = [f"{nth}{WEEKDAYS[when.start.weekday()]} {hours}"]
    parts += [f"hver {when.step}. {unit}"] if when.step > 1 else []
    parts += [f"fra {when.start}"]
    parts += [f"til og med {when.until}"] if when.until else []
    parts += [f"undtagen {','.join(map(str, when.off))}"] if when.off else []
    if when.holidays is not None:
        parts.append(f"{'også' if when.holidays else 'ikke'} på helligdage")
    return " ".join(parts)


def _when(said: str) -> When:
    rest, more = _apart(folded(said))
    words = rest.split()
    if words and (once := _maybe(day, words[0])):
        begins, ends = _span(" ".join(words[1:]))
        return When(start=once, begins=begins, ends=ends)
    each, monthly = words[:1] == ["hver"], "måneden" in words
    words = [word for word in words if word not in FILLING]
    number = NTH.get(words[0], 0) if words else 0
    step = number if each and not monthly and number > 0 else 1
    nth = 0 if step > 1 else number
    words = words[1:] if number else words
    if not words or words[0] not in WEEKDAYS:
        raise Unclear(say("Skriv ugedagen, som torsdag 14-16."))
    begins, ends = _span(" ".join(words[1:]))
    return rule(WEEKDAYS.index(words[0]), begins, ends, nth=nth, **({"step": step} | more))


def rule(
    weekday: int,
    begins: int,
    ends: int | None,
    *,
    step: int = 1,
    nth: int = 0,
    since: date | None = None,
    until: date | None = None,
    off: tuple[date, ...] = (),
    holidays: bool | None = None,
) -> When:
    """A rule that begins on its own weekday. One with a step needs its first day, or nobody knows
    which of the weeks it is."""
    if step > 1 and since is None:
        raise Unclear(say("Skriv fra hvilken dato, når det ikke er hver uge."))
    first = since or EARLIEST
    start = first + timedelta(days=(weekday - first.weekday()) % 7)
    if until and until < start:
        raise Unclear(say("Den sidste dag ligger før den første."))
    every = "month" if nth else "week"
    return When(start, begins, ends, every, step, nth, until, off, holidays)


EARLIEST = date(2024, 1, 1)
"""A Monday: from when a weekly thing counts that nobody has said the first day of, so that the same
file gives the same rule each year."""


def _apart(said: str) -> tuple[str, dict[str, Any]]:
    """What is repeated, and behind it from when, until when, and when not."""
    rest, told = said.strip(), dict[str, str]()
    for name, pattern in MORE.items():
        if found := pattern.search(rest):
            told[name], rest = found[1], rest[: found.start()] + rest[found.end() :]
    more: dict[str, Any] = {name: day(told[name]) for name in ("since", "until") if name in told}
    if "step" in told:
        more["step"] = _step(told["step"])
    if "off" in told:
        more["off"] = tuple(filter(None, map(day, told["off"].split(",")[:MOST_OFF])))
    if "holidays" in told:
        more["holidays"] = told["holidays"] == "også"
    return rest, more


def _step(value: str) -> int:
    found = int(value)
    if not 1 <= found <= MOST_STEP:
        raise Unclear(say("Der kan højst gå {n} uger eller måneder imellem.", n=MOST_STEP))
    return found


def _span(said: str) -> tuple[int, int | None]:
    plain = re.sub(r"^(?:klokken|kl\.?)\s*", "", said.strip())
    found = SPAN.fullmatch(plain)
    if found is None:
        raise Unclear(say("Skriv klokkeslættet, som 14-16."))
    begins, ends = minute(found[1] or found[3]), minute(found[2]) if found[2] else None
    if begins == MIDNIGHT:
        raise Unclear(say("Klokken {time} findes ikke.", time="24"))
    if begins == ends:
        raise Unclear(say("Det begynder og slutter på samme tid."))
    return begins, None if ends is None else ends % MIDNIGHT


def _maybe(read: Callable[[str], T | None], value: str) -> T | None:
    try:
        return read(value)
    except Unclear:
        return None


S = TypeVar("S", bound=msgspec.Struct)


def replaced(struct: S, **changes: object) -> S:
    """The same with something changed."""
    return msgspec.structs.replace(struct, **changes)
