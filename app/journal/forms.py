"""What was typed about an entry → the words to keep, or what the form needs."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.chime import valid
from app.foundation import clock, ids
from app.foundation.letters import empty, worded
from app.foundation.web.answers import Messages
from app.foundation.web.dated import is_chosen, typed_day
from app.foundation.web.forms import Form
from app.foundation.words import say
from app.journal.entries import LONGEST, LONGEST_COMPANY, LONGEST_HELPED, MOST_HELPED, Words
from app.people import Person


@dataclass(frozen=True)
class EntryForm:
    """An entry as typed. `problems` is empty when it can be kept."""

    id: UUID
    text: str
    date: date
    typed_date: str
    helped: tuple[str, ...]
    dimensions: tuple[str, ...]
    company: str
    problems: Messages
    chosen: bool = False
    """The day was touched: it stays, whenever the words are kept."""
    without: tuple[str, ...] = ()
    """Marks of the other versions that are not wanted any more."""

    @property
    def words(self) -> Words:
        return Words(self.text, self.helped, self.dimensions, self.company)


def mark(value: object) -> str:
    """Says what a field held, without saying it."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]


def blank(me: Person) -> EntryForm:
    return EntryForm(ids.new(), "", me.today, me.today.isoformat(), (), (), "", {})


def read(form: Form, me: Person, row: UUID | None = None, shown: str = "") -> EntryForm:
    """The typed form, with whatever it needs in `problems` and everything typed kept.

    What was put together from two versions may be longer than this: as it was `shown`, or with less
    of it, it is taken again.
    """
    typed_date = typed_day(form, me.today.isoformat())
    day = clock.past_day(typed_date, me.today)
    text = "" if empty(form.get("tekst")) else form.get("tekst").strip("\n")
    helped = _helped(form)
    problems: Messages = {}
    company = worded(form.get("sammen"))
    if not text and not helped and not company:
        problems["tekst"] = say("Her står ikke noget endnu. Skriv et ord, eller gå videre uden.")
    if len(text) > LONGEST:
        problems["tekst"] = say(
            "Der er plads til {n} tegn. Din tekst er her stadig. Del den i to, så kan begge "
            "gemmes.",
            n=LONGEST,
        )
    if (len(helped) > MOST_HELPED and not empty(form.get("hjalp_nyt"))) or any(
        len(word) > LONGEST_HELPED for word in helped
    ):
        problems["hjalp_nyt"] = say(
            "Der er plads til {n} ting, hver på {m} tegn.", n=MOST_HELPED, m=LONGEST_HELPED
        )
    if len(company) > LONGEST_COMPANY and f"company:{mark(company)}" not in shown.split():
        problems["sammen"] = say("Der er plads til {n} tegn.", n=LONGEST_COMPANY)
    if day is None:
        problems["dato"] = say("Vælg en dag der har været.")
    dimensions = valid(form.all("dimension"))
    return EntryForm(
        row or ids.parse_or_new(form.get("id")),
        text,
        day or me.today,
        typed_date,
        helped,
        dimensions,
        company,
        problems,
        is_chosen(form),
        tuple(form.all("uden")),
    )


def handed_over(form: Form) -> str:
    """The parts another app gives, a line each; one that already stands in another, as a link in
    its text, is not written twice."""
    parts = [worded(form.get(name)) for name in ("title", "text", "url")]
    once = (
        part
        for at, part in enumerate(parts)
        if not any(part in other and (other != part or n < at) for n, other in enumerate(parts))
    )
    return "\n".join(filter(None, once))


def _helped(form: Form) -> tuple[str, ...]:
    """Ticked words and new ones with commas between, each once."""
    typed = [*form.all("hjalp"), *form.get("hjalp_nyt").split(",")]
    found = {word.casefold(): word for word in map(worded, typed) if word}
    return tuple(found.values())
