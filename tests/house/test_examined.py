"""The examination that every page of every test goes through sees what it is there to see. Seeded,
one fault at a time."""

import asyncio

import httpx
import pytest

from tests.examined import Page, within
from tests.phone import ORIGIN, Phone

SOUND = (
    '<!doctype html><html lang="da" dir="ltr"><head><title>Det du skrev – '
    "Fodfæste</title></head><body>"
    '<main id="main" class="page"><h1>Det du skrev</h1><p class="words" dir="auto">Kaffe med '
    "Sara</p>"
    '<form action="/dagbog" method="post" data-behaviour="keeps-draft">'
    '<label for="tekst">Dine ord</label><textarea id="tekst" name="tekst">Hos Bo</textarea>'
    '<label for="dag">Dag</label><input id="dag" name="dag" type="date" value="2026-03-14"></form>'
    '<p><bdi>Mette</bdi></p></main><a href="/hjaelp-nu">Hjælp nu</a></body></html>'
)
TITLE = "Det du skrev – Fodfæste"


def test_a_sound_page_passes_and_its_words_are_known() -> None:
    page = Page(SOUND)
    assert page.written == {"Kaffe med Sara", "Hos Bo", "Mette"}
    assert page.forms[0].wordy == {"tekst"}


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (TITLE, "Det du skrev Kaffe med Sara – Fodfæste", "words stand in the title"),
        (TITLE, "Det du skrev Hos Bo – Fodfæste", "words stand in the title"),
        (TITLE, "Det du skrev til Mette – Fodfæste", "words stand in the title"),
        (TITLE, "Noget andet – Fodfæste", "does not begin with the h1"),
        ("<h1>Det du skrev</h1>", "<h1>Det du skrev</h1><h1>Det du skrev</h1>", "2 h1"),
        ("<h1>Det du skrev</h1>", "<h1>Det du skrev</h1><h3>Mere</h3>", "level is skipped"),
        (' lang="da"', "", "no lang"),
        (' dir="ltr"', "", "no dir"),
        ('<label for="tekst">Dine ord</label>', "", "no label"),
        ("<p><bdi>", "<p style='color: red'><bdi>", "use a class"),
        ("<p><bdi>", "<p title=Mette><bdi>", "would not take this"),
        ("<p><bdi>", "<p onclick='x()'><bdi>", "write a behaviour"),
        ("<p><bdi>", "<p><a href=' JavaScript:x()'>x</a><bdi>", "javascript:"),
        ("<p><bdi>", "<script>x()</script><p><bdi>", "inline script"),
        ("<p><bdi>", '<p id="tekst"><bdi>', "stands twice"),
        ("<p><bdi>", "<p></b><bdi>", "does not parse"),
        (' data-behaviour="keeps-draft"', "", "lost behind Back"),
        ("<p><bdi>", '<p data-behaviour="copies"><bdi>', "'copies': 'copies'"),
        (
            "</head>",
            '<meta name="account" content="x" data-forms="/haab|/dagbog"></head>',
            "'drafts': 'keeps-drafts'",
        ),
        (
            '<a href="/hjaelp-nu">Hjælp nu</a>',
            '<a href="/">I dag</a>',
            "Hjælp nu is not on the page",
        ),
    ],
)
def test_each_fault_is_seen(right: str, wrong: str, told: str) -> None:
    assert right in SOUND
    with pytest.raises(AssertionError, match=told):
        Page(SOUND.replace(right, wrong, 1))


def answered(page: str, address: str, cache: str = "no-store") -> httpx.Response:
    return httpx.Response(
        200,
        text=page,
        headers={"cache-control": cache},
        request=httpx.Request("GET", ORIGIN + address),
    )


def test_what_was_typed_on_any_phone_is_looked_for_in_titles_and_addresses() -> None:
    """Also where the page itself does not show the words; and a page that may be kept is
    refused."""
    with asyncio.Runner() as runner:
        written: set[str] = set()
        here, there = (Phone(None, runner, written=written) for _ in range(2))  # type: ignore[arg-type]
        assert here.examine(answered(SOUND, "/dagbog/1"), 200).h1
        here.typed(Page(SOUND), "/dagbog", tekst="En svær nat", dag="2026-03-14")
        assert written == {"En svær nat"}, "a date is nobody's word"
        for wrong in (
            answered(SOUND.replace(TITLE, "Det du skrev: En svær nat"), "/dagbog/1"),
            answered(SOUND, "/dagbog/find?ord=En%20sv%C3%A6r%20nat"),
        ):
            with pytest.raises(AssertionError, match="seen by others"):
                there.examine(wrong, 200)
        with pytest.raises(AssertionError, match="may be kept"):
            there.examine(answered(SOUND, "/dagbog/1", "public"), 200)
        for phone in (here, there):
            phone.close()


def test_how_words_begin_is_enough_and_two_letters_are_not() -> None:
    assert within("En lang sætning om en nat uden søvn", "Dagbog: En lang sætning om en …")
    assert within("Bo Hansen", "Bo Hansen – Fodfæste")
    assert not within("Bo", "Bostedet")
    assert not within("dag", "Fødselsdag"), "only where a word begins"
