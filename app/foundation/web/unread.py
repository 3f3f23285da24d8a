"""What is said to whoever was not heard to the end: too slow, too long, too many, or no request at
all. No application is asked."""

from app.foundation.web.headers import HEADERS

PAGES = {
    400: (
        "Vi kunne ikke læse det",
        "Noget kunne ikke læses, og det er ikke gemt. Gå tilbage og se, om din tekst står der "
        "endnu.",
    ),
    408: (
        "Det tog for lang tid",
        "Det er ikke din skyld. Det er ikke gemt. Gå tilbage og se, om din tekst står der endnu.",
    ),
    429: (
        "Vent lige lidt",
        "Der er sket meget på kort tid. Det er ikke din skyld. Skrev du noget, så gå tilbage og "
        "se, om det står der endnu.",
    ),
    431: (
        "Vi kunne ikke læse det",
        "Noget kunne ikke læses, og det er ikke gemt. Gå tilbage og se, om din tekst står der "
        "endnu.",
    ),
    503: (
        "Vi har for travlt lige nu",
        "Det er ikke din skyld. Gå tilbage og se, om din tekst står der endnu. Prøv igen om lidt.",
    ),
}
"""Danish only: what has not been read to its end does not say which language it wants."""
REASON = {400: b"Bad Request", 408: b"Request Timeout", 431: b"Request Header Fields Too Large",
          503: b"Service Unavailable"}  # fmt: skip


def words_for(status: int) -> bytes:
    """The page."""
    title, told = PAGES[status]
    return f"""<!doctype html>
<html lang="da" dir="ltr"><head><meta charset="utf-8"><title>{title} – Fodfæste</title></head>
<body><main><h1>{title}</h1><p>{told}</p><p><a href="/hjaelp-nu">Hjælp nu</a></p>
<p>Er du i fare, så ring <a href="tel:112">112</a>.</p></main></body></html>
""".encode()


def unread(status: int) -> bytes:
    """The whole answer, with the end of the connection in it."""
    body = words_for(status)
    own = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in [*HEADERS, *own])
    return b"HTTP/1.1 %d %s\r\n" % (status, REASON[status]) + lines + b"\r\n" + body
