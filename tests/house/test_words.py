"""Every sentence: translated into every language, short, plain, kind, and true."""

import importlib.util
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from babel.dates import get_day_names, get_month_names, get_timezone_location
from msgspec.structs import replace
from sqlalchemy import Connection

from app import reminders
from app.demo import person as demo
from app.foundation import clock
from app.foundation.web.prefs import COOKIE, Prefs
from app.foundation.words import NAMES, PSEUDO, Words
from app.municipality import invitations
from app.people import people
from app.places import shelf
from app.preferences.pages import ZONES
from app.sign_in import recovery, second_factor
from tests.cast import CAST, PASSWORD
from tests.house.lix import WORD, length, lix, sentences
from tests.phone import Phone
from tests.places import full as places_to_go
from tests.push_service import Browser
from tests.sharing import bonded
from tests.world import Template, World

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / ".ci" / "catalogue.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


catalogue = _script()


def _danish() -> list[str]:
    """Every sentence of the app in Danish, the forms of a plural each for itself."""
    found: list[str] = []
    for message in SENTENCES:
        found += (
            []
            if not message.id
            else [message.id]
            if isinstance(message.id, str)
            else list(message.id)
        )
    return found


SENTENCES = catalogue.sentences()
DANISH = _danish()


# The catalogue


@pytest.mark.parametrize("code", catalogue.languages())
def test_every_sentence_is_translated(code: str) -> None:
    faults = catalogue.faults(SENTENCES, catalogue.read(code))
    assert not faults, "run python .ci/catalogue.py and translate:\n" + "\n".join(faults)


def test_a_sentence_without_translation_is_caught() -> None:
    template, english = catalogue.sentences(), catalogue.read("en")
    before = catalogue.faults(template, english)

    def fresh() -> list[str]:
        return [fault for fault in catalogue.faults(template, english) if fault not in before]

    new = "En sætning ingen har oversat, {name}."
    template.add(new)
    assert fresh() == [f"missing: {new}"]
    seeded = english.add(new)
    for string, fault in {
        "": "untranslated",
        "Nobody, {nmae}.": "other placeholders",
        "Nobody, {": "other placeholders",
    }.items():
        seeded.string = string
        assert fresh() == [f"{fault}: {new}"]
    seeded.string, seeded.flags = "Nobody, {name}.", {"fuzzy"}
    assert fresh() == [f"a guess: {new}"]
    seeded.flags = set()
    assert not fresh()
    english.add("Findes ikke mere.", "Gone.")
    assert fresh() == ["obsolete: Findes ikke mere."]


def test_sentences_are_found_wherever_they_are_written(tmp_path: Path) -> None:
    for folder in ("app/help_now/data/regions", "templates/parts", "locales/en/LC_MESSAGES"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "templates/a.html").write_text(
        '{% from "parts/b.html" import c %}\n{% block main %}\n  {% if x %}\n{{ _(\n  '
        '"Over\\nflere linjer, {n}",\n  n=1) }}'
        '{% endif %}\n{{ c(_("Et hint"), hint=_("Et til") if y else none) }}{{ ngettext("{n} '
        'ting", "{n} flere ting", n) }}'
        "{% endblock %}"
    )
    (tmp_path / "templates/parts/b.html").write_text(
        '{% macro c(x) %}<p title="{{ _("I en attribut") }}">{% endmacro %}'
    )
    (tmp_path / "app/a.py").write_text(
        'A = say("Fra Python {n}", n=1)\nlogs.say("not_a_sentence")\n'
    )
    (tmp_path / "app/help_now/data/regions/her.toml").write_text(
        '[[line]]\nname = "En linje"\nfor = "Når du vil."\nnumber = "112"\n'
    )
    found = {
        catalogue._first(message.id) for message in catalogue.sentences(tmp_path) if message.id
    }
    assert found == {
        "Over\nflere linjer, {n}",
        "Et hint",
        "Et til",
        "{n} ting",
        "I en attribut",
        "Fra Python {n}",
        "En linje",
        "Når du vil.",
    }
    once = catalogue.updated("en", catalogue.sentences(tmp_path), tmp_path)
    catalogue.file_of("en", tmp_path).write_bytes(once)
    assert catalogue.updated("en", catalogue.sentences(tmp_path), tmp_path) == once, (
        "the file changes though nothing did"
    )


# Every language


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(ROOT / "locales", ROOT / "templates", pseudo=True)


def test_every_template_compiles_in_every_language(words: Words) -> None:
    assert PSEUDO in words.languages and len(words.languages) > 2
    for language in words.languages.values():
        for name in language.templates.list_templates(["html"]):
            language.templates.get_template(name)


