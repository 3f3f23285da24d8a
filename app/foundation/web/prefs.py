"""How a page looks on this phone: language, theme, text size, font and motion, kept in one cookie
of fixed choices; and, if somebody chose it, the municipality whose help lines are shown.

Server-rendered, so that nothing flashes; no identity in it, so visitors have it too.
"""

import re
from dataclasses import astuple, dataclass, fields

COOKIE = "__Host-prefs"
YEAR = 31536000

CHOICES = {
    "theme": ("auto", "light", "dark"),
    "size": ("normal", "large", "largest"),
    "font": ("system", "clear"),
    "motion": ("auto", "less"),
}
MUNICIPALITY = re.compile(r"(?=.{1,40}$)[a-z]+(-[a-z]+)*")
"""The form of a code; which ones there are is known to the room with the help lines."""


@dataclass(frozen=True, slots=True)
class Prefs:
    language: str = ""
    theme: str = "auto"
    size: str = "normal"
    font: str = "system"
    motion: str = "auto"
    municipality: str = ""

    def cookie(self) -> str:
        return (
            f"{COOKIE}={'.'.join(astuple(self)).rstrip('.')}; Path=/; Max-Age={YEAR}; Secure; "
            "HttpOnly; SameSite=Lax"
        )


def read(value: str, languages: frozenset[str]) -> Prefs:
    """The preferences in a cookie; anything unknown falls back to the default."""
    parts = dict(zip((f.name for f in fields(Prefs)), value.split("."), strict=False))
    return chosen(parts, languages)


def chosen(
    parts: dict[str, str], languages: frozenset[str], otherwise: Prefs | None = None
) -> Prefs:
    """Preferences from typed parts; what is missing or unknown stays as in `otherwise`."""
    base = otherwise or Prefs()
    kept = {name: parts[name] for name, allowed in CHOICES.items() if parts.get(name) in allowed}
    language = parts.get("language", "")
    if language in languages:
        kept["language"] = language
    if MUNICIPALITY.fullmatch(parts.get("municipality", "")):
        kept["municipality"] = parts["municipality"]
    return Prefs(**{f.name: kept.get(f.name, getattr(base, f.name)) for f in fields(Prefs)})
