"""The five dimensions: their words, icons and the statements of the flower. Nothing here is a
measurement.

Framework: Leamy, Bird, Le Boutillier, Williams and Slade (2011), «Conceptual framework for personal
recovery in mental health». The sentences are our own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.foundation.words import Say, say


@dataclass(frozen=True)
class Dimension:
    code: str
    word: Say
    icon: str
    statement: Say
    about: Say


DIMENSIONS = (
    Dimension(
        "together",
        say("Sammen"),
        "users",
        say("Jeg har nogen at være sammen med."),
        say("Mennesker omkring dig, og steder hvor du hører til."),
    ),
    Dimension(
        "hope",
        say("Håb"),
        "sunrise",
        say("Jeg tror på at det kan blive bedre."),
        say("At det kan blive bedre, og at det der lykkes, bliver set."),
    ),
    Dimension(
        "identity",
        say("Mig selv"),
        "fingerprint",
        say("Jeg kan være mig selv."),
        say("Alt det du er, ud over det der er svært."),
    ),
    Dimension(
        "meaning",
        say("Mening"),
        "compass",
        say("Der er noget der giver mening for mig."),
        say("Det der er værd at stå op til."),
    ),
    Dimension(
        "empowerment",
        say("Ved roret"),
        "ship-wheel",
        say("Jeg er med til at bestemme i mit liv."),
        say("At du selv styrer, med det du kan, og med støtte når du vil."),
    ),
)
CODES = tuple(dimension.code for dimension in DIMENSIONS)

ANSWERS = (say("Nej, ikke lige nu"), say("Lidt"), say("For det meste"), say("Ja"))
"""Answers to a statement, 0 to 3. They are words; nothing is ever added up."""


def dimension(code: str) -> Dimension:
    return DIMENSIONS[CODES.index(code)]


def valid(codes: Iterable[str]) -> tuple[str, ...]:
    """The known ones, each once, in their own order."""
    chosen = set(codes)
    return tuple(code for code in CODES if code in chosen)
