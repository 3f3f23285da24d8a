"""Inviting somebody: a form that arrives twice kills nothing that was handed over, and opens
nothing that was taken back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.municipality import invitations
from app.sharing import bonds, codes, log, stopping
from tests.conftest import NOON
from tests.examined import Page
from tests.phone import Phone
from tests.sharing.bonded import person
from tests.world import World

pytestmark = pytest.mark.both

Fields = list[tuple[str, str]]


def form(phone: Phone, name: str = "Gry", role: str = "relative") -> Fields:
    return phone.typed(phone.get("/deling/inviter"), "/deling/inviter", navn=name, rolle=role)


def code_on(page: Page) -> str:
    return next(text for text in page.texts("code") if "#" not in text)


def works(world: World, code: str) -> UUID:
    invitation = world.read(bonds.invitation, world.keys, code)
    assert invitation is not None
    return invitation.id


def test_a_form_sent_twice_shows_the_same_code_and_it_still_works(world: World) -> None:
    anna = world.signed_in()
    sent = form(anna)
    first, lines = (
        code_on(anna.post("/deling/inviter", sent)),
        world.read(log.newest, world.cast["Anna"].id),
    )
    with clock.held(NOON + timedelta(days=6)):
        again = world.signed_in().post("/deling/inviter", sent)
        assert code_on(again) == first and "vises kun nu" not in again.main
    assert works(world, first) and len(world.read(bonds.mine, person(world, "Anna"))) == 1
    assert world.read(log.newest, world.cast["Anna"].id) == lines, "it happened once"
    with clock.held(NOON + timedelta(days=12)):
        assert works(world, first), "the page said seven days each time"


def test_the_tenth_form_of_a_day_sent_twice_is_still_answered(world: World) -> None:
    anna = world.signed_in()
    for _ in range(bonds.MOST_A_DAY):
        sent = form(anna)
        shown = code_on(anna.post("/deling/inviter", sent))
    assert code_on(anna.post("/deling/inviter", sent)) == shown
    anna.post("/deling/inviter", form(anna), expect=429)


@pytest.mark.parametrize("changed", [{"navn": "Gerda"}, {"rolle": "guide"}])
def test_the_same_form_with_another_person_in_it_is_another_invitation(
    world: World, changed: dict[str, str]
) -> None:
    anna = world.signed_in()
    sent = form(anna)
    first = code_on(anna.post("/deling/inviter", sent))
    second = code_on(anna.post("/deling/inviter", list((dict(sent) | changed).items())))
    assert works(world, first) != works(world, second)


def test_after_somebody_said_yes_the_form_leads_to_them(world: World) -> None:
    anna = world.signed_in()
    sent = form(anna)
    code = code_on(anna.post("/deling/inviter", sent))
    world.write(bonds.accept, world.keys, person(world, "Gry"), code)
    assert anna.send("/deling/inviter", sent).headers["location"] == "/deling"
    assert len(world.read(bonds.mine, person(world, "Anna"))) == 1
    with pytest.raises(NotFound):
        works(world, code)


@pytest.mark.parametrize("how", ["taken back", "ended", "too old"])
def test_a_code_that_is_over_never_comes_to_life_again(world: World, how: str) -> None:
    """The form makes another invitation, sent twice one; what was handed over before stays dead."""
    sent, anna = form(world.signed_in()), person(world, "Anna")
    old = code_on(world.signed_in().post("/deling/inviter", sent))
    if how == "ended":
        world.write(bonds.accept, world.keys, person(world, "Gry"), old)
    if how != "too old":
        world.write(stopping.part, world.keys, anna, world.read(bonds.mine, anna)[0].id)
    with clock.held(NOON + timedelta(minutes=bonds.VALID if how == "too old" else 1)):
        phone = world.signed_in()
        fresh, again = (code_on(phone.post("/deling/inviter", sent)) for _ in range(2))
        assert fresh == again != old and works(world, fresh)
        with pytest.raises(NotFound):
            works(world, old)


def test_what_lies_in_the_database_and_the_root_key_make_no_code(world: World) -> None:
    """The form's own id is in no row: without it the code cannot be reckoned again."""
    asked = ids.new()
    code = world.write(bonds.invite, world.keys, person(world, "Anna"), asked, "relative", "Gry")
    row = works(world, code)
    assert row != asked and code != codes.of(world.keys.root, row, row, clock.minute())


