"""What somebody typed, as it is compared: whether it is empty, what is looked for, in which order
it stands, whom a number calls.

What was written is kept as it was typed, and only looked at through these. Phones put in letters
that nobody sees, dashes and quotation marks of their own and digits of other scripts; whoever
pasted them has done nothing wrong.
"""

import re
import unicodedata
from collections.abc import Callable

import regex

IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-"
    "\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Unicode's Default_Ignorable_Code_Point, and the three of annotations: nothing of them is seen."""
UNSEEN = re.compile(f"[{IGNORABLE}]+")
NOTHING = re.compile(f"[\\s\u2800\U0001d159{IGNORABLE}]*")
"""With spaces, and two signs that are drawn as nothing."""
OWN = frozenset("æøå")
"""Letters of their own in Danish. Every other mark on a letter is left out where two texts are
compared."""
ALIKE = {
    "’": "'", "‘": "'", "‚": "'", "‛": "'", "′": "'", "´": "'", "`": "'", "ʼ": "'", "＇": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"', "…": "...", "−": "-",
    "⁃": "-",
}  # fmt: skip
"""How phones write what a keyboard has one key for. Dashes are known by their category."""
MOST_KNOWN = 32_768
"""Letters remembered, a few megabytes: more than any writing has."""
LONGEST_CODE = 500
"""Characters looked at of a code or an address: each is far shorter."""


class _Asked(dict[int, str]):
    """What each letter becomes, asked once: `str.translate` goes through a long text without asking
    us."""

    def __init__(self, becomes: Callable[[str], str]) -> None:
        super().__init__()
        self._becomes = becomes

    def __missing__(self, code: int) -> str:
        if len(self) >= MOST_KNOWN:
            self.clear()
        found = self[code] = self._becomes(chr(code))
        return found


def empty(text: str) -> bool:
    """Whether there is nothing in it to see."""
    return NOTHING.fullmatch(text) is not None


def worded(text: str) -> str:
    """Without spaces around it; nothing at all where nothing is to be seen."""
    return "" if empty(text) else text.strip()


def folded(text: str) -> str:
    """As it is looked for: without capitals, marks on letters, and what phones write in their own
    way. æ, ø and å stay, and a digit is one by its value in every script."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return unicodedata.normalize("NFC", text).translate(_FOLDED)


def collated(text: str) -> tuple[str, str, str]:
    """A key to sort by as a Danish list has it (CLDR, da): æ, ø and å last, ä and ö with them, Aa
    with Å, ü with y; then letters without marks before those with, and Å before Aa; then capitals
    first."""
    composed = unicodedata.normalize("NFC", UNSEEN.sub("", text)).strip()
    plain = composed.casefold()
    first = folded(plain.translate(LIKE)).replace("aa", "å").translate(LAST)
    return first, plain.replace("å", "@").translate(LAST), composed


LIKE = str.maketrans(
    {
        "ä": "æ",
        "ö": "ø",
        "ő": "ø",
        "œ": "ø",
        "ü": "y",
        "ű": "y",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
    }
)
LAST = str.maketrans("æøå", "{|}")


def bare(code: str) -> str:
    """A code as it was given out, however it was pasted: without spaces and what nobody sees, and
    with plain dashes."""
    return code[:LONGEST_CODE].translate(_BARE)


def graphemes(text: str) -> list[str]:
    """The signs a reader sees (UAX 29): a letter with its marks, a family, a flag. Nothing is cut
    but between two of them."""
    found: list[str] = _SIGNS.findall(text)
    return found


_SIGNS = regex.compile(r"\X")

FEWEST, MOST, MOST_HERE, HERE = 3, 15, 8, "+45"
"""Digits: of the shortest number, of any (E.164), of a Danish one, which has eight behind its
country code too."""
NUMBER = re.compile(r"\(?(\+|00)?([0-9]+)")
TRUNK = re.compile(r"^(\(?(?:\+|00)([0-9]{1,3})\)? ?)\(0\)")
NOUGHT_STAYS = frozenset({"39", "378", "379"})
"""Italy, San Marino and the Vatican: the nought is a part of the number, and is dialled from abroad
too."""
SHAPE = re.compile(r"\(?\+?[0-9](?:[ .()-]*[0-9])*")


def dialled(typed: str) -> str | None:
    """What a phone is to call, in digits and at most a plus before them; None where it cannot be
    understood whom that calls.

    A nought in brackets behind a country code is not dialled from abroad or with the code, and
    goes; but for where it is a part of the number. Without a plus or 00 a number is Danish, and the
    exchange takes its first eight digits, whatever else was meant.
    """
    text = " ".join(folded(typed).split())
    text = TRUNK.sub(lambda found: found[1] + ("0" if found[2] in NOUGHT_STAYS else ""), text)
    if not SHAPE.fullmatch(text) or text.count("(") != text.count(")") or "(0)" in text:
        return None
    found = "".join(char for char in text if char in "+0123456789")
    if found.startswith("00"):
        found = "+" + found[2:]
    return found if _calls_one(found) else None


def _calls_one(number: str) -> bool:
    plain = number.removeprefix("+")
    if not number.startswith("+"):
        return FEWEST <= len(plain) <= MOST_HERE and not plain.startswith("0")
    if plain.startswith("0") or not MOST_HERE - 1 <= len(plain) <= MOST:
        return False
    return not number.startswith(HERE) or len(number) == len(HERE) + MOST_HERE


def _folded(char: str) -> str:
    small = char.casefold()
    if small in OWN:
        return small
    if UNSEEN.fullmatch(char):
        return ""
    if char.isdecimal():
        return str(unicodedata.digit(char))
    if char in ALIKE:
        return ALIKE[char]
    if unicodedata.category(char) == "Pd":
        return "-"
    apart = unicodedata.normalize("NFKD", small)
    return "".join(
        ALIKE.get(each, each) for each in apart if not unicodedata.combining(each)
    ).casefold()


def _bare(char: str) -> str:
    if char.isspace() or UNSEEN.fullmatch(char):
        return ""
    return "-" if unicodedata.category(char) == "Pd" else char


_FOLDED, _BARE = _Asked(_folded), _Asked(_bare)