def test_every_sentence_can_be_said_in_every_language(words: Words) -> None:
    for language in words.languages.values():
        for message in SENTENCES:
            if isinstance(message.id, str) and message.id:
                language.text(message.id, **dict.fromkeys(catalogue._blanks(message.id), "1"))
            elif message.id:
                one, many = message.id
                assert all("{" not in language.plural(one, many, n) for n in range(30))


# The words themselves

BANNED = {
    r"!": "no exclamation marks",
    r"\bdesværre\b": "say what happened",
    r"\bugyldig": "say what would fit",
    r"\bfejl i\b": "say what would fit",
    r"\bdu skal\b(?! ikke)": "a demand; say «du kan», or what happens",
    r"\bskal du\b(?! ikke)": "a demand; say «du kan», or what happens",
    r"\bhusk at\b": "a demand",
    r"\bmangler\b": "nothing is missing",
    r"\bglemt\b": "say that it went away",
    r"\bi træk\b": "nothing is counted in a row",
    r"\bstreak": "nothing is counted in a row",
    r"succesrate": "nothing is measured",
    r"\bpatient": "say du, or borger",
    r"sygdomsindsigt": "not our word",
    r"compliance": "not our word",
    r"\bdårlig(e|t)? dag": "say svær dag",
    r"\bkun dig\b": "not true (R115)",
    r"\bkun du\b": "not true (R115)",
    r"end-to-end": "not true (R115)",
    r"\banonym": "not true (R115)",
    r"slettet straks": "not true (R115)",
}
BANNED_IN_ENGLISH = (
    r"!|\bpatient|\bfail|\binvalid|\bmust\b|\berrors?\b|\bonly "
    r"you\b|end-to-end|\banonymous|\bunfortunately|\bbad day|\bstreak"
)
OURS_NOT: dict[str, str] = {}
"""Sentences that may be longer than fifteen words because they are not ours, each with the reason.
"""
GLOSSARY = {"mestringsvejleder", "mestringsvejlederen", "mestringsvejledere"}
"""Long words that have to be said as they are."""
LONGEST_SENTENCE, LONGEST_WORD = 15, 14
HEAVIEST, FEWEST_WORDS = 30, 30


def banned(text: str) -> list[str]:
    return [
        f"«{found[0]}» ({why}) in: {text}"
        for wrong, why in BANNED.items()
        if (found := re.search(wrong, text, re.I))
    ]


def bare(template: str) -> str:
    """What stands in a template outside its code and its tags, and the sentences inside."""
    said = " ".join(
        re.findall(r'"([^"]*)"', " ".join(re.findall(r"\b(?:_|ngettext)\(([^)]*)\)", template)))
    )
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.S)
    return f"{re.sub(r'<[^>]*>', ' ', text)} {said}"


def test_no_banned_words_in_danish() -> None:
    found = [fault for sentence in DANISH for fault in banned(sentence)]
    found += [
        f"{path.relative_to(ROOT)}: {fault[:90]}"
        for path in TEMPLATES
        for fault in banned(bare(path.read_text("utf-8")))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "Du skal vælge nu.",
        "Det er kun dig der ser det.",
        "Helt anonymt.",
        "Godt klaret!",
        "Du er patient.",
    ],
)
def test_a_banned_word_is_caught(text: str) -> None:
    assert banned(text)
    assert banned(bare(f'{{% if x %}}<p>{{{{ _("{text}") }}}}</p>{{% endif %}}')) and banned(
        bare(f"<p>{text}</p>")
    )


def test_what_relieves_is_allowed() -> None:
    assert not banned("Du skal ikke nå noget. BørneTelefonen har åbent.")
    assert not banned(
        bare('<!doctype html>{# kun du! #}{% if a != "glemt" %}{{ a["!"] }}{% endif %}')
    )


def test_no_banned_words_in_english() -> None:
    english = [
        form
        for m in catalogue.read("en")
        if m.id
        for form in ([m.string] if isinstance(m.string, str) else m.string)
    ]
    assert len(english) > 500
    assert not [form for form in english if banned_in_english(form)]


def banned_in_english(text: str) -> bool:
    return re.search(BANNED_IN_ENGLISH, text, re.I) is not None


def long_sentences(texts: list[str]) -> list[str]:
    every = {sentence for text in texts for sentence in sentences(text) if sentence not in OURS_NOT}
    return sorted(
        f"{length(sentence)} words: {sentence}"
        for sentence in every
        if length(sentence) > LONGEST_SENTENCE
    )


def long_words(texts: list[str]) -> list[str]:
    every = {word.lower() for text in texts for word in WORD.findall(re.sub(r"\{\w*\}", "", text))}
    return sorted(word for word in every - GLOSSARY if len(word) > LONGEST_WORD)


