"""What phones put into a text, and what is compared: nothing that was written changes, and nothing
that is meant is missed."""

import random
import unicodedata

import pytest

from app.foundation.letters import bare, collated, dialled, empty, folded, worded

UNDERSTOOD = {
    "12 34 56 78": "12345678",
    "+45 (0) 12 34 56 78": "+4512345678",
    "+45(0)12345678": "+4512345678",
    "(+45) 12345678": "+4512345678",
    "0045 12 34 56 78": "+4512345678",
    "00 45 12345678": "+4512345678",
    "+46 (0)70-123 45 67": "+46701234567",
    "+39 (0)6 1234 5678": "+390612345678",
    "0039(0)6 12345678": "+390612345678",
    "+378 (0)549 123456": "+3780549123456",
    "+49 (0)30 123456": "+4930123456",
    "\u202a12 34 56 78\u202c": "12345678",
    "\u200e+45 12\u00a034\u00a056\u00a078": "+4512345678",
    "12–34–56–78": "12345678",
    "12.34.56.78": "12345678",
    "(12) 34 56 78": "12345678",
    "＋４５ １２３４５６７８": "+4512345678",
    "٢٠٣٤٥٦٧٨": "20345678",
    "112": "112",
    "1813": "1813",
    "116 111": "116111",
    "+299 12 34 56": "+299123456",
    "2000\u20110001": "20000001",
}
"""Whom each of them calls."""
ASKED_ABOUT = (
    "ring",
    "12",
    "45 12 34 56 78",
    "+45 1234567",
    "+45 112",
    "+45 (0)1 23 45 67 89",
    "(0)12345678",
    "012345678",
    "12345678)",
    "()12345678",
    "12 34 56 78 / 87 65 43 21",
    "12345678 lok. 5",
    "12+345678",
    "++4512345678",
    "+0045 12345678",
    "+",
    "1" * 9,
    "+" + "1" * 16,
    "12 34 56 7x",
    "½2345678",
)


@pytest.mark.parametrize("typed", UNDERSTOOD)
def test_a_number_calls_whom_it_was_meant_for(typed: str) -> None:
    assert dialled(typed) == UNDERSTOOD[typed]


@pytest.mark.parametrize("typed", ASKED_ABOUT)
def test_a_number_that_cannot_be_understood_calls_nobody(typed: str) -> None:
    assert dialled(typed) is None


def test_a_number_that_is_understood_is_understood_again() -> None:
    assert all(dialled(number) == number for number in UNDERSTOOD.values())


UNSEEN = (
    "",
    " ",
    "\n\t",
    "\u200b",
    "\u2060\u200d",
    "\ufeff",
    "\u00ad",
    "\u3164",
    "\uffa0",
    "\u115f",
    "\u2800",
    "\u180e",
    "\u202a\u202c",
    "\u034f",
    "\ufe0f",
    "\U000e0020",
    "\u00a0\u3000",
    "\u17b4",
    "\U0001d159",
)


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_what_nobody_sees_is_empty(text: str) -> None:
    assert empty(text) and worded(text) == "" and empty(text * 1000)


@pytest.mark.parametrize(
    "text", [".", "a\u200b", "👍🏽", "❤\ufe0f", "👩\u200d👩\u200d👧", "´", "한", "\u0600", "¯", "·"]
)
def test_what_somebody_sees_is_not(text: str) -> None:
    assert not empty(text) and worded(f" {text} ") == text


def test_no_letter_of_unicode_that_is_drawn_is_called_empty() -> None:
    """Only what has no drawing of its own: spaces, controls of a text, marks that choose a form,
    fillers."""
    none = {
        chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000 and empty(chr(code))
    }
    kinds = {unicodedata.category(char) for char in none}
    assert kinds <= {"Cf", "Cn", "Cc", "Zs", "Zl", "Zp", "Mn", "Lo", "So"}
    letters = {char for char in none if unicodedata.category(char) in ("Lo", "So")}
    assert letters == set("\u115f\u1160\u3164\uffa0\u2800\U0001d159")


SAME = [
    ("ide", "Idé"),
    ("mor's", "MOR’S"),
    ("mor's", "mor´s"),
    ("e-mail", "e–mail"),
    ("3-4", "3−4"),
    ("naiv", "naïv"),
    ("café", "cafe\u0301"),
    ("lyset", "ly\u00adset"),
    ("3", "٣"),
    ("ting...", "ting…"),
    ('"ro"', "”ro”"),
    ("fisk", "ﬁsk"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_it_is_found_however_it_was_written(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_danish_letters_stay_letters_of_their_own() -> None:
    assert folded("ÆØÅ") == "æøå" and folded("A\u030a") == "å"
    assert len({folded(word) for word in ("bad", "båd", "bæd", "bød", "bod")}) == 5


ORDER = [
    "Abe",
    "Anna",
    "anna",
    "Anna B",
    "Annab",
    "Emil",
    "Émile",
    "Müller",
    "Myrup",
    "Zoe",
    "Æbel",
    "Ærø",
    "Öberg",
    "Ørsted",
    "Åbe",
    "Aabe",
    "Aage",
    "Åse",
    "Aase",
]
"""CLDR's order for Danish."""


def test_a_list_of_names_stands_as_a_danish_one_does() -> None:
    for n in range(20):
        mixed = random.Random(n).sample(ORDER, len(ORDER))
        assert sorted(mixed, key=collated) == ORDER


def test_a_code_is_the_same_however_it_was_pasted() -> None:
    assert bare(" ab\u200bC–d_e\u00a0f\n") == "abC-d_ef"
