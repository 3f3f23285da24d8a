"""For any two versions from one base, every word that was typed in either is there afterwards."""

from datetime import date, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from app.foundation import ids
from app.foundation.sealing import ROOM
from app.journal import entries, versions
from app.journal.entries import LONGEST, LONGEST_COMPANY, LONGEST_HELPED, MOST_HELPED, Entry, Words
from app.journal.forms import EntryForm
from tests.journal.test_versions import begun, entry, saved
from tests.world import World

FIRST = date(2026, 3, 1)
LETTERS = st.characters(codec="utf-8", categories=("L", "N", "S"))


def some(longest: int) -> st.SearchStrategy[str]:
    """Mostly short, now and then as long as it may be, in letters of four bytes."""
    return st.text(LETTERS, max_size=6) | st.sampled_from(["a", "b"]).map(
        lambda letter: letter + "🌿" * (longest - 1)
    )


VERSION = st.builds(
    lambda text, helped, dimensions, company, days: Entry(
        ids.new(), FIRST + timedelta(days), 1, text, tuple(helped), tuple(dimensions), company, ()
    ),
    some(LONGEST),
    st.lists(some(LONGEST_HELPED).filter(bool), max_size=MOST_HELPED, unique=True),
    st.lists(st.sampled_from(["hope", "meaning", "identity"]), max_size=3, unique=True),
    some(LONGEST_COMPANY),
    st.integers(0, 3),
)


def form(version: Entry) -> EntryForm:
    return EntryForm(
        version.id,
        version.text,
        version.date,
        version.date.isoformat(),
        version.helped,
        version.dimensions,
        version.company,
        {},
    )


def words_of(words: Words | Entry, day: date) -> set[tuple[str, object]]:
    found: set[tuple[str, object]] = {
        ("text", text) for text in (words.text, *words.also) if text.strip()
    }
    found |= {("helped", each) for each in words.helped} | {
        ("dimension", each) for each in words.dimensions
    }
    return found | ({("company", words.company)} if words.company else set()) | {("day", day)}


@settings(max_examples=400, deadline=None)
@given(VERSION, VERSION, VERSION)
def test_every_word_of_either_is_there(base: Entry, one: Entry, two: Entry) -> None:
    now = replace_words(base, one)
    found = versions.merged(now, form(two), versions.shown(base))
    kept = words_of(found.words, found.day).union(
        *(words_of(words, day) for day, words in found.beside)
    )
    companies = " ".join(str(each) for kind, each in kept if kind == "company")
    for mine, other in ((now, two), (two, now)):
        for kind, value in words_of(mine, mine.date):
            here = str(value) in companies if kind == "company" else (kind, value) in kept
            assert here or given_up(base, mine, other, kind, value), (kind, value)
    assert all(
        len(msgspec.json.encode(each)) <= ROOM
        for each in (found.words, *(words for _, words in found.beside))
    )


def given_up(base: Entry, mine: Entry, other: Entry, kind: str, value: object) -> bool:
    """It stood in the base, was left as it was in one and taken away or written anew by the same
    person in the other."""
    field = {"dimension": "dimensions", "day": "date"}.get(kind, kind)
    return getattr(mine, field) == getattr(base, field) != getattr(other, field) and (
        kind,
        value,
    ) in words_of(base, base.date)


def replace_words(base: Entry, other: Entry) -> Entry:
    return msgspec.structs.replace(other, id=base.id, number=base.number)


# On the pages


def test_what_is_longer_than_the_form_takes_is_kept_and_can_be_changed(world: World) -> None:
    phone, path = begun(world)
    here, there = phone.get(f"{path}/ret"), phone.get(f"{path}/ret")
    one, two = [f"a{n}" for n in range(12)], [f"b{n}" for n in range(12)]
    saved(phone, here, path, hjalp=one, sammen="A" * LONGEST_COMPANY)
    saved(phone, there, path, hjalp=two, sammen="B" * LONGEST_COMPANY)
    now = entry(world)
    assert set(now.helped) == {*one, *two}
    assert now.company == "A" * LONGEST_COMPANY + ", " + "B" * LONGEST_COMPANY
    saved(phone, phone.get(f"{path}/ret"), path, tekst="Skrevet om bagefter")
    again = entry(world)
    assert (again.text, again.helped, again.company) == (
        "Skrevet om bagefter",
        now.helped,
        now.company,
    )
    saved(phone, phone.get(f"{path}/ret"), path, hjalp=one[:3], sammen="Sara")
    assert (entry(world).helped, entry(world).company) == (tuple(one[:3]), "Sara")


def test_two_days_for_one_entry_are_both_kept(world: World) -> None:
    phone, path = begun(world)
    here, there = phone.get(f"{path}/ret"), phone.get(f"{path}/ret")
    saved(phone, here, path, dato="2026-03-02")
    page = saved(phone, there, path, dato="2026-03-03", tekst="Den anden dag")
    assert "begge udgaver er her" in page.said
    found = world.read(entries.timeline, world.person()).entries
    assert {(each.date, each.text) for each in found} == {
        (date(2026, 3, 2), "Det første"),
        (date(2026, 3, 3), "Den anden dag"),
    }


def test_a_thing_changed_in_two_places_stands_there_twice(world: World) -> None:
    """Hopes, goals, steps, good things and the network have one text each: nobody's second tab
    writes over the first."""
    phone = world.signed_in()
    phone.fill("/haab", "/haab", tekst="Et håb")
    phone.fill("/gode-ting", "/gode-ting", tekst="En ting")
    phone.fill("/maal/nyt", "/maal", tekst="Et mål")
    phone.fill("/netvaerk/nyt", "/netvaerk", tekst="Sara")
    for room, everything in (
        ("/haab", "/haab"),
        ("/gode-ting", "/gode-ting/alle"),
        ("/maal", "/maal"),
        ("/netvaerk", "/netvaerk"),
    ):
        path = next(
            link
            for link in phone.get(everything).links
            if link.startswith(f"{room}/") and len(link) > len(room) + 30
        )
        path = path.removesuffix("/ret")
        one, two = phone.get(f"{path}/ret"), phone.get(f"{path}/ret")
        for page, text in ((one, "Fra telefonen"), (two, "Fra computeren")):
            phone.post(f"{path}/ret", phone.typed(page, f"{path}/ret", tekst=text))
        shown = phone.get(everything).main
        assert "Fra telefonen" in shown and "Fra computeren" in shown, room
        third = phone.get(f"{path}/ret")
        phone.post(f"{path}/ret", phone.typed(third, f"{path}/ret", tekst="Alene igen"))
        assert "Fra telefonen" not in phone.get(everything).main, room
