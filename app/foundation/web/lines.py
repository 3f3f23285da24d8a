"""A short text a form asks for: there, and not too long; and never lost when it is."""

from app.foundation.web.answers import Messages
from app.foundation.web.typed import Typed
from app.foundation.words import say


def line(form: Typed, field: str, longest: int) -> tuple[str, Messages]:
    """The typed text and what it needs, if anything."""
    text = form.get(field).strip()
    if not text:
        return text, {field: say("Her står ikke noget endnu. Skriv et ord, eller gå videre uden.")}
    if len(text) > longest:
        return text, {field: say("Der er plads til {n} tegn. Din tekst er her stadig.", n=longest)}
    return text, {}
