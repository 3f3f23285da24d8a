"""T17: a title names one place, so that tabs and a history can be told apart."""

from collections import defaultdict

import pytest

from tests.browser import Open
from tests.walk.household import Household
from tests.walk.pages import CASES

pytestmark = pytest.mark.browser


def test_titles_name_one_place_each(opens: Open, household: Household) -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for who in (None, "Anna"):
        window = opens(scripted=False)
        if who:
            window.come_in(household.who[who])
        for case in CASES:
            if case.who == who and case.then is None and case.status == 200:
                places[window.goto(case.path.format(**household.ids)).title()].add(case.route)
    assert len(places) > 30, "the pages were not looked at"
    shared = {title: sorted(routes) for title, routes in places.items() if len(routes) > 1}
    assert not shared, "one title for several places"
