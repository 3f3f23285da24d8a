"""What is said of who can see something is said from what is so now, also when its address is
opened again long after."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import app
from app.foundation.web.answers import Claim, claim
from app.foundation.words import Say, say
from app.people import people
from app.sharing import KINDS
from tests.circle import crowd
from tests.world import World

CLAIMS = re.compile(
    r"\bingen (andre|kan|ser)\b|\bintet er\b|\bikke (er )?(delt|forbundet)\b|\bkun din\b"
    r"|\balle andre steder er du\b|\ber logget ud alle\b"
    r"|\btilbage i et døgn\b|\ber væk herfra\b|\ber her igen\b"
    r"|\bkontoen er lukket\b|\blogget ud der\b|\bvirker ikke mere\b|\ber taget væk\b|\ber som "
    r"før\b",
    re.I,
)
NOT_SHARED = {"network"}
"""Rooms whose things cannot be shared at all: of them it is always so."""
FOR_EVER = 2**31 - 1
ROOMS = {
    "/haab": {"hopes"},
    "/dagbog": {"entries", "days_words"},
    "/maal": {"goals"},
    "/plan/1": {"plan"},
    "/blomst": {"flower"},
    "/dag/2026-03-01": {"days", "days_words"},
}
"""Pages that are told what was kept, with the kinds of it that others may see."""


def tables() -> Iterator[tuple[str, Mapping[str, Say]]]:
    """What each room may be told by the step before a page."""
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if found.name != "app.__main__":
            module = vars(importlib.import_module(found.name))
            for known in (module.get("NOTICES", {}), module.get("SAID", {})):
                if isinstance(known, Mapping) and all(isinstance(code, str) for code in known):
                    yield (
                        found.name,
                        {code: said for code, said in known.items() if isinstance(said, Say)},
                    )


def unfounded(known: Mapping[str, Say]) -> list[str]:
    """Sentences that say what others cannot see, or where a thing is that was put away, whatever is
    so."""
    found = [
        said.text
        for said in known.values()
        if not isinstance(said, Claim) and CLAIMS.search(said.text)
    ]
    claims = [said for said in known.values() if isinstance(said, Claim)]
    found += [said.otherwise.text for said in claims if CLAIMS.search(said.otherwise.text)]
    return found + [said.text for said in claims if not set(said.kinds) <= set(KINDS) | NOT_SHARED]


def test_what_others_cannot_see_and_what_was_put_away_is_said_only_while_it_is_so() -> None:
    found = [(name, wrong) for name, known in tables() if (wrong := unfounded(known))]
    assert not found, (
        "make it a `claim` (app/foundation/web/answers.py), of these kinds or of what the page "
        "knows"
    )
    assert sum(isinstance(said, Claim) for _, known in tables() for said in known.values()) > 10


@pytest.mark.parametrize(
    "text",
    [
        "Gemt. Ingen andre i appen kan se det.",
        "Slut. Intet er delt.",
        "Det er ikke delt mere.",
        "I er ikke forbundet mere.",
        "Håbet er væk herfra.",
        "Du kan hente det tilbage i et døgn.",
        "Det er her igen.",
        "Kontoen er lukket. Den der brugte den, er logget ud.",
        "Du er logget ud der.",
        "Linket virker ikke mere.",
        "Mærket er taget væk.",
        "Fortrudt. Dagen er som før.",
    ],
)
def test_a_sentence_that_is_always_said_is_caught(text: str) -> None:
    assert unfounded({"gemt": say(text)}) == [text]
    assert unfounded({"gemt": claim(say(text), "nothing")}) == [text]
    assert unfounded({"gemt": claim(say("Gemt."), "hopes", otherwise=say(text))}) == [text]
    assert not unfounded({"gemt": claim(say(text), "hopes")})


NOBODY_SEES = re.compile(r"\b(ingen|ikke)\b[^.]*\bset? noget\b(?! af det, du deler)", re.I)
"""An answer stays with whoever asked for it, so of somebody who may have given one it is never so
of everything."""
OF_SOMETHING = {
    "{name} kan ikke se noget over den her forbindelse. I har en til.",
    "Kontoen er ikke i brug mere. {name} kan ikke se noget.",
    "Ingen ser noget, før du har valgt det.",
}
"""One's own bond carries no answer of one's own, nobody asks a guide's account that is closed, and
an answer is chosen too."""


def test_nothing_is_said_to_be_seen_by_nobody_that_an_answer_is_seen_by() -> None:
    """Deling speaks of what is shared, and says beside it that an answer stays."""
    with (Path(app.__path__[0]).parent / "locales" / "en" / "LC_MESSAGES" / "messages.po").open(
        "rb"
    ) as file:
        texts = {
            text
            for each in read_po(file)
            for text in ([each.id] if isinstance(each.id, str) else each.id)
        }
    assert {text for text in texts if NOBODY_SEES.search(text)} <= OF_SOMETHING


@pytest.mark.parametrize("path", ROOMS)
def test_kept_then_shared_then_opened_again(world: World, path: str) -> None:
    session = crowd.session_of(world, world.cast["Anna"].id)

    def said() -> str:
        return (
            crowd.get(world, session, f"{path}?besked=gemt")
            .body.decode()
            .partition('id="status"')[2]
            .partition("</p>")[0]
        )

    assert "Ingen andre i appen kan se de" in said()
    for kind in ROOMS[path]:
        world.write(people.change, world.person(), shared_until={kind: FOR_EVER})
        assert "Ingen andre" not in said() and "Gemt. Du deler noget af det her." in said(), kind
    world.write(
        people.change,
        world.person(),
        shared_until=dict.fromkeys(set(KINDS) - ROOMS[path], FOR_EVER),
    )
    assert "Ingen andre i appen kan se de" in said(), "what else is shared is another matter"
