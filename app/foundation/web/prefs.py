"""How a page looks on this phone: language, theme, text size, font and motion, kept in one cookie of fixed choices.

Server-rendered, so that nothing flashes; no identity in it, so visitors have it too.
"""

from dataclasses import astuple, dataclass, fields

COOKIE = "__Host-prefs"
YEAR = 31536000

CHOICES = {
    "theme": ("auto", "light", "dark"),
    "size": ("normal", "large", "largest"),
    "font": ("system", "clear"),
    "motion": ("auto", "less"),
}


@dataclass(frozen=True, slots=True)
class Prefs:
    language: str = ""
    theme: str = "auto"
    size: str = "normal"
    font: str = "system"
    motion: str = "auto"

    def cookie(self) -> str:
        return f"{COOKIE}={'.'.join(astuple(self))}; Path=/; Max-Age={YEAR}; Secure; HttpOnly; SameSite=Lax"


def read(value: str, languages: frozenset[str]) -> Prefs:
    """The preferences in a cookie; anything unknown falls back to the default."""
    parts = dict(zip((f.name for f in fields(Prefs)), value.split("."), strict=False))
    return chosen(parts, languages)


def chosen(parts: dict[str, str], languages: frozenset[str], otherwise: Prefs | None = None) -> Prefs:
    """Preferences from typed parts; what is missing or unknown stays as in `otherwise`."""
    base = otherwise or Prefs()
    kept = {name: parts[name] for name, allowed in CHOICES.items() if parts.get(name) in allowed}
    language = parts.get("language", "")
    if language in languages:
        kept["language"] = language
    return Prefs(**{f.name: kept.get(f.name, getattr(base, f.name)) for f in fields(Prefs)})
