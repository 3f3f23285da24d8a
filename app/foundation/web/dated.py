"""Which day a form is about.

A page that is left open overnight still shows the day it was made. A date that nobody touched
follows the day of writing; one that was chosen stays. And no tap means another day than the one on
the screen without saying so.
"""

from datetime import date

from app.foundation.web.forms import Form

WHEN, AS_SHOWN, SCREEN = "dato", "dato_vist", "dag"
"""The date; what the page had put there, until it is touched; and the day a page without a date is
about."""


def typed_day(typed: Form, written: str) -> str:
    """The date as typed. One that stands as the page had put it, or none at all, is the day of
    writing (ISO 8601)."""
    return typed.get(WHEN) if is_chosen(typed) else written


def is_chosen(typed: Form) -> bool:
    """Whether somebody touched the date, or the form never said how the page had put it."""
    return typed.get(WHEN) not in ("", typed.get(AS_SHOWN))


def on_its_day(typed: Form, written: str) -> Form:
    """The same form with its day said out, for whoever reads it on a later one."""
    others = [(name, value) for name, value in typed.pairs if name not in (WHEN, AS_SHOWN)]
    return Form([*others, (WHEN, typed_day(typed, written))])


def from_another_day(typed: Form, today: date) -> bool:
    """Whether the page was made on another day than this. A form that says nothing of it came with
    its own date."""
    return typed.get(SCREEN) not in ("", today.isoformat())