def test_sentences_are_short() -> None:
    assert len(DANISH) > 500
    assert not long_sentences(DANISH), "\n".join(long_sentences(DANISH))


def test_words_are_short() -> None:
    assert not long_words(DANISH)


def test_what_is_too_long_is_caught() -> None:
    """Seeded: a sixteenth word, also after a shorter sentence; a word of fifteen letters; a ban in
    English."""
    fifteen = "En to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten"
    assert long_sentences([f"{fifteen}."]) == []
    assert long_sentences([f"Kort. {fifteen} seksten."]) == [f"16 words: {fifteen} seksten"]
    assert long_words(["kommunekontoret", "mestringsvejleder {enmegetlangpladsholder}"]) == [
        "kommunekontoret"
    ]
    for text in ("That failed.", "You must do this", "Well done!", "Patient"):
        assert banned_in_english(text)


# Pages as they are read

UUID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
NO_PAGES = {
    "/sw.js", "/app.webmanifest", "/telefon/med", "/telefon/hvem", "/robots.txt", "/favicon.ico",
    "/.well-known/change-password", "/jeg-er-her", "/mine-ting/hent/fil",
    "/kreds/{bond_id}/{kind}/endnu", "/kreds/{bond_id}/{kind}/her",
    "/paamindelser/{reminder_id}/kalender",
    "/sitemap.xml", "/steder/hent", "/steder/{place_id}/kalender",
    "/steder/aktivitet/{activity_id}/kalender",
    "/api/hsds/v3", "/api/hsds/v3/openapi.json",
    "/api/hsds/v3/services", "/api/hsds/v3/services/{service_id}",
    "/api/hsds/v3/organizations", "/api/hsds/v3/organizations/{organization_id}",
    "/api/hsds/v3/service_at_locations", "/api/hsds/v3/service_at_locations/{at_id}",
    "/api/hsds/v3/taxonomies", "/api/hsds/v3/taxonomies/{taxonomy_id}",
    "/api/hsds/v3/taxonomy_terms", "/api/hsds/v3/taxonomy_terms/{term_id}",
}  # fmt: skip
EACH = 5
"""How many pages of one kind are looked at: the five statements of a flower, not every day of a
year."""
NOTHING = [("tekst", " "), ("dato", "2999-01-01"), ("navn", ""), ("ny", "kort"), ("mail", "ingen")]

Seen = Callable[[str, Element], None]


@pytest.fixture
def house(sqlite_template: Template, tmp_path: Path) -> Iterator[World]:
    """Anna has lived the demo year; Sam's place is empty. SQLite will do: words are the same on
    both."""
    world = World(sqlite_template.copied(tmp_path / "data", "words"), sqlite_template.cast)
    world.write(demo.fill, world.person("Anna"))
    anna, mette, gry = (bonded.person(world, name) for name in ("Anna", "Mette", "Gry"))
    world.shared = world.write(bonded.everything, world.keys, anna, mette, gry)
    world.shared |= world.write(places_to_go.everything, world.municipality())
    world.shared |= world.write(places_to_go.saved, anna, world.shared)
    yield world
    world.close()


def test_every_page_is_light_to_read(house: World) -> None:
    heavy: list[str] = []

    def weigh(name: str, root: Element) -> None:
        heavy.extend(f"{name}: {each}" for each in too_heavy(root))

    walk(house, "da", weigh)
    assert not heavy, "\n".join(heavy)


def too_heavy(root: Element) -> list[str]:
    blocks = list(_blocks(root))
    enough = sum(len(WORD.findall(block)) for block in blocks) >= FEWEST_WORDS
    return (
        [f"LIX {lix(blocks):.0f}: {' | '.join(blocks)[:300]}"]
        if enough and lix(blocks) > HEAVIEST
        else []
    )


def test_a_heavy_page_is_caught() -> None:
    """Seeded: one long sentence of long words; the same words as a person's own are left alone."""
    said = "Kommunens koordinerende sagsbehandler vurderer løbende, " * 8
    for whole, heavy in (
        (f"<main><p>{said}</p></main>", True),
        (f'<main><p class="words" dir="auto">{said}</p></main>', False),
    ):
        assert bool(too_heavy(html5lib.parse(whole, namespaceHTMLElements=False))) is heavy


def test_nothing_on_a_page_stands_untranslated(house: World) -> None:
    bare_texts: dict[str, list[str]] = {}

    theirs = house.read(_of_places)

    def look(name: str, root: Element) -> None:
        for text in _said(root):
            if _left_over(text) and text not in theirs:
                bare_texts.setdefault(text, []).append(name)

    walk(house, PSEUDO, look)
    assert not bare_texts, "\n".join(
        f"{names[0]} (and {len(names) - 1} more): {text}" for text, names in bare_texts.items()
    )


