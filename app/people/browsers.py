"""What kind of phone or computer a browser says it is on, so that a list of devices can be
recognised."""

import msgspec

from app.foundation.words import Say, say

SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"),
    ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
"""What stands in a User-Agent, and what people call it. The order decides: most browsers also claim
to be others."""


class Kind(msgspec.Struct, frozen=True):
    """Only these two words are kept, never what the browser sent. Empty when it cannot be told."""

    browser: str = ""
    system: str = ""


NOT_SAID = Kind()


def kind_of(user_agent: str) -> Kind:
    return Kind(_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))


def called(kind: Kind) -> Say:
    """In words: «Chrome på Android»."""
    if kind.browser and kind.system:
        return say("{browser} på {system}", browser=kind.browser, system=kind.system)
    return say("En anden browser")


def plainly(kind: Kind) -> str:
    """The same where there is no reader's language, as in a file to take along."""
    said = called(kind)
    return said.text.format(**said.values)


def taken(kind: Kind) -> dict[str, str]:
    """The same with the two words by themselves, when only one of them could be told."""
    return {"kind": plainly(kind), "browser": kind.browser, "system": kind.system}


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in known if sign in user_agent), "")
