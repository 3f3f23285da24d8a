"""A made-up citizen and two she shares with, so that the app can be shown without anyone's real
words."""

from app.demo.circle import everybody
from app.demo.person import FILE, note, refresh

__all__ = ["FILE", "everybody", "note", "refresh"]
