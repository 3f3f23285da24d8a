"""Sixty searches with a known answer: it stands among the first five that are shown."""

from datetime import UTC, datetime

from app.foundation import clock
from app.places.finding import Asked, Finder
from app.places.index import Index
from tests.places.conftest import kept
from tests.places.searches import PLACES, SEARCHES

FIRST, LEAST = 5, 0.95
NOON = datetime(2026, 3, 16, 11, tzinfo=UTC)


def misses() -> list[str]:
    """Searches whose answer is not among the first, and what was there instead."""
    index = Index()
    for place in PLACES:
        index.put(kept(place))
    finder = Finder(index)
    found = []
    with clock.held(NOON):
        for text, answer in SEARCHES:
            names = [hit.card.at or hit.card.name for hit in finder.find(Asked(text)).hits[:FIRST]]
            if answer not in names:
                found.append(f"«{text}» did not find {answer}: {', '.join(names) or 'nothing'}")
    return found


def test_sixty_searches_know_their_answers() -> None:
    names = [place.name for place in PLACES]
    assert len(SEARCHES) == 60 == len(set(SEARCHES)) and len(set(names)) == len(names)
    assert {answer for _, answer in SEARCHES} <= set(names)


def test_what_is_looked_for_stands_among_the_first() -> None:
    missed = misses()
    assert 1 - len(missed) / len(SEARCHES) >= LEAST, "\n".join(missed)
