"""The five dimensions: each with words of its own, always in the same order, and nothing that could
be added up."""

from hypothesis import given
from hypothesis import strategies as st

from app.chime import CODES, DIMENSIONS
from app.chime.dimensions import ANSWERS, dimension, valid

SOME = st.lists(st.sampled_from(CODES) | st.text(max_size=12))


def test_the_five_differ_in_every_word() -> None:
    assert CODES == ("together", "hope", "identity", "meaning", "empowerment")
    for part in ("code", "icon"):
        assert len({getattr(each, part) for each in DIMENSIONS}) == 5
    for part in ("word", "statement", "about"):
        assert len({getattr(each, part).text for each in DIMENSIONS}) == 5
    assert [dimension(code) for code in CODES] == list(DIMENSIONS)


@given(SOME)
def test_only_known_ones_are_taken_each_once_and_in_their_own_order(chosen: list[str]) -> None:
    taken = valid(chosen)
    assert set(taken) == set(chosen) & set(CODES)
    assert list(taken) == sorted(taken, key=CODES.index)
    assert len(taken) == len(set(taken))


def test_an_answer_is_a_word_and_no_number() -> None:
    assert len({answer.text for answer in ANSWERS}) == 4
    assert not any(char.isdigit() for answer in ANSWERS for char in answer.text)