# --- Every form whose answer is shown once --------------------------------------------------------

NOTHING_ONCE = {
    "/del": "a text box, filled in",
    "/dagbog/find": "a search, posted so that no word stands in an address",
    "/sync": "receipts, by what was sent; tests/intake",
    "/kreds/kom": "whose invitation it is; looking uses nothing up",
    "/bedt/ny/{what}": "what is to be asked, looked at first",
    "/foelges/ny": "what somebody is asked, looked at first",
    "/steder/{place_id}/foreslaa": "what everybody will see, looked at first",
    "/steder/indlaes": "what a file would change, looked at first",
    "/konto/ny/navn": "three names to choose from, sealed in the form",
    "/konto/ny": "leads to the codes, which stand there until they are called saved",
    "/log-ind": "signs in", "/log-ind/kode": "signs in", "/log-ind/noegle": "signs in",
    "/laas": "goes", "/er-det-dig": "asks who it is", "/er-det-dig/noegle": "asks who it is",
    "/er-det-dig/noegle/spoerg": "a question for one answer",
    "/log-ind/noegle/spoerg": "a question for one answer",
    "/konto/noegler/spoerg": "a question for one answer",
    "/personale/kom": "who comes, before anything is made", "/personale/kom/ny": "signs in",
    "/personale/kode": "signs in, or shows the same key again until a code confirms it",
}  # fmt: skip
"""Forms that are answered by a page, and why that page shows nothing that another answer could make
void."""


def _invited(world: World) -> Iterator[tuple[str, UUID]]:
    """Each code a citizen is shown, and what it leads to."""
    anna = world.signed_in()
    sent = form(anna)
    for _ in range(2):
        yield (code := code_on(anna.post("/deling/inviter", sent))), works(world, code)


def _colleagues(world: World) -> Iterator[tuple[str, UUID]]:
    karen = world.signed_in("Karen")
    sent = karen.typed(karen.get("/personale/inviter"), "/personale/inviter", rolle="guide")
    for _ in range(2):
        link = next(
            text for text in karen.post("/personale/inviter", sent).texts("code") if "#" in text
        )
        code = link.partition("#")[2]
        yield code, found(world, code)


def found(world: World, code: str) -> UUID:
    invitation = world.read(invitations.find, code)
    assert invitation is not None
    return invitation.id


ONCE = {
    "/deling/inviter": (_invited, works),
    "/personale/inviter": (_colleagues, found),
}
"""Forms whose answer hands something over: how it is sent twice, and what a code that was shown
leads to."""


def test_every_form_that_is_answered_by_a_page_is_known_here(world: World) -> None:
    app: Any = world.app._app
    every = [
        (route.path_format, handler) for route in app.routes for handler in route.route_handlers
    ]
    found = {
        path
        for path, handler in every
        if "POST" in handler.http_methods and handler.status_code == 200
    }
    known = ONCE.keys() | NOTHING_ONCE.keys()
    assert found == known, (
        "tell in ONCE what the form hands over, or in NOTHING_ONCE why its answer shows nothing "
        "once"
    )


@pytest.mark.parametrize("path", ONCE)
def test_what_was_handed_over_first_still_works_after_the_form_came_again(
    world: World, path: str
) -> None:
    send, leads = ONCE[path]
    shown = list(send(world))
    assert [leads(world, code) for code, _ in shown] == [row for _, row in shown]
