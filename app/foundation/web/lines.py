"""A short text a form asks for: there, and not too long; and never lost when it is."""

from app.foundation.letters import worded
from app.foundation.web.answers import Messages
from app.foundation.web.forms import Form
from app.foundation.words import say, straight


def line(form: Form, field: str, longest: int) -> tuple[str, Messages]:
    """The typed text and what it needs, if anything."""
    return _fitting(worded(form.get(field)), field, longest)


def name(form: Form, field: str, longest: int) -> tuple[str, Messages]:
    """The same for a short name, which will stand in sentences of ours and must turn none of
    them."""
    return _fitting(worded(straight(form.get(field))), field, longest)


def _fitting(text: str, field: str, longest: int) -> tuple[str, Messages]:
    if not text:
        return text, {field: say("Her står ikke noget endnu. Skriv et ord, eller gå videre uden.")}
    if len(text) > longest:
        return text, {field: say("Der er plads til {n} tegn. Din tekst er her stadig.", n=longest)}
    return text, {}
