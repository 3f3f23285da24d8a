"""A page is parsed strictly once for each shape it has: what differs in words alone parses alike.

The strict parser is pure Python and takes ten milliseconds a page, and the tests look at a hundred
thousand. The first page of a shape goes through it, and through a quick one beside it; only where
both see the very same is the quick one believed for the next page of that shape.
"""

import re
import warnings
from collections.abc import Iterator
from itertools import zip_longest
from xml.etree.ElementTree import Element, ParseError, fromstring

import html5lib

Error = tuple[object, str]
SVG = "http://www.w3.org/2000/svg"
TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:=\"[^\"]*\")?)*)\s*(/?)>")
ATTRIBUTE = re.compile(r"(\s+[\w:-]+)(=\"[^\"]*\")?")
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
BLANK = re.compile(r"[ \t\n\f\r]*")
BETWEEN = re.compile(r">([^<]*)<")

ODD = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef]|&(?!amp;|lt;|gt;|quot;|#3[49];)")
"""What the strict one has something to say of wherever it stands, beside the last two signs of each
plane."""
_alike: dict[int, bool] = {}
"""Of each shape that was seen, whether both parsers saw the same in it."""


def parsed(text: str) -> tuple[Element, list[Error]]:
    """The page as a browser reads it, and what is wrong with it."""
    shape = hash(_shape(text))
    odd = ODD.search(text) or any(ord(char) & 0xFFFE == 0xFFFE for char in text)
    if _alike.get(shape) and not odd:
        quick = _quick(text)
        if quick is not None:
            return quick, []
    root, errors = _strictly(text)
    if shape not in _alike:
        quick = None if errors else _quick(text)
        _alike[shape] = quick is not None and not any(_unlike(root, quick))
    return root, errors


def _strictly(text: str) -> tuple[Element, list[Error]]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        root: Element = parser.parse(text)
    return root, [(place, code) for place, code, _ in parser.errors]


def _shape(text: str) -> str:
    """What is left without anybody's words: tags, the names of what they have, and whether there is
    anything between them."""
    tags = TAG.sub(lambda tag: f"<{tag[1]}{ATTRIBUTE.sub(_named, tag[2])}{tag[3]}>", text)
    return BETWEEN.sub(lambda between: "> <" if BLANK.fullmatch(between[1]) else ">x<", tags)


def _named(attribute: re.Match[str]) -> str:
    return attribute[1] if attribute[2] is None else attribute[1] + "="


def _quick(text: str) -> Element | None:
    """The same by a parser of XML, of a page that is written as neatly as ours are; None where it
    is not."""
    try:
        return _trimmed(fromstring(TAG.sub(_closed, re.sub(r"^<!doctype html>", "", text))))
    except ParseError:
        return None


def _closed(tag: re.Match[str]) -> str:
    name = tag[1]
    names = ATTRIBUTE.sub(_with_a_value, tag[2])
    space = f' xmlns="{SVG}"' if name == "svg" else ""
    return f"<{name}{space}{names}{'/' if tag[3] or name in VOID else ''}>"


def _with_a_value(attribute: re.Match[str]) -> str:
    """XML would take a line break in a value for a space."""
    value = (attribute[2] or '=""').replace("\n", "&#10;").replace("\t", "&#9;")
    return attribute[1] + value


def _trimmed(root: Element) -> Element:
    """The line break with which a field for words begins is no part of them."""
    for node in root.iter("textarea"):
        node.text = (node.text or "").removeprefix("\n") or None
    return root


def _unlike(one: Element, other: Element) -> Iterator[str]:
    for a, b in zip_longest(one.iter(), other.iter()):
        if a is None or b is None or a.tag != b.tag or a.attrib != b.attrib or len(a) != len(b):
            yield "another tree"
            return
        exact = a.tag in ("textarea", "pre")
        for x, y in ((a.text, b.text), (a.tail, b.tail)):
            if (x or "") != (y or "") and (exact or (x or "").strip() or (y or "").strip()):
                yield "other words"
                return
