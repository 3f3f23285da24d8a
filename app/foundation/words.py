"""Words in people's languages. Danish is the source; other languages come from locales/*.po at
start.

Literals in templates are translated when a template is compiled, one environment per language, so a
page pays nothing for them. Variables use braces: `_("Hej {name}", name=…)`; what a person typed is
escaped and set apart by <bdi> where the template says so.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from app.foundation import clock
from app.foundation.wishes import wished_for

SOURCE = "da"
PSEUDO = "ar-XB"
NAMES = {"da": "Dansk", "en": "English", PSEUDO: "[Øvesprog]"}
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


@dataclass(frozen=True)
class Say:
    """A sentence to be said later, in the reader's language: the Danish source and its values."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


def say(text: str, **values: object) -> Say:
    """Mark a Danish sentence in Python code for translation."""
    return Say(text, values)


class Language:
    """One language: its catalogue, its direction, and a template environment of its own."""

    def __init__(
        self, code: str, messages: Mapping[str, str | tuple[str, ...]], templates: Path
    ) -> None:
        self.code = code
        self.name = NAMES.get(code, code)
        self.dir = "rtl" if code.split("-")[0] in RIGHT_TO_LEFT else "ltr"
        self.babel = Locale.parse(SOURCE if code == PSEUDO else code)
        self._messages = messages
        self._form = c2py(get_plural(self.babel).plural_expr)
        self.templates = _Environment(self, templates)

    def translated(self, text: str) -> str | None:
        """The sentence in this language, or None where a translation is missing (Danish is then
        shown)."""
        if self.code == SOURCE:
            return text
        if self.code == PSEUDO:
            return stretched(text)
        found = self._messages.get(text)
        return found if isinstance(found, str) and found else None

    def text(self, text: str, **values: object) -> Markup:
        """One sentence, its values escaped. Markup that the sentence itself must hold comes in as
        Markup values."""
        return _filled(self.translated(text) or text, values)

    def plural(self, one: str, many: str, n: int) -> Markup:
        """The form that fits n; `{n}` is filled in."""
        forms = (
            (one, many) if self.code in (SOURCE, PSEUDO) else self._messages.get(one, (one, many))
        )
        form = forms[self._form(n)] if isinstance(forms, tuple) else forms
        return _filled(stretched(form) if self.code == PSEUDO else form, {"n": n})

    def say(self, said: Say | str) -> Markup:
        if isinstance(said, Say):
            inside = {
                name: self.say(value) if isinstance(value, Say) else value
                for name, value in said.values.items()
            }
            return self.text(said.text, **inside) if inside else self._plain(said.text)
        return self._plain(said)

    @lru_cache(maxsize=2048)  # noqa: B019 - a Language lives as long as the process
    def _plain(self, text: str) -> Markup:
        return self.text(text)

    @lru_cache(maxsize=4096)  # noqa: B019
    def long_date(self, day: date) -> str:
        """«søndag den 22. november 2026»"""
        pattern = "EEEE 'den' d. MMMM y" if self.babel.language == "da" else "EEEE d MMMM y"
        return format_date(day, pattern, locale=self.babel)

    def day(self, day: date) -> str:
        """«søndag den 22. november», and the year when it is another than this one."""
        return self._short_date(day) if clock.is_this_year(day) else self.long_date(day)

    @lru_cache(maxsize=512)  # noqa: B019
    def _short_date(self, day: date) -> str:
        pattern = "EEEE 'den' d. MMMM" if self.babel.language == "da" else "EEEE d MMMM"
        return format_date(day, pattern, locale=self.babel)

    @lru_cache(maxsize=64)  # noqa: B019
    def month(self, day: date) -> str:
        return format_date(day, "LLLL", locale=self.babel)

    def month_year(self, day: date) -> str:
        """«november 2026»"""
        return format_date(day, "MMMM y", locale=self.babel)

    @lru_cache(maxsize=512)  # noqa: B019
    def weekday(self, day: date) -> str:
        return format_date(day, "EEEE", locale=self.babel)

    def hour(self, at: datetime | time) -> str:
        """«14.05»"""
        when = at.time() if isinstance(at, datetime) else at
        return format_time(when, "short", locale=self.babel)