def _of_places(db: Connection) -> set[str]:
    """What places call themselves and say in a line, in titles and descriptions: nobody else's to
    translate."""
    told = [each.place for each in shelf.all_open(db) + shelf.all_closed(db)]
    return {f"{place.name} – Fodfæste" for place in told} | {place.line for place in told}


def test_untranslated_text_is_caught() -> None:
    page = html5lib.parse(
        '<main><p>[Hej·] igen <bdi>Anna</bdi></p><a aria-label="Find">3</a></main>',
        namespaceHTMLElements=False,
    )
    assert [text for text in _said(page) if _left_over(text)] == ["[Hej·] igen", "Find"]
    assert not _left_over("[[2 góðé·], [1·].··] [3 úðéñ·]") and not _left_over(
        "lørdag den 14. marts 2026"
    )


def test_lix_is_reckoned_as_it_should_be() -> None:
    assert lix(["Du kan skrive her.", "Gem"]) == pytest.approx(5 / 2)
    assert lix(["Tilgængelighed er for alle."]) == pytest.approx(4 + 25)
    assert sentences("Ring 112. Du kan også gå. Det var den 14. marts: en dag.") == [
        "Ring 112",
        "Du kan også gå",
        "Det var den 14. marts",
        "en dag",
    ]


def walk(world: World, language: str, seen: Seen) -> None:
    """Show every page there is to `seen`: those links lead to, for all who may be here, and those a
    form answers with."""
    asked: set[str] = set()
    for name, phone in _people(world, language):
        asked |= crawl(phone, "/", name, seen)
    for name, page in _answers(world, language):
        asked.add(name)
        seen(name, page)
    missed = [
        path
        for path in _get_routes(world)
        if path not in NO_PAGES and not any(_fits(path, each) for each in asked)
    ]
    assert not missed, f"no test looks at the words of {missed}: link to it, or add it to _answers"


def crawl(phone: Phone, start: str, who: str, seen: Seen) -> set[str]:
    waiting, kinds, asked = [start], dict[str, int](), set[str]()
    while waiting:
        path = waiting.pop()
        kind = re.sub(r"=[^&]*", "", re.sub(rf"{UUID}|\d[\d-]*", "*", path))
        kinds[kind] = kinds.get(kind, 0) + 1
        if path in asked or kinds[kind] > EACH:
            continue
        asked.add(path)
        page = phone.get(path)
        seen(f"{who} {path}", page.root)
        links = [
            link.split("#")[0]
            for link in page.links
            if link.startswith("/") and not link.startswith("/static")
        ]
        waiting += [link for link in links if link and link not in asked and not _is_file(link)]
        if found := re.fullmatch(rf"(/blomst/{UUID})/1", path):
            waiting += [f"{found[1]}/{place}" for place in range(2, 6)]
    return asked


def _is_file(link: str) -> bool:
    return any(_fits(route, link) for route in NO_PAGES)


def _people(world: World, language: str) -> Iterator[tuple[str, Phone]]:
    yield "a visitor", _speaking(world.phone(), language)
    looking = _speaking(world.phone(), language)
    looking.post("/kig-dig-omkring", [])
    yield "Ida", looking
    yield "Anna", _speaking(world.signed_in("Anna"), language)
    for name in ("Karen", "Ellen"):
        yield name, _speaking(world.signed_in(name), language)
    sam = _speaking(world.signed_in("Sam", shared=True), language)
    world.write(recovery.make, world.keys, world.person("Sam"))
    yield "Sam", sam
    for more in ([], [("laenge", "1")]):
        sam.post("/vis-mindre", [*_mark(world, "Sam"), *more])
        yield "Sam with low energy", sam


