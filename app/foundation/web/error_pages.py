"""Calm error pages: what happened, that it is not your fault, what to do, and Hjælp nu above it
all."""

from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException

from app.foundation import logs
from app.foundation.errors import AppError, BrokenOff, TooMany
from app.foundation.letters import empty
from app.foundation.web import answers, writing
from app.foundation.web.forms import LOCK
from app.foundation.web.handler_types import Request
from app.foundation.web.turns import GOES
from app.foundation.web.writing import Fields
from app.foundation.words import Say, say

MESSAGES: dict[int, tuple[Say, Say]] = {
    400: (
        say("Vi kunne ikke læse det"),
        say(
            "Noget kunne ikke læses, og det er ikke gemt. Gå tilbage og se, om din tekst står "
            "der endnu."
        ),
    ),
    403: (
        say("Det kan vi ikke gøre her"),
        say("Siden tager kun imod det du selv sender fra appen. Åbn den igen og prøv."),
    ),
    404: (say("Siden findes ikke"), say("Du har ikke gjort noget forkert.")),
    405: (say("Siden findes ikke"), say("Du har ikke gjort noget forkert.")),
    413: (
        say("Det fylder for meget"),
        say(
            "Det er ikke gemt. Gå tilbage og se, om din tekst står der endnu. Del den i to, og "
            "gem en ad gangen."
        ),
    ),
    415: (say("Det kan vi ikke tage imod"), say("Appen tager kun imod tekst.")),
    429: (
        say("Vent lige lidt"),
        say("Der er sket meget på kort tid. Det er ikke din skyld. Prøv igen om lidt."),
    ),
    507: (
        say("Der er ikke plads til mere her"),
        say(
            "Det er ikke gemt. Slet noget du ikke vil beholde, eller spørg dem der står for "
            "Fodfæste hos jer."
        ),
    ),
    503: (
        say("Vi kan ikke gemme lige nu"),
        say("Det er ikke din skyld. Det du har gemt, er her stadig. Prøv igen om lidt."),
    ),
}
BUSY = 429
UNHEARD = say(
    "Der er sket meget på kort tid, og det er ikke gemt. Gå tilbage og se, om din tekst står "
    "der endnu. Prøv igen om lidt."
)
"""Where a form was not even read: what was written in it cannot be given back on the page."""
LOCKED = say(
    "Det er ikke din skyld. Det du var ved at skrive, kunne vi ikke gemme. Det du har gemt, er "
    "her stadig."
)
"""A page that closed itself: what it sent is not shown again."""
OURS = (say("Noget gik galt hos os"), say("Det er ikke din skyld. Det du har gemt, er her stadig."))


def error_page(
    request: Request, status: int, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """The page for a status. Works without a login, a database or keys."""
    request.scope["state"].setdefault("me", None)
    title, told = MESSAGES.get(status, OURS)
    if status == BUSY and request.method == "POST" and "typed" not in request.scope["state"]:
        told = UNHEARD
    kept = _kept(request, status)
    if status >= 500 and request.scope["path"] == LOCK and request.method == "POST":
        told = LOCKED
    response = answers.page(
        request,
        "error.html",
        status_code=status,
        title=title,
        told=told,
        code=status,
        address="/",
        kept=kept,
        written=request.app.state["written"],
        gone=status in GONE,
        **_closes(request, kept),
    )
    response.headers.update(headers or {})
    return response


REST = 15
"""Minutes after which a page with words empties itself where nobody can be asked whose phone it is:
as on another's."""


def _closes(request: Request, kept: Fields) -> dict[str, Any]:
    """Whose words stand on the page, as their form says, when nobody knows who is in: «Skjul» is
    there, and it closes itself."""
    state = request.scope["state"]
    return (
        {"whose": state["typed"].get("konto"), "closes_after": REST}
        if kept and state["me"] is None
        else {}
    )


GONE = (404, 409)
"""There is nothing there to keep it in: trying again helps nobody."""
SECRET = {"adgangskode", "nu", "ny", "igen", "kode", "noeglens_svar", "spoergsmaal"}
"""Fields that are never given back: whoever wants them typed again types them again."""


def _kept(request: Request, status: int) -> Fields:
    """What was typed when it could not be saved, whatever broke: given back on the page, so that
    one tap tries again.

    Also when the door could not say who it is: whoever looks at the answer typed it. What an old
    tab sent for another account is not shown to whoever is signed in now. What a thing that is gone
    was to hold is given back too, to be copied: only of a form in which people write, and only to
    whoever it says has written. What somebody sent as they went is never shown again.
    """
    state = request.scope["state"]
    form, me = state.get("typed"), state["me"]
    if (
        form is None
        or request.scope["path"] in GOES
        or (me is not None and form.get("konto", me.mark) != me.mark)
    ):
        return []
    if status < 500 and status != BUSY:
        ours = status in GONE and me is not None and form.get("konto") == me.mark
        return (
            writing.waits(request.app.state["writing"], request.scope["path"], form.pairs)
            if ours
            else []
        )
    kept = [(name, value) for name, value in form.pairs if name not in SECRET]
    written = any(not empty(form.get(name)) for name in (*request.app.state["written"], "baaret"))
    return kept if written or (me is not None and kept == form.pairs) else []


def refusal(request: Request, error: AppError) -> Response[bytes]:
    if isinstance(error, BrokenOff):
        return Response(b"", status_code=error.status)
    if error.status >= 500:
        logs.fault("refused", error, request=request.scope["state"]["request"])
    headers = {"retry-after": str(error.seconds)} if isinstance(error, TooMany) else None
    return error_page(request, error.status, headers)


def framework_refusal(request: Request, error: HTTPException) -> Response[bytes]:
    """What the framework refused: a wrong address or method, an id that is none. An unreadable path
    is a missing page."""
    if error.status_code >= 500:
        logs.fault("fault", error, request=request.scope["state"]["request"])
    status = (
        404
        if error.status_code == 400 and not request.scope["state"].get("typed")
        else error.status_code
    )
    return error_page(request, status)


def our_fault(request: Request, error: Exception) -> Response[bytes]:
    logs.fault("fault", error, request=request.scope["state"]["request"])
    return error_page(request, 500)
