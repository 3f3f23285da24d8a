"""What can be in a network, and how near it is: words and icons. None of them weighs more than
another."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.foundation.words import Say, say


@dataclass(frozen=True)
class Kind:
    word: Say
    icon: str


KINDS: Mapping[str, Kind] = {
    "person": Kind(say("Et menneske"), "user-round"),
    "place": Kind(say("Et sted"), "trees"),
    "animal": Kind(say("Et dyr"), "paw-print"),
    "other": Kind(say("Noget andet"), "shapes"),
}
OTHER = "other"
"""What a thing is when nothing was chosen."""

NEARNESS: Mapping[str, Say] = {
    "near": say("Tæt på"),
    "some": say("Et stykke væk"),
    "far": say("Langt væk"),
}
"""From the inside out. A thing may also have none: then it stands beside the rings."""