def _answers(world: World, language: str) -> Iterator[tuple[str, Element]]:
    """Pages that only a form, or a moment, leads to."""
    anna = _speaking(world.signed_in("Anna"), language)
    mark = _mark(world, "Anna")
    for kind in ("good", "between", "both", "hard"):
        yield f"/ on a {kind} day", anna.post("/dag", [*mark, ("slags", kind)]).root
    yield "/dag/… marked", anna.get(f"/dag/{clock.today(clock.HOME_ZONE)}?besked=gemt").root
    for word in ("brød", "qqqq"):
        yield f"/dagbog/find {word}", anna.post("/dagbog/find", [*mark, ("ord", word)]).root
    for path in (
        "/dagbog",
        "/haab",
        "/maal",
        "/gode-ting",
        "/plan/4",
        "/netvaerk",
        "/paamindelser",
        "/paamindelser/stille",
        "/konto/adgangskode",
        "/konto/mail",
        "/er-det-dig",
        "/dag",
    ):
        yield (
            f"POST {path} with nothing",
            anna.examine(anna.send(path, [*mark, *NOTHING]), 422).root,
        )
    yield "/er-det-dig", anna.get("/er-det-dig?til=/konto").root
    yield from _flower(anna, mark)
    line = re.search(rf"/plan/linje/{UUID}/ret", anna.get("/plan/4").text)
    assert line is not None
    yield line[0], anna.get(line[0]).root
    yield "/indkoeb", anna.get("/indkoeb").root
    yield from _by_the_hour(anna)
    yield from _reminded(world, anna, mark)
    yield "/findes-ikke", anna.get("/findes-ikke", expect=404).root
    yield "the file to take along", _file(anna)
    yield from _without_login(world, language)
    yield from _at_work(world, language)
    yield from _places(world, language)
    yield from _shared(world, language)
    sam = _speaking(world.signed_in("Sam"), language)
    yield "/mine-ting/slettet", sam.post("/mine-ting/slet", _mark(world, "Sam")).root


def _by_the_hour(anna: Phone) -> Iterator[tuple[str, Element]]:
    """Hjælp nu as somebody opens it, when a line is open, closed, and neither, here and
    elsewhere."""
    opened = {"sec-fetch-mode": "navigate"}
    for at in ("2026-03-16T11:00", "2026-03-16T22:00", "2026-04-06T11:00", "2026-12-24T11:00"):
        for code in ("randers", "andet-sted"):
            with clock.held(datetime.fromisoformat(at).replace(tzinfo=UTC)):
                answer = anna.ask("GET", f"/hjaelp-nu/{code}", headers=opened)
            yield f"/hjaelp-nu/{code} {at}", anna.examine(answer, 200).root
    yield "/hjaelp-nu, chosen", anna.fill("/hjaelp-nu", "/hjaelp-nu", kommune="randers").root
    yield "/hjaelp-nu, not any more", anna.fill("/hjaelp-nu", "/hjaelp-nu", kommune="ingen").root


def _reminded(
    world: World, anna: Phone, mark: list[tuple[str, str]]
) -> Iterator[tuple[str, Element]]:
    """Reminders that stand, rest, have stopped and did not ring; where they ring; and an e-mail
    that waits to be confirmed."""
    yield "/kreds/ring", anna.get("/kreds/ring").root
    yield "/konto/mail/bekraeft, none", anna.get("/konto/mail/bekraeft").root
    anna.fill("/paamindelser/ny?om=dag", "/paamindelser")
    made = anna.fill("/paamindelser/ny?om=hilsen", "/paamindelser", tekst="Sov godt")
    yield "/paamindelser, two", made.root
    ids_ = re.findall(rf'href="(/paamindelser/{UUID})"', made.text)
    hello = next(each for each in ids_ if "Sov godt" in anna.get(each).text)
    for path in (hello, f"{hello}/hilsen"):
        yield path, anna.get(path).root
    browser = Browser().fields(world.state["signer"].public())
    assert anna.send("/telefon/ringer", [*mark, *browser.items()]).status_code == 204
    me = world.person("Anna")
    for says in ("ro", "ro/slut", "set"):
        yield f"POST /paamindelser/{says}", anna.post(f"/paamindelser/{says}", mark).root
    yield f"{hello}/slet", anna.post(f"{hello}/slet", mark).root
    yield f"{hello}/fortryd", anna.post(f"{hello}/fortryd", mark).root
    missed = reminders.choices.Waiting(clock.minute(), "hello", f"{hello}/hilsen", missed=True)
    for name, change in (
        ("waiting", lambda of: of.shows(missed)),
        ("stopped", lambda of: replace(of, stopped=True)),
    ):
        world.write(reminders.choices.put, me, change)
        for path in ("/", "/paamindelser"):
            yield f"{path}, {name}", anna.get(path).root
    yield "POST /telefon/proev", anna.post("/telefon/proev", mark).root
    for says in ("igen", "nej"):
        yield f"POST /paamindelser/{says}", anna.post(f"/paamindelser/{says}", mark).root
    anna.fill("/paamindelser/ny?om=hilsen", "/paamindelser", tekst="Sov godt")
    world.write(people.set_email, world.keys, me, "anna@sted.dk")
    yield "/konto/mail/bekraeft", anna.get("/konto/mail/bekraeft?kode=1-x").root


