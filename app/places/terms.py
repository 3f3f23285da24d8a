"""Words as they are looked for: folded, without their endings, and with one wrong letter forgiven.

The endings are Snowball's for Danish. Its steps are the same on every machine, and it is asked here
and never by a database, so that two databases cannot answer differently.
"""

import re
from collections.abc import Iterator
from functools import lru_cache, reduce
from threading import Lock

import snowballstemmer

from app.foundation.letters import folded

WORD = re.compile(r"\w+")
LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
LONGEST, MOST = 40, 12
"""Characters of a word and words of a search that are looked at."""
FORGIVEN = 5
"""Letters from which a word may have one that is wrong."""
HALVED = 8
"""Letters from which a wrong one leaves a half of the word that says enough."""
PART = 3
"""Letters from which a word is found as a part of a longer one."""
NOUN, ITS_STEM = "ning", 4
"""An ending that the stemmer leaves, and how many letters there must be before it."""
STOP = frozenset(
    "og i på at en et den det de der som til for af med er kan man du jeg om eller "
    "the and a to of".split()
)
"""Words that stand everywhere and say nothing of what is looked for."""
IRREGULAR = {
    "hænder": "hånd", "hænderne": "hånd", "bøger": "bog", "bøgerne": "bog", "mænd": "mand",
    "mændene": "mand", "børn": "barn", "børnene": "barn", "fødder": "fod", "nætter": "nat",
    "mødre": "mor", "fædre": "far", "døtre": "datter", "brødre": "bror", "tænder": "tand",
    "ænder": "and", "gæs": "gås", "kræfter": "kraft", "byer": "by", "køer": "ko",
    "øjne": "øje", "sang": "synge", "sange": "synge", "synger": "synge",
}  # fmt: skip
"""Plurals that change their vowel: a closed set, of which these may be looked for."""

SPELT = (
    (("aa", "å"), ("ae", "æ"), ("oe", "ø")),
    (("å", "aa"), ("æ", "ae"), ("ø", "oe")),
    (("c", "k"),),
    (("k", "c"),),
)
"""Letters that are written in place of others, all of a way at once."""

_danish = snowballstemmer.stemmer("danish")
_lock = Lock()


def words(text: str) -> list[str]:
    """The words of a text, folded, in their order."""
    return [word[:LONGEST] for word in WORD.findall(folded(text))]


def asked(text: str) -> list[str]:
    """The words of a search that say something, each once; all of them when none does."""
    found = list(dict.fromkeys(words(text[: LONGEST * MOST * 2])))
    return ([word for word in found if word not in STOP] or found)[:MOST]


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """A word without its ending: «gåture» and «gåturen» are «gåtur», «strikning» is «strik»."""
    with _lock:  # the stemmer keeps its word in itself
        found: str = _danish.stemWord(_singular(word))
    short = found.removesuffix(NOUN)
    return short if len(short) >= ITS_STEM else found


def _singular(word: str) -> str:
    return IRREGULAR.get(word) or IRREGULAR.get(word.removesuffix("s"), word)


def spelt(word: str) -> list[str]:
    """A word, and how it may be spelt too: «gåtur» is «gaatur» on many a keyboard, and «kafé» is
    «café»."""
    ways = (reduce(lambda text, pair: text.replace(*pair), way, word) for way in SPELT)
    return list(dict.fromkeys((word, *ways)))


def near(word: str) -> Iterator[str]:
    """Every word that is one letter away: one left out, one too many, one wrong, two changed
    about."""
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    for left, right in cuts:
        if right:
            yield left + right[1:]
            yield from (left + letter + right[1:] for letter in LETTERS)
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        yield from (left + letter + right for letter in LETTERS)


def one_apart(word: str, other: str) -> bool:
    """Whether the one is among the words that are near the other."""
    if abs(len(word) - len(other)) > 1:
        return False
    begin = next(
        (n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b),
        min(len(word), len(other)),
    )
    one, two = word[begin:], other[begin:]
    if len(word) != len(other):
        return one[1:] == two or one == two[1:]
    return one[1:] == two[1:] or (one[1::-1] == two[:2] and one[2:] == two[2:])
