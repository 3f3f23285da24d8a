"""What one may choose where one looks for places. Most of the form is the same for everybody in a
language: it is made once, until a place changes, and only marked with what was chosen."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup

from app.foundation import clock
from app.foundation.database import Database
from app.foundation.words import Language, Say
from app.places.asking import REACH, Form
from app.places.directory import Directory
from app.places.distance import IN_WORDS
from app.places.facets import MARKS, STOPS
from app.places.finding import Hit
from app.places.listing import FOR, KINDS, When

MONDAY, DAY = date(2024, 1, 1), timedelta(days=1)
CHOICES: dict[str, Mapping[str, Say | str]] = {
    "marks": {code: says for code, (says, _) in MARKS.items()},
    "stops": {code: says for code, (says, _) in STOPS.items()},
    "audience": FOR,
    "kinds": KINDS,
    "reaches": {code: IN_WORDS[band] for code, band in REACH.items()},
}
"""What one may choose, by the word in an address."""


async def town_options(here: Directory, db: Database, language: Language, form: Form) -> Markup:
    """The towns one may start from, with the chosen one marked."""
    towns = await here.towns(db)
    made = here.made.get("towns") or here.keep(
        "towns", _rendered(language, "places/_towns.html", {"towns": towns})
    )
    if not form.town:
        return made
    value = Markup('value="{}"').format(form.town)
    return made.replace(value + Markup(">"), value + Markup(" selected>"), 1)


async def more(here: Directory, db: Database, language: Language, form: Form) -> Markup:
    """All below «Flere valg»; those who choose the same there have the same."""
    there = replace(form, text="", wishes=(), town="", here=None, page=1)
    key: Hashable = (language.code, there)
    if (made := here.made.get(key)) is not None:
        return made
    names = language.babel.languages
    told: dict[str, Any] = {
        "form": there,
        "days_of_week": {str(day): language.weekday(MONDAY + DAY * day) for day in range(7)},
        "languages_there": {code: names.get(code, code) for code in await here.languages(db)},
        "municipalities": {name: name for name in await here.municipalities(db)},
    }
    return here.keep(key, _rendered(language, "places/_more.html", CHOICES | told))


def row(here: Directory, language: Language) -> Callable[[Hit], Markup]:
    """One of those that were found, as its page shows it: many ask for the same. A date is said
    without its year until that is over, so it is kept for an hour."""
    hour = clock.minute() // 60
    told = {
        "next_time": next_time(language),
        "marks": marks(language),
        "distances": IN_WORDS,
    }

    def of(hit: Hit) -> Markup:
        card = hit.card
        key = (language.code, hour, card.place, card.activity, hit.band, hit.day, hit.when, hit.old)
        for_, made = here.rows.get(key, (None, Markup()))
        if for_ is not card:  # it has changed, while an older one was on its way
            made = _rendered(language, "places/_row.html", told | {"hit": hit})
            here.keep_row(key, card, made)
        return made

    return of


def next_time(language: Language) -> Callable[[date, When], Markup]:
    """When something is next, in words: few times are another than every other's."""
    return partial(_next_time, language, clock.minute() // 60)


@lru_cache(maxsize=2048)
def _next_time(language: Language, _hour: int, day: date, when: When) -> Markup:
    """A date is said without its year until that is over, so it is kept for an hour."""
    told: Any = language.templates.get_template("places/_when.html").module
    found: Markup = told.next(day, when)
    return found


def marks(language: Language) -> Callable[[tuple[Say, ...]], Markup]:
    """The few that hold of a card, in words."""
    return lambda chips: _marks(language, tuple(chip.text for chip in chips))


@lru_cache(maxsize=2048)
def _marks(language: Language, chips: tuple[str, ...]) -> Markup:
    return Markup("").join(Markup(" · {}").format(language.say(chip)) for chip in chips)


def _rendered(language: Language, template: str, told: Mapping[str, Any]) -> Markup:
    made = language.templates.get_template(template).render(told)
    return Markup(made)  # noqa: S704 - a template has escaped what is not ours