def _flower(anna: Phone, mark: list[tuple[str, str]]) -> Iterator[tuple[str, Element]]:
    """A flower as it stands when the fifth answer is given: every kind of petal once."""
    path = anna.send("/blomst", mark).headers["location"].removesuffix("/1")
    for place, given in enumerate(("0", "1", "2", "3", "spring-over"), start=1):
        page = anna.post(f"{path}/{place}", [*mark, ("svar", given)])
    yield path, page.root


def _without_login(world: World, language: str) -> Iterator[tuple[str, Element]]:
    visitor, mark = _speaking(world.phone(), language), _mark(world, "Anna")
    yield "POST /konto/ny/navn", visitor.post("/konto/ny/navn", [("kaldenavn", "Bo")]).root
    yield (
        "POST /konto/ny/navn, too long",
        visitor.post("/konto/ny/navn", [("kaldenavn", "x" * 99)], expect=422).root,
    )
    yield "POST /log-ind/kode with nothing", visitor.post("/log-ind/kode", NOTHING, expect=422).root
    yield "POST /log-ind with nothing", visitor.post("/log-ind", NOTHING, expect=422).root
    carried = visitor.examine(visitor.send("/dagbog", [*mark, ("tekst", "Brød")]), 401)
    yield "POST /dagbog when the login has run out", carried.root
    form = visitor.post("/konto/ny/navn", [("kaldenavn", "Bo")]).form("/konto/ny")
    for password in ("kort", PASSWORD):
        fields = [*form.fields, ("navn", "ingen"), ("adgangskode", password)]
        yield "POST /konto/ny at once", visitor.post("/konto/ny", fields, expect=422).root
    looking = _speaking(world.phone(), language)
    looking.post("/kig-dig-omkring", [])
    yield "a visitor writes", looking.examine(looking.send("/dag", [("slags", "good")]), 403).root


