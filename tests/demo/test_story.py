"""What the demo citizen's year has to keep: the app's own names for things, and a today left
empty."""

import re
from collections import Counter
from itertools import pairwise

from app.demo import story
from app.foundation.letters import dialled
from app.network import KINDS, NEARNESS

FIVE = {"together", "hope", "identity", "meaning", "empowerment"}
MARKS = {mark.days_ago: mark.kind for mark in story.days()}


def everything_dated() -> list[int]:
    parts = (
        story.ENTRIES,
        story.HOPES,
        story.GOALS,
        story.GOOD_THINGS,
        story.FLOWERS,
        story.days(),
    )
    return [thing.days_ago for part in parts for thing in part]


def every_text() -> list[str]:
    parts = (story.ENTRIES, story.HOPES, story.GOALS, story.GOOD_THINGS)
    texts = [thing.text for part in parts for thing in part]
    texts += [text for name, _, gives, _, _ in story.NETWORK for text in (name, gives)]
    return texts + [step.text for goal in story.GOALS for step in goal.steps]


def test_today_is_left_for_the_visitor() -> None:
    assert all(1 <= days_ago <= 365 for days_ago in everything_dated())


def test_only_the_five_are_named() -> None:
    assert all(set(entry.dimensions) <= FIVE for entry in story.ENTRIES)
    assert {hope.dimension for hope in story.HOPES} <= FIVE | {None}
    assert all(set(flower.answers) == FIVE for flower in story.FLOWERS)


def test_each_of_the_five_is_touched_and_some_entries_touch_none() -> None:
    touched = Counter(name for entry in story.ENTRIES for name in entry.dimensions)
    assert set(touched) == FIVE
    assert any(not entry.dimensions for entry in story.ENTRIES)


def test_flower_answers_are_words_on_a_scale_of_four_or_skipped() -> None:
    answers = [answer for flower in story.FLOWERS for answer in flower.answers.values()]
    assert set(answers) <= {0, 1, 2, 3, None}
    assert None in answers


def test_the_flower_moves_both_ways() -> None:
    moves = []
    for name in FIVE:
        told = [answer for flower in story.FLOWERS if (answer := flower.answers[name]) is not None]
        moves += [later - earlier for earlier, later in pairwise(told)]
    assert min(moves) < 0 < max(moves)


def test_states_are_the_apps_own() -> None:
    assert {goal.state for goal in story.GOALS} == {"active", "resting", "reached", "let_go"}
    assert {step.state for goal in story.GOALS for step in goal.steps} <= {
        "waiting",
        "tried",
        "did",
        "not_now",
    }


def test_what_is_around_her_is_of_every_kind_and_partly_left_open() -> None:
    assert {kind for _, kind, _, _, _ in story.NETWORK} == set(KINDS)
    assert {near for _, _, _, near, _ in story.NETWORK} == {*NEARNESS, ""}
    assert {more for _, _, _, _, more in story.NETWORK} == {True, False}
    assert any(not gives for _, _, gives, _, _ in story.NETWORK)


def test_a_goal_grows_from_a_hope_that_came_before_it() -> None:
    grown = [
        (goal, story.HOPES[goal.from_hope]) for goal in story.GOALS if goal.from_hope is not None
    ]
    assert grown
    assert all(hope.days_ago >= goal.days_ago for goal, hope in grown)


def test_no_day_is_marked_twice() -> None:
    assert len(MARKS) == len(story.days())
    assert set(MARKS.values()) == {"good", "between", "hard"}


def test_a_year_is_partly_unmarked() -> None:
    assert 0.5 < len(MARKS) / 365 < 0.7


def test_the_year_is_not_a_tidy_way_up() -> None:
    quarters = [
        [MARKS.get(day) for day in range(first, first - 91, -1)] for first in (364, 273, 182, 91)
    ]
    assert all({"good", "hard"} <= set(quarter) for quarter in quarters)
    heaviest = max(quarters, key=lambda quarter: quarter.count("hard"))
    assert heaviest is not quarters[0]


def test_the_days_are_the_same_every_time() -> None:
    assert story.days() == story.days()


def test_a_day_without_strength_is_marked_as_hard() -> None:
    heavy = [entry for entry in story.ENTRIES if "Orkede ikke" in entry.text]
    assert heavy
    assert all(MARKS[entry.days_ago] == "hard" for entry in heavy)


def test_entries_run_from_the_oldest_and_fit_the_field() -> None:
    ages = [entry.days_ago for entry in story.ENTRIES]
    assert ages == sorted(ages, reverse=True)
    assert all(0 < len(entry.text) <= 5000 for entry in story.ENTRIES)


def test_entries_are_uneven_as_life_is() -> None:
    a_week = Counter((364 - entry.days_ago) // 7 for entry in story.ENTRIES)
    assert any(week not in a_week for week in range(52))
    assert max(Counter(entry.days_ago for entry in story.ENTRIES).values()) == 2


def test_what_helped_comes_back_in_the_same_words() -> None:
    helped = Counter(words for entry in story.ENTRIES for words in entry.helped)
    assert helped
    assert min(helped.values()) >= 2


def test_a_floating_year_names_no_season_weekday_or_month() -> None:
    fixed = re.compile(
        r"\b(sommer|vinter|forår|efterår|jul|påske|pinse|nytår|sne(en)?\b|"
        r"mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|"
        r"januar|februar|marts|april|maj\b|juni|juli|august|september|oktober|november|december)",
        re.IGNORECASE,
    )
    assert [text for text in every_text() if fixed.search(text)] == []


def test_sentences_are_joined_without_lost_or_doubled_spaces() -> None:
    assert [
        text for text in every_text() if "  " in text or re.search(r"[.,:?][A-ZÆØÅa-zæøå]", text)
    ] == []


def test_everybody_in_the_plan_can_be_called_and_nobody_has_the_number() -> None:
    """Danish numbers of eight digits begin with 2 to 9."""
    called = [
        dialled(number) for part, _, number, _ in (line for line in story.PLAN if len(line) == 4)
    ]
    assert len(called) == 3 and all(
        number and len(number) == 8 and number[0] == "1" for number in called
    )
