"""LIX, the Scandinavian measure of how heavy a text is: words for each sentence, plus the share of
words over six letters."""

import re
from collections.abc import Iterable

LONG = 6
# A full stop inside a date («14. marts») ends nothing: what follows it begins with a small letter.
END = re.compile(r"(?::|[.?!…](?=\s*$|\s+[^\sa-zæøå]))(?=\s|$)")
WORD = re.compile(r"[^\W\d_]+")


def lix(blocks: Iterable[str]) -> float:
    """The LIX of a page, given as its blocks (paragraphs, headings, buttons): a block ends the
    sentence it holds."""
    split = [sentence for block in blocks for sentence in sentences(block)]
    words = [word for sentence in split for word in WORD.findall(sentence)]
    if not words:
        return 0.0
    return len(words) / len(split) + 100 * sum(len(word) > LONG for word in words) / len(words)


def sentences(block: str) -> list[str]:
    """The sentences of a block; what holds no word is none."""
    return [part.strip() for part in END.split(block) if WORD.search(part)]


def length(sentence: str) -> int:
    """Words as a reader meets them: numbers and a {placeholder} are one each."""
    return sum(any(char.isalnum() for char in part) for part in sentence.split())