def _at_work(world: World, language: str) -> Iterator[tuple[str, Element]]:
    """A newcomer, the code app, and a coordinator with a link that waits and a colleague who has
    left."""
    karen, new = _speaking(world.signed_in("Karen"), language), _speaking(world.phone(), language)
    yield (
        "POST /personale/inviter with nothing",
        karen.fill("/personale/inviter", "/personale/inviter", expect=422).root,
    )
    yield (
        "POST /personale/inviter",
        karen.fill("/personale/inviter", "/personale/inviter", rolle="guide").root,
    )
    closing = f"/personale/{world.cast['Vera'].id}/luk"
    yield "/personale, a closed account", karen.fill(closing, closing).root
    yield "/personale/kom", new.get("/personale/kom").root
    yield (
        "POST /personale/kom with nothing",
        new.fill("/personale/kom", "/personale/kom", expect=422).root,
    )
    secret = world.write(invitations.make, world.municipality(), "guide")
    joining = new.fill("/personale/kom", "/personale/kom", kode=secret)
    yield "POST /personale/kom", joining.root
    fields = new.typed(joining, "/personale/kom/ny")
    yield (
        "POST /personale/kom/ny with nothing",
        new.post("/personale/kom/ny", fields, expect=422).root,
    )
    ellen = _speaking(world.signed_in("Ellen", second=False), language)
    yield "/personale/kode, the first time", ellen.get("/personale/kode").root
    yield (
        "POST /personale/kode with nothing",
        ellen.fill("/personale/kode", "/personale/kode", expect=422).root,
    )
    mette = world.person("Mette")
    key = world.write(second_factor.begin, mette).key
    code = second_factor.code(key, int(clock.now().timestamp()) // 30)
    world.signed_in("Mette", second=False).fill("/personale/kode", "/personale/kode", kode=code)
    yield (
        "/personale/kode",
        _speaking(world.signed_in("Mette", second=False), language).get("/personale/kode").root,
    )


def _places(world: World, language: str) -> Iterator[tuple[str, Element]]:
    """Where one can go: found and not found, closed, said to be wrong; and what its editors are
    told."""
    there, anna = world.shared, _speaking(world.signed_in("Anna"), language)
    for query in ("soeg=xyzzy", "by=ingen", "lyst=haender&afstand=fods&by=Randers"):
        yield f"/steder?{query}", anna.get(f"/steder?{query}").root
    yield "a closed place", anna.get(f"/steder/{there['closed']}", expect=410).root
    report, happens = f"/steder/{there['cafe']}/sig-til", f"/steder/{there['cafe']}/aktivitet"
    yield "POST sig-til with nothing", anna.fill(report, report, expect=422).root
    yield "POST sig-til", anna.fill(report, report, hvad="tid").root
    remind = f"/steder/gemte/{there['saved']}/mind-mig"
    yield "POST mind-mig with nothing", anna.fill(remind, remind, expect=422, tid="").root
    for name in ("Karen", "Ellen"):
        phone = _speaking(world.signed_in(name), language)
        for path in ("/steder/nyt", f"/steder/{there['cafe']}/ret", happens):
            wrong = {"navn": "", "pris": "x", "hvornaar": "altid", "telefon": "1"}
            yield f"POST {path} with nothing", phone.fill(path, path, expect=422, **wrong).root
            old = {"navn": "Zebrahuset", "aktivitet": "Zumbahold", "version": "0"}
            if path != "/steder/nyt":
                yield f"POST {path}, stale", phone.fill(path, path, expect=422, **old).root
        yield happens, phone.get(f"{happens}/{there['happens']}").root
    karen = _speaking(world.signed_in("Karen"), language)
    for name in ("list", "trial", "going", "died"):
        yield f"a list, {name}", karen.get(f"/steder/indlaes/{there[name]}").root
    yield (
        "POST /steder/indlaes with nothing",
        karen.examine(karen.send("/steder/indlaes", _mark(world, "Karen")), 422).root,
    )


def _shared(world: World, language: str) -> Iterator[tuple[str, Element]]:
    """The steps of sharing, an invitation, and what others get to read."""
    anna, mark, there = (
        _speaking(world.signed_in("Anna"), language),
        _mark(world, "Anna"),
        world.shared,
    )
    for path in ("haab", "maal", "blomst", "gode-ting", "dage", "dage-og-ord"):
        for who, more in (
            ("with_guide", "&laenge=12"),
            ("with_relative", "&laenge=1&omfang=coming"),
        ):
            chosen = f"/deling/ny/se?hvad={path}&hvem={there[who]}{more}"
            yield chosen, anna.get(chosen).root
    for chosen in (
        "",
        "?hvad=haab",
        f"?hvad=haab&hvem={there['with_guide']}",
        f"?hvad=dagbog&ting={there['shared_entry']}",
    ):
        yield f"/deling/ny{chosen}", anna.get(f"/deling/ny{chosen}").root
    yield (
        "POST /deling/inviter with nothing",
        anna.post("/deling/inviter", [*mark, ("navn", "")], expect=422).root,
    )
    yield (
        "POST /deling/inviter",
        anna.post("/deling/inviter", [*mark, ("navn", "Bo"), ("rolle", "guide")]).root,
    )
    kept = (
        "/deling/ting/haab/"
        f"{anna.fill('/haab', '/haab', tekst='Et nyt håb').text.partition('/haab/')[2][:36]}"
    )
    yield kept, anna.fill(kept, kept).root
    yield "/deling, paused", anna.post("/deling/pause", mark).root
    anna.post("/deling/pause/slut", mark)
    for name, bond in (("Mette", "with_guide"), ("Gry", "with_relative")):
        crawled: dict[str, Element] = {}
        crawl(_speaking(world.signed_in(name), language), "/kreds", name, crawled.__setitem__)
        yield from crawled.items()
        yield (
            f"/kreds/{there[bond]}/dagbog",
            _speaking(world.signed_in(name), language).get(f"/kreds/{there[bond]}/dagbog").root,
        )
        for along in ("along", "along_yes"):
            path = f"/kreds/{there[bond]}/foelges-svar/{there[along]}"
            answer = _speaking(world.signed_in(name), language).ask("GET", path)
            if answer.status_code == 200:
                yield path, anna.examine(answer, 200).root
    yield from _on_hard_days(world, language)
    yield "/kreds/kom", _speaking(world.phone(), language).get("/kreds/kom").root
    sam = _speaking(world.signed_in("Sam"), language)
    yield (
        "POST /kreds/kom, wrong",
        sam.fill("/kreds/kom", "/kreds/kom", expect=422, kode="xxxx").root,
    )
    yield "POST /kreds/kom", sam.fill("/kreds/kom", "/kreds/kom", kode=there["code"]).root
    end = f"/deling/person/{there['with_relative']}/slut"
    yield end, anna.get(end).root


def _on_hard_days(world: World, language: str) -> Iterator[tuple[str, Element]]:
    """What was made ready, what a guide is told and asked for, and words to somebody who does not
    ask any more."""
    anna, mette, there = (
        _speaking(world.signed_in("Anna"), language),
        _speaking(world.signed_in("Mette"), language),
        world.shared,
    )
    ready = f"/deling/klar/{there['ready']}"
    yield ready, anna.get(ready).root
    yield "/plan/del, shared", anna.post(f"{ready}/del", _mark(world, "Anna")).root
    for path in (f"kan-ikke/{there['word']}", f"svar/{there['asked']}"):
        yield (
            f"/kreds/{there['with_guide']}/{path}",
            mette.get(f"/kreds/{there['with_guide']}/{path}").root,
        )
    answered = [*_mark(world, "Mette"), ("tekst", "Ja, gerne")]
    path = f"/kreds/{there['with_guide']}/svar/{there['word']}"
    yield f"POST {path}", mette.post(path, answered, expect=409).root
    look = anna.fill(
        "/bedt/ny/haab", "/bedt/ny/haab", hvem=there["with_relative"], tekst="Gerne om haven"
    )
    yield "POST /bedt/ny/haab", look.root
    wrong = f"/plan/del/{there['with_relative']}"
    yield f"POST {wrong}", anna.fill(wrong, wrong, expect=422, **{"nummer": "x", "del": None}).root


def _speaking(phone: Phone, language: str) -> Phone:
    value = Prefs(language=language).cookie().split(";")[0].partition("=")[2]
    phone.client.cookies.set(COOKIE, value, domain="fodfaeste.test", path="/")
    return phone


def _mark(world: World, name: str) -> list[tuple[str, str]]:
    return [("konto", world.person(name).mark)]


def _file(phone: Phone) -> Element:
    with zipfile.ZipFile(BytesIO(phone.ask("GET", "/mine-ting/hent/fil").content)) as packed:
        name = next(name for name in packed.namelist() if name.endswith(".html"))
        root: Element = html5lib.parse(packed.read(name).decode(), namespaceHTMLElements=False)
    return root


def _get_routes(world: World) -> list[str]:
    app: Any = world.app._app
    return [
        route.path_format
        for route in app.routes
        if any("GET" in handler.http_methods for handler in route.route_handlers)
    ]


def _fits(route: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", route), path.split("?")[0]) is not None


# What a page says

INLINE = {"a", "span", "bdi", "code", "strong", "em", "i"}
SILENT = {"script", "style", "textarea", "pre"}
SPOKEN = ("aria-label", "alt", "title", "placeholder", "content")


def _ours(node: Element) -> bool:
    """Whether the words in an element are the app's: a person's own words, names and codes are
    marked as such."""
    own = "words" in node.get("class", "").split() or node.tag == "bdi"
    marked = node.tag != "html" and ("lang" in node.attrib or node.get("dir") in ("auto", "ltr"))
    return isinstance(node.tag, str) and node.tag not in SILENT and not own and not marked


def _said(node: Element) -> Iterator[str]:
    """Each text on the page, also what is only read aloud."""
    if not _ours(node):
        return
    if node.tag != "meta" or node.get("name") == "description":
        yield from (node.attrib[name] for name in SPOKEN if node.get(name))
    said = node.text or ""
    for child in node:
        if child.tag != "bdi":  # a person's own word stands within our sentence
            yield from _tidy(said)
            yield from _said(child)
            said = ""
        said += child.tail or ""
    yield from _tidy(said)


def _tidy(text: str) -> list[str]:
    return [" ".join(text.split())] if text.strip() else []


def _blocks(root: Element) -> Iterator[str]:
    """What is read between the header and the footer, a paragraph, a heading or a button at a
    time."""
    parts: list[str] = []
    for piece in _pieces(root.find(".//main")):
        if piece is not None:
            parts.append(piece)
        elif text := " ".join("".join(parts).split()):
            parts.clear()
            yield text
    if text := " ".join("".join(parts).split()):
        yield text


def _pieces(node: Element | None) -> Iterator[str | None]:
    """Texts, and None where a block begins or ends."""
    if node is None:
        return
    edge = [] if node.tag in INLINE else [None]
    yield from edge
    if _ours(node):
        yield node.text or ""
        for child in node:
            yield from _pieces(child)
            yield child.tail or ""
    yield from edge


def _names() -> set[str]:
    """Words that stand as they are: days and months, languages, places, our name, and the cast."""
    forms = [get_day_names("wide", locale="da"), get_month_names("wide", locale="da")]
    dates = {word.lower() for form in forms for word in form.values()} | {"den", *"jfmasond"}
    places = {get_timezone_location(zone, locale="da").lower() for zone in ZONES}
    cast = {text.lower() for member in CAST for text in member}
    return (
        dates
        | places
        | cast
        | {name.lower() for name in NAMES.values()}
        | {"fodfæste", "ida", "anna"}
    )


KNOWN = _names()


def _left_over(text: str) -> bool:
    """Whether letters are left when the brackets of the practice language and the known names are
    taken away."""
    while (shorter := re.sub(r"\[[^\[\]]*\]", " ", text)) != text:
        text = shorter
    if text.strip().lower() in KNOWN:
        return False
    parts = re.split(r"[\s·–.,:()]+", text)
    return any(part.lower() not in KNOWN and re.search(r"[^\W\d_]", part) for part in parts)
