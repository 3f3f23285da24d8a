"""What stands on a locked screen and in a mail: the same few neutral words for everybody, in their
language. Never a name, a kind of day, or a word of anybody's."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

import msgspec

from app.foundation.words import Language, Say, say

DECLARED = 8030
"""The number by which Declarative Web Push is known (Push API, W3C)."""
TITLE = say("Hej fra din app")
BODIES: Mapping[str, Say] = {
    "reminder": say("Du bad om at blive mindet om noget."),
    "ring": say("Der er noget til dig."),
    "test": say("Sådan ser en påmindelse ud."),
}
ANSWERS = (("good", say("God dag")), ("hard", say("Svær dag")))
"""What can be answered without opening anything: the same two buttons whatever day it is."""
SUBJECT = say("En besked fra din app")
LETTERS: Mapping[str, Say] = {
    "reminder": say(
        "Du bad om at blive mindet om noget. Du finder det, når du åbner appen. Du kan slå det fra "
        "i appen under Påmindelser."
    ),
    "confirm": say(
        "Åbn siden herunder, og tryk på knappen. Så ved vi, at adressen er din. Har du ikke bedt "
        "om det, så gør ingenting."
    ),
}


def tag(occurrence: UUID) -> str:
    """One thing on the screen for each that rings: what comes twice takes its own place. Also the
    topic of the push service, which has room for 32 letters of base64url."""
    return hashlib.sha256(occurrence.bytes).hexdigest()[:24]


def payload(
    language: Language,
    origin: str,
    path: str,
    kind: str,
    tag_: str,
    account: str,
    *,
    day: bool,
    time: int = 0,
) -> bytes:
    """`time` is that of this one time: the same again is quiet on the screen, the next one is not.
    What the worker on the phone shows, and browsers without one (Declarative Web Push)."""
    data = {"to": path, "account": account, "time": time}
    own = {"navigate": f"{origin}{path}", "tag": tag_, "data": data}
    return msgspec.json.encode(
        {"web_push": DECLARED, "notification": _said(language, origin, kind, day) | own}
    )


@lru_cache(maxsize=64)
def _said(language: Language, origin: str, kind: str, day: bool) -> dict[str, object]:
    """What is the same for everybody."""
    said: dict[str, object] = {
        "title": str(language.say(TITLE)),
        "body": str(language.say(BODIES[kind])),
        "lang": language.code,
        "dir": language.dir,
        "silent": False,
    }
    actions = [
        {"action": code, "title": str(language.say(says)), "navigate": f"{origin}/"}
        for code, says in ANSWERS
    ]
    return said | ({"actions": actions} if day else {})


def letter(language: Language, origin: str, kind: str, path: str = "/") -> tuple[str, str]:
    """A mail's subject and text. It leads to the front page, or to where an address is confirmed;
    nobody is signed in by it."""
    text = f"{language.say(LETTERS[kind])}\n\n{origin}{path}\n"
    return str(language.say(SUBJECT)), text
