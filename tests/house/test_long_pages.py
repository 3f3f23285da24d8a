"""A long page is made in a thread, and is the same page: whoever has much to show is shown it, and
holds up nobody else's."""

import re
import threading
from typing import Any

import pytest

from app.foundation.web import answers
from tests.phone import Phone
from tests.world import World

PATHS = (
    "/hjaelp-nu",
    "/om",
    "/haab",
    "/plan",
    "/deling",
    "/findes-ikke",
    "/haab/00000000-0000-4000-8000-000000000000",
)
NEW = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12}")
"""What differs each time a page is made: the id its form carries, and the number of the request."""


def shown(anna: Phone, mark: str) -> list[tuple[object, ...]]:
    """Each page whole, squeezed and as its head alone, and a form that needs something more."""
    asked = [
        anna.ask(method, path, headers={"accept-encoding": coding})
        for path in PATHS
        for method, coding in (("GET", "identity"), ("GET", "gzip"), ("HEAD", "identity"))
    ]
    asked.append(anna.send("/haab", [("konto", mark), ("tekst", "")]))
    kept = ("content-type", "content-encoding", "cache-control")
    return [
        (
            each.status_code,
            NEW.sub("", each.text),
            {*each.headers["vary"].split(", ")},
            *map(each.headers.get, kept),
        )
        for each in asked
    ]


def test_a_page_is_the_same_wherever_it_is_made(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, made_in = world.signed_in(), set[int]()
    before, html = shown(anna, world.person().mark), answers._html

    def noted(*given: Any) -> Any:
        made_in.add(threading.get_ident())
        return html(*given)

    monkeypatch.setattr(answers, "AT_ONCE", 0)
    monkeypatch.setattr(answers, "_html", noted)
    assert shown(anna, world.person().mark) == before
    assert made_in and threading.get_ident() not in made_in
    assert {row[0] for row in before} == {200, 404, 422}


def test_what_breaks_in_the_middle_is_told_calmly(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a byte of the page has left by then."""
    html = answers._html

    def breaks(request: Any, text: str, *given: Any) -> Any:
        if threading.current_thread() is not threading.main_thread():
            raise ZeroDivisionError
        return html(request, text, *given)

    anna = world.signed_in()
    monkeypatch.setattr(answers, "_html", breaks)
    monkeypatch.setattr(answers, "AT_ONCE", len(anna.ask("GET", "/findes-ikke").text))
    assert anna.ask("GET", "/hjaelp-nu").status_code == 500