class Words:
    """All languages the app speaks, by code."""

    def __init__(self, locales: Path, templates: Path, *, pseudo: bool = False) -> None:
        codes = [SOURCE, *sorted(folder.name for folder in locales.iterdir() if folder.is_dir())]
        self.languages = {
            code: Language(code, _catalogue(locales, code), templates) for code in codes
        }
        if pseudo:
            self.languages[PSEUDO] = Language(PSEUDO, {}, templates)

    def get(self, code: str | None) -> Language:
        """The language asked for; Danish for anything unknown."""
        return self.languages.get(code or SOURCE, self.languages[SOURCE])

    def give(self, **things: object) -> None:
        """Hand every template what the whole house shares."""
        for language in self.languages.values():
            language.templates.globals |= things

    def give_each(self, make: Callable[[Language], Mapping[str, object]]) -> None:
        """Hand every template what differs from language to language."""
        for language in self.languages.values():
            language.templates.globals |= make(language)

    def preferred(self, accept: str) -> str:
        """The best of our languages for an Accept-Language header, Danish when none fits."""
        return wished_for(accept, self.languages, SOURCE)


def _catalogue(locales: Path, code: str) -> dict[str, str | tuple[str, ...]]:
    path = locales / code / "LC_MESSAGES" / "messages.po"
    if code == SOURCE or not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    found: dict[str, str | tuple[str, ...]] = {}
    for message in catalogue:
        if message.id and not message.fuzzy and message.string:
            name = message.id if isinstance(message.id, str) else message.id[0]
            found[name] = (
                message.string if isinstance(message.string, str) else tuple(message.string)
            )
    return found


def _filled(sentence: str, values: Mapping[str, object]) -> Markup:
    safe = str(escape(sentence))
    return Markup(
        safe.format_map({name: escape(value) for name, value in values.items()}) if values else safe
    )


_ACCENTS = str.maketrans("aeiouyæøåAEIOUÆØÅ", "áéíóúýǽǿǻÁÉÍÓÚǼǾǺ")


def stretched(text: str) -> str:
    """The pseudo-language: accents, forty per cent longer, braces left alone. Shows what is not
    translated or too tight."""
    out, inside = [], False
    for char in text:
        inside = (inside or char == "{") and char != "}"
        out.append(char if inside else char.translate(_ACCENTS))
    return f"[{''.join(out)}{'·' * max(1, len(text) * 2 // 5)}]"


class _Environment(Environment):
    """Folds `_("…")` into the language's own sentence when a template is parsed."""

    def __init__(self, language: Language, templates: Path) -> None:
        super().__init__(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self.language = language
        self.globals |= {
            "_filled": _filled_in,
            "set_apart": set_apart,
            "ngettext": language.plural,
            "say": language.say,
        }
        self.filters |= {
            "dato": language.long_date,
            "dag": language.day,
            "maaned": language.month,
            "maaned_aar": language.month_year,
            "ugedag": language.weekday,
            "klokken": language.hour,
            "stort": _first_large,
            "straight": straight,
            "apart": set_apart,
            "sted": lambda zone: get_timezone_location(zone, locale=language.babel),
        }

    def make_globals(self, d: Mapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One flat mapping instead of Jinja's chain of them: it is looked through for every import
        on every page."""
        return {**self.globals, **(d or {})}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        folded: nodes.Template = _Fold(self.language).visit(super()._parse(source, name, filename))
        return folded


class _Fold(NodeTransformer):
    """Replaces `_("…")` by the translated, escaped sentence; with values, by a call that fills it
    in."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def visit_Call(self, call: nodes.Call) -> nodes.Node:
        self.generic_visit(call)
        if not (isinstance(call.node, nodes.Name) and call.node.name == "_"):
            return call
        literal = call.args[0] if call.args else None
        if not isinstance(literal, nodes.Const):
            raise TypeError(
                f"line {call.lineno}: _() takes a literal sentence; use say() for what Python chose"
            )
        sentence = escape(self.language.translated(literal.value) or literal.value)
        if not call.kwargs:
            return nodes.Const(sentence, lineno=call.lineno)
        call.node = nodes.Name("_filled", "load", lineno=call.lineno)
        call.args = [nodes.Const(str(sentence), lineno=call.lineno)]
        return call


TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)]) | {0x2028: " ", 0x2029: " "}
"""What turns the text around it or ends what keeps it apart, and line ends that do the same. Marks
that only say which way a letter goes (U+200E, U+200F, U+061C) stay: some names need them, and they
turn nothing else."""
TURNING = re.compile(f"[{''.join(map(chr, TURNS))}]")


def straight(name: str) -> str:
    """A short name without anything that could turn the sentence it stands in."""
    return name.translate(TURNS) if TURNING.search(name) else name


def set_apart(name: str) -> Markup:
    """A name within a sentence of ours keeps its own direction, and turns nothing of ours."""
    return Markup(f"<bdi>{escape(straight(name))}</bdi>")


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _filled_in(safe: str, **values: object) -> Markup:
    return Markup(safe.format_map({name: escape(value) for name, value in values.items()}))
